#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A guest with two heads: its text console, some of its modes (kernels.t has all),
# monitors that are plugged and unplugged while it runs, and its sleep.
# mvgpu-limit: 900
. tests/guest/guests.sh

# This guest's console has the cursor that users have.
GUEST_APPEND=${GUEST_APPEND/ vt.global_cursor_default=0/}
load_module || bail "the module does not load"
VGPU=$(new_vgpu 2) || bail "no vGPU"
is "$(cat "$MDEV_DIR/$VGPU/heads")" 2 "half a GPU has two heads"
guest_lives 4
plan "$_count"
