#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A PCI GPU whose render node is shared is the mdev parent and keeps its driver. Here it is
# a virtio GPU, which has a node as any GPU has.
#
# mvgpu-long: yes
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-pci
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

NODE=/dev/dri/renderD128
PARENTS=/sys/class/mdev_bus

on_exit() { stop_renderers; }

parents() { find $PARENTS -mindepth 1 -printf '%f\n' 2>/dev/null | sort | xargs; }

gpu=$(physical_gpu) || bail "there is no GPU"
# An emulated machine needs longer than a real one.
load_module soft_gpus=0 renderer_wait_ms=60000 renderer_open_ms=120000 ||
	bail "the module does not load"
give_gpu_to_host "$gpu" || bail "the GPU has no driver"
install -D -t "$WORK/bin" scripts/mvgpu-bind "$RENDER" || bail "there is no renderer"
BIND=$WORK/bin/mvgpu-bind

ok "the list has the render node with its driver and its address" \
	grep -qxF "$NODE virtio_gpu ($gpu)" <("$BIND" --list)
is "$("$BIND" $NODE)" "$gpu: the types are in $PARENTS/$gpu/mdev_supported_types" \
	"the PCI function of a render node becomes the parent"
is "$(cat "$PARENTS/$gpu/mvgpu/backend" "$PARENTS/$gpu/mvgpu/render_node" | xargs)" \
	"render ${NODE##*/}" "the parent has the backend and the node"
is "$(gpu_driver "$gpu")" virtio_gpu "the GPU keeps its driver"
is "$("$BIND" $NODE 2>&1)" \
	"mvgpu-bind: $gpu is shared already: $PARENTS/$gpu/mdev_supported_types" \
	"a GPU is not shared twice"
uuid=$(new_vgpu 4 "" "$PARENTS/$gpu") || bail "no vGPU can be made"
renderer "$uuid"
ok "a vGPU of the GPU can be opened" hold "$uuid"
ok "an ordinary user can list the GPUs" \
	setpriv --reuid 65534 --regid 65534 --clear-groups scripts/mvgpu-bind --list
# The file by which release ends the holder is not for the background.
"$BIND" --undo "$gpu" 2>"$WORK/undo" 9>&- &
undo=$!
ok "the removal says which VMs it waits for" \
	wait_for 20 "the line" grep -q "waiting for VMs to close: $uuid" "$WORK/undo"
fails "the removal waits for a VM" test ! -d "/proc/$undo"
release
ok "the removal ends when the VM has closed the vGPU" wait "$undo"
is "$(parents)" "" "the GPU is no parent any more"
is "$(gpu_driver "$gpu")" virtio_gpu "the GPU has its driver after that"
ok "it can be shared again" "$BIND" $NODE
ok "the module unloads with such a GPU" unload_module
is "$(parents)" "" "no parent is left"
renderer_said "$uuid"
plan
