#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A guest on a vGPU of a GPU with renderers has the results of the host VM on that GPU. QEMU, which
# draws on the same GPU, imports the guest's textures. It has no screendump of them; a program
# imports them as QEMU does.
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/render3d.sh

USERLAND_MEMORY=1024
PROGRAMS_LIMIT=2400
NODE=/dev/dri/renderD128
GUEST_DISPLAY=(-display "egl-headless,rendernode=$NODE")

vgpu_made() {
	renderer "$1"
	set_attr "$MDEV_DIR/$1/display" dmabuf || bail "the display cannot be set"
	# What the monitor prefers is the largest mode, which takes long here.
	set_attr "$MDEV_DIR/$1/max_resolution" 1280x800 || bail "the mode cannot be set"
}

stat_of() { cat "$MDEV_DIR/$uuid/stats/$1"; }

# imported FILE: the GPU reads the picture of FILE from the texture that the guest shows.
imported() {
	local said
	said=$(plane a primary "$WORK/plane" $NODE) || { echo "$said"; return 1; }
	to_ppm "${said%% *}" <"$WORK/plane" | cmp - "$1"
}

picture_is_imported() {
	local picture=$NATIVE/picture.ppm before
	ok "the texture that the guest shows has the picture" \
		wait_for 60 "the picture" imported "$picture"
	ok "it is the guest's own" test "$(stat_of exports)" -gt 0
	before=$(stat_of readbacks)
	imported "$picture"
	is "$(stat_of readbacks)" "$before" "and is not read back"
}

for part in picture cube; do
	ok "the host VM runs $part" in_host "$part" || bail "nothing to compare with"
done
render_guest
same_renderer
same_programs a picture
picture_is_imported
same_programs a cube
rates cube "$(results_of a)"
is "$(stat_of errors)" 0 "no command of these programs met an error"
renderer_said "$uuid"
ends_clean a "$uuid"
plan "$_count"
