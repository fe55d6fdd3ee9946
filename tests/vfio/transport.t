#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The registers and rings of a modern virtio device, used correctly and incorrectly.
#
# mvgpu-limit: 240
. tests/runner/lib.sh
. tests/vfio/client.sh

new_vgpus
client_tests --device "$device" --other "$other" transport ring hostile
pages_given_back
plan
