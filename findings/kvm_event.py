#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Runs a guest of a few instructions by /dev/kvm and prints why it exits: kvm_event.py.

It is the init of a machine, see kvm-event-type.sh. The structures are those of
Documentation/virt/kvm/api.rst.
"""

import ctypes
import fcntl
import mmap
import os
import struct

CREATE_VM, VCPU_MMAP_SIZE, CREATE_VCPU = 0xAE01, 0xAE04, 0xAE41
SET_MEMORY, RUN = 0x4020AE46, 0xAE80
GET_SREGS, SET_SREGS, SET_REGS = 0x8138AE83, 0x4138AE84, 0x4090AE82
SREGS_BYTES = 0x138
SEGMENT_BYTES = 24
RIP, RFLAGS, RSP = 16, 17, 6
EXITS = {5: "KVM_EXIT_HLT", 6: "KVM_EXIT_MMIO", 17: "KVM_EXIT_INTERNAL_ERROR"}

MEMORY = 0x8000
DEVICE = 0x9000
# All in one page, so that nothing exits before the device is accessed.
PLAIN, DIVIDES, STACK = 0x500, 0x600, 0xf00
# A write to a device and a halt; the same as the handler of a division by 0.
WRITE = bytes((0xa2, DEVICE & 0xff, DEVICE >> 8, 0xf4))
DIVIDE_BY_0 = bytes((0x31, 0xc9, 0xf7, 0xf1))


def ioctl(file, number, data=0):
    return fcntl.ioctl(file, number, data)


def memory():
    """The guest's memory. The first entry of its table of interrupts names WRITE."""
    mem = mmap.mmap(-1, MEMORY)
    mem[0:4] = struct.pack("<HH", PLAIN, 0)
    mem[PLAIN:PLAIN + len(WRITE)] = WRITE
    mem[DIVIDES:DIVIDES + len(DIVIDE_BY_0)] = DIVIDE_BY_0
    return mem


def start(vcpu, at):
    """Real mode, with all segments from 0 on."""
    sregs = bytearray(SREGS_BYTES)
    ioctl(vcpu, GET_SREGS, sregs)
    for segment in range(6):
        base = segment * SEGMENT_BYTES
        sregs[base:base + 8] = bytes(8)
        sregs[base + 12:base + 14] = bytes(2)
    ioctl(vcpu, SET_SREGS, sregs)
    regs = [0] * 18
    regs[RIP], regs[RFLAGS], regs[RSP] = at, 2, STACK
    ioctl(vcpu, SET_REGS, struct.pack("<18Q", *regs))


def reason(at):
    """Runs a new guest from an address on until it exits."""
    kvm = os.open("/dev/kvm", os.O_RDWR)
    guest = ioctl(kvm, CREATE_VM)
    mem = memory()
    address = ctypes.addressof(ctypes.c_char.from_buffer(mem))
    ioctl(guest, SET_MEMORY, struct.pack("<IIQQQ", 0, 0, 0, MEMORY, address))
    vcpu = ioctl(guest, CREATE_VCPU)
    run = mmap.mmap(vcpu, ioctl(kvm, VCPU_MMAP_SIZE))
    start(vcpu, at)
    ioctl(vcpu, RUN)
    number, = struct.unpack_from("<I", run, 8)
    return EXITS.get(number, str(number))


print("plain write:", reason(PLAIN), flush=True)
print("write by the handler:", reason(DIVIDES), flush=True)
