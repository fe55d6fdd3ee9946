#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Tries what a renderer must not be able to do; prints the name of each that works."""

import ctypes
import os
import socket

CLONE_NEWUSER = 0x10000000
PTRACE_TRACEME = 0
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
