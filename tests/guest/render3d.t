#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two guests draw different pictures at the same time on vGPUs of a GPU with renderers, which
# keeps its driver. Each gets the picture that the host VM gets on that GPU.
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/together3d.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

NODE=/dev/dri/renderD128

on_exit() { stop_renderers; }
vgpu_made() { renderer "$1"; }

# The renderer that a guest sees is virgl on that of the host VM.
drawn() { sed -i 's/^renderer virgl (\(.*\))$/renderer \1/' "$(results_of "$1")/$2.txt"; }

ok "the host VM draws the pictures" in_host small-11 small-12 ||
	bail "nothing to compare with"
native_start || bail "the GPU has no driver"
load_module soft_gpus=0 || bail "the module does not load"
render_gpu --node $NODE >/dev/null || bail "there is no GPU with renderers"
ok "the GPU keeps its driver" native_gpu
start_all a b
draw_together 11 a 12 b
for guest in a b; do
	renderer_said "${UUID[$guest]}"
	is "$(cat "$MDEV_DIR/${UUID[$guest]}/stats/errors")" 0 \
		"no command of guest $guest met an error"
done
end_all a b
plan "$_count"
