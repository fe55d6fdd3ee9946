#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A guest's job takes too long on the physical GPU, or never ends. The guest is told
# and its neighbour goes on; while its VMM runs on, it draws again once its driver is
# bound anew or, where that cannot be, it is reset.
# mvgpu-limit: 1500
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/together3d.sh

on_exit() {
	_end_guests
	rmmod stuck_gpu 2>/dev/null
}

# Milliseconds that a job of guest a may take.
LIMIT=$((3000 * STRETCH))

set_limit() { set_attr "$MDEV_DIR/${UUID[$1]}/job_timeout_ms" "$2"; }
timeouts() { cat "$MDEV_DIR/${UUID[$1]}/stats/timeouts"; }
resets() { sed -n 's/^resets //p' "/sys/kernel/debug/mvgpu/$GPU"; }

# cube_of GUEST SIGNAL: to its endless program.
cube_of() { guest_run "$1" "kill -$2 \$(pidof kmscube)"; }

# gpu_is_stuck MS [COMMAND...]: for so long, or (-1) until it is reset. The oldest job
# counts, and is to be one of guest a's, of the command if there is one.
gpu_is_stuck() {
	cube_of b STOP
	wait_for 30 "the jobs of guest b to end" is_idle b
	echo "$1" >/sys/module/stuck_gpu/parameters/ms
	shift
	"$@"
	sleep "$STRETCH"
	cube_of b CONT
}

# is_idle GUEST: for a second at least.
is_idle() {
	local before
	before=$(commands_of "$1")
	sleep "$STRETCH"
	[ "$(commands_of "$1")" = "$before" ]
}
commands_of() { cat "$MDEV_DIR/${UUID[$1]}/stats/commands"; }

# Fills guest a's ring: its driver waits for room in it, and cannot be woken.
floods() {
	guest_run a "python3 /mvgpu/tests/guest/flood.py & flood=\$!"
	ok "its ring gets full" wait_for 60 "a full ring" waits_for_room
}
waits_for_room() { guest_run a "grep virtio_gpu_queue /proc/\$flood/stack"; }

# rebinds GUEST: a new driver. What the old one had in its ring is lost to the
# guest's kernel, which says so.
# shellcheck disable=SC2016
rebinds() {
	ok "guest $1 ends its programs" in_guest "$1" stop_picture
	ok "its driver is bound again" guest_run "$1" rebind
	guest_run "$1" 'dmesg -C; echo "$MARK" >/dev/kmsg'
}

ok "the host VM draws the pictures" in_host small-11 small-12 ||
	bail "nothing to compare with"
use_gpu
ok "the GPU can get stuck" insmod /build/kmod/stuck_gpu.ko
GUEST_REBOOT='' start_all a b
set_limit a "$LIMIT"
set_limit b $((60000 * STRETCH))
in_guest a endless &
starting=$!
in_guest b endless
wait $starting
goes_on a "guest a draws without end"
goes_on b "so does guest b"

gpu_is_stuck $((LIMIT * 3 / 2))
ok "guest a, whose job is late, is told to reset its vGPU" \
	wait_for 30 "the status of the vGPU" told a
goes_on b "guest b goes on"
fails "guest b is not told" told b
is "$(timeouts a) $(timeouts b)" "1 0" "one job of guest a was late"
is "$(resets)" 0 "the GPU was not reset"
fails "guest a does not go on by itself" wait_for 5 "frames" \
	_frames_above a "$(endless_frames a)"
kernel_clean a "its kernel reports no error"
rebinds a
draw_together 11 a
goes_on b "guest b goes on"

gpu_is_stuck -1 floods
ok "guest a, whose job never ends, is told" wait_for 30 "its status" told a
ok "guest b, whose GPU is reset, is told" wait_for 30 "its status" told b
is "$(timeouts a) $(timeouts b)" "2 0" "one more job of guest a was late"
is "$(resets)" 1 "the GPU was reset"
# So says the user guide of Linux's driver.
fails "guest a cannot end its program" guest_run a \
	"kill -KILL \$flood; sleep 2; ! kill -0 \$flood"
fails "nor take its driver off" guest_run a \
	"(take_off && touch /run/off) & sleep 10; [ -e /run/off ]"
guest_qmp a system_reset >/dev/null
ok "it is reset, and boots" guest_ready a 2
rebinds b
draw_together 11 a 12 b
end_all a b
ok "no more is stuck" rmmod stuck_gpu
ok "the module unloads" unload_module
plan "$_count"
