# SPDX-License-Identifier: GPL-2.0
"""Starts virglrenderer with Vulkan, by a program that has no server to give, and prints what
happens: how often it was asked, what the start returns, and the processes that it has then."""

import ctypes
import os
import signal
from ctypes import c_int, c_uint32, c_void_p

import virgl

VENUS, RENDER_SERVER = 1 << 6, 1 << 9
Unused = ctypes.CFUNCTYPE(None)
GetServer = ctypes.CFUNCTYPE(c_int, c_void_p, c_uint32)
asked = []


class Callbacks(ctypes.Structure):
    """Version 3 of the callbacks."""
    _fields_ = virgl.Callbacks._fields_ + [
        ("get_drm_fd", c_void_p), ("write_context_fence", Unused),
        ("get_server_fd", GetServer)]


@GetServer
def no_server(cookie, version):
    asked.append(version)
    return -1


def children():
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(word) for word in file.read().split()]


def main():
    callbacks = Callbacks(3, virgl.CALLBACKS.write_fence)
    callbacks.write_context_fence = Unused(lambda: None)
    callbacks.get_server_fd = no_server
    value = virgl.call("init", ctypes.byref(callbacks), virgl.USE_EGL |
                       virgl.USE_SURFACELESS | VENUS | RENDER_SERVER,
                       ctypes.byref(callbacks))
    print(f"asked {len(asked)} times, init {value}, processes {len(children())}", flush=True)
    for child in children():
        os.kill(child, signal.SIGKILL)
    os._exit(0)


main()
