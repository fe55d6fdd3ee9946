#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A job of a guest takes too long on the physical GPU, or never ends. The guest is
# notified, and its neighbour continues. Without an end of its VMM, the guest draws again
# once its driver is bound again or, where that is not possible, once it is reset.
# mvgpu-limit: 1500
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/together3d.sh

on_exit() {
	_end_guests
	rmmod stuck_gpu 2>/dev/null
}

# The limit for jobs of guest a, in ms.
LIMIT=$((3000 * STRETCH))

set_limit() { set_attr "$MDEV_DIR/${UUID[$1]}/job_timeout_ms" "$2"; }
timeouts() { cat "$MDEV_DIR/${UUID[$1]}/stats/timeouts"; }
resets() { sed -n 's/^resets //p' "/sys/kernel/debug/mvgpu/$GPU"; }

# cube_of GUEST SIGNAL: sends a signal to the endless program of the guest.
cube_of() { guest_run "$1" "kill -$2 \$(pidof kmscube)"; }

# gpu_is_stuck MS [COMMAND...]: the GPU completes nothing for that time or, with -1, until
# it is reset. The limit of the oldest job applies, and guest b is stopped meanwhile, so
# that this is a job of guest a, by the command if there is one.
gpu_is_stuck() {
	cube_of b STOP
	wait_for 30 "the jobs of guest b to end" is_idle b
	echo "$1" >/sys/module/stuck_gpu/parameters/ms
	shift
	"$@"
	sleep "$STRETCH"
	cube_of b CONT
}

# is_idle GUEST: succeeds if the guest sends no command for at least a second.
is_idle() {
	local before
	before=$(commands_of "$1")
	sleep "$STRETCH"
	[ "$(commands_of "$1")" = "$before" ]
}
commands_of() { cat "$MDEV_DIR/${UUID[$1]}/stats/commands"; }

# floods: fills the ring of guest a, whose driver waits for room in it and cannot be
# interrupted.
floods() {
	guest_run a "python3 /mvgpu/tests/guest/flood.py & flood=\$!"
	ok "the ring of guest a gets full" wait_for 60 "a full ring" waits_for_room
}
waits_for_room() { guest_run a "grep virtio_gpu_queue /proc/\$flood/stack"; }

# rebinds GUEST: binds the driver again. The guest's kernel leaks what the driver had in
# its ring and warns of that, so its log is cleared.
# shellcheck disable=SC2016
rebinds() {
	ok "guest $1 ends its programs" in_guest "$1" stop_picture
	ok "the driver of guest $1 can be bound again" guest_run "$1" rebind
	guest_run "$1" 'dmesg -C; echo "$MARK" >/dev/kmsg'
}

ok "the host VM draws the pictures" in_host small-11 small-12 ||
	bail "nothing to compare with"
use_gpu
ok "the module that blocks the GPU loads" insmod /build/kmod/stuck_gpu.ko
GUEST_REBOOT='' start_all a b
set_limit a "$LIMIT"
set_limit b $((60000 * STRETCH))
in_guest a endless &
starting=$!
in_guest b endless
wait $starting
goes_on a "guest a draws frames"
goes_on b "guest b draws frames"

gpu_is_stuck $((LIMIT * 3 / 2))
ok "guest a, whose job timed out, is notified that its vGPU needs a reset" \
	wait_for 30 "the status of the vGPU" needs_reset a
goes_on b "guest b continues to draw after the timeout of guest a"
fails "guest b is not notified of the timeout of guest a" needs_reset b
is "$(timeouts a) $(timeouts b)" "1 0" "one job of guest a timed out, and none of guest b"
is "$(resets)" 0 "a job that times out does not reset the GPU"
fails "guest a does not draw again by itself" wait_for 5 "frames" \
	_frames_above a "$(endless_frames a)"
kernel_clean a "the kernel of guest a reports no error"
rebinds a
draw_together 11 a
goes_on b "guest b continues to draw beside guest a"

gpu_is_stuck -1 floods
ok "guest a, whose job never ends, is notified" wait_for 30 "its status" needs_reset a
ok "guest b, whose GPU is reset, is notified" wait_for 30 "its status" needs_reset b
is "$(timeouts a) $(timeouts b)" "2 0" "one more job of guest a timed out, and none of guest b"
is "$(resets)" 1 "a job that never ends resets the GPU, once"
# The user guide describes this behaviour of Linux's driver.
fails "guest a cannot end the program that waits for room in the ring" guest_run a \
	"kill -KILL \$flood; sleep 2; ! kill -0 \$flood"
fails "guest a cannot unbind its driver" guest_run a \
	"(take_off && touch /run/off) & sleep 10; [ -e /run/off ]"
guest_qmp a system_reset >/dev/null
ok "guest a boots after a reset of its VM" guest_ready a 2
rebinds b
draw_together 11 a 12 b
end_all a b
ok "the module that blocks the GPU unloads" rmmod stuck_gpu
ok "the module unloads" unload_module
plan "$_count"
