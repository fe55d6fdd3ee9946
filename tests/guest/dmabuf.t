#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The picture leaves as a dma-buf: what a display client maps is what the guest
# drew, after flips and partial updates too. The client is ours (plane.c): it asks
# the vGPU as QEMU would, on a host without OpenGL.
# mvgpu-limit: 600
. tests/guest/lib.sh

# The pixels of an XRGB8888 plane as QEMU's screendump would write them.
to_ppm() {
	printf 'P6\n%s\n255\n' "${1/x/ }"
	python3 -c 'import sys
data = sys.stdin.buffer.read()
rgb = bytearray(len(data) // 4 * 3)
for i in range(3):
    rgb[i::3] = data[2 - i::4]
sys.stdout.buffer.write(rgb)'
}

primary_equals() {
	local dir
	dir=$(guest_dir "$1")
	plane "$1" primary "$dir/primary" >/dev/null || return 1
	to_ppm "$2" <"$dir/primary" | cmp - "$dir/want.ppm"
}

# primary_shows GUEST SEED NAME [OPTION of draw...]
primary_shows() {
	local guest=$1 seed=$2 name=$3 size
	shift 3
	size=$(guest_draw "$guest" "$seed" "$@") || bail "no drawing"
	expected "$guest" "$seed" "$size" "$(guest_dir "$guest")/want.ppm"
	ok "$name" wait_for 40 "the picture" primary_equals "$guest" "$size"
}

load_module || bail "the module does not load"
uuid=$(new_vgpu 4) || bail "no vGPU"
ok "dma-bufs are the administrator's choice" \
	set_attr "$MDEV_DIR/$uuid/display" dmabuf
timeout 60 qemu-system-x86_64 -machine q35 -nodefaults -display none \
	-device "$(vgpu_device "$uuid")" >"$WORK/refusal" 2>&1
matches "$(cat "$WORK/refusal")" "opengl not available" \
	"QEMU without OpenGL says why it does not start"

guest_start guest -device "$(vgpu_device "$uuid" off)"
ok "a guest boots" guest_ready guest || bail "no guest"
primary_shows guest 1 "the dma-buf holds the guest's picture"
primary_shows guest 2 "and the one after flips" -f 3
primary_shows guest 3 "and the one drawn in parts" -d
primary_shows guest 4 "and the one below a cursor" -c 40,30,2,1
matches "$(plane guest primary /dev/null)" "format XR24 by dmabuf" \
	"it is a dma-buf indeed"
cursor_shows guest 4 "the cursor's dma-buf is the guest's cursor"
cursor_lies guest 38,29
matches "$(plane guest cursor /dev/null)" \
	"^64x64 at 38,29 hot 2,1 format AR24 by dmabuf" \
	"it lies where the guest put it"
ends_clean guest "$uuid"
ok "the display method can be changed back" \
	set_attr "$MDEV_DIR/$uuid/display" auto
ok "the module unloads" unload_module
plan "$_count"
