# SPDX-License-Identifier: GPL-2.0
#
# What a Linux guest does on a vGPU with two heads, whichever kernel it has;
# sources tests/guest/lib.sh. Its vGPU is $VGPU.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh

GUEST=linux

# fb_sum FILE: the hash of a PPM's pixels as a frame buffer has them.
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

# shows_text WORD NAME: passes when the screen becomes what the guest has in its
# frame buffer after it wrote that word.
shows_text() {
	local sum
	sum=$(guest_run "$GUEST" "text $1") || { fail "$2" "$sum"; return 1; }
	ok "$2" wait_for 20 "the text of the guest" _text_is "$sum"
}

# shows_modes STEP: every STEP-th mode that the guest has, from the first on.
shows_modes() {
	local mode seed=20
	for mode in $(guest_run "$GUEST" modes | awk "(NR - 1) % $1 == 0"); do
		draws "$GUEST" $((++seed)) "$mode is set and shown" -g "$mode"
	done
}

heads() { guest_run "$GUEST" heads | sed 's/^Virtual-//' | paste -sd' '; }

_heads_are() { [ "$(heads)" = "$1" ]; }

# monitors HEADS STATUS NAME: plugged so, the guest comes to see that.
monitors() {
	set_attr "$MDEV_DIR/$VGPU/monitors" "$1"
	wait_for 20 "the guest to see monitors $1" _heads_are "$2"
	is "$(heads)" "$2" "$3"
}

# Monitors come and go while the guest runs.
plugs_heads() {
	local size
	guest_run "$GUEST" stop_drawing >/dev/null
	monitors 0 "1 connected 2 disconnected" "a monitor goes while it runs"
	draws "$GUEST" 40 "it draws on the one that is left"
	monitors none "1 disconnected 2 disconnected" "the other goes"
	fails "there is nothing to draw on" guest_draw "$GUEST" 41
	ok "the driver is bound again" guest_run "$GUEST" rebind
	is "$(heads)" "1 disconnected 2 disconnected" "a new driver finds none"
	monitors 1 "1 disconnected 2 connected" "the second is plugged in"
	monitors all "1 connected 2 connected" "both are"
	size=$(guest_draw "$GUEST" 42 -n 2)
	shows "$GUEST" 42 "$size" "the first head's picture is shown"
	set_attr "$MDEV_DIR/$VGPU/console" 1
	shows "$GUEST" 142 "$size" "the second head's picture is shown"
	set_attr "$MDEV_DIR/$VGPU/console" 0
	shows "$GUEST" 42 "$size" "the first head's picture is shown again"
}

# A monitor goes and comes back before the guest has looked, while it does, after.
replugs_heads() {
	local pause
	for pause in 0 .1 .2 .5 1 2; do
		set_attr "$MDEV_DIR/$VGPU/monitors" none
		sleep "$pause"
		set_attr "$MDEV_DIR/$VGPU/monitors" all
	done
	wait_for 20 "the guest to see its monitors" _heads_are "$1"
	is "$(heads)" "$1" "monitors that went and came back are there"
	draws "$GUEST" 43 "and it draws on them"
}

_stat_of() { cat "$MDEV_DIR/$VGPU/stats/$1"; }

# A sleep that the next command ends; longer if that came before it slept.
falls_asleep() {
	local pause
	for pause in 2 5 10 20; do
		guest_run "$GUEST" "sleep_by s2idle >/dev/null 2>&1 &" || return 1
		sleep $((pause * STRETCH))
		[ "$(guest_run "$GUEST" slept)" = 0 ] || return 0
	done
	return 1
}

# The guest trusts the device to keep all that it had.
sleeps() {
	local size pins resets
	size=$(guest_draw "$GUEST" 50)
	shows "$GUEST" 50 "$size" "it draws before it sleeps"
	pins=$(pinned "$VGPU") resets=$(_stat_of resets)
	ok "it sleeps and wakes" falls_asleep
	shows "$GUEST" 50 "$size" "its picture is on the screen again"
	settles "$pins" "the same pages are pinned" pinned "$VGPU"
	is "$(_stat_of resets)" "$resets" "there was no reset"
	draws "$GUEST" 51 "it draws on"
}

# Before 6.9 it does not, and its virtio_gpu cannot set the device up again.
sleeps_unbound() {
	ok "its driver is taken off for its sleep" guest_run "$GUEST" \
		"stop_drawing; take_off"
	ok "it sleeps and wakes" falls_asleep
	ok "its driver is given back" guest_run "$GUEST" give_back
	draws "$GUEST" 51 "it draws again"
}

trusts_the_device() {
	local major minor
	IFS=. read -r major minor _ <<<"$(guest_run "$GUEST" "uname -r")"
	[ $((major * 100 + minor)) -ge 609 ]
}

# guest_lives STEP: a guest of $GUEST_KERNEL on $VGPU, from its boot to its end; of
# its modes every STEP-th.
guest_lives() {
	guest_start "$GUEST" -device "$(vgpu_device "$VGPU")"
	ok "it boots" guest_ready "$GUEST" || return
	diag "its kernel: $(guest_run "$GUEST" "uname -r")"
	ok "virtio_gpu runs the vGPU" guest_run "$GUEST" bound
	interrupts "$GUEST" "it is interrupted as it should be"
	is "$(heads)" "1 connected 2 connected" "it sees two monitors"
	shows_text once "its text console is on the screen"
	shows_text again "and so is what it writes there later"
	shows_modes "$1"
	plugs_heads
	replugs_heads "1 connected 2 connected"
	if trusts_the_device; then sleeps; else sleeps_unbound; fi
	kernel_clean "$GUEST" "its kernel reports no error"
	ok "QEMU quits" guest_quit "$GUEST"
	unpinned "$VGPU" "nothing stays pinned"
}
