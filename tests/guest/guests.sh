# SPDX-License-Identifier: GPL-2.0
#
# What a Linux guest does on a vGPU with two heads, whichever kernel it has. It sources
# tests/guest/lib.sh. The vGPU of the guest is $VGPU.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh

GUEST=linux

# fb_sum FILE: prints the hash of the pixels of a PPM in the format of a frame buffer.
fb_sum() {
	python3 -c '
import hashlib, sys
pixels = open(sys.argv[1], "rb").read().split(b"\n", 3)[3]
frame = bytearray(len(pixels) // 3 * 4)
for byte in range(3):
    frame[byte::4] = pixels[2 - byte::3]
print(hashlib.sha256(frame).hexdigest())' "$1"
}

_text_is() {
	guest_screendump "$GUEST" "$WORK/text.ppm" >/dev/null &&
		[ "$(fb_sum "$WORK/text.ppm")" = "$1" ]
}

# shows_text WORD NAME: passes when the screen becomes the contents of the guest's frame
# buffer after it wrote that word.
shows_text() {
	local sum
	sum=$(guest_run "$GUEST" "text $1") || { fail "$2" "$sum"; return 1; }
	ok "$2" wait_for 20 "the text of the guest" _text_is "$sum"
}

# shows_modes STEP: the guest draws in every STEP-th of its modes, from the first on.
shows_modes() {
	local mode seed=20
	for mode in $(guest_run "$GUEST" modes | awk "(NR - 1) % $1 == 0"); do
		draws "$GUEST" $((++seed)) "the guest sets $mode and its screen shows the picture" -g "$mode"
	done
}

heads() { guest_run "$GUEST" heads | sed 's/^Virtual-//' | paste -sd' '; }

_heads_are() { [ "$(heads)" = "$1" ]; }

# monitors HEADS STATUS NAME: sets the attribute, and passes when the guest sees STATUS.
monitors() {
	set_attr "$MDEV_DIR/$VGPU/monitors" "$1"
	wait_for 20 "the guest to see monitors $1" _heads_are "$2"
	is "$(heads)" "$2" "$3"
}

# Monitors are plugged and unplugged while the guest runs.
plugs_heads() {
	local size
	guest_run "$GUEST" stop_drawing >/dev/null
	monitors 0 "1 connected 2 disconnected" "the guest sees that a monitor is unplugged"
	draws "$GUEST" 40 "the guest draws on the monitor that is left"
	monitors none "1 disconnected 2 disconnected" \
		"the guest sees that the other monitor is unplugged"
	fails "the guest cannot draw without a monitor" guest_draw "$GUEST" 41
	ok "the driver can be bound again without a monitor" guest_run "$GUEST" rebind
	is "$(heads)" "1 disconnected 2 disconnected" \
		"the driver that was bound again finds no monitor"
	monitors 1 "1 disconnected 2 connected" "the guest sees that the second monitor is plugged"
	monitors all "1 connected 2 connected" \
		"the guest sees that both monitors are plugged"
	size=$(guest_draw "$GUEST" 42 -n 2)
	shows "$GUEST" 42 "$size" "QEMU shows the picture of the first head"
	set_attr "$MDEV_DIR/$VGPU/console" 1
	shows "$GUEST" 142 "$size" "QEMU shows the picture of the second head"
	set_attr "$MDEV_DIR/$VGPU/console" 0
	shows "$GUEST" 42 "$size" "QEMU shows the picture of the first head again"
}

# Monitors are unplugged and plugged again before the guest has read their state, while it
# does, and after.
replugs_heads() {
	local pause
	for pause in 0 .1 .2 .5 1 2; do
		set_attr "$MDEV_DIR/$VGPU/monitors" none
		sleep "$pause"
		set_attr "$MDEV_DIR/$VGPU/monitors" all
	done
	wait_for 20 "the guest to see its monitors" _heads_are "$1"
	is "$(heads)" "$1" "the guest sees monitors that were unplugged and plugged again"
	draws "$GUEST" 43 "the guest draws on monitors that were plugged again"
}

_stat_of() { cat "$MDEV_DIR/$VGPU/stats/$1"; }

# nudge: sends the guest a line every few seconds that it ignores. One that comes while the
# guest falls asleep need not wake it.
nudge() {
	while sleep 5; do
		_send "$(guest_dir "$GUEST")/control" ""
	done
}

# wakes: wakes the guest, and prints how often it has slept.
wakes() {
	local nudges status=0
	nudge &
	nudges=$!
	guest_run "$GUEST" slept || status=$?
	kill $nudges
	wait $nudges 2>/dev/null
	return $status
}

# falls_asleep: lets the guest sleep until the next command, which may come before the
# guest is asleep. Then the next attempt waits longer.
falls_asleep() {
	local pause
	for pause in 2 5 10 20; do
		guest_run "$GUEST" "sleep_by s2idle >/dev/null 2>&1 &" || return 1
		sleep $((pause * STRETCH))
		[ "$(wakes)" = 0 ] || return 0
	done
	return 1
}

# sleeps: a guest that relies on the device to keep its state sleeps and wakes.
sleeps() {
	local size pins resets
	size=$(guest_draw "$GUEST" 50)
	shows "$GUEST" 50 "$size" "the guest shows its picture before it sleeps"
	pins=$(pinned "$VGPU") resets=$(_stat_of resets)
	ok "the guest sleeps and wakes" falls_asleep
	shows "$GUEST" 50 "$size" "the screen shows the same picture after the sleep"
	settles "$pins" "as many pages are pinned as before the sleep" pinned "$VGPU"
	is "$(_stat_of resets)" "$resets" "the sleep causes no reset"
	draws "$GUEST" 51 "the guest draws after the sleep"
}

# sleeps_unbound: a guest before 6.9 resets the device, and its virtio_gpu cannot set it up
# again. The driver is unbound for the sleep.
sleeps_unbound() {
	ok "the driver can be unbound before the sleep" guest_run "$GUEST" \
		"stop_drawing; take_off"
	ok "the guest sleeps and wakes" falls_asleep
	ok "the driver can be bound after the sleep" guest_run "$GUEST" give_back
	draws "$GUEST" 51 "the guest draws after the sleep"
}

trusts_the_device() {
	local major minor
	IFS=. read -r major minor _ <<<"$(guest_run "$GUEST" "uname -r")"
	[ $((major * 100 + minor)) -ge 609 ]
}

# guest_lives STEP: a guest with $GUEST_KERNEL on $VGPU, from its boot to its end. It uses
# every STEP-th of its modes.
guest_lives() {
	guest_start "$GUEST" -device "$(vgpu_device "$VGPU")"
	ok "the guest boots" guest_ready "$GUEST" || return
	diag "kernel of the guest: $(guest_run "$GUEST" "uname -r")"
	ok "virtio_gpu runs the vGPU" guest_run "$GUEST" bound
	interrupts "$GUEST" "the GPU interrupts the guest by the expected kind of interrupt"
	is "$(heads)" "1 connected 2 connected" "the guest sees two monitors"
	shows_text once "the screen shows the text console of the guest"
	shows_text again "the screen shows what the text console prints later"
	shows_modes "$1"
	plugs_heads
	replugs_heads "1 connected 2 connected"
	if trusts_the_device; then sleeps; else sleeps_unbound; fi
	kernel_clean "$GUEST" "the kernel of the guest reports no error"
	ok "QEMU quits" guest_quit "$GUEST"
	unpinned "$VGPU" "no page stays pinned after the guest has ended"
}
