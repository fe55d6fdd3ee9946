#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Makes the Debian root in which packages are built and installed, and prints where it is:
#
#	tests/packages/root.sh [SUITE]
#
# It is another one than that of the host VM (tests/runner/image.sh), which has no
# documentation, and has programs on which the packages would depend without saying so. It is
# made of the list beside this script, and kept in the cache under a name that is derived
# from the recipe; DIR/tree is the root, and DIR/in-use marks a complete one.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/runner/common.sh
. tests/runner/common.sh
# shellcheck source=tests/runner/mirror.sh
. tests/runner/mirror.sh

SUITE=${1:-trixie}
check_suite "$SUITE"
ROOTS=$CACHE/packages
TMP=$ROOTS/tmp-$SUITE

names() { recipe_of tests/packages/list | grep .; }
DIR=$ROOTS/$SUITE-$({ names; recipe_of tests/packages/root.sh tests/runner/mirror.sh; } | hash_of)

# The user who unpacks the tree owns all of it, so that rm can remove the cache.
unpack() {
	mkdir -p "$TMP/tree" &&
		tar -C "$TMP/tree" --exclude='./dev/*' --no-same-owner -xf - &&
		chmod -R u+rwX "$TMP/tree" && mkdir "$TMP/tree/mvgpu" "$TMP/tree/build"
}

make_root() {
	local start=$SECONDS
	say "making the $SUITE root for packages (once, about two minutes)"
	rm -rf "$TMP"
	mkdir -p "$TMP"
	from_mirror "$TMP" "$SUITE" --variant=apt --format=tar \
		--include="$(names | paste -sd,)" | unpack ||
		die "could not make the $SUITE root; see the messages above"
	touch "$TMP/in-use"
	keep "$TMP" "$DIR"
	say "made $DIR in $((SECONDS - start)) s"
}

cached_root "$ROOTS" "$SUITE" "$DIR" "$TMP" make_root
echo "$DIR"
