#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# QEMU passes the dma-buf of the vGPU to a window (its D-Bus display and a client of the
# tests). The dma-buf has what the guest drew, also after flips and partial updates. The
# monitor prefers the size of xres= and yres=, or the size that the window gets while the
# guest runs.
# mvgpu-limit: 600
# mvgpu-long: yes
. tests/guest/view.sh

# preferred: prints the preferred mode. The guest's kernel reads its monitor again when the
# program that has the screen requests it, as a desktop does at the event. If no program
# has the screen, modetest can request it.
preferred() {
	guest_run guest "stop_drawing; modetest -M virtio_gpu -c >/dev/null 2>&1; mode"
}
prefers() { [ "$(preferred)" = "$1" ]; }

# resized WINDOW WANTED NAME: resizes the window, and passes when the guest's monitor
# prefers WANTED.
resized() {
	is "$(view guest "resize $1")" ok "QEMU is notified of a window of $1"
	wait_for 20 "the guest's new mode" prefers "$2"
	is "$(preferred)" "$2" "$3"
}

# The EDID is QEMU's. edid-decode reports an error in it: it has an extension of zeroes.
edid_says() {
	guest_run guest "edid Virtual-1" >"$WORK/edid"
	edid-decode "$WORK/edid" | grep -o "$1"
}

load_module || bail "the module does not load"
uuid=$(new_vgpu 8) || bail "no vGPU"
ok "the attribute display can be set to dmabuf" \
	set_attr "$MDEV_DIR/$uuid/display" dmabuf
dbus_start guest -device "$(vgpu_device "$uuid"),xres=1024,yres=768"
ok "a guest boots with a display by dma-bufs" guest_ready guest ||
	bail "no guest"
view_open guest
is "$(preferred)" 1024x768 "the monitor prefers the size of xres= and yres="
draws_for dbus guest 1 "the window shows the guest's picture in that size"
draws_for dbus guest 2 "the window shows the picture after flips" -f 3
draws_for dbus guest 3 "the window shows a picture that is drawn in parts" -d
draws_for dbus guest 4 "the window shows the picture below a cursor" -c 40,30,2,1
matches "$(plane guest primary "$WORK/primary")" "format XR24 by dmabuf" \
	"the primary plane is a dma-buf of the vGPU"
# QEMU would import the cursor into OpenGL, which is not possible here.
cursor_shows guest 4 "the dma-buf of the cursor has the guest's cursor"
cursor_lies guest 38,29
matches "$(plane guest cursor /dev/null)" \
	"^64x64 at 38,29 hot 2,1 format AR24 by dmabuf" \
	"the cursor has the position that the guest set"

resized 1360x760 1360x760 "the guest gets the size of the window as a new mode"
is "$(edid_says 'DTD 1: *1360x760')" "DTD 1:  1360x760" "the EDID names the new mode first"
draws_for dbus guest 5 "the window shows the picture in the new mode"
resized 5000x4000 1920x1200 \
	"a window larger than the slice gets the largest mode of the slice"
draws_for dbus guest 6 "the window shows the picture in the largest mode" -f 2

view_close guest
view_open guest
shown_by dbus guest 6 1920x1200 "a second window shows the same picture"
ends_clean guest "$uuid"
view_close guest
ok "the attribute display can be set back to auto" \
	set_attr "$MDEV_DIR/$uuid/display" auto
ok "the module unloads" unload_module
diag "windows that were opened again to get a picture: $REOPENED"
plan "$_count"
