#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Opens a vGPU like a VMM does, until its standard input ends.

    hold.py UUID            prints "open" when the vGPU is open
    hold.py --polite UUID   also closes it when the host requests the device (REQ
                            interrupt), as QEMU does, and prints "asked"
"""

import fcntl
import os
import select
import struct
import sys
import time

SET_IOMMU = 0x3B66
GROUP_SET_CONTAINER = 0x3B68
GROUP_GET_DEVICE_FD = 0x3B6A
DEVICE_SET_IRQS = 0x3B6E
TYPE1V2 = 3
REQ_IRQ = 4
DATA_EVENTFD_ACTION_TRIGGER = 1 << 2 | 1 << 5


def open_vgpu(uuid):
    group = os.path.basename(os.readlink(
        f"/sys/bus/mdev/devices/{uuid}/iommu_group"))
    container = os.open("/dev/vfio/vfio", os.O_RDWR)
    path = f"/dev/vfio/{group}"
    end = time.monotonic() + 10
    while True:  # devtmpfs makes the node a moment after the device
        try:
            group_fd = os.open(path, os.O_RDWR)
            break
        except FileNotFoundError:
            if time.monotonic() > end:
                sys.exit(f"hold.py: {path} did not appear in 10 s")
            time.sleep(0.05)
    fcntl.ioctl(group_fd, GROUP_SET_CONTAINER, struct.pack("i", container))
    fcntl.ioctl(container, SET_IOMMU, TYPE1V2)
    # Python returns the result of ioctl() only for a mutable buffer.
    device = fcntl.ioctl(group_fd, GROUP_GET_DEVICE_FD,
                         bytearray(uuid.encode() + b"\0"))
    return device, group_fd, container


def ask_to_be_asked(device):
    event = os.eventfd(0)
    fcntl.ioctl(device, DEVICE_SET_IRQS,
                struct.pack("=IIIIIi", 24, DATA_EVENTFD_ACTION_TRIGGER,
                            REQ_IRQ, 0, 1, event))
    return event


def main(args):
    polite = args[:1] == ["--polite"]
    if len(args) != 1 + polite:
        sys.exit(__doc__)
    device, *_rest = open_vgpu(args[-1])
    waiting = [sys.stdin]
    if polite:
        waiting.append(ask_to_be_asked(device))
    print("open", flush=True)
    ready, _, _ = select.select(waiting, [], [], 300)
    if polite and waiting[1] in ready:
        print("asked", flush=True)


main(sys.argv[1:])
