#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""scripts/mvgpu-status reads names of VMs and usage of DRM from /proc, which is made up."""

import os
import pathlib
import sys
import tempfile

from taplib import end, equal, script

status = script("mvgpu-status")

I915 = """pos:\t0
drm-driver:\ti915
drm-client-id:\t{client}
drm-pdev:\t0000:00:02.{device}
drm-total-system0:\t{kib} KiB
drm-resident-system0:\t1 MiB
drm-engine-render:\t{ns} ns
drm-engine-capacity-video:\t2
drm-engine-video:\t5 ns
drm-total-cycles-rcs:\t77
drm-cycles-rcs:\t7
drm-maxfreq-render:\t1300 MHz
"""


class Proc:
    """A made-up /proc."""

    def __init__(self, folder):
        self.folder = status.PROC = pathlib.Path(folder)

    def process(self, pid, *words, parent=1, command="x"):
        proc = self.folder / str(pid)
        for name in ("fd", "fdinfo"):
            (proc / name).mkdir(parents=True)
        (proc / "cmdline").write_bytes(b"".join(word + b"\0" for word in words))
        (proc / "comm").write_text(f"{command}\n")
        (proc / "stat").write_text(f"{pid} (a) b) S {parent} 1")

    def file(self, pid, number, path, text=""):
        proc = self.folder / str(pid)
        (proc / "fd" / str(number)).symlink_to(path)
        (proc / "fdinfo" / str(number)).write_text(text)


def test_names(proc):
    for number, (words, want, why) in enumerate((
            (["-name", "web"], "web", "-name NAME"),
            (["-name", "guest=web,debug-threads=on"], "web", "-name guest=NAME,..."),
            (["-name", "web,process=q"], "web", "-name NAME,..."),
            (["-name", "debug-threads=on,guest=a=b"], "a=b", "the key may be a later one"),
            (["-name", "guest=a,,b,,,process=x"], "a,b,", "a comma is doubled"),
            (["--name", "web"], "web", "two dashes are one"),
            (["-name", "old", "-name", "guest=new"], "new", "the last of several counts"),
            (["-name", "guest="], None, "an empty name is none"),
            (["-name", ""], None, "so is an empty word"),
            (["-name"], None, "and a missing one"),
            (["-m", "64"], None, "a VM may have no name"),
            (["-name", "é中"], "é中", "a name may have any letters"),
            (["-name", "\x1b[31mred\n\t\x00"], r"\x1b[31mred\n\t", "control characters"
             " are escaped"),
            (["-name", "a\u202eb\u200b"], r"a\u202eb\u200b", "invisible ones are, too"),
            (["-name", "n" * 10000], "n" * 256, "a long name is cut off")), 100):
        proc.process(number, b"qemu", *(word.encode() for word in words))
        equal(status.vm_name(number), want, f"the name of a VM: {why}")
    proc.process(200, b"qemu", b"-name", b"\xff\xfe")
    equal(status.vm_name(200), "\ufffd\ufffd", "bytes that are no text are replaced")
    equal(status.vm_name(201), None, "a process that has ended has no name")
    proc.process(202, b"q", command="a\x1b[2J")
    with tempfile.TemporaryDirectory() as vgpu:
        (pathlib.Path(vgpu) / "iommu_group").symlink_to("../../9")
        equal(status.users(pathlib.Path(vgpu), {"/dev/vfio/9": {202}}),
              [{"pid": 202, "command": r"a\x1b[2J", "vm": None}],
              "the name of a program cannot act on a terminal either")


def test_drm(proc):
    for pid in (300, 301, 302):
        proc.process(pid, b"mvgpu-render", parent=pid - 1)
    text = I915.format(client=4, device=0, kib=8, ns=1000)
    proc.file(300, 5, "/dev/dri/renderD128", text)
    proc.file(300, 6, "/dev/dri/renderD128", text)
    proc.file(300, 7, "/dev/null", text.replace("4", "44"))
    proc.file(301, 5, "/dev/dri/renderD128", text)
    first = {"drm-total-system0": 8192, "drm-resident-system0": 1 << 20,
             "drm-engine-render": 1000, "drm-engine-capacity-video": 2, "drm-engine-video": 5}
    equal(status.drm_usage([300, 301]), first,
          "a DRM client counts once, and has bytes and nanoseconds")
    proc.file(302, 9, "/dev/dri/card0", I915.format(client=4, device=1, kib=1, ns=10))
    equal(status.drm_usage([300, 302])["drm-engine-render"], 1010,
          "the same number is another client of another device")
    equal(status.drm_usage([300, 302])["drm-engine-capacity-video"], 2,
          "the number of engines is no sum")
    proc.file(301, 6, "/dev/dri/renderD128", "drm-driver:\tx\ndrm-engine-render:\t9 ns\n")
    equal(status.drm_usage([301]), first, "a file without a client's number does not count")
    proc.file(301, 7, "/dev/dri/renderD128",
              "drm-client-id: 12\ndrm-engine-render: lots\ndrm-total-a b: 1\n"
              "drm-memory-vram:3\n")
    equal(status.drm_usage([301]), {**first, "drm-memory-vram": 3},
          "lines that are not understood are left out; no unit is bytes")
    equal(status.drm_usage([300, 999]), first, "a process that has ended has nothing")
    equal(status.drm_usage([]), {}, "no process has nothing")
    listdir, os.listdir = os.listdir, forbidden
    equal(status.drm_usage([300]), None, "what may not be seen is not known")
    os.listdir = listdir


def forbidden(path):
    raise PermissionError(13, "Permission denied", path)


def test_families(proc):
    for pid, parent in ((400, 1), (401, 400), (402, 401), (403, 1)):
        proc.process(pid, b"mvgpu-render", b"serve", b"ABC", parent=parent)
        (proc.folder / str(pid) / "smaps_rollup").write_text("Rss: 9 kB\nPss: 2 kB\n")
    proc.file(400, 4, "/dev/mvgpu-render")
    seen = status.Processes()
    equal(seen.renderers, {"abc": 400}, "a renderer is known by its UUID and its file")
    equal(seen.family(400), [400, 401, 402], "its family is all below it")
    equal(status.memory(seen.family(400)), 3 * 2048, "and has memory")
    (proc.folder / "402/smaps_rollup").unlink()
    equal(status.memory(seen.family(400)), None, "which is not known without a part")
    equal((seen.family(None), status.memory([])), ([], None), "without a renderer there is none")


with tempfile.TemporaryDirectory() as made_up:
    for test in (test_names, test_drm, test_families):
        test(Proc(made_up))
sys.exit(end())
