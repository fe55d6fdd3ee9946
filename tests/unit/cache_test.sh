#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The scripts that fill the cache keep nothing that is not whole: what fetches and
# unpacks for them is played by programs here that fail in all the ways they can.
# Nothing is fetched, and the cache is another one.
#
# shellcheck disable=SC2016,SC2031,SC2317
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/unit/taplib.sh
. tests/unit/taplib.sh
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
export XDG_CACHE_HOME=$WORK/cache MVGPU_MIRROR=none PATH=$WORK/bin:$PATH WORK
unset MVGPU_KERNEL MVGPU_ACCEL
CACHE=$XDG_CACHE_HOME/mvgpu

# ok NAME COMMAND..., fails NAME COMMAND...: what it says is shown when it surprises.
ok() {
	if "${@:2}" >"$WORK/said" 2>&1; then result ok "$1"; else
		result "not ok" "$1"
		sed 's/^/# /' "$WORK/said"
	fi
}

fails() {
	if "${@:2}" >"$WORK/said" 2>&1; then
		result "not ok" "$1"
		sed 's/^/# /' "$WORK/said"
	else result ok "$1"; fi
}

# What mmdebstrap writes and does here is in $WORK/plays; it notes that it was called.
players() {
	mkdir -p "$WORK/bin"
	printf '#!/bin/sh\nexit 0\n' | tee "$WORK/bin/apt-config" >"$WORK/bin/apt-get"
	cat >"$WORK/bin/mmdebstrap" <<-'END'
		#!/bin/bash
		echo called >>"$WORK/calls"
		for word; do
			case $word in
			*copy-out\ /out*) to=${word#*\'} to=${to%\'*} ;;
			esac
		done
		. "$WORK/plays"
	END
	chmod +x "$WORK"/bin/*
}

plays() {
	printf '%s\n' "$1" >"$WORK/plays"
	rm -f "$WORK/calls"
}

# A root as small as one can be.
make_tree() {
	local boot=$WORK/tree/usr/lib/mvgpu kind name
	mkdir -p "$WORK/tree/var/lib/dpkg"
	for kind in boot disk probe; do
		mkdir -p "$boot/modules/$kind"
		echo some.ko >"$boot/modules/$kind/order"
	done
	for name in vmlinux kver busybox; do
		head -c 100000 /dev/zero | tr '\0' x >"$boot/$name"
	done
	(. tests/runner/common.sh && packages_of trixie) |
		sed 's/.*/Package: &\nStatus: install ok installed\n/' \
			>"$WORK/tree/var/lib/dpkg/status"
	tar -C "$WORK/tree" -cf "$WORK/good.tar" .
}

# lacking NAME COMMAND: another such root, as $WORK/NAME.tar.
lacking() {
	cp -r "$WORK/tree" "$WORK/$1"
	(cd "$WORK/$1" && eval "$2")
	tar -C "$WORK/$1" -cf "$WORK/$1.tar" .
}

root() { tests/runner/image.sh trixie; }
kernel() { MVGPU_KERNEL=debug tests/runner/debug-kernel.sh trixie; }
named() { (. tests/runner/common.sh && KERNEL=debug && "$1_dir" trixie); }
# none_kept KIND: nothing has the name that it gets when it is whole.
none_kept() { [ -d "$(dirname "$(named "$1")")" ] && [ ! -e "$(named "$1")" ]; }
called() { [ -e "$WORK/calls" ]; }

# refused KIND WHAT PLAY: what is made so fails, and is not there the next time.
refused() {
	rm -rf "$CACHE"
	plays "$3"
	fails "$1: of $2 it says that it failed" "$1"
	ok "$1: it is not kept" none_kept "$1"
}

roots_are_checked() {
	lacking no-kernel 'rm usr/lib/mvgpu/vmlinux'
	lacking no-modules ': >usr/lib/mvgpu/modules/disk/order'
	lacking no-package 'sed -i "/^Package: gcc$/,/^$/d" var/lib/dpkg/status'
	lacking half 'sed -i "0,/ok installed/s// ok unpacked/" var/lib/dpkg/status'
	mkdir "$WORK/empty" && tar -C "$WORK/empty" -cf "$WORK/empty.tar" .
	refused root "nothing, and a failure" 'exit 25'
	refused root "nothing, and success" 'exit 0'
	refused root "an empty root" 'cat "$WORK/empty.tar"'
	refused root "a whole one, and a failure at the end" 'cat "$WORK/good.tar"; exit 1'
	refused root "one that was cut short" 'head -c 90000 "$WORK/good.tar"'
	refused root "a kill" 'head -c 90000 "$WORK/good.tar"; kill -KILL $$'
	refused root "no kernel" 'cat "$WORK/no-kernel.tar"'
	refused root "no modules" 'cat "$WORK/no-modules.tar"'
	refused root "a package too few" 'cat "$WORK/no-package.tar"'
	refused root "a package not installed" 'cat "$WORK/half.tar"'
	rm -rf "$CACHE"
	plays 'cat "$WORK/good.tar"'
	fails "root: on a full disk it says that it failed" bash -c \
		'ulimit -f 64; trap "" XFSZ; tests/runner/image.sh trixie'
	ok "root: it is not kept" none_kept root
}

roots_are_kept() {
	local dir
	dir=$(named root)
	plays 'cat "$WORK/good.tar"'
	ok "root: a whole one is kept" root
	ok "root: it has its disk" test -s "$dir/disk"
	plays 'exit 1'
	ok "root: it is there the next time" root
	fails "root: nothing was made for that" called
	rm "$dir/in-use"
	plays 'cat "$WORK/good.tar"'
	ok "root: what is left of one is made anew" root
	ok "root: for that it was made" called
	is_new "$dir"
	mkdir -p "$CACHE/hosts/trixie-old"
	touch -d yesterday "$CACHE/hosts/trixie-old/in-use"
	ok "root: one of another recipe goes" root
	ok "root: and is gone" gone "$CACHE/hosts/trixie-old"
}

list() { tests/runner/list-root.sh packages; }
lists_kept() { compgen -G "$CACHE/packages/trixie-*"; }

lists_are_checked() {
	rm -rf "$CACHE"
	fails "list: one that does not exist is an error" tests/runner/list-root.sh nothing
	plays 'head -c 90000 "$WORK/good.tar"'
	fails "list: of a root that was cut short it says that it failed" list
	fails "list: it is not kept" lists_kept
	plays 'cat "$WORK/good.tar"'
	ok "list: a whole one is kept" list
	ok "list: it has folders to mount on" test -d "$CACHE"/packages/trixie-*/tree/mvgpu
	plays 'exit 1'
	ok "list: it is there the next time" list
	fails "list: nothing was made for that" called
}

gone() { [ ! -e "$1" ] && ! compgen -G "$CACHE/*/tmp-*"; }
is_new() { ok "root: not inside of the other" gone "$1"/tmp-trixie; }

# made FILE...: what mmdebstrap has to leave in $to for these.
made() {
	printf 'mkdir -p "$to/out/modules" "$to/out/build"\n'
	printf 'echo some >"$to/out/%s"\n' "$@"
}

kernels_are_checked() {
	local files=(kver bzImage .config modules/modules.dep build/Makefile
		build/Module.symvers) i
	refused kernel "nothing, and success" 'exit 0'
	refused kernel "a whole one, and a failure at the end" \
		"$(made "${files[@]}"; echo exit 1)"
	for i in "${!files[@]}"; do
		refused kernel "one without ${files[i]}" \
			"$(made "${files[@]:0:i}" "${files[@]:i+1}")"
	done
	plays "$(made "${files[@]}")"
	ok "kernel: a whole one is kept" kernel
	rm "$(named kernel)/kver"
	ok "kernel: what is left of one is made anew" kernel
	ok "kernel: it is whole" test -s "$(named kernel)/kver"
	fails "kernel: not inside of the other" test -e "$(named kernel)/out"
	touch -d '9 days ago' "$(named kernel)/kver"
	mv "$(named kernel)" "$CACHE/kernels/trixie-old"
	ok "kernel: another is made" kernel
	ok "kernel: the old one is gone" gone "$CACHE/kernels/trixie-old"
}

players
make_tree
roots_are_checked
roots_are_kept
lists_are_checked
kernels_are_checked
end
