#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The tests of render-kill.t, ten times as often and from another seed.
# mvgpu-limit: 2400
# mvgpu-long: yes
: "${RENDER_KILLS:=200}" "${RENDER_SEED:=$(date +%s)}"
. tests/vfio/kill.sh

kill_all
