#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The controls without us: what real programs draw in the host VM on its physical
# GPU, and in a guest on QEMU's own virtio-gpu there. What holds here and not for
# a vGPU is the vGPU's fault; what fails here is the test's or the GPU's.
# mvgpu-limit: 1500
# mvgpu-long: yes
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh

PARTS=(info picture cube atomic desktop mark)

# same_tiles GUEST: how many parts of its picture are the host VM's.
same_tiles() {
	grep ^tile "$(results_of "$1")/picture.txt" |
		grep -cxF -f <(grep ^tile "$NATIVE/picture.txt")
}

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

# QEMU decodes the guest's stream into OpenGL, of which Mesa here makes another.
userland_start own "${OWN_GPU[@]}"
ok "a guest boots on QEMU's own GPU" guest_ready own || bail "no guest"
for part in info picture cube atomic; do
	ok "it runs $part" in_guest own "$part"
done
matches "$(cat "$(results_of own)/info.txt")" "renderer: virgl \(virgl \(LLVMPIPE" \
	"its renderer is virgl on virgl"
is "$(same_tiles own)" 20 "every part of its picture is what the host VM draws"
for part in cube atomic; do
	rates "$part"
done
kernel_clean own "the kernel of the guest reports no error"
ok "its QEMU quits" guest_quit own
plan "$_count"
