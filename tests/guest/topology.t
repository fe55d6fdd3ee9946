#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A vGPU works on the machines "pc", "q35" and "microvm", behind PCI and PCIe bridges,
# beside another vGPU and QEMU's own GPU, with several CPUs and with memory above 4 GiB. It
# cannot be in one machine twice.
# mvgpu-limit: 900
. tests/guest/lib.sh

# Memory that the guest does not touch is not allocated, so the host VM needs less than
# the size.
memory() { echo "memory-backend-ram,id=ram,size=$GUEST_MEMORY,reserve=off"; }

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
one=$(vgpu_device "$first"),id=one two=$(vgpu_device "$second"),id=two

guest_start pc -machine pc -device pci-bridge,id=bridge,chassis_nr=1,addr=3 \
	-device "$one,addr=4" -device "$two,bus=bridge,addr=1"
ok "pc: a guest boots with a vGPU, and another one behind a PCI bridge" guest_ready pc &&
	all_show pc one two
ends pc

# Without the padding QEMU copies the initramfs over the ACPI tables; see the user guide.
# This machine has only one serial line.
cp "$GUEST_INITRD" "$WORK/padded.img"
truncate -s %4096 "$WORK/padded.img"
GUEST_INITRD=$WORK/padded.img guest_start microvm -machine microvm,acpi=on,pcie=on \
	-device isa-serial,index=1,chardev=control -device "$one"
ok "microvm: a guest boots with a vGPU" guest_ready microvm && all_show microvm one
ends microvm

GUEST_MEMORY=5G
guest_start q35 -smp 4 -object "$(memory)" -machine q35,memory-backend=ram \
	-device pcie-root-port,id=root1,slot=1,addr=3 \
	-device pcie-root-port,id=root2,slot=2,addr=4 \
	-device pcie-pci-bridge,id=bridge,bus=root2 \
	-device virtio-gpu-pci,id=own,addr=5 \
	-device "$one,bus=root1" -device "$two,bus=bridge,addr=1"
ok "q35: a guest boots with 4 CPUs, 5 GiB, vGPUs behind a root port and a PCI bridge" \
	guest_ready q35 && all_show q35 own one two
ends q35
GUEST_MEMORY=256

guest_start twice -device "$one" -device "${one/id=one/id=two}" 2>/dev/null
matches "$(cat "$(guest_dir twice)/qemu.log")" "already (attached|in use|open)|busy" \
	"QEMU rejects the same vGPU twice in one machine"
plan
