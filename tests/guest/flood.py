#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Makes virtio_gpu create more resources than its ring has room for commands."""

import fcntl
import struct

RESOURCE_CREATE = 0xc0386444    # DRM_IOCTL_VIRTGPU_RESOURCE_CREATE
RESOURCES = 400
SIDE = 16
TEXTURE_2D, B8G8R8A8, RENDER_TARGET = 2, 1, 2

# The texture has one level, one layer and depth 1.
texture = struct.pack("14I", TEXTURE_2D, B8G8R8A8, RENDER_TARGET, SIDE, SIDE, 1, 1,
                      0, 0, 0, 0, 0, SIDE * SIDE * 4, 0)
with open("/dev/dri/renderD128", "r+b", buffering=0) as gpu:
    for _ in range(RESOURCES):
        fcntl.ioctl(gpu, RESOURCE_CREATE, bytearray(texture))
