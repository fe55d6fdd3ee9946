#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With the example rule for udev a group can open vGPUs, and nothing else.
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/udev.sh
. tests/runner/udev.sh

group_of() { basename "$(readlink "$MDEV_DIR/$1/iommu_group")"; }
owner() { stat -c '%U:%G %a' "$1"; }

on_exit() { udev_stop; }

load_module || bail "the module does not load"
udev_start 2>"$WORK/udevd" || bail "udev does not start: $(cat "$WORK/udevd")"

uuid=$(new_vgpu 8) || bail "no vGPU can be made"
udevadm settle -t 60
is "$(owner "/dev/vfio/$(group_of "$uuid")")" "root:root 600" \
	"without the rule only root can open a vGPU"
remove_vgpu "$uuid"

udev_rule
new_vgpu 8 "$uuid" >/dev/null || bail "no vGPU can be made"
udevadm settle -t 60
is "$(owner "/dev/vfio/$(group_of "$uuid")")" "root:kvm 660" \
	"with the rule the group kvm can open a vGPU"
is "$(owner /dev/vfio/vfio)" "root:root 666" "the rule does not change the VFIO container"
plan
