#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Piglit's programs have the same results in a guest on a vGPU of a GPU with renderers as in a
# guest on QEMU's own GPU, which uses the same render node: tests of geometry shaders that pass
# on virgl fail on virgl on virgl.
# mvgpu-limit: 5400
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-long: yes
. tests/guest/render3d.sh

USERLAND_MEMORY=1024
PROGRAMS_LIMIT=2400

# leave_out_slow PART: a program of piglit that was ended after five minutes, in one of the two
# guests, is not compared. That happens on a machine that has much else to do.
leave_out_slow() {
	local file files
	files=("$(results_of a)/$1.txt" "$(results_of own)/$1.txt")
	sed -n 's/: status 124$//p' "${files[@]}" | sort -u >"$WORK/slow"
	sed 's/.*/# not compared, it took more than five minutes: &/' "$WORK/slow"
	ok "most programs of $1 had the time that they need" test "$(wc -l <"$WORK/slow")" -le 3
	for file in "${files[@]}"; do
		awk -v list="$WORK/slow" 'BEGIN { while ((getline < list) > 0) slow[$0] }
			{ for (name in slow) if (index($0, name ": ") == 1) next; print }' \
			"$file" >"$WORK/kept"
		cp "$WORK/kept" "$file"
	done
}

PARTS=(piglit piglit_long)
use_render_gpu
uuid=$(new_vgpu 1) || bail "no vGPU"
renderer "$uuid"
is "$(set_attr "$MDEV_DIR/$uuid/job_timeout_ms" 300000)" "" "a job may take five minutes"
userland_start a -device "$(vgpu_device "$uuid")"
ok "a guest boots" guest_ready a || bail "no guest"
ok "virtio_gpu drives the vGPU" guest_run a bound
for part in "${PARTS[@]}"; do
	ok "the guest runs $part" in_guest a "$part"
done
renderer_said "$uuid"
ends_clean a "$uuid"

userland_start own "${OWN_GPU[@]}"
ok "a guest boots on QEMU's own GPU" guest_ready own || bail "nothing to compare with"
for part in "${PARTS[@]}"; do
	ok "the guest on QEMU's own GPU runs $part" in_guest own "$part"
	leave_out_slow "$part"
	NATIVE=$(results_of own) same_results a "$part" \
		"$part has the results of the guest on QEMU's own GPU"
	NATIVE=$(results_of own) side_by_side "$part" a
done
ok "QEMU quits" guest_quit own
plan "$_count"
