#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A guest with an unmodified kernel and Mesa has Vulkan on a vGPU of a GPU with renderers: its
# programs have the results that they have in the host VM, on Mesa's software driver.
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/vulkan.sh

stat_of() { cat "$MDEV_DIR/$uuid/stats/$1"; }
traps() { echo $(($(stat_of reg_reads) + $(stat_of reg_writes))); }

# traps_of COUNT: prints the traps while a program starts, computes that often, and ends.
traps_of() {
	local before
	before=$(traps)
	guest_run a "VK_LOADER_DRIVERS_SELECT='*virtio*' compute '' $1 1" >"$WORK/traps" || return
	echo $(($(traps) - before))
}

# no_traps: guest and renderer share their memory, so that a dispatch causes no trap but those
# that wake its ring: venus lets a ring sleep that has had nothing to do for a millisecond, which
# on a busy machine happens more than once in a dispatch.
no_traps() {
	local few many
	few=$(traps_of 10) many=$(traps_of 110)
	diag "$few traps of a program that computes 10 times, $many of one that does it 110 times"
	ok "a dispatch causes no traps but those that wake its ring" test $((many - few)) -lt 500
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
	fails "its program loses its device" wait $!
	sed 's/^/# /' "$WORK/lost"
	ok "the guest computes by a new context" in_guest a compute-virtio
	same_results a compute "and has the right results"
	matches "$(cat "$MDEV_DIR/$uuid/driver_status")" "status 0x0f" \
		"the vGPU needs no reset"
}

vulkan_start
same_vulkan vulkan compute
sed 's/^/# guest: /' "$(results_of a)/vulkan.all"
no_traps
ok "contexts of programs that ended have no process" wait_for 20 "their end" no_workers
is "$(stat_of errors)" 0 "no command of the guest met an error"
kernel_clean a "the kernel of the guest reports no error"
context_lost
ok "QEMU quits" guest_quit a
unpinned "$uuid" "no page stays pinned"
renderer_said "$uuid"
plan "$_count"
