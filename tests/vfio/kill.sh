# SPDX-License-Identifier: GPL-2.0
#
# Renderers that are killed, for render-kill.t and render-kill-long.t.
#
# shellcheck shell=bash disable=SC2154
. tests/runner/lib.sh
. tests/vfio/client.sh
# shellcheck source=tests/vfio/render.sh
. tests/vfio/render.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

: "${RENDER_KILLS:=20}" "${RENDER_SEED:=1}"

on_exit() {
	unserve_all
	stop_renderers
}

# kills TIMES WHAT: the results of the client, whose renderers are killed; then nothing is left.
kills() {
	local used
	used=$(cat "$gpu/mvgpu/vram_used")
	diag "rounds: $1, seed: $RENDER_SEED"
	client_tests --device "$device" --other "$other" --mode kills "$1:$RENDER_SEED"
	pages_given_back
	is "$(cat "$gpu/mvgpu/vram_used")" "$used" "as much memory is accounted as before: $2"
}

# removed: the vGPUs and their GPU can be removed, and nothing of them is accounted.
removed() {
	remove_vgpu "${device##*/}"
	remove_vgpu "${other##*/}"
	settles 0 "no memory is accounted without vGPUs: $1" cat "$gpu/mvgpu/vram_used"
	ok "the GPU is removed: $1" "$FAKE" remove "${gpu##*/}"
}

without_gpu() {
	new_gpu
	two_vgpus "$gpu"
	serve_vgpu "$device"
	serve_vgpu "$other"
	kills "$RENDER_KILLS" "renderers without a GPU"
	unserve_all
	removed "renderers without a GPU"
}

with_gpu() {
	local name
	name=$(render_gpu) || bail "there is no GPU with renderers"
	gpu=/sys/class/mdev_bus/$name
	two_vgpus "$gpu"
	renderer "${device##*/}"
	renderer "${other##*/}"
	kills $(((RENDER_KILLS + 9) / 10)) "renderers on a GPU"
	stop_renderers
	removed "renderers on a GPU"
}

kill_all() {
	load_module soft_gpus=0 || bail "the module does not load"
	without_gpu
	with_gpu
	settles 0 "no surface is left" surfaces
	ok "the module unloads" unload_module
	plan
}
