#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A vGPU works wherever a machine has a place for it: on "pc", "q35" and "microvm",
# behind PCI and PCIe bridges, beside another one and QEMU's own GPU, with several CPUs
# and with memory above 4 GiB; but not twice in one machine.
# mvgpu-limit: 900
. tests/guest/lib.sh

# What guest memory there is none of for real, because nobody touches it, costs nothing.
memory() { echo "memory-backend-ram,id=ram,size=$GUEST_MEMORY,reserve=off"; }

cards() { guest_run "$1" "ls -d /sys/bus/virtio/drivers/virtio_gpu/virtio* | wc -l"; }

# on_card GUEST CARD SEED: draws there, and says in which size.
on_card() {
	_picture "$1" "$3"
	guest_run "$1" "draw -k $2$(printf ' %q' "${PICTURE[@]}")" | sed -n 's/^drawn //p'
}

# all_show GUEST SCREEN...: a picture on each, at the same time; the guest has found them
# in this order: those of bus 0 first, then those behind bridges.
all_show() {
	local guest=$1 card=0 screen sizes=()
	shift
	is "$(cards "$guest")" $# "$guest: its driver runs each of its GPUs"
	for screen; do
		sizes+=("$(on_card "$guest" $card $((10 + card)))")
		card=$((card + 1))
	done
	card=0
	for screen; do
		SCREEN=$screen shows "$guest" $((10 + card)) "${sizes[card]}" \
			"$guest: its picture is on $screen"
		card=$((card + 1))
	done
}

ends() {
	kernel_clean "$1" "$1: its kernel reports no error"
	ok "$1: its QEMU quits" guest_quit "$1"
	unpinned "$first" "$1: nothing of it stays pinned"
	unpinned "$second" "$1: nothing by the second vGPU"
}

load_module || bail "the module does not load"
first=$(new_vgpu 4) second=$(new_vgpu 4) || bail "no vGPUs"
one=$(vgpu_device "$first"),id=one two=$(vgpu_device "$second"),id=two

guest_start pc -machine pc -device pci-bridge,id=bridge,chassis_nr=1,addr=3 \
	-device "$one,addr=4" -device "$two,bus=bridge,addr=1"
ok "pc: a guest boots with a vGPU, and one behind a PCI bridge" guest_ready pc &&
	all_show pc one two
ends pc

# Without the zeroes QEMU lays the initramfs over the ACPI tables, see the user guide.
# Of serial lines this machine has one.
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
ok "q35: one boots with 4 CPUs, 5 GiB, vGPUs behind a root port and a PCI bridge" \
	guest_ready q35 && all_show q35 own one two
ends q35
GUEST_MEMORY=256

guest_start twice -device "$one" -device "${one/id=one/id=two}" 2>/dev/null
matches "$(cat "$(guest_dir twice)/qemu.log")" "already (attached|in use|open)|busy" \
	"one vGPU twice is refused by QEMU"
plan
