#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Renderers are killed at random moments, RENDER_KILLS times those without a GPU and a tenth of
# that those on one. The moments are derived from RENDER_SEED.
#
# mvgpu-limit: 300
. tests/vfio/kill.sh

kill_all
