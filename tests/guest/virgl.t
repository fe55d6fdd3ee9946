#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A guest with an unmodified kernel and Mesa draws by OpenGL on a vGPU of the
# physical GPU, and gets what the host VM itself gets on that GPU.
# mvgpu-limit: 1500
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh

# What a Wayland compositor shows. Debian 12's weston (10) shows no frames without a
# seat of logind's.
desktop() {
	if ! seats; then
		skip "a Wayland compositor" "this weston wants logind"
		return
	fi
	ok "it runs desktop, a Wayland compositor" in_guest a desktop
	same_results a desktop "the compositor shows what it shows in the host VM"
	screen_shows a "$NATIVE/desktop.ppm" "the screen shows that"
}
seats() { grep -q -- --renderer= < <(weston --help); }

PARTS=(info picture cube atomic mark)
! seats || PARTS+=(desktop)
for part in "${PARTS[@]}"; do
	ok "the host VM runs $part" in_host "$part"
done
use_gpu
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
screen_shows a "$NATIVE/picture.ppm" "the screen shows the picture"
desktop
for part in cube atomic mark; do
	ok "it runs $part" in_guest a "$part"
	same_results a "$part" "$part has the results that the host VM has"
done
side_by_side mark a
for part in cube atomic desktop; do
	rates "$part" "$(results_of a)"
done
{ tr '\n' ' ' <"/sys/kernel/debug/mvgpu/$uuid/virgl"; echo; } | fold -sw 80 |
	sed 's/^/# commands of virgl used: /'
ends_clean a "$uuid"
plan "$_count"
