#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the guest shows is what a VMM sees, and a VMM's monitor is the guest's.
#
# mvgpu-limit: 240
. tests/runner/lib.sh
. tests/vfio/client.sh

new_vgpus
client_tests --device "$device" --other "$other" display cursor kept
pages_given_back
plan
