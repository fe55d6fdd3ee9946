#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What QEMU hands to a window (its D-Bus display and a client of ours) is the vGPU's
# dma-buf: what the guest drew, after flips and partial updates too. The monitor
# prefers what xres= and yres= say, or the size that the window is given while the
# guest runs.
# mvgpu-limit: 600
# mvgpu-long: yes
. tests/guest/view.sh

# A guest's kernel looks at its monitor again when the one program asks that has the
# screen: a desktop does at the event, modetest when nobody has it.
preferred() {
	guest_run guest "stop_drawing; modetest -M virtio_gpu -c >/dev/null 2>&1; mode"
}
prefers() { [ "$(preferred)" = "$1" ]; }

# resized WINDOW WANTED NAME: passes when the guest's monitor prefers WANTED once
# the window has its new size.
resized() {
	is "$(view guest "resize $1")" ok "a window of $1 is told to QEMU"
	wait_for 20 "the guest's new mode" prefers "$2"
	is "$(preferred)" "$2" "$3"
}

# The EDID is QEMU's own, which edid-decode finds fault with: an extension of zeroes.
edid_says() {
	guest_run guest "edid Virtual-1" >"$WORK/edid"
	edid-decode "$WORK/edid" | grep -o "$1"
}

load_module || bail "the module does not load"
uuid=$(new_vgpu 8) || bail "no vGPU"
ok "dma-bufs are the administrator's choice" \
	set_attr "$MDEV_DIR/$uuid/display" dmabuf
dbus_start guest -device "$(vgpu_device "$uuid"),xres=1024,yres=768"
ok "a guest boots under a display by dma-bufs" guest_ready guest ||
	bail "no guest"
view_open guest
is "$(preferred)" 1024x768 "its monitor prefers what QEMU was told"
draws_for dbus guest 1 "the window shows the guest's picture, of that size"
draws_for dbus guest 2 "and the one after flips" -f 3
draws_for dbus guest 3 "and the one drawn in parts" -d
draws_for dbus guest 4 "and the one below a cursor" -c 40,30,2,1
matches "$(plane guest primary "$WORK/primary")" "format XR24 by dmabuf" \
	"it is the vGPU's dma-buf"
# QEMU would read the cursor by OpenGL, which here imports nothing.
cursor_shows guest 4 "the cursor's dma-buf is the guest's cursor"
cursor_lies guest 38,29
matches "$(plane guest cursor /dev/null)" \
	"^64x64 at 38,29 hot 2,1 format AR24 by dmabuf" \
	"it lies where the guest put it"

resized 1360x760 1360x760 "the guest gets the window's size as a new mode"
is "$(edid_says 'DTD 1: *1360x760')" "DTD 1:  1360x760" "the EDID names it first"
draws_for dbus guest 5 "it is drawn and shown"
resized 5000x4000 1920x1200 "a window larger than the slice gets what that has"
draws_for dbus guest 6 "that is shown, too" -f 2

view_close guest
view_open guest
shown_by dbus guest 6 1920x1200 "another window shows the same"
ends_clean guest "$uuid"
view_close guest
ok "the display method can be changed back" \
	set_attr "$MDEV_DIR/$uuid/display" auto
ok "the module unloads" unload_module
diag "$REOPENED windows were opened once more to get a picture"
plan "$_count"
