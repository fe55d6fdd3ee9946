#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""scripts/mvgpu-status reads names of VMs and usage of DRM from /proc, and
scripts/mvgpu-prometheus makes metrics of its output. /proc and the output are made up."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from taplib import TOP, check, end, equal, script

status = script("mvgpu-status")
prometheus = script("mvgpu-prometheus")
PAGE = os.sysconf("SC_PAGE_SIZE")
PROGRAM = pathlib.Path(prometheus.__file__)

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


STATS = sorted(re.findall(r"/stats/(\w+)$", (
    TOP / "Documentation/ABI/testing/sysfs-mvgpu").read_text(), re.M))


def vgpu(**more):
    return {"uuid": "u-1", "type": "mvgpu-vgpu_V1_4", "in_use": True,
            "users": [{"pid": 1, "command": "helper", "vm": None},
                      {"pid": 2, "command": "q", "vm": 'a"b\\c\nd'}],
            "driver": {"state": "needs reset"}, "weight": 4, "heads": 1,
            "job_timeout_ms": 1500, "vram": 1 << 27, "vram_used": 5, "resources": 2,
            "contexts": 16, "renderer_memory": None, "renderer_memory_max": 7,
            "drm": {"drm-engine-render": 2500000000, "drm-engine-capacity-render": 2,
                    "drm-memory-vram": 5, "drm-resident-gtt": 6, "drm-memory-gtt": 9,
                    "drm-total-vram": 8},
            "stats": {name: number for number, name in enumerate(STATS)}, **more}


def made(*vgpus):
    pool = {"total": 100, "used": 40, "free": 60}
    return {"version": "0.2.0", "gpus": [
        {"name": "soft0", "backend": "soft", "render_node": None,
         "types": [{"name": "t1", "available": 3}, {"name": "t2", "available": None}],
         "pools": {name: pool for name in ("vram", "window", "contexts", "vgpus")},
         "vgpus": list(vgpus)}]}


def samples(text):
    """{"name{labels}": value}."""
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")


def of_vgpu(got, name, labels=""):
    return got.get(f'mvgpu_vgpu_{name}{{gpu="soft0",uuid="u-1",'
                   f'type="mvgpu-vgpu_V1_4"{labels}}}')


def test_metrics():
    got = samples(prometheus.exposition(made(vgpu())))
    equal(got["mvgpu_loaded"], "1", "the module is loaded")
    equal(got['mvgpu_info{version="0.2.0"}'], "1", "its version is a label")
    equal(got['mvgpu_gpu_vram_reserved_bytes{gpu="soft0"}'], "40", "GPUs have pools")
    equal((got['mvgpu_gpu_type_available{gpu="soft0",type="t1"}'],
           [name for name in got if "t2" in name]), ("3", []),
          "types have a number; one that is not known has no sample")
    equal(float(of_vgpu(got, "gpu_seconds_total")), STATS.index("gpu_ns") / 1e9,
          "nanoseconds are seconds")
    equal(of_vgpu(got, "commands_total"), str(STATS.index("commands")), "counters are counted")
    equal(float(of_vgpu(got, "pinned_bytes")), STATS.index("pinned") * PAGE,
          "pages are bytes")
    equal(of_vgpu(got, "job_timeout_seconds"), "1.5", "milliseconds are seconds")
    equal(of_vgpu(got, "in_use"), "1", "a truth is 1")
    equal([of_vgpu(got, "driver_state", f',state="{state}"') for state in prometheus.STATES],
          ["0", "0", "0", "1", "0"], "the driver is in one state")
    equal(of_vgpu(got, "info", r',vm="a\"b\\c\nd"'), "1", "labels are escaped")
    equal([(name.split("engine=")[1], value) for name, value in got.items()
           if "drm_engine" in name], [('"render"}', "2.5")], "engines have times")
    equal([of_vgpu(got, "drm_resident_bytes", f',region="{name}"') for name in ("vram", "gtt")],
          ["5", "6"], "memory has regions, also by its old name")
    equal(of_vgpu(got, "renderer_memory_bytes"), None, "what is not known has no sample")
    hidden = vgpu(drm=None, users=[], driver={"state": None})
    got = samples(prometheus.exposition(made(hidden)))
    equal(of_vgpu(got, "info", ',vm=""'), "1", "a VM without a name has an empty one")
    check(not [name for name in got if "drm" in name or "driver_state" in name],
          "DRM and drivers that are not known have no sample")
    check("mvgpu_vgpu" not in prometheus.exposition(made()).replace("mvgpu_gpu_vgpus", ""),
          "without vGPUs there are no metrics of vGPUs")
    equal(samples(prometheus.exposition({"version": None, "gpus": []})),
          {"mvgpu_loaded": "0"}, "without the module there is one metric")


def test_form():
    text = prometheus.exposition(made(vgpu()))
    heads = re.findall(r"^# HELP (\w+) (\S.*\.)\n# TYPE (\w+) (counter|gauge)$", text, re.M)
    names = [name for name, _, other, _ in heads if name == other]
    equal(len(names) * 2, len(re.findall("^#", text, re.M)),
          "each metric has one help text, then its type")
    equal(len(set(names)), len(names), "each metric stands there once")
    blocks = re.split(r"^# HELP ", text, flags=re.M)[1:]
    check(all(re.fullmatch(rf"{name}(\{{.*\}})? [0-9.e-]+", line)
              for name, block in zip(names, blocks) for line in block.splitlines()[2:]),
          "its samples follow it")
    check(all(name.startswith("mvgpu_") for name in names), "each name begins with mvgpu_")
    check(all(name.endswith("_total") == (kind == "counter") for name, _, _, kind in heads),
          "counters, and only they, end with _total")
    check(not re.search(r"_(ns|ms|kib|mib|pages|percent)\b", " ".join(names)),
          "units are base units")
    check(text.endswith("\n") and "\n\n" not in text and "\r" not in text,
          "each line ends")
    sources = {metric.source for metric in prometheus.VGPU_METRICS}
    equal([name for name in STATS if f"stats/{name}" not in sources], [],
          "each counter of a vGPU is a metric")


def test_program():
    run = subprocess.run([PROGRAM], input=json.dumps(made(vgpu(users=[
        {"pid": 1, "command": "q", "vm": "é"}]))).encode(), capture_output=True, check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    equal((run.returncode, run.stderr), (0, b""), "the program reads JSON")
    check('vm="é"'.encode() in run.stdout, "and prints UTF-8 in any locale")
    run = subprocess.run([PROGRAM], input=b"no", capture_output=True, check=False)
    check(run.returncode == 1 and b"is not the output of mvgpu-status" in run.stderr,
          "anything else is rejected")
    with tempfile.TemporaryDirectory() as temp:
        alone = pathlib.Path(temp) / "mvgpu-status"
        alone.write_bytes(pathlib.Path(status.__file__).read_bytes())
        alone.chmod(0o755)
        run = subprocess.run([alone, "--prometheus"], capture_output=True, check=False,
                             env={**os.environ, "PATH": "/nowhere:/usr/bin:/bin"})
        check(run.returncode == 1 and b"install it beside" in run.stderr,
              "mvgpu-status says that it is missing")


with tempfile.TemporaryDirectory() as made_up:
    for test in (test_names, test_drm, test_families):
        test(Proc(made_up))
for test in (test_metrics, test_form, test_program):
    test()
sys.exit(end())
