# SPDX-License-Identifier: GPL-2.0
#
# Guests with several GPUs, on different machines. It sources tests/guest/lib.sh, loads the
# module and makes two vGPUs: $first and $second, whose devices for QEMU are $one and $two.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh

cards() { guest_run "$1" "ls -d /sys/bus/virtio/drivers/virtio_gpu/virtio* | wc -l"; }

# on_card GUEST CARD SEED: lets the guest draw on a card and prints the size.
on_card() {
	_picture "$1" "$3"
	guest_run "$1" "draw -k $2$(printf ' %q' "${PICTURE[@]}")" | sed -n 's/^drawn //p'
}

# all_show GUEST SCREEN...: passes when each screen shows a picture of its own at the same
# time. The screens are in the order in which the guest finds the GPUs: those on bus 0
# first, then those behind bridges.
all_show() {
	local guest=$1 card=0 screen sizes=()
	shift
	is "$(cards "$guest")" $# "$guest: virtio_gpu drives all GPUs of the guest"
	for screen; do
		sizes+=("$(on_card "$guest" $card $((10 + card)))")
		card=$((card + 1))
	done
	card=0
	for screen; do
		SCREEN=$screen shows "$guest" $((10 + card)) "${sizes[card]}" \
			"$guest: the screen of $screen shows the picture drawn there"
		card=$((card + 1))
	done
}

ends() {
	kernel_clean "$1" "$1: the kernel of the guest reports no error"
	ok "$1: QEMU quits" guest_quit "$1"
	unpinned "$first" "$1: no page stays pinned by the first vGPU"
	unpinned "$second" "$1: no page stays pinned by the second vGPU"
}

load_module || bail "the module does not load"
first=$(new_vgpu 4) second=$(new_vgpu 4) || bail "no vGPUs"
# The arrangements of the suites name them.
# shellcheck disable=SC2034
one=$(vgpu_device "$first"),id=one two=$(vgpu_device "$second"),id=two
