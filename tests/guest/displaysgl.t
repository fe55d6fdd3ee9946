#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The displays of QEMU with OpenGL: which of them start with which display methods of a
# vGPU. A local client of SPICE with gl=on gets the guest's picture as a dma-buf.
# mvgpu-limit: 600
# mvgpu-long: yes
. tests/guest/view.sh

spice_gl_shot() { tests/guest/view/spice_gl.py "$WORK/spice.sock" "$2"; }

ip link set lo up
load_module || bail "the module does not load"
uuid=$(new_vgpu 8) || bail "no vGPU"

start_rows "$uuid" <<-EOT
	auto	display=on	egl-vnc	starts
	region	display=on	dbus	starts
	dmabuf	display=auto	dbus	starts
	dmabuf	display=on,xres=800,yres=600	dbus	starts
	dmabuf	display=on	egl-vnc	The console requires display DMABUF support
EOT

guest_start gl -device "$(vgpu_device "$uuid"),xres=1280,yres=800" -spice \
	"unix=on,addr=$WORK/spice.sock,gl=on,rendernode=/dev/null,disable-ticketing=on"
ok "a guest boots on SPICE with gl=on" guest_ready gl
draws_for spice_gl gl 4 "a local client gets the guest's picture as a dma-buf"
draws_for spice_gl gl 5 "the local client gets the picture after flips" -f 3
ends_clean gl "$uuid"
ok "the module unloads" unload_module
plan "$_count"
