#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The screen of a guest that draws on a GPU with renderers is a dma-buf of the renderer: a
# display client sees the guest's textures without a copy. What a renderer cannot export, or
# describes wrongly, is read back.
#
# mvgpu-limit: 300
# Freed memory is overwritten, so that a use after free is detected:
# mvgpu-append: slub_debug=P
. tests/runner/lib.sh
. tests/vfio/client.sh
. tests/vfio/render.sh

on_exit() { unserve_all; }

READ_BACK="export: what a renderer cannot export"

if ! [ -e /dev/udmabuf ]; then
	skip "textures can be exported" "this kernel has no udmabuf, which makes dma-bufs here"
	plan
	exit
fi
load_module soft_gpus=0 || bail "the module does not load"
new_gpu
two_vgpus "$gpu"

serve_vgpu "$device" --exports
client_tests --device "$device" --other "$other" "export: a client that" "export: page" \
	"export: no" "export: a client may" "export: a part" "export: the" "export: with"
pages_given_back
unserve "$device"

serve_vgpu "$device"
ok "a texture that the renderer does not export is read back" one_test "$READ_BACK"
unserve "$device"
for mode in "no-file=no file" "memfd=a file that is no dma-buf" "short=a small dma-buf" \
	"stride=lines that overlap" "wide=lines beyond the end" "format=another format" \
	"large=too large a dma-buf"; do
	with_mode "export-${mode%%=*}" "$READ_BACK" \
		"a texture is read back when its renderer describes ${mode#*=}" --exports
done
with_mode export-same "export: one dma-buf" \
	"a dma-buf that a renderer exports twice is shown for one texture only" --exports
with_mode late-nop "export: a 2D" \
	"a resource is exported once, also if its creation completes afterwards" --exports
with_mode late=export "export: a client never" \
	"a client sees no blank framebuffer while its renderer is slow to export" --exports
with_mode late=transfer-from "export: a client keeps" \
	"a client sees no blank framebuffer while its renderer is slow to read back"
unserve_all
ok "the GPU is removed" "$FAKE" remove "${gpu##*/}"
settles 0 "no surface is left" surfaces
ok "the module unloads" unload_module
plan
