#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How many microseconds a guest in user space needs until a blob of 1 MiB is mapped in its
# host-visible region, to write to each of its pages, and until it is unmapped: on a physical
# GPU, and on one with renderers.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/runner/render.sh
. tests/vfio/client.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-50}
NAMES=(virtio render)

on_exit() { stop_renderers; }

# figures COLUMN WHAT: the figures of all rounds.
figures() {
	awk -v names="${NAMES[*]}" -v column="$1" 'BEGIN { split(names, name, " ") }
		{ print name[$1 + 1], $column }' "$WORK/times" |
		tests/bench/figures.py "blob of 1 MiB, $2" us virtio
}

measure() { "$CLIENT" --device "$virtio" --other "$real" --mode maps "$ROUNDS" >"$WORK/times"; }

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
take_gpu "$gl" >/dev/null || bail "the GPU is not taken"
real_gpu=$(render_gpu) || bail "there is no GPU with renderers"
virtio=$(whole_vgpu "$gl") || bail "no vGPU of $gl"
real=$(whole_vgpu "$real_gpu") || bail "no vGPU of $real_gpu"
renderer "${real##*/}"
ok "blobs were mapped and unmapped" measure
figures 2 "map"
figures 3 "write to each page"
figures 4 "unmap"
plan
