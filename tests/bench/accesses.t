#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How many nanoseconds a VMM waits for an access to a register of a vGPU, and for a doorbell,
# beside a system call that does next to nothing. The exit of the guest comes on top.
#
# mvgpu-limit: 300
. tests/runner/lib.sh
. tests/vfio/client.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-15}

measure() { "$CLIENT" --device "$MDEV_DIR/$uuid" --mode accesses "$ROUNDS" >"$WORK/times" 2>&1; }

load_module || bail "the module does not load"
uuid=$(new_vgpu 4) || bail "no vGPU"
ok "accesses were measured" measure ||
	bail "$(cat "$WORK/times")"
grep -E '^[^ ]+ [0-9.]+$' "$WORK/times" |
	tests/bench/figures.py "access of a register" ns read-/dev/zero
plan
