#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Each command, valid or malformed, is answered as the specification says.
#
# mvgpu-limit: 240
. tests/runner/lib.sh
. tests/vfio/client.sh

new_vgpus
client_tests --device "$device" --other "$other" cmd
pages_given_back
plan
