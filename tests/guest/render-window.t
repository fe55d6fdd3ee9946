#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two guests at a time, whose stock driver finds the host-visible region, use memory of their
# renderers through it, and no access to that memory traps.
# mvgpu-limit: 600
. tests/guest/window.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

on_exit() { stop_renderers; }
vgpu_made() { renderer "$1"; }

load_module soft_gpus=0 || bail "the module does not load"
gpu=$(render_gpu) || bail "there is no GPU with renderers"
ok "the GPU has a host-visible region" \
	test "$(cat "/sys/class/mdev_bus/$gpu/mvgpu/window_total")" -gt 0
window_start "$gpu"
window_used renderer
window_end
for guest in a b; do
	renderer_said "${UUID[$guest]}"
done
plan "$_count"
