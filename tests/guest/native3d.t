#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The control runs without mvgpu: what real programs draw in the host VM on its physical
# GPU, and in a guest there on QEMU's own virtio-gpu. A test that passes here and fails on a
# vGPU shows a bug of the vGPU. A test that fails here shows one of the test or of the GPU.
# mvgpu-limit: 1500
# mvgpu-long: yes
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh

PARTS=(info picture cube atomic desktop mark)

# same_tiles GUEST: prints how many tiles of its picture are the same as in the host VM.
same_tiles() {
	grep ^tile "$(results_of "$1")/picture.txt" |
		grep -cxF -f <(grep ^tile "$NATIVE/picture.txt")
}

native_start || bail "the host VM has no GPU"
for part in "${PARTS[@]}"; do
	ok "the host VM runs $part" in_host "$part"
done
matches "$(cat "$NATIVE/info.txt")" "renderer: virgl \(LLVMPIPE" \
	"the renderer of the host VM is virgl"
is "$(grep -c ^tile "$NATIVE/picture.txt")" 20 "the host VM draws every tile of the picture"
is "$(grep 'Surface Size' "$NATIVE/mark.txt" | tr -dc '0-9x')" 800x601 \
	"glmark2 draws in the mode that it needs"
is "$(head -n 8 "$NATIVE/mark.txt" | grep -c 'Validation: Success')" 6 \
	"glmark2 accepts the pictures that do not depend on the rasterizer"

# QEMU decodes the guest's stream to OpenGL calls, which Mesa encodes to another stream.
userland_start own "${OWN_GPU[@]}"
ok "a guest boots on QEMU's own GPU" guest_ready own || bail "no guest"
for part in info picture cube atomic; do
	ok "the guest on QEMU's own GPU runs $part" in_guest own "$part"
done
matches "$(cat "$(results_of own)/info.txt")" "renderer: virgl \(virgl \(LLVMPIPE" \
	"the renderer of the guest is virgl on virgl"
is "$(same_tiles own)" 20 "every tile of the guest's picture is what the host VM draws"
for part in cube atomic; do
	rates "$part"
done
kernel_clean own "the kernel of the guest reports no error"
ok "QEMU quits" guest_quit own
plan "$_count"
