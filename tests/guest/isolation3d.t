#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Guests on vGPUs of one physical GPU draw different things at the same time, and
# each gets what the host VM itself gets: no id, fence or pixel of a neighbour.
# mvgpu-limit: 1500
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh

SEEDS=(11 12 13 14)
USERLAND_MEMORY=512

# draw_together SEED GUEST [SEED GUEST]...: starts all, then looks at each.
draw_together() {
	local pairs=("$@") jobs=()
	while [ $# -gt 0 ]; do
		in_guest "$2" "small-$1" &
		jobs+=($!)
		shift 2
	done
	wait "${jobs[@]}"
	set -- "${pairs[@]}"
	while [ $# -gt 0 ]; do
		same_results "$2" "small-$1" "guest $2 draws picture $1"
		ok "its program reads that picture" cmp \
			"$(results_of "$2")/small-$1.ppm" "$NATIVE/small-$1.ppm"
		screen_shows "$2" "$NATIVE/small-$1.ppm" "its screen shows it"
		shift 2
	done
}

# start GUEST...: each on a vGPU of its own, at the same time.
declare -A UUID=()
start() {
	local guest
	for guest; do
		UUID[$guest]=$(new_vgpu 4) || bail "no vGPU for guest $guest"
		userland_start "$guest" -device "$(vgpu_device "${UUID[$guest]}")"
	done
	for guest; do
		ok "guest $guest boots" guest_ready "$guest" || bail "no guest"
	done
}

# leave GUEST...: they end, and nothing of them stays.
leave() {
	local guest
	for guest; do
		kernel_clean "$guest" "the kernel of guest $guest reports no error"
		ok "its QEMU quits" guest_quit "$guest"
		unpinned "${UUID[$guest]}" "none of its pages stays pinned"
	done
}

ok "the host VM draws the pictures" in_host "${SEEDS[@]/#/small-}" ||
	bail "nothing to compare with"
use_gpu
start a b c d
draw_together 11 a 12 b 13 c 14 d

leave a b
draw_together 12 c 11 d
leave c d
plan "$_count"
