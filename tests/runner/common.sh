# SPDX-License-Identifier: GPL-2.0
# Shared by the scripts of tests/runner that run on the machine (not in the VM).
# shellcheck shell=bash

# shellcheck disable=SC2034
RUNNER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
TOP=$(cd "$RUNNER/../.." && pwd -P)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/mvgpu

# The kernel of the host VM: stock, debug or coverage; see image.py.
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

# keep MADE DIR: renames a directory that is complete. A DIR that exists already is
# the remains of an interrupted run, because it lacks the file that marks it complete.
keep() {
	rm -rf "$2"
	mv -T "$1" "$2"
}

# discard DIR TMP: renames DIR before it removes it, so that an interrupted removal
# leaves nothing under its name.
discard() {
	rm -rf "$2"
	mv -T "$1" "$2" && rm -rf "$2"
}

# cached_root ROOTS SUITE DIR TMP MAKE: runs the command MAKE, which makes DIR by way of TMP,
# unless DIR is complete (in-use is its mark); makes one root of a suite at a time, and
# removes those of other recipes below ROOTS.
cached_root() {
	need_tool flock sha256sum
	mkdir -p "$1"
	exec 9>"$1/$2.lock"
	flock -n 9 || { say "waiting for another process that makes the $2 root"; flock 9; }
	[ -e "$3/in-use" ] || "$5"
	touch "$3/in-use"
	remove_old_roots "$@"
}

# Removes the roots of other recipes. A root that is in use, or was used in the last
# twelve hours, stays: it may belong to another checkout.
export -f discard
# shellcheck disable=SC2016
remove_old_roots() {
	local old
	for old in "$1/$2"-*; do
		if [ "$old" = "$3" ] || [ ! -d "$old" ]; then continue; fi
		[ -z "$(find "$old/in-use" -mmin -720 2>/dev/null)" ] || continue
		flock -n "$old/in-use" bash -c 'discard "$1" "$2"' _ "$old" "$4" || true
	done
}

check_suite() {
	case $1 in
	trixie | bookworm | sid) ;;
	*) die "unknown suite '$1'; use SUITE=trixie, bookworm or sid" ;;
	esac
}

# packages_of SUITE: prints the packages of a suite, from the list for all suites.
packages_of() {
	sed -n -e '/^#/d' -e "/^!$1:/d" -e "s/^![a-z]*://" -e "s/^$1://" \
		-e '/^[a-z]*:/d' -e '/./p' "$RUNNER/packages"
}

# recipe_of [FILE...]: prints scripts without their comments, so that another comment
# does not make the cached roots and kernels again.
recipe_of() { sed '/^[[:space:]]*#/d' "$@"; }

hash_of() { sha256sum | cut -c1-12; }

# root_key SUITE: the hash of the recipe of its root.
root_key() {
	{
		packages_of "$1"
		recipe_of "$RUNNER/image.sh" "$RUNNER/image-finish.sh" \
			"$RUNNER/mirror.sh"
	} | hash_of
}

root_dir() { printf '%s/hosts/%s-%s\n' "$CACHE" "$1" "$(root_key "$1")"; }

# Prints the configuration of $KERNEL; the one for coverage has no checkers, which make a
# kernel slow.
kernel_config() {
	if [ "$KERNEL" = coverage ]; then
		sed '/^# checkers/,$d' "$RUNNER/debug.config"
	else
		cat "$RUNNER/debug.config"
	fi
}

# kernel_dir SUITE: the directory of its debug or coverage kernel, named by the hash of
# the recipe.
kernel_dir() {
	printf '%s/kernels/%s-%s\n' "$CACHE" "$1" "$({
		recipe_of "$RUNNER"/debug-kernel*.sh
		kernel_config | recipe_of
	} | hash_of)"
}

# build_dir SUITE: the directory of built files. Each checkout has its own, so that
# checkouts do not disturb each other.
build_dir() {
	local suite=$1
	[ "$KERNEL" = stock ] || suite+=-$KERNEL
	printf '%s/build/%s-%s\n' "$CACHE" "$suite" "$(printf %s "$TOP" | hash_of)"
}

# package_dir SUITE: the directory of this checkout's packages, /build in tests/packages/enter.sh.
package_dir() { printf '%s/build/packages-%s-%s\n' "$CACHE" "$1" "$(printf %s "$TOP" | hash_of)"; }
