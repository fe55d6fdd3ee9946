#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two real guests on vGPUs of different types, at the same time: QEMU's region display
# shows bit by bit what each draws, through flips, partial updates, mode changes, a reboot
# and a rebind of the driver.
# mvgpu-limit: 900
. tests/guest/lib.sh

stat_of() { cat "$MDEV_DIR/$1/stats/$2"; }

# edid_modes EDID: prints the modes of an EDID in hexadecimal. Fails if it is not valid.
edid_modes() {
	echo "$1" >"$WORK/edid"
	edid-decode --check "$WORK/edid" >"$WORK/edid.txt" || return 1
	grep -oE ' [0-9]+x[0-9]+ ' "$WORK/edid.txt" | tr -d ' ' | sort -u
}

load_module || bail "the module does not load"
big=$(new_vgpu 4) || bail "no vGPU"
small=$(new_vgpu 8) || bail "no second vGPU"
GUEST_REBOOT='' guest_start big -device "$(vgpu_device "$big")"
guest_start small -device "$(vgpu_device "$small")"
ok "a guest boots on a quarter" guest_ready big || bail "no guest"
ok "a guest boots on an eighth at the same time" guest_ready small
ok "virtio_gpu drives the quarter" guest_run big bound
ok "virtio_gpu drives the eighth" guest_run small bound

draws big 1 "the screen of the quarter shows the picture of its guest"
draws small 2 "the screen of the eighth shows another picture"
shows big 1 1280x800 "the screen of the quarter still shows the first picture"

copies=$(stat_of "$big" display_copies)
draws big 3 "the quarter shows the picture after five flips between two buffers" -f 5
is "$(stat_of "$big" display_copies)" "$copies" "flips cause no copy"
draws small 4 "the eighth shows a picture that is drawn in twelve parts" -d
draws big 5 "the quarter shows a larger mode" -g 1920x1080
draws small 6 "the eighth shows a smaller mode" -g 800x600

for cursor in 1270,790,5,9 2,3,40,63 300,200,5,9; do
	IFS=, read -r x y hot_x hot_y <<<"$cursor"
	CURSOR_AT=$((x - hot_x)),$((y - hot_y)) draws big 7 \
		"QEMU shows the cursor in the picture, at $((x - hot_x)),$((y - hot_y))" \
		-c "$cursor"
done
cursor_shows big 7 "the cursor plane has the cursor of the guest"
matches "$(plane big cursor /dev/null)" \
	"^64x64 at 295,191 hot 5,9 format AR24 by region" \
	"the cursor plane has the position that the guest set"

edid=$(guest_run small "edid Virtual-1")
modes=$(guest_run small "cat /sys/class/drm/card0-Virtual-1/modes")
ok "the guest's EDID is valid" edid_modes "$edid"
is "$(head -n 1 <<<"$modes")" 1280x800 "the preferred mode comes first"
is "$(edid_modes "$edid" | grep -vxF -f <(echo "$modes"))" "" \
	"the guest has every mode of the EDID"
is "$(awk -Fx '$1 > 1920 || $2 > 1200' <<<"$modes")" "" \
	"no mode is larger than the type allows"
matches "$(guest_run small "modetest -M virtio_gpu -c 2>&1")" \
	"Virtual-1.*#0 1280x800" "modetest lists the modes"

guest_run big "stop_drawing" >/dev/null
guest_qmp big system_reset >/dev/null
ok "a guest that is reset boots again" guest_ready big 2
draws big 8 "the screen shows the picture after the reset"
ok "the driver can be unbound and bound again" guest_run small \
	"stop_drawing; rebind"
draws small 9 "the screen shows the picture after the driver is bound again"

kernel_clean big "the kernel of the first guest reports no error"
kernel_clean small "the kernel of the second guest reports no error"
ok "the first QEMU quits" guest_quit big
ok "the second QEMU quits" guest_quit small
unpinned "$big" "no page of the first guest stays pinned"
unpinned "$small" "no page of the second guest stays pinned"
plan "$_count"
