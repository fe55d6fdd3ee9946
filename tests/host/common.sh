# SPDX-License-Identifier: GPL-2.0
# Shared by the scripts of tests/host that run on the machine (not in the VM).
# shellcheck shell=bash

# shellcheck disable=SC2034
HOST_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
TOP=$(cd "$HOST_DIR/../.." && pwd -P)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/mvgpu

# The kernel of the host VM: stock, debug or coverage, see vm.py.
KERNEL=${MVGPU_KERNEL:-stock}

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }

need_tool() {
	local tool
	for tool; do
		command -v "$tool" >/dev/null ||
			die "'$tool' is not installed; run scripts/setup-deps.sh"
	done
}

# keep MADE DIR: what was made beside and looked at gets its name. What has the name
# already is a wreck: it lacks the file that says that it is whole.
keep() {
	rm -rf "$2"
	mv -T "$1" "$2"
}

# discard DIR TMP: removes what has a name, so that nothing broken off keeps it.
discard() {
	rm -rf "$2"
	mv -T "$1" "$2" && rm -rf "$2"
}

check_suite() {
	case $1 in
	trixie | bookworm | sid) ;;
	*) die "unknown suite '$1'; use SUITE=trixie, bookworm or sid" ;;
	esac
}

# The packages of a suite, from the list that serves all of them.
packages_of() {
	sed -n -e '/^#/d' -e "/^!$1:/d" -e "s/^![a-z]*://" -e "s/^$1://" \
		-e '/^[a-z]*:/d' -e '/./p' "$HOST_DIR/packages"
}

# Names what the root of a suite is made of: another recipe, another root.
root_key() {
	{
		packages_of "$1"
		cat "$HOST_DIR/image.sh" "$HOST_DIR/image-finish.sh" \
			"$HOST_DIR/mirror.sh"
	} | sha256sum | cut -c1-12
}

root_dir() { printf '%s/hosts/%s-%s\n' "$CACHE" "$1" "$(root_key "$1")"; }

# The configuration of $KERNEL: for coverage, without what makes it slow.
kernel_config() {
	if [ "$KERNEL" = coverage ]; then
		sed '/^# what finds mistakes/,$d' "$HOST_DIR/debug.config"
	else
		cat "$HOST_DIR/debug.config"
	fi
}

# Names the debug or coverage kernel of a suite, likewise.
kernel_dir() {
	printf '%s/kernels/%s-%s\n' "$CACHE" "$1" "$({
		cat "$HOST_DIR"/debug-kernel*.sh
		kernel_config
	} | sha256sum | cut -c1-12)"
}

# Built files of one checkout, suite and kernel: checkouts do not disturb each other.
build_dir() {
	local suite=$1
	[ "$KERNEL" = stock ] || suite+=-$KERNEL
	printf '%s/build/%s-%s\n' "$CACHE" "$suite" \
		"$(printf %s "$TOP" | sha256sum | cut -c1-12)"
}
