#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The picture leaves QEMU as a dma-buf: what a display client maps is what the
# guest drew, after flips and partial updates too.
# mvgpu-limit: 600
. tests/guest/lib.sh

# A dma-buf's bytes are XRGB8888; the file says what they should be.
primary_shows() {
	local dir
	dir=$(guest_dir "$1")
	expected "$1" "$2" "$3" "$dir/want.ppm"
	plane "$1" primary "$dir/primary" >/dev/null || return 1
	{
		head -n 3 "$dir/want.ppm"
		python3 -c 'import sys
data = sys.stdin.buffer.read()
rgb = bytearray(len(data) // 4 * 3)
for i in range(3):
    rgb[i::3] = data[2 - i::4]
sys.stdout.buffer.write(rgb)' <"$dir/primary"
	} >"$dir/primary.ppm"
	cmp "$dir/primary.ppm" "$dir/want.ppm"
}

load_module || bail "the module does not load"
uuid=$(new_vgpu 4) || bail "no vGPU"
ok "dma-bufs are the administrator's choice" \
	set_attr "$MDEV_DIR/$uuid/display" dmabuf
fails "QEMU without OpenGL refuses them" timeout 60 qemu-system-x86_64 \
	-machine q35 -nodefaults -display none -device "$(vgpu_device "$uuid")"
grep -q "requires" "$WORK/output" || sed 's/^/# /' "$WORK/output"

# shellcheck disable=SC2046
guest_start gl -device "$(vgpu_device "$uuid")" $(dbus_display gl gl)
ok "a guest boots" guest_ready gl || bail "no guest"
size=$(guest_draw gl 1) || bail "the guest could not draw"
dbus_shows gl 1 "$size" "a D-Bus display client maps the guest's picture"
size=$(guest_draw gl 2 -f 3) || bail "the guest could not draw"
dbus_shows gl 2 "$size" "and the one after flips"
size=$(guest_draw gl 3 -d) || bail "the guest could not draw"
dbus_shows gl 3 "$size" "and the one drawn in parts"
size=$(guest_draw gl 4 -c 40,30,2,1) || bail "the guest could not draw"
ok "the vGPU's primary plane is that picture" primary_shows gl 4 "$size"
cursor_shows gl 4 "its cursor plane is the guest's cursor"
matches "$(plane gl cursor /dev/null)" \
	"^64x64 at 38,29 hot 2,1 format AR24 by dmabuf" \
	"it lies where the guest put it"
kernel_clean gl "the guest's kernel reports no error"
ok "QEMU quits" guest_quit gl
unpinned "$uuid" "nothing stays pinned"
ok "the display method can be changed back" \
	set_attr "$MDEV_DIR/$uuid/display" auto
ok "the module unloads" unload_module
plan "$_count"
