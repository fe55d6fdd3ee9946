#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Makes a Debian root of the packages that tests/runner/roots/NAME lists, and prints where it is:
#
#	tests/runner/list-root.sh NAME [SUITE]
#
# It is for what does not belong into the root of the host VM (image.sh), because it is large or
# would be in the way of other tests. It is kept in the cache under a name that is derived
# from the recipe; DIR/tree is the root, and DIR/in-use marks a complete one. Its folders /mvgpu
# and /build are there to mount the checkout and built files on.
set -euo pipefail
# shellcheck source=tests/runner/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/runner/mirror.sh
. "$RUNNER/mirror.sh"

NAME=${1:?"usage: list-root.sh NAME [SUITE]"}
SUITE=${2:-trixie}
check_suite "$SUITE"
LIST=$RUNNER/roots/$NAME
[ -f "$LIST" ] || die "there is no list '$NAME' in tests/runner/roots"
ROOTS=$CACHE/$NAME
TMP=$ROOTS/tmp-$SUITE

names() { recipe_of "$LIST" | grep .; }
DIR=$ROOTS/$SUITE-$({ names; recipe_of "$RUNNER/list-root.sh" "$RUNNER/mirror.sh"; } | hash_of)

# The user who unpacks the tree owns all of it, so that rm can remove the cache.
unpack() {
	mkdir -p "$TMP/tree" &&
		tar -C "$TMP/tree" --exclude='./dev/*' --no-same-owner -xf - &&
		chmod -R u+rwX "$TMP/tree" && mkdir "$TMP/tree/mvgpu" "$TMP/tree/build"
}

make_root() {
	local start=$SECONDS
	say "making the $SUITE root '$NAME' (once, about two minutes)"
	rm -rf "$TMP"
	mkdir -p "$TMP"
	from_mirror "$TMP" "$SUITE" --variant=apt --format=tar \
		--include="$(names | paste -sd,)" | unpack ||
		die "could not make the $SUITE root '$NAME'; see the messages above"
	touch "$TMP/in-use"
	keep "$TMP" "$DIR"
	say "made $DIR in $((SECONDS - start)) s"
}

cached_root "$ROOTS" "$SUITE" "$DIR" "$TMP" make_root
echo "$DIR"
