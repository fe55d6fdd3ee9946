#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A VMM may keep the memory of its guest where no other process and not even the kernel
# can access it. The vGPU of such a guest answers, it rejects the commands that need
# access to that memory, and the log has the reason.
#
# mvgpu-limit: 120
. tests/runner/lib.sh
. tests/vfio/client.sh

log_has() { grep -q "$1" < <(dmesg); }

new_vgpus
client_tests --device "$device" --other "$other" "dma secret:"
if [ -e /sys/module/secretmem ]; then
	ok "the log has the reason" wait_for 10 "the log" \
		log_has "${device##*/}: cannot pin [0-9]* pages of the guest: .*memfd_secret"
else
	skip "the log has the reason" "the kernel has no secret memory"
fi
client_tests --device "$device" "dma: unmapping a backing"
pages_given_back
plan
