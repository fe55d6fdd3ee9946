#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A physical GPU that requires DMA addresses gets them, and each of its accesses is
# permitted.
#
# DMA addresses are equal to physical ones here (iommu=pt). With other addresses QEMU
# (7.2 to 10.0) corrupts memory: if an element of the used ring crosses a page boundary,
# QEMU writes its second half behind the first page, not into the second page.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,iommu_platform=on,disable-legacy=on
# mvgpu-append: intel_iommu=on iommu=pt
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is behind an IOMMU" test -e "/sys/bus/pci/devices/$gl/iommu_group"
matches "$(cat "/sys/bus/pci/devices/$gl"/virtio*/features)" '^.{33}1' \
	"the device requires DMA addresses"
ok "the GPU is taken" take_gpu "$gl"
two_vgpus
client_tests --device "$device" --other "$other" 3d dma
pages_given_back
is "$(gpu_has "$gl")" "resources 0 mappings 0" \
	"the GPU has no memory of a guest mapped"
is "$(dmesg | grep -ci 'dmar.*fault')" 0 "the IOMMU reports no fault"
plan
