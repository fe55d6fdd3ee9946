#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The framebuffer is exported as a dma-buf. A display client that maps it finds what the
# guest drew, also after flips and partial updates. The client is a program of the tests
# (plane.c), which queries the vGPU as QEMU does, on a host without OpenGL.
# mvgpu-limit: 600
. tests/guest/lib.sh

primary_equals() {
	local dir
	dir=$(guest_dir "$1")
	plane "$1" primary "$dir/primary" >/dev/null || return 1
	to_ppm "$2" <"$dir/primary" | cmp - "$dir/want.ppm"
}

# primary_shows GUEST SEED NAME [OPTION of draw...]: lets the guest draw a picture, and
# passes when the primary plane has it.
primary_shows() {
	local guest=$1 seed=$2 name=$3 size
	shift 3
	size=$(guest_draw "$guest" "$seed" "$@") || bail "no drawing"
	expected "$guest" "$seed" "$size" "$(guest_dir "$guest")/want.ppm"
	ok "$name" wait_for 40 "the picture" primary_equals "$guest" "$size"
}

load_module || bail "the module does not load"
uuid=$(new_vgpu 4) || bail "no vGPU"
ok "the attribute display can be set to dmabuf" \
	set_attr "$MDEV_DIR/$uuid/display" dmabuf
timeout 60 qemu-system-x86_64 -machine q35 -nodefaults -display none \
	-device "$(vgpu_device "$uuid")" >"$WORK/refusal" 2>&1
matches "$(cat "$WORK/refusal")" "opengl not available" \
	"QEMU without OpenGL reports why it does not start"

guest_start guest -device "$(vgpu_device "$uuid" off)"
ok "a guest boots" guest_ready guest || bail "no guest"
primary_shows guest 1 "the dma-buf has the guest's picture"
primary_shows guest 2 "the dma-buf has the picture after flips" -f 3
primary_shows guest 3 "the dma-buf has a picture that is drawn in parts" -d
primary_shows guest 4 "the dma-buf has the picture below a cursor" -c 40,30,2,1
matches "$(plane guest primary /dev/null)" "format XR24 by dmabuf" \
	"the primary plane is a dma-buf of the vGPU"
cursor_shows guest 4 "the dma-buf of the cursor has the guest's cursor"
cursor_lies guest 38,29
matches "$(plane guest cursor /dev/null)" \
	"^64x64 at 38,29 hot 2,1 format AR24 by dmabuf" \
	"the cursor has the position that the guest set"
ends_clean guest "$uuid"
ok "the attribute display can be set back to auto" \
	set_attr "$MDEV_DIR/$uuid/display" auto
ok "the module unloads" unload_module
plan "$_count"
