# SPDX-License-Identifier: GPL-2.0
#
# Guests that start with UEFI firmware (OVMF). It sources tests/guest/lib.sh.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh

OVMF=/usr/share/OVMF
# The kernel in the form that firmware starts.
# shellcheck disable=SC2034
EFI_KERNEL=$(echo /boot/vmlinuz-*)

# firmware_ready: prepares an emulated host for such a guest; see cr8_trap.c.
firmware_ready() {
	[ "${MVGPU_ACCEL:-}" = tcg ] || return 0
	[ -e /sys/module/cr8_trap ] || insmod /build/kmod/cr8_trap.ko
}

# firmware_start NAME QEMU-ARGUMENT...: starts a guest as guest_start does, by UEFI. The
# firmware starts $GUEST_KERNEL, which is $EFI_KERNEL, with $GUEST_INITRD, or its shell if
# GUEST_KERNEL is empty.
firmware_start() {
	local name=$1 vars=$WORK/vars-$1.fd
	shift
	cp $OVMF/OVMF_VARS_4M.fd "$vars"
	guest_start "$name" "$@" \
		-drive "if=pflash,format=raw,unit=0,readonly=on,file=$OVMF/OVMF_CODE_4M.fd" \
		-drive "if=pflash,format=raw,unit=1,file=$vars"
}

# says GUEST PATTERN: succeeds if the first serial line of the guest has printed that.
says() { grep -aqE "$2" "$(guest_dir "$1")/console.log"; }

# guest_type NAME KEY...: presses keys, which have QEMU's names.
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

# _below PPM LINES: prints the pixels below the first lines.
_below() {
	local width
	width=$(sed -n '2{s/ .*//p;q}' "$1")
	tail -c "+$(($(head -n 3 "$1" | wc -c) + $2 * width * 3 + 1))" "$1"
}

# has_picture PPM LINES: succeeds if not all pixels below the first lines are black.
has_picture() { [ "$(_below "$1" "$2" | tr -d '\0' | head -c 1 | wc -c)" = 1 ]; }

# same_below PPM PPM LINES: succeeds if the files are the same below the first lines.
same_below() {
	[ "$(head -n 3 "$1")" = "$(head -n 3 "$2")" ] &&
		cmp <(_below "$1" "$3") <(_below "$2" "$3")
}

# same_screens GUEST GUEST: succeeds if both screens show the same.
same_screens() {
	local guest
	for guest; do
		guest_screendump "$guest" "$WORK/$guest.ppm" || return 1
	done
	cmp -s "$WORK/$1.ppm" "$WORK/$2.ppm"
}

# logo_of GUEST: succeeds if the screen shows something below the firmware's first lines of
# text, in the last mode that the firmware sets (QEMU shows a text of its own before the
# first one). It leaves the screen in $WORK/GUEST.ppm. Two screendumps must be the same, as
# the firmware may still be drawing at the first one.
logo_of() {
	guest_screendump "$1" "$WORK/$1.ppm" &&
		[ "$(sed -n '2{p;q}' "$WORK/$1.ppm")" = "1280 800" ] &&
		has_picture "$WORK/$1.ppm" 200 &&
		_shot_equals "$1" "$WORK/again.ppm" "$WORK/$1.ppm"
}
