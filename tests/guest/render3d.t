#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A guest on a vGPU of a GPU with renderers gets the picture that the host VM gets on that GPU.
# QEMU, which draws on the same GPU, imports the guest's textures. It has no screendump of
# them; a program imports them as QEMU does.
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/render3d.sh

NODE=/dev/dri/renderD128
GUEST_DISPLAY=(-display "egl-headless,rendernode=$NODE")

vgpu_made() {
	renderer "$1"
	set_attr "$MDEV_DIR/$1/display" dmabuf || bail "the display cannot be set"
	# What the monitor prefers is the largest mode, which takes long here.
	set_attr "$MDEV_DIR/$1/max_resolution" 1280x800 || bail "the mode cannot be set"
}

stat_of() { cat "$MDEV_DIR/${UUID[$1]}/stats/$2"; }

# imported GUEST FILE: the GPU reads the picture of FILE from the guest's texture.
imported() {
	local said
	said=$(plane "$1" primary "$WORK/plane" $NODE) || { echo "$said"; return 1; }
	to_ppm "${said%% *}" <"$WORK/plane" | cmp - "$2"
}

picture_shown() {
	local before
	ok "the texture that guest $1 shows has picture $2" \
		wait_for 60 "the picture" imported "$1" "$NATIVE/small-$2.ppm"
	ok "it is the guest's own" test "$(stat_of "$1" exports)" -gt 0
	before=$(stat_of "$1" readbacks)
	imported "$1" "$NATIVE/small-$2.ppm"
	is "$(stat_of "$1" readbacks)" "$before" "and is not read back"
}

render_together 11 a
plan "$_count"
