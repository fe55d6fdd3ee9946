#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What guests.t promises to a guest that has no message signalled interrupts.
# mvgpu-limit: 900
GUEST_INTX=1
. tests/guest/guests.t
