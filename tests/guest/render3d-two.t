#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two guests draw different pictures at the same time on vGPUs of a GPU with renderers. Each
# gets the picture that the host VM gets on that GPU.
# mvgpu-long: yes
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/render3d.sh

render_together 11 a 12 b
plan "$_count"
