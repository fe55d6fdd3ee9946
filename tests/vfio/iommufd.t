#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A VMM may open a vGPU by its own file and iommufd, instead of a group and a container. All that
# it does with memory has the same result. "make check-iommufd" runs the other suites that way.
#
# mvgpu-limit: 300
. tests/runner/lib.sh
. tests/vfio/client.sh

modprobe -q iommufd
if [ ! -c /dev/iommu ]; then
	skip "a VMM may open a vGPU by iommufd" "this kernel has no iommufd"
	plan
	exit
fi

on_exit() { [ -z "${holder:-}" ] || kill "$holder" 2>/dev/null; }

# By the group, what a VMM gets when it opens $device: "open" or "errno N".
by_group() { env -u MVGPU_IOMMUFD "$CLIENT" --device "$device" --mode open; }

works_on() { [ "$(cat "$device/stats/commands")" -gt 20 ]; }

export MVGPU_IOMMUFD=1
new_vgpus
ok "the device has a file of its own" test -c "/dev/vfio/devices/$(ls "$device/vfio-dev")"
client_tests --device "$device" --other "$other" iommufd dma "unmap:" lifetime
pages_given_back

"$CLIENT" --device "$device" --mode busy &
holder=$!
ok "a VMM works with the vGPU by iommufd" wait_for 20 "20 commands" works_on
is "$(by_group)" "errno 16" "its group cannot be opened meanwhile (EBUSY)"
kill -KILL "$holder"
wait "$holder" 2>/dev/null
holder=''
settles 0 "no page stays pinned when that VMM is killed" cat "$device/stats/pinned"
settles open "then the vGPU can be opened by its group" by_group
ok "the module unloads" unload_module
plan
