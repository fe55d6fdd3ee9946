#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A physical GPU behind an IOMMU reaches the memory of guests by the addresses
# that the IOMMU translates, and no other: a wrong one would be a fault.
#
# mvgpu-limit: 300
# mvgpu-device: intel-iommu,intremap=on,eim=off
# mvgpu-gpu: virtio-gpu-gl-pci,iommu_platform=on,disable-legacy=on
# mvgpu-append: intel_iommu=on init_on_alloc=0
. tests/host/lib.sh
. tests/host/physical.sh
. tests/vfio/client.sh

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
ok "the GPU is behind an IOMMU" test -e "/sys/bus/pci/devices/$gl/iommu_group"
ok "the GPU is taken" take_gpu "$gl"
uuid=$(new_vgpu 2) || bail "no vGPU"
device=$MDEV_DIR/$uuid
other=$MDEV_DIR/$(new_vgpu 4)
client_tests --device "$device" --other "$other" 3d dma
pages_given_back
is "$(dmesg | grep -ci 'dmar.*fault')" 0 "no address was wrong"
plan
