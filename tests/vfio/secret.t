#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A VMM may keep its guest's memory where nobody else can look at it. Then the guest's
# vGPU answers, and what cannot be done without looking is refused; the log says why.
#
# mvgpu-limit: 120
. tests/runner/lib.sh
. tests/vfio/client.sh

log_has() { grep -q "$1" < <(dmesg); }

new_vgpus
client_tests --device "$device" --other "$other" "dma secret:"
ok "the log says why" wait_for 10 "the log" \
	log_has "${device##*/}: cannot pin [0-9]* pages of the guest: .*memfd_secret"
client_tests --device "$device" "dma: unmapping a backing"
pages_given_back
plan
