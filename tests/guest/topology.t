#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A vGPU works on the machines "pc" and "q35", behind PCI and PCIe bridges, beside another
# vGPU and QEMU's own GPU, with several CPUs and with memory above 4 GiB. It cannot be in
# one machine twice.
# mvgpu-limit: 900
# mvgpu-long: yes
# shellcheck source=tests/guest/topology.sh
. tests/guest/topology.sh

# Memory that the guest does not touch is not allocated, so the host VM needs less than
# the size.
memory() { echo "memory-backend-ram,id=ram,size=$GUEST_MEMORY,reserve=off"; }

guest_start pc -machine pc -device pci-bridge,id=bridge,chassis_nr=1,addr=3 \
	-device "$one,addr=4" -device "$two,bus=bridge,addr=1"
ok "pc: a guest boots with a vGPU, and another one behind a PCI bridge" guest_ready pc &&
	all_show pc one two
ends pc

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
