#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What hotplug.t promises, for a guest without message signalled interrupts.
# mvgpu-limit: 400
# mvgpu-long: yes
GUEST_INTX=1
. tests/guest/hotplug.t
