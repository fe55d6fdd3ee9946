#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Finds lines that must not be in a kernel log: klog.py FILE..."""

import re
import sys

BAD = re.compile("|".join((
    r"\bWARNING\b", r"\bBUG\b", r"\bOops\b", r"\bpanic\b", r"refcount_t",
    r"unable to handle", r"general protection", r"divide error",
    r"blocked for more than", r"hung task", r"soft lockup",
    r"self-detected stall", r"detected (expedited )?stalls", r"hard LOCKUP", r"Call Trace", r"leaked",
    r"mvgpu.*leak", r"memory leak", r"INFO: possible",
    r"INFO: trying to register non-static key", r"possible circular locking",
    r"possible recursive locking", r"inconsistent lock state",
    r"suspicious RCU usage", r"scheduling while atomic",
    r"sleeping function called", r"UBSAN:", r"KASAN:", r"KCSAN:", r"kmemleak:",
    r"Bad page", r"list_(add|del) corruption", r"nobody cared",
    r"cannot create duplicate filename", r"already present!",
    r"still has objects|objects remaining", r"Trying to (v?free|unmap)",
    r"DMA-API:", r"ODEBUG:", r"page allocation failure",
)))

# Messages that contain such a word and report no error. A message begins behind its
# time and its caller.
HARMLESS = re.compile(r"(?:\[[^\]]*\])* ?(?:" + "|".join((
    r"Command line:", r"Kernel command line:",
    r"DMA-API: (preallocated|debugging enabled)",
    r"kmemleak: .*(disabled|Kernel memory leak detector initialized|\d+ new suspected)",
    r"mvgpu-test:", r"\S+ \S+: \[drm\] Registered \d+ planes with drm panic",
)) + ")")

TRACE = re.compile(r"^[^\n]*cut here.*?end trace[^\n]*$", re.S | re.M)
KILL = re.compile(r"^[^\n]*invoked oom-killer.*?"
                  r"(?:oom-kill:constraint=|and no killable processes)[^\n]*$",
                  re.S | re.M)
KILLED_UNIT = re.compile(r"Memory cgroup stats for [^\n]*/mvgpu-render@")


def harmless_trace(trace):
    """Whether a warning is a known one of the kernel, and none of mvgpu.

    VFIO warns when it has no memory for a group. The slab allocator (with DEBUG_VM)
    warns because the kernel's virtio_gpu gives the caches of all GPUs the same name.
    The memory manager of DRM warns because virtio_gpu leaks an object when it is
    unbound before its last RESOURCE_UNREF was answered. A trace with other errors inside
    is that of two CPUs, or several traces of which one has no end.
    """
    bad = [line for line in trace.splitlines() if BAD.search(line)]
    if (trace.count("cut here") > 1 or sum("Call Trace" in line for line in bad) > 1
            or sum("Call Trace" not in line for line in bad) > 1):
        return False
    if "vfio_group_release" in trace and "vfio_create_group" in trace:
        return True
    if "virtio_gpu_alloc_vbufs" in trace and "kmem_cache_create" in trace:
        return True
    return "drm_mm_takedown" in trace and "[mvgpu]" not in trace


def harmless_kill(report):
    """Whether a report is of a renderer that needed more than the limit of its unit.

    A second report follows when the first renderer has not gone yet.
    """
    bad = [line for line in report.splitlines() if BAD.search(line)]
    return (bool(KILLED_UNIT.search(report)) and "=CONSTRAINT_NONE" not in report
            and len(bad) == 1 and "Call Trace" in bad[0])


def blank(harmless):
    """Makes empty lines of a harmless trace, so that line numbers stay."""
    def replace(match):
        trace = match.group(0)
        return "\n" * trace.count("\n") if harmless(trace) else trace
    return replace


def without_harmless(text):
    return KILL.sub(blank(harmless_kill), TRACE.sub(blank(harmless_trace), text))


def bad_lines(text):
    """Number and text of each line that must not be in a log."""
    return [(number, line)
            for number, line in enumerate(
                without_harmless(text).splitlines(), 1)
            if BAD.search(line) and not HARMLESS.match(line)]


def bad_in(path):
    """The same for a file; a missing one is an empty log."""
    try:
        return bad_lines(path.read_text(errors="replace"))
    except FileNotFoundError:
        return []


def has(path, words):
    """Whether a file contains these words; a missing one has none."""
    try:
        return words in path.read_text(errors="replace")
    except FileNotFoundError:
        return False


BLOCKED = re.compile(r"task:(\S+) +state:D .*")
FRAME = re.compile(r"\] +([a-z_][\w.]*\+0x\w+/0x\w+(?: \[\w+\])?)$")
IDLE = re.compile(r"__schedule|^schedule|__switch")


def blocked(text):
    """A line for each task that the kernel lists as blocked, with its stack."""
    tasks = []
    for line in text.splitlines():
        task, frame = BLOCKED.search(line), FRAME.search(line)
        if task:
            tasks.append(f"{task.group(1)} waits:")
        elif tasks and frame and not IDLE.search(frame.group(1)):
            tasks[-1] += " " + frame.group(1)
    return tasks


def blocked_in(path):
    """The same for a file; a missing one is an empty log."""
    try:
        return blocked(path.read_text(errors="replace"))
    except FileNotFoundError:
        return []


if __name__ == "__main__":
    FOUND = 0
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8", errors="replace") as log:
            for where, what in bad_lines(log.read()):
                FOUND += 1
                print(f"{name}:{where}: {what}")
    sys.exit(1 if FOUND else 0)
