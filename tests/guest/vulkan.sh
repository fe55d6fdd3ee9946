# SPDX-License-Identifier: GPL-2.0
#
# A guest with an unmodified kernel and Mesa that has Vulkan on a vGPU of a GPU with renderers:
# its programs have the results that they have in the host VM, on Mesa's software driver. It
# sources tests/guest/lib3d.sh. $gpu, $uuid and guest a exist after vulkan_start.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib3d.sh
. tests/guest/lib3d.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

on_exit() {
	_end_guests
	stop_renderers
}

# vulkan_start: starts the guest. The suite ends here where there is no Vulkan.
vulkan_start() {
	if [ ! -x /usr/libexec/virgl_render_server ]; then
		skip "a guest has Vulkan" "this suite's virglrenderer has no server for it"
		plan
		exit
	fi
	load_module soft_gpus=0 || bail "the module does not load"
	gpu=$(render_gpu 2>"$WORK/add") || bail "there is no GPU with renderers"
	matches "$(cat "$WORK/add")" "guests will have Vulkan by llvmpipe" "the GPU has Vulkan"
	uuid=$(new_vgpu 1 "$(new_uuid)" "/sys/class/mdev_bus/$gpu") || bail "no vGPU"
	# Software that emulated CPUs run needs long for a frame.
	is "$(set_attr "$MDEV_DIR/$uuid/job_timeout_ms" 300000)" "" "a job may take five minutes"
	is "$(set_attr "$MDEV_DIR/$uuid/max_resolution" 640x480)" "" "the screen is small"
	renderer "$uuid"
	userland_start a -device "$(vgpu_device "$uuid")"
	ok "a guest boots" guest_ready a || bail "no guest"
}

# same_vulkan PART...: runs parts in the host VM and in the guest, and compares the results.
same_vulkan() {
	local part
	for part; do
		ok "the host VM runs $part" bash tests/guest/programs.sh "$NATIVE" "$part-lvp"
		ok "the guest runs $part" in_guest a "$part-virtio"
		same_results a "$part" "$part has the results of the host VM"
	done
}
