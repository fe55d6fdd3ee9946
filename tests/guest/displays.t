#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The displays of QEMU without OpenGL: with which display methods of a vGPU QEMU starts,
# and which message it prints otherwise. VNC, SPICE and screendump show one guest at the
# same time, with its cursor composed into the picture.
# mvgpu-limit: 600
. tests/guest/view.sh

VNC=5901 SPICE=5930
SPICE_PLAIN="disable-ticketing=on,image-compression=off,streaming-video=off"
SPICE_PLAIN+=",jpeg-wan-compression=never,zlib-glz-wan-compression=never"

vnc_shot() { tests/guest/view/rfb.py $VNC "$2"; }
spice_shot() {
	spicy-screenshot --host=127.0.0.1 --port=$SPICE --out-file="$2"
}

ip link set lo up
load_module || bail "the module does not load"
uuid=$(new_vgpu 8) || bail "no vGPU"

start_rows "$uuid" <<-EOT
	auto	display=on	none	starts
	region	display=auto	none	starts
	region	display=on,xres=800,yres=600	none	xres and yres properties need edid support
	dmabuf	display=on	none	opengl not available
	dmabuf	display=auto	none	opengl not available
	dmabuf	display=off	none	starts
	off	display=on	none	device doesn't support any .known. display method
	off	display=auto	none	starts
	off	display=off,xres=800,yres=600	none	xres and yres properties require display=on
EOT

set_attr "$MDEV_DIR/$uuid/display" auto
guest_start plain -device "$(vgpu_device "$uuid")" -vnc 127.0.0.1:1 \
	-spice "addr=127.0.0.1,port=$SPICE,$SPICE_PLAIN"
ok "a guest boots" guest_ready plain || bail "no guest"
draws_for vnc plain 1 "VNC shows what the guest drew"
shown_by spice plain 1 1280x800 "SPICE shows what the guest drew"
shows plain 1 1280x800 "screendump shows what the guest drew"
draws_for spice plain 2 "SPICE shows the picture after flips" -f 3
shown_by vnc plain 2 1280x800 "VNC shows the picture after flips"
CURSOR_AT=295,191 draws_for spice plain 4 "SPICE shows the picture with the cursor" -c 300,200,5,9
CURSOR_AT=295,191 shown_by vnc plain 4 1280x800 "VNC shows the picture with the cursor"
draws_for vnc plain 3 "VNC shows the picture in a smaller mode" -g 800x600
is "$(tests/guest/view/rfb.py --resize 1024x768 $VNC)" 3 \
	"VNC rejects a resize of its window, as QEMU has no EDID region for it"
ends_clean plain "$uuid"
ok "the module unloads" unload_module
plan "$_count"
