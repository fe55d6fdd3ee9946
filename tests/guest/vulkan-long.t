#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Vulkan in a guest: vkmark, a program on a Wayland compositor, and OpenGL
# that draws by Vulkan (zink), also what piglit runs, with the results of the host VM; and what
# guest/vulkan runs, and zink, have the same results in a guest on QEMU's own GPU.
# mvgpu-limit: 4800
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/vulkan.sh

PROGRAMS_LIMIT=1800

# Venus presents where its host can export memory as dma-bufs and semaphores as files.
presents() {
	guest_run a "VK_LOADER_DRIVERS_SELECT='*virtio*' vulkaninfo" >"$WORK/vulkaninfo" 2>&1 &&
		grep -q VK_KHR_swapchain "$WORK/vulkaninfo"
}

# shown_kind: prints the kind of the resource that the guest shows, which kmscube changes.
shown_kind() {
	local id
	id=$(sed -n 's/^head 0: .* resource \([0-9]*\) .*/\1/p' "$DEBUGFS/scanouts")
	sed -n "s/^$id: \(.*\)/\1/p" "$DEBUGFS/resources"
}

many_colours() {
	guest_screendump a "$WORK/screen.ppm" >/dev/null &&
		[ "$(tests/guest/colours.py "$WORK/screen.ppm")" -ge 100 ]
}

# The memory that the guest's screen is in is that of its Vulkan driver, if this can export it.
zink_screen() {
	local DEBUGFS=/sys/kernel/debug/mvgpu/$uuid
	ok "kmscube stays on the screen" guest_run a \
		"bash /mvgpu/tests/guest/programs.sh /share zink_endless-virtio"
	if presents; then
		matches "$(shown_kind)" opaque "what is shown is memory of Vulkan"
	else
		skip "what is shown is memory of Vulkan" "venus exports no memory here"
	fi
	ok "the screen shows the cube" wait_for 60 "it" many_colours
	! presents || ok "its pixels were read back" \
		test "$(cat "$MDEV_DIR/$uuid/stats/readbacks")" -gt 0
	ok "kmscube ends" guest_run a "bash /mvgpu/tests/guest/programs.sh /share stop_picture"
}

# The compositor draws by virgl, which uses what the program drew by Vulkan.
wayland_cube() {
	if ! presents; then
		skip "a compositor shows a program of Vulkan" "venus has no swapchains here"
		return
	fi
	native_start
	same_vulkan wayland_cube
}

# QEMU's own GPU draws and computes the same.
qemus_results() {
	local part
	native_start
	venus_start own
	ok "a guest on QEMU's GPU boots" guest_ready own || return
	for part; do
		ok "the host VM runs $part" bash tests/guest/programs.sh "$NATIVE" "$part-lvp"
		ok "the guest on QEMU's GPU runs $part" in_guest own "$part-virtio"
		same_results own "$part" "$part has the results of the host VM on QEMU's GPU"
	done
	ok "QEMU quits" guest_quit own
}

vulkan_start
qemus_results vulkan compute vkmarks zink
same_vulkan vkmarks zink vkmarks_long zink_piglit
sed 's/^/# guest: /' "$(results_of a)/vkmarks.fps"
sed 's/^/# host VM: /' "$NATIVE/vkmarks.fps"
wayland_cube
side_by_side zink_piglit a
# An emulated CPU needs seconds for a frame.
GUEST_LIMIT=$PROGRAMS_LIMIT
ok "kmscube draws on the screen by Vulkan" guest_run a \
	"MVGPU_FRAMES=4 bash /mvgpu/tests/guest/programs.sh /share zink_cube-virtio"
matches "$(cat "$(results_of a)/zink_cube.txt")" "zink.*Venus" \
	"its OpenGL is that of zink over venus"
zink_screen
is "$(cat "$MDEV_DIR/$uuid/stats/errors")" 0 "no command of the guest met an error"
ends_clean a "$uuid"
renderer_said "$uuid"
plan "$_count"
