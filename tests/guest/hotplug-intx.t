#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The tests of hotplug.t, with a guest that has no message signalled interrupts.
# mvgpu-limit: 400
# mvgpu-long: yes
GUEST_INTX=1
. tests/guest/hotplug.t
