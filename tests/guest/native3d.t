#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The controls without us: what real programs draw in the host VM on its physical
# GPU, and in a guest on QEMU's own virtio-gpu there. What holds here and not for
# a vGPU is the vGPU's fault; what fails here is the test's or the GPU's.
# mvgpu-limit: 1500
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh

PARTS=(info picture cube atomic mark piglit)

# fails_in FILE: how many tests of piglit failed or died.
fails_in() { grep -cE ': (fail|crash|status [0-9]+)$' "$1"; }

native_start || bail "the host VM has no GPU"
for part in "${PARTS[@]}"; do
	ok "the host VM runs $part" in_host "$part"
done
matches "$(cat "$NATIVE/info.txt")" "renderer: virgl \(LLVMPIPE" \
	"its renderer is virgl"
is "$(grep -c ^tile "$NATIVE/picture.txt")" 20 "every part of the picture is drawn"
is "$(grep 'Surface Size' "$NATIVE/mark.txt" | tr -dc '0-9x')" 800x601 \
	"glmark2 draws on a screen of its size"
is "$(head -n 8 "$NATIVE/mark.txt" | grep -c 'Validation: Success')" 6 \
	"glmark2 finds the pictures right that do not depend on the rasterizer"
diag "piglit: $(wc -l <"$NATIVE/piglit.txt") results," \
	"$(fails_in "$NATIVE/piglit.txt") of them bad"
plan "$_count"
