# SPDX-License-Identifier: GPL-2.0
#
# Guests that draw at the same time on vGPUs of one physical GPU. It sources
# tests/guest/lib3d.sh.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib3d.sh
. tests/guest/lib3d.sh

USERLAND_MEMORY=512

# draw_together SEED GUEST [SEED GUEST]...: lets all guests draw at once, then checks the
# picture of each.
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
		ok "the program of guest $2 reads picture $1 back" cmp \
			"$(results_of "$2")/small-$1.ppm" "$NATIVE/small-$1.ppm"
		picture_shown "$2" "$1"
		shift 2
	done
}

# picture_shown GUEST SEED: suites whose display has no screendump replace it.
picture_shown() {
	screen_shows "$1" "$NATIVE/small-$2.ppm" "the screen of guest $1 shows picture $2"
}

# vgpu_made UUID: suites whose vGPUs need more than to exist replace it.
vgpu_made() { :; }

# Arguments for the display of QEMU.
GUEST_DISPLAY=()

# start_all GUEST...: starts the guests at the same time, each on a vGPU of its own.
declare -A UUID=()
start_all() {
	local guest
	for guest; do
		UUID[$guest]=$(new_vgpu 4) || bail "no vGPU for guest $guest"
		vgpu_made "${UUID[$guest]}"
		userland_start "$guest" -device "$(vgpu_device "${UUID[$guest]}")" \
			"${GUEST_DISPLAY[@]}"
	done
	for guest; do
		ok "guest $guest boots" guest_ready "$guest" || bail "no guest"
	done
}

# end_all GUEST...: ends the guests, which leave no page pinned.
end_all() {
	local guest
	for guest; do
		ends_clean "$guest" "${UUID[$guest]}"
	done
}
