#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""tests/runner/klog.py finds errors in a kernel log, and nothing else."""

import pathlib
import sys
import tempfile

from taplib import check, end, equal
import klog

BAD = (
    "WARNING: CPU: 0 PID: 1 at lib/x.c:3 frob+0x1/0x2",
    "BUG: KASAN: slab-use-after-free in frob+0x1/0x2 [mvgpu]",
    "Oops: general protection fault, probably for non-canonical address",
    "INFO: task mvgpu:12 blocked for more than 60 seconds.",
    "rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:",
    "WARNING: possible circular locking dependency detected",
    "UBSAN: array-index-out-of-bounds in gvt/x.c:1:2",
    "refcount_t: underflow; use-after-free.",
    "mvgpu: memory leak: unreferenced object 0xffff888003a4b000 (size 64):",
    "mvgpu 0000:00:02.0: 3 pages leaked",
    "rcu: INFO: rcu_preempt detected expedited stalls on CPUs/tasks: { 1-... }",
    "watchdog: Watchdog detected hard LOCKUP on cpu 1",
    "Kernel panic - not syncing: Fatal exception",
    "list_add corruption. prev->next should be next",
    "irq 11: nobody cared (try booting with the \"irqpoll\" option)",
    "DMA-API: exceeded 7 overlapping mappings of cacheline 0x1",
    "Trying to vfree() nonexistent vm area (00000000deadbeef)",
)
GOOD = (
    "mvgpu 0000:00:02.0: the GPU is ready",
    "Command line: oops=panic unknown_nmi_panic",
    "virtio-pci 0000:00:01.0: [drm] Registered 1 planes with drm panic",
    "DMA-API: preallocated 65536 debug entries",
    "kmemleak: 12 new suspected memory leaks (see /sys/kernel/debug/kmemleak)",
    "kmemleak: Kernel memory leak detector initialized (mem pool available: 1)",
    "mvgpu-test: begin WARNING",
)
# Lines that also contain the words of a harmless one.
HIDDEN = (
    "WARNING: CPU: 0 PID: 1 Comm: mvgpu-test: frob",
    "BUG: kernel NULL pointer dereference, Command line: x",
    "mvgpu 0000:00:02.0: leaked a page: DMA-API: preallocated",
    "mvgpu: memory leak: kmemleak: 1 new suspected",
)
HEAD = "[    1.0] ------------[ cut here ]------------\n[    1.1] WARNING: at x.c:1\n"
TAIL = "[    1.3] ---[ end trace 0000000000000000 ]---\n"


def trace(*frames):
    return HEAD + "".join(f"[    1.2]  {frame}+0x1/0x2\n" for frame in frames) + TAIL


def numbers(text):
    return [number for number, _ in klog.bad_lines(text)]


def test_lines():
    for line in BAD:
        check(klog.bad_lines(f"[    1.0] {line}\n"), f"bad: {line}")
    for line in GOOD:
        equal(klog.bad_lines(f"[    1.0] {line}\n"), [], f"harmless: {line}")
    for line in HIDDEN:
        check(klog.bad_lines(f"[    1.0] {line}\n"), f"bad all the same: {line}")
        check(klog.bad_lines(f"[    1.0][  T123] {line}\n"), f"with a caller: {line}")
    for line in GOOD:
        equal(klog.bad_lines(f"[    1.0][   C1] {line}\n"), [],
              f"harmless with a caller: {line}")
    equal(klog.bad_lines("a\nb\nBUG: c\n"), [(3, "BUG: c")],
          "a bad line is returned with its number")


def test_traces():
    vfio = trace("vfio_group_release", "vfio_create_group")
    equal(numbers(vfio), [], "a warning of VFIO without memory is harmless")
    equal(numbers(trace("vfio_group_release")), [2],
          "a warning of VFIO elsewhere is bad")
    equal(numbers(trace("virtio_gpu_alloc_vbufs", "kmem_cache_create")), [],
          "a warning about two caches of one name is harmless")
    equal(numbers(trace("drm_mm_takedown")), [],
          "a warning of DRM's memory manager is harmless")
    equal(numbers(trace("drm_mm_takedown", "frob [mvgpu]")), [2],
          "it is bad when mvgpu is in the trace")
    equal(numbers(vfio + "BUG: after it\n"), [vfio.count("\n") + 1],
          "a harmless trace does not change line numbers")
    equal(numbers(vfio + trace("other") + vfio), [vfio.count("\n") + 2],
          "harmless traces around a bad one do not hide it")


def test_interleaved():
    """Warnings of two CPUs at once, and traces without an end."""
    vfio = trace("vfio_group_release", "vfio_create_group")
    bad = trace("frob [mvgpu]")
    check(numbers(vfio.replace(TAIL, "") + bad),
          "a harmless trace without its end does not hide the next one")
    check(numbers(HEAD + HEAD + vfio.replace(HEAD, "").replace(TAIL, "")
                  + bad.replace(HEAD, "")), "nor does one between whose lines another is")
    for line in ("BUG: KASAN: x in frob [mvgpu]", "refcount_t: underflow", "Oops: x",
                 "mvgpu 0000:00:02.0: 3 pages leaked"):
        check(numbers(vfio.replace(TAIL, f"[    1.2] {line}\n" + TAIL)),
              f"nor '{line}' inside of it")
    real = vfio.replace("WARNING: at x.c:1\n", "WARNING: at x.c:1\n[    1.1] Call Trace:\n")
    equal(numbers(real), [], "its own call trace is harmless")
    equal(numbers(real.replace("] ", "][ T123] ")), [], "also with a caller")
    check(numbers(real + "[    1.4] Call Trace:\n"), "another one is not")


KILLED = "oom-kill:constraint=CONSTRAINT_MEMCG,task=mvgpu-render,pid=7"


def kill(unit, end, *lines):
    """A report of the OOM killer."""
    return "".join(f"[    1.0] {line}\n" for line in (
        "systemd invoked oom-killer: gfp_mask=0xcc0, order=0", "Call Trace:",
        " oom_kill_process+0x1/0x2", *lines,
        f"Memory cgroup stats for /system.slice/{unit}:", end))


def test_kills():
    good = kill("mvgpu-render@x.service", KILLED)
    equal(numbers(good), [], "a renderer that reached the limit of its unit is harmless")
    equal(numbers(good + kill("mvgpu-render@x.service",
                              "Out of memory and no killable processes...")), [],
          "also while it is ending")
    check(numbers(kill("other.service", KILLED)), "it is bad when it is another unit")
    check(numbers(kill("mvgpu-render@x.service", KILLED.replace("MEMCG", "NONE"))),
          "or when the memory of the VM was used up")
    check(numbers(kill("mvgpu-render@x.service", KILLED, "BUG: x")),
          "or when another error is inside")
    equal(numbers(good + "BUG: x\n"), [good.count("\n") + 1],
          "it does not hide an error behind it")


def test_blocked():
    text = ("[  9.0] task:client state:D stack:0 pid:7\n"
            "[  9.0]  __schedule+0x1/0x2\n[  9.0] [<0>] schedule+0x1/0x2\n"
            "[  9.0] [<0>] vgpu_close+0x3/0x4 [mvgpu]\n"
            "[  9.0] [<0>] vfio_release+0x5/0x6\n"
            "[  9.0] task:other state:D stack:0 pid:8\n")
    equal(klog.blocked(text),
          ["client waits: vgpu_close+0x3/0x4 [mvgpu] vfio_release+0x5/0x6",
           "other waits:"], "blocked tasks have their stacks, without the scheduler")
    equal(klog.blocked("[  9.0] [<0>] vgpu_close+0x3/0x4\n"), [],
          "a stack without a task is none")


def test_files():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "log"
        equal(klog.bad_in(path), [], "a missing log has no bad lines")
        equal(klog.blocked_in(path), [], "a missing log has no blocked tasks")
        path.write_bytes(b"\xff\xfe\nBUG: x\n")
        equal([number for number, _ in klog.bad_in(path)], [2],
              "a log may have bytes that are no UTF-8")


test_lines()
test_traces()
test_interleaved()
test_kills()
test_blocked()
test_files()
sys.exit(end())
