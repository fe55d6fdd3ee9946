#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A vGPU is a PCI device as VFIO requires it: information, configuration space, BARs
# and interrupts.
#
# mvgpu-limit: 240
. tests/runner/lib.sh
. tests/vfio/client.sh

new_vgpus
third=$MDEV_DIR/$(new_vgpu 4) || bail "no third vGPU"
client_tests --device "$device" --other "$other" --more "$third" config irq
pages_given_back
plan
