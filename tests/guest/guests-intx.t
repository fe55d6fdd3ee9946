#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The tests of guests.t, with a guest that has no message signalled interrupts.
# mvgpu-limit: 900
# mvgpu-long: yes
GUEST_INTX=1
. tests/guest/guests.t
