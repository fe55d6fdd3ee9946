#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The same client drives QEMU's own virtio-gpu, assigned by vfio-pci behind an
# emulated IOMMU. Where the two devices differ, Documentation says who is right
# (tests/vfio/differences.c).
#
# mvgpu-limit: 300
# mvgpu-long: yes
# mvgpu-device: pcie-root-port,id=rp0
# mvgpu-device: virtio-gpu-pci,bus=rp0,iommu_platform=on,disable-legacy=on
# mvgpu-append: intel_iommu=on
. tests/runner/lib.sh
. tests/vfio/client.sh

# find_gpu: prints the PCI function of the reference.
find_gpu() {
	local dir
	for dir in /sys/bus/pci/devices/*; do
		[ "$(cat "$dir/vendor" "$dir/device")" = $'0x1af4\n0x1050' ] ||
			continue
		readlink -f "$dir"
		return
	done
	return 1
}

give_to_vfio() {
	local name=${1##*/}
	modprobe -a vfio_iommu_type1 vfio_pci
	echo vfio-pci >"$1/driver_override"
	[ ! -e "$1/driver" ] || echo "$name" >"$1/driver/unbind"
	echo "$name" >/sys/bus/pci/drivers_probe
	[ "$(basename "$(readlink "$1/driver")")" = vfio-pci ]
}

# The list is the last part of the document.
documented() {
	"$CLIENT" --differences >"$WORK/differences"
	tail -n "$(wc -l <"$WORK/differences")" \
		Documentation/reference-differences.rst |
		cmp - "$WORK/differences"
}

ok "the differences are documented" documented
gpu=$(find_gpu) || bail "the host VM has no virtio-gpu"
give_to_vfio "$gpu" || bail "vfio-pci does not take the virtio-gpu"
client_tests --device "$gpu" --reference
plan
