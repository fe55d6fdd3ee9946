#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A guest on a vGPU of a GPU with renderers gets the picture that the host VM gets on that GPU.
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/render3d.sh

render_together 11 a
plan "$_count"
