#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A VMM sees what the guest shows, and the guest sees the monitor of the VMM.
#
# mvgpu-limit: 240
. tests/runner/lib.sh
. tests/vfio/client.sh

new_vgpus
client_tests --device "$device" --other "$other" display cursor kept
pages_given_back
plan
