#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A VMM that never provides the memory of its guest can be killed nevertheless, and
# another VMM can use its vGPU.
#
# mvgpu-limit: 200
. tests/runner/lib.sh
. tests/vfio/client.sh

load_module || bail "the module does not load"
for promise in "late: a VMM" "late: such a VMM that closes" \
	"late: such a VMM that is resetting" "late: such a VMM that is turning"; do
	device=$MDEV_DIR/$(new_vgpu 8) || bail "no vGPU"
	client_tests --device "$device" "$promise"
done
pages_given_back
ok "the module unloads" unload_module
plan
