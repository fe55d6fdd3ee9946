#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A vGPU of a GPU with renderers passes the 3D tests of a physical virtio-gpu: the same
# client drives it, and libvirglrenderer on Mesa's software driver executes its commands.
# tests/vfio/render-abi.t has other tests of the client, with a renderer that starts faster.
#
# mvgpu-limit: 600
# Freed memory is overwritten, so that a use after free is detected:
# mvgpu-append: slub_debug=P
. tests/runner/lib.sh
. tests/runner/render.sh
. tests/vfio/client.sh

on_exit() { stop_renderers; }

load_module soft_gpus=0 || bail "the module does not load"
gpu=$(render_gpu) || bail "there is no GPU with renderers"
two_vgpus "/sys/class/mdev_bus/$gpu"
renderer "${device##*/}"
renderer "${other##*/}"
client_tests --device "$device" --other "$other" "3d: the capability sets" "3d: a texture" \
	"3d: a partial" "3d: a buffer" "3d: a new" "3d: transfers" "3d: a context" "3d: two" \
	"3d: a resource" "3d: a reset" "3d dmabuf: a drawing" "3d dmabuf: a cursor" \
	"3d dmabuf: a 2D resource" "window: the GPU" "window: a blob" "window: a new blob" \
	"window: an unmapped" "window: a texture" "window: two vGPUs"
if [ -e /dev/udmabuf ]; then
	client_tests --device "$device" --other "$other" "export: a client that" "export: page"
else
	skip "textures are exported" "this kernel has no udmabuf, which Mesa needs for that"
fi
renderer_said "${device##*/}"
pages_given_back
plan
