# SPDX-License-Identifier: GPL-2.0
#
# Guests that draw at the same time on vGPUs of a GPU with renderers, which keeps its driver:
# the renderers draw on the render node of the host VM's GPU. It sources
# tests/guest/together3d.sh.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/together3d.sh
. tests/guest/together3d.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

on_exit() {
	_end_guests
	stop_renderers
}
vgpu_made() { renderer "$1"; }

# The renderer that a guest sees is virgl on that of the host VM.
drawn() {
	local results
	results="$(results_of "$1")/$2.txt"
	[ ! -e "$results" ] || sed -i 's/virgl (\(virgl (.*)\))/\1/' "$results"
}

# use_render_gpu: makes a GPU with renderers of the host VM's GPU.
use_render_gpu() {
	native_start || bail "the GPU has no driver"
	load_module soft_gpus=0 || bail "the module does not load"
	render_gpu --node /dev/dri/renderD128 >/dev/null ||
		bail "there is no GPU with renderers"
	ok "the GPU keeps its driver" native_gpu
}

# render_guest: makes the GPU and a vGPU of all of it, $uuid, on which guest a boots.
render_guest() {
	use_render_gpu
	uuid=$(new_vgpu 1) || bail "no vGPU"
	vgpu_made "$uuid"
	is "$(set_attr "$MDEV_DIR/$uuid/job_timeout_ms" 300000)" "" "a job may take five minutes"
	userland_start a -device "$(vgpu_device "$uuid")" "${GUEST_DISPLAY[@]}"
	ok "a guest boots" guest_ready a || bail "no guest"
	ok "virtio_gpu drives the vGPU" guest_run a bound
}

# same_renderer: the guest's OpenGL is that of the vGPU.
same_renderer() {
	ok "the guest runs info" in_guest a info
	matches "$(cat "$(results_of a)/info.txt")" "renderer: virgl \(virgl \(LLVMPIPE" \
		"the renderer of the guest is virgl on that of the host VM"
}

# render_together SEED GUEST [SEED GUEST]...: the guests, from their boot to their end.
render_together() {
	local pairs=("$@") guests=() seeds=() guest
	while [ $# -gt 0 ]; do
		seeds+=("small-$1") guests+=("$2")
		shift 2
	done
	ok "the host VM draws ${seeds[*]}" in_host "${seeds[@]}" ||
		bail "nothing to compare with"
	use_render_gpu
	start_all "${guests[@]}"
	draw_together "${pairs[@]}"
	for guest in "${guests[@]}"; do
		renderer_said "${UUID[$guest]}"
		is "$(cat "$MDEV_DIR/${UUID[$guest]}/stats/errors")" 0 \
			"no command of guest $guest met an error"
	done
	end_all "${guests[@]}"
}
