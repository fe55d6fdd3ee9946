# SPDX-License-Identifier: GPL-2.0
#
# Guests that start with UEFI firmware (OVMF); sources tests/guest/lib.sh.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh

OVMF=/usr/share/OVMF
# The kernel as firmware takes it.
# shellcheck disable=SC2034
EFI_KERNEL=$(echo /boot/vmlinuz-*)

# firmware_ready: what such a guest needs of an emulated host, see cr8_trap.c.
firmware_ready() {
	[ "${MVGPU_ACCEL:-}" = tcg ] || return 0
	[ -e /sys/module/cr8_trap ] || insmod /build/kmod/cr8_trap.ko
}

# firmware_start NAME QEMU-ARGUMENT...: as guest_start, by UEFI. What it starts is
# $EFI_KERNEL with $GUEST_INITRD if GUEST_KERNEL says so, else its shell.
firmware_start() {
	local name=$1 vars=$WORK/vars-$1.fd
	shift
	cp $OVMF/OVMF_VARS_4M.fd "$vars"
	guest_start "$name" "$@" \
		-drive "if=pflash,format=raw,unit=0,readonly=on,file=$OVMF/OVMF_CODE_4M.fd" \
		-drive "if=pflash,format=raw,unit=1,file=$vars"
}

# says GUEST PATTERN: whether its first serial line has had that.
says() { grep -aqE "$2" "$(guest_dir "$1")/console.log"; }

# guest_type NAME KEY...: presses keys, by QEMU's names of them.
guest_type() {
	local name=$1 key
	shift
	for key; do
		guest_qmp "$name" send-key \
			"{\"keys\": [{\"type\": \"qcode\", \"data\": \"$key\"}]}" \
			>/dev/null || return 1
	done
}

stat_of() { cat "$MDEV_DIR/$1/stats/$2"; }

# _below PPM LINES: the pixels below the first lines.
_below() {
	local width
	width=$(sed -n '2{s/ .*//p;q}' "$1")
	tail -c "+$(($(head -n 3 "$1" | wc -c) + $2 * width * 3 + 1))" "$1"
}

# has_picture PPM LINES: whether not all is black below the first lines.
has_picture() { [ "$(_below "$1" "$2" | tr -d '\0' | head -c 1 | wc -c)" = 1 ]; }

# same_below PPM PPM LINES: whether they are the same below the first lines.
same_below() {
	[ "$(head -n 3 "$1")" = "$(head -n 3 "$2")" ] &&
		cmp <(_below "$1" "$3") <(_below "$2" "$3")
}

# same_screens GUEST GUEST: whether they show the same.
same_screens() {
	local guest
	for guest; do
		guest_screendump "$guest" "$WORK/$guest.ppm" || return 1
	done
	cmp -s "$WORK/$1.ppm" "$WORK/$2.ppm"
}

# logo_of GUEST: whether something is shown below the firmware's first lines of text,
# in the mode that it comes to after others (and after what QEMU writes when there is
# nothing); keeps what. Twice the same, for it may come while it is being written.
logo_of() {
	guest_screendump "$1" "$WORK/$1.ppm" &&
		[ "$(sed -n '2{p;q}' "$WORK/$1.ppm")" = "1280 800" ] &&
		has_picture "$WORK/$1.ppm" 200 &&
		_shot_equals "$1" "$WORK/again.ppm" "$WORK/$1.ppm"
}
