#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Contexts of Vulkan and native contexts, which are opaque: the module forwards their streams
# as they are, their rings complete independently, and their blobs are the renderer's memory.
#
# mvgpu-limit: 300
# Freed memory is overwritten, so that a use after free is detected:
# mvgpu-append: slub_debug=P
. tests/runner/lib.sh
. tests/vfio/client.sh
. tests/vfio/render.sh

on_exit() { unserve_all; }

# logged PATTERN: the renderers of $device have executed such a command.
logged() { [ "$(in_log "$device" "$1")" -ge 1 ]; }

load_module soft_gpus=0 || bail "the module does not load"
new_gpu --window 256 --vulkan --native
two_vgpus "$gpu"
serve_told "$device"
serve_vgpu "$other"
client_tests --device "$device" --other "$other" opaque:
pages_given_back
settles 0 "no blob is left in the region" cat "$device/stats/mapped"
ok "OPEN says which capability sets guests may use" logged "^open .* capsets 0x56: 0"
ok "a renderer gets the capability set of an opaque context" logged "^ctx-create ctx 2 .* capset 6: 0"
for id in 0x8000000180000001 0x100000001 0xffffffffffffffff 0x0; do
	ok "a renderer gets the blob id $id" logged "^create-blob .* blob $id: 0"
done
ok "a renderer gets the ring of a fence" logged "^submit ctx 1 .* fenced ring 63: 0"
is "$(in_log "$device" "^submit ctx 3 .* ring")" 0 "it gets no ring of a virgl context"
is "$(in_log "$device" " ring (6[4-9]|[7-9][0-9]|[0-9]{3,}):")" 0 "it gets no ring beyond 63"
if [ -e /dev/udmabuf ]; then
	unserve "$device"
	serve_vgpu "$device" --exports
	client_tests --device "$device" --other "$other" "opaque export:"
	unserve "$device"
	for mode in "no-file=no file" "memfd=a file that is no dma-buf" "short=a small dma-buf"; do
		with_mode "export-${mode%%=*}" "opaque: what a renderer cannot export" \
			"a blob is read back when its renderer exports ${mode#*=}" --exports
	done
	with_mode late=export "opaque late:" "a layout that changes during an export is read back" \
		--exports
else
	skip "blobs are exported" "this kernel has no udmabuf, which makes dma-bufs here"
fi
unserve_all
ok "the GPU is removed" "$FAKE" remove "${gpu##*/}"
settles 0 "no surface is left" surfaces
ok "the module unloads" unload_module
plan
