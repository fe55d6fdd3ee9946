#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Opens a vGPU as a VMM does and keeps it: hold_vgpu.py UUID

Says "open", waits until it is killed or its standard input ends.
"""

import fcntl
import os
import struct
import sys

# <linux/vfio.h>: _IO(';', 100 + n)
SET_IOMMU, GROUP_SET_CONTAINER, GROUP_GET_DEVICE_FD = 0x3B66, 0x3B68, 0x3B6A
TYPE1 = 1


def open_vgpu(uuid):
    """The file descriptors of container, group and device."""
    group = os.path.basename(os.readlink(
        f"/sys/bus/mdev/devices/{uuid}/iommu_group"))
    container = os.open("/dev/vfio/vfio", os.O_RDWR)
    group = os.open(f"/dev/vfio/{group}", os.O_RDWR)
    fcntl.ioctl(group, GROUP_SET_CONTAINER, struct.pack("i", container))
    fcntl.ioctl(container, SET_IOMMU, TYPE1)
    return container, group, fcntl.ioctl(group, GROUP_GET_DEVICE_FD,
                                         uuid.encode() + b"\0")


HELD = open_vgpu(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
