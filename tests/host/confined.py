#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Tries what a renderer must not be able to do: confined.py PID.

PID is a process of another renderer. The name of each attempt that works is printed.
"""

import ctypes
import errno
import os
import resource
import socket
import sys

CLONE_NEWUSER = 0x10000000
PTRACE_TRACEME = 0
OTHER = int(sys.argv[1])
LIBC = ctypes.CDLL(None, use_errno=True)


def opens(path, flags):
    return lambda: os.close(os.open(path, flags, 0o600))


def connects(family):
    return lambda: socket.socket(family, socket.SOCK_DGRAM).close()


def calls(function, *args):
    def call():
        if function(*args):
            raise OSError(ctypes.get_errno(), "failed")
    return call


def others():
    """There are processes of others, which can be seen."""
    pids = {name for name in os.listdir("/proc") if name.isdigit()}
    if pids <= {str(os.getpid())}:
        raise OSError("nobody is there")


def reads_memory():
    """What is read does not matter: an address that is not mapped is another errno."""
    piece = (ctypes.c_size_t * 2)(0, 1)
    if (LIBC.process_vm_readv(OTHER, piece, 1, piece, 1, 0) < 0
            and ctypes.get_errno() != errno.EFAULT):
        raise OSError("not allowed")


ATTEMPTS = {
    "open /dev/mvgpu-render": opens("/dev/mvgpu-render", os.O_RDWR),
    "open a device that all may open": opens("/dev/vfio/vfio", os.O_RDWR),
    "read passwords": opens("/etc/shadow", os.O_RDONLY),
    "write to /etc": opens("/etc/confined", os.O_WRONLY | os.O_CREAT),
    "write to /dev/shm": opens("/dev/shm/confined", os.O_WRONLY | os.O_CREAT),
    "write to sysfs": opens("/sys/kernel/mm/ksm/run", os.O_WRONLY),
    "look into a home": lambda: os.listdir("/root"),
    "see processes": others,
    "use the network": connects(socket.AF_INET),
    "use local sockets": connects(socket.AF_UNIX),
    "signal another renderer": lambda: os.kill(OTHER, 0),
    "limit another renderer": lambda: resource.prlimit(OTHER, resource.RLIMIT_CPU),
    "read the memory of another renderer": reads_memory,
    "trace": calls(LIBC.ptrace, PTRACE_TRACEME, 0, 0, 0),
    "make namespaces": calls(LIBC.unshare, CLONE_NEWUSER),
}


def main():
    for name, attempt in ATTEMPTS.items():
        try:
            attempt()
        except OSError:
            continue
        print(name)


main()
