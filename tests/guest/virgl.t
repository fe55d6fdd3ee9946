#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A guest with an unmodified kernel and Mesa draws by OpenGL on a vGPU of the physical GPU,
# and gets the pictures that the host VM gets on that GPU.
# mvgpu-limit: 1500
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh
. tests/guest/frame.sh

for part in info picture cube; do
	ok "the host VM runs $part" in_host "$part"
done
use_gpu
uuid=$(new_vgpu 1) || bail "no vGPU"

userland_start a -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready a || bail "no guest"
ok "virtio_gpu drives the vGPU" guest_run a bound
ok "the guest runs info" in_guest a info
matches "$(cat "$(results_of a)/info.txt")" "renderer: virgl \(LLVMPIPE" \
	"the renderer of the guest is virgl"
same_results a info "OpenGL of the guest has the names and extensions of the host VM"
ok "the guest runs picture" in_guest a picture
same_results a picture "every tile of the picture is what the host VM draws"
screen_shows a "$NATIVE/picture.ppm" "the screen shows the picture"
same_programs a cube
rates cube "$(results_of a)"
ok "the guest draws frames" in_guest a endless
frames_cost
{ tr '\n' ' ' <"/sys/kernel/debug/mvgpu/$uuid/virgl"; echo; } | fold -sw 80 |
	sed 's/^/# commands of virgl used: /'
ends_clean a "$uuid"
plan "$_count"
