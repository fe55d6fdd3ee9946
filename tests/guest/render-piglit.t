#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# In a guest on a vGPU of a GPU with renderers, kmscube by atomic commits and the scenes of
# glmark2 have the results of the host VM on the render node that the renderers use. Piglit's
# programs have those of a guest on QEMU's own GPU, which uses this node, too: tests of geometry
# shaders that pass on virgl fail on virgl on virgl. Those of piglit_long take an hour in each
# of such guests; piglit3d.t runs them.
# mvgpu-limit: 2400
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

for part in atomic mark; do
	ok "the host VM runs $part" in_host "$part" || bail "nothing to compare with"
done
render_guest
same_programs a atomic mark
rates atomic "$(results_of a)"
is "$(cat "$MDEV_DIR/$uuid/stats/errors")" 0 "no command of these programs met an error"
ok "the guest runs piglit" in_guest a piglit
renderer_said "$uuid"
ends_clean a "$uuid"

userland_start own "${OWN_GPU[@]}"
ok "a guest boots on QEMU's own GPU" guest_ready own || bail "nothing to compare with"
ok "the guest on QEMU's own GPU runs piglit" in_guest own piglit
leave_out_slow piglit
NATIVE=$(results_of own) same_results a piglit \
	"piglit has the results of the guest on QEMU's own GPU"
NATIVE=$(results_of own) side_by_side piglit a
ok "QEMU quits" guest_quit own
plan "$_count"
