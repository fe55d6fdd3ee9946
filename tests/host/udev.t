#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With the example rule for udev a group can open vGPUs, and nothing else.
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/udev.sh
. tests/runner/udev.sh

group_of() { basename "$(readlink "$MDEV_DIR/$1/iommu_group")"; }
owner() { stat -c '%U:%G %a' "$1"; }

# file_is OWNER PROMISE: the same for the file that a vGPU has where the kernel has iommufd.
file_is() {
	local file
	file=/dev/vfio/devices/$(ls "$MDEV_DIR/$uuid/vfio-dev")
	if [ -e "$file" ]; then
		is "$(owner "$file")" "$1" "$2"
	else
		skip "$2" "the kernel makes no such files"
	fi
}

on_exit() { udev_stop; }

load_module || bail "the module does not load"
udev_start 2>"$WORK/udevd" || bail "udev does not start: $(cat "$WORK/udevd")"

uuid=$(new_vgpu 8) || bail "no vGPU can be made"
udevadm settle -t 60
is "$(owner "/dev/vfio/$(group_of "$uuid")")" "root:root 600" \
	"without the rule only root can open a vGPU"
file_is "root:root 600" "without the rule only root can open the file of a vGPU"
remove_vgpu "$uuid"

udev_rule
new_vgpu 8 "$uuid" >/dev/null || bail "no vGPU can be made"
udevadm settle -t 60
is "$(owner "/dev/vfio/$(group_of "$uuid")")" "root:kvm 660" \
	"with the rule the group kvm can open a vGPU"
file_is "root:kvm 660" "with the rule the group kvm can open the file of a vGPU"
is "$(owner /dev/vfio/vfio)" "root:root 666" "the rule does not change the VFIO container"
plan
