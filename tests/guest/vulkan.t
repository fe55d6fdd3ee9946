#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A guest with an unmodified kernel and Mesa has Vulkan on a vGPU of a GPU with renderers: its
# programs have the results that they have in the host VM, on Mesa's software driver.
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

on_exit() {
	_end_guests
	stop_renderers
}

stat_of() { cat "$MDEV_DIR/$uuid/stats/$1"; }
traps() { echo $(($(stat_of reg_reads) + $(stat_of reg_writes))); }

# same_vulkan PART: runs a part in the host VM and in the guest, and compares the results.
same_vulkan() {
	ok "the host VM runs $1" bash tests/guest/programs.sh "$NATIVE" "$1-lvp"
	ok "the guest runs $1" in_guest a "$1-virtio"
	same_results a "$1" "$1 has the results of the host VM"
}

# traps_of COUNT: prints the traps while a program starts, computes that often, and ends.
traps_of() {
	local before
	before=$(traps)
	guest_run a "VK_LOADER_DRIVERS_SELECT='*virtio*' compute '' $1 100" >"$WORK/traps" || return
	echo $(($(traps) - before))
}

# no_traps: a frame more causes no trap more, as guest and renderer share their memory. The
# renderer sleeps when it has had nothing to do for a while, and is then woken by a trap.
no_traps() {
	local few many
	few=$(traps_of 20) many=$(traps_of 1020)
	diag "$few traps of a program that computes 20 times, $many of one that does it 1020 times"
	ok "the guest computes without traps" test $((many - few)) -lt 100
}

renderer_pid() { sed -n 's/.*process \([0-9]*\),.*/\1/p' "/sys/kernel/debug/mvgpu/$gpu"; }

# workers: prints the processes of the contexts of Vulkan, which a server has for the renderer.
workers() {
	local server
	server=$(pgrep -P "$(renderer_pid)") && pgrep -P "$server"
}
no_workers() { ! workers >/dev/null; }

# A program that computes for long loses its device; the next one has a new one.
context_lost() {
	guest_run a "VK_LOADER_DRIVERS_SELECT='*virtio*' compute '' 1000000 1000" \
		>"$WORK/lost" 2>&1 &
	wait_for 60 "a context of Vulkan" workers >/dev/null
	sleep 2
	ok "the process of a context is killed" kill -KILL "$(workers | tail -n 1)"
	wait $!
	sed 's/^/# /' "$WORK/lost"
	ok "the guest computes by a new context" in_guest a compute-virtio
	same_results a compute "and has the right results"
	matches "$(cat "$MDEV_DIR/$uuid/driver_status")" "status 0x0f" \
		"the vGPU needs no reset"
}

if [ ! -x /usr/libexec/virgl_render_server ]; then
	skip "a guest has Vulkan" "this suite's virglrenderer has no server for it"
	plan
	exit
fi
load_module soft_gpus=0 || bail "the module does not load"
gpu=$(render_gpu 2>"$WORK/add") || bail "there is no GPU with renderers"
matches "$(cat "$WORK/add")" "guests will have Vulkan by llvmpipe" "the GPU has Vulkan"
uuid=$(new_vgpu 1 "$(new_uuid)" "/sys/class/mdev_bus/$gpu") || bail "no vGPU"
renderer "$uuid"
userland_start a -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready a || bail "no guest"
for part in vulkan compute vkmarks; do
	same_vulkan $part
done
sed 's/^/# guest: /' "$(results_of a)/vulkan.all" "$(results_of a)/vkmarks.fps"
sed 's/^/# host VM: /' "$NATIVE/vkmarks.fps"
no_traps
ok "contexts of programs that ended have no process" wait_for 20 "their end" no_workers
context_lost
is "$(stat_of errors)" 0 "no command of the guest met an error"
ends_clean a "$uuid"
renderer_said "$uuid"
plan "$_count"
