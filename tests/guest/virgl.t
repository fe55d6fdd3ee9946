#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A guest with an unmodified kernel and Mesa draws by OpenGL on a vGPU of the
# physical GPU, and gets what the host VM itself gets on that GPU.
# mvgpu-limit: 2400
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh

PARTS=(info picture cube atomic mark piglit)

# The picture as the program read it there is what QEMU shows of the vGPU here.
screen_shows() {
	guest_screendump "$1" "$WORK/shot.ppm" && cmp "$WORK/shot.ppm" "$2"
}

for part in "${PARTS[@]}"; do
	ok "the host VM runs $part" in_host "$part"
done
gpu=$(gpu_address) || bail "the host VM has no GPU"
load_module soft_gpus=0 || bail "the module does not load"
ok "the GPU is taken" scripts/mvgpu-bind "$gpu" || bail "no GPU"
uuid=$(new_vgpu 1) || bail "no vGPU"

userland_start a -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready a || bail "no guest"
ok "virtio_gpu runs the vGPU" guest_run a bound
ok "it runs info" in_guest a info
matches "$(cat "$(results_of a)/info.txt")" "renderer: virgl \(LLVMPIPE" \
	"its renderer is virgl"
same_results a info "OpenGL is what the host VM has"
ok "it runs picture" in_guest a picture
same_results a picture "every part of the picture is what the host VM draws"
wait_for 20 "the guest's screen" screen_shows a "$NATIVE/picture.ppm"
ok "the screen shows the picture" screen_shows a "$NATIVE/picture.ppm" ||
	keep_shot "$WORK/shot.ppm" "$NATIVE/picture.ppm"
for part in cube atomic mark piglit; do
	ok "it runs $part" in_guest a "$part"
	same_results a "$part" "$part has the results that the host VM has"
done
for part in cube atomic; do
	diag "kmscube, $part: $(rate "$(results_of a)" "$part") frames a second," \
		"the host VM $(rate "$NATIVE" "$part")"
done
kernel_clean a "the kernel of the guest reports no error"
ok "its QEMU quits" guest_quit a
unpinned "$uuid" "no page of the guest stays pinned"
plan "$_count"
