#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""scripts/mvgpu-top makes rates, sums and tables of two samples, which are made up here."""

import copy
import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile

from taplib import check, end, equal, script

top = script("mvgpu-top")
PROGRAM = pathlib.Path(top.__file__)
ONE, TWO = "11111111-aaaa", "22222222-bbbb"
MIB = 1 << 20


def vgpu(uuid, **more):
    return {"uuid": uuid, "type": "mvgpu-vgpu_V1_4", "in_use": True, "read_ns": 10**9,
            "users": [{"pid": 7, "command": "qemu", "vm": "web"}],
            "driver": {"state": "running"}, "renderer": None, "renderer_memory": None,
            "renderer_memory_max": None, "vram_used": 3 * MIB, "vram": 128 * MIB, "drm": None,
            "stats": {"gpu_ns": 5 * 10**8, "flushes": 100, "commands": 1000, "errors": 2,
                      "mapped": MIB}, **more}


def sample(*vgpus, backend="soft", window=0):
    return {"version": "1", "gpus": [
        {"name": "gpu0", "backend": backend, "vgpus": list(vgpus),
         "pools": {"vram": {"total": 512 * MIB}, "window": {"total": window}}}]}


def later(old, seconds=2, **grown):
    """The same vGPU after some seconds, with larger counters."""
    new = copy.deepcopy(old)
    new["read_ns"] += seconds * 10**9
    for counter, value in grown.items():
        new["stats"][counter] = old["stats"].get(counter, 0) + value
    return new


def row(old, new, backend="soft", root=True):
    """What is shown of a vGPU that is alone."""
    return top.view(old and sample(old, backend=backend), sample(new, backend=backend),
                    root)["gpus"][0]["vgpus"][0]


RATE_KEYS = [key for key, _, _ in top.RATES]


def test_rates():
    old = vgpu(ONE)
    got = row(old, later(old, gpu_ns=10**9, flushes=120, commands=500, errors=1))
    equal(got["busy_percent"], 50, "nanoseconds of the GPU are percent of the time")
    equal(got["frames_per_second"], 60, "frames are counted by the second")
    equal(got["commands_per_second"], 250, "and so are commands")
    equal((got["errors_per_second"], got["errors"]), (0.5, 3),
          "errors are shown by the second and in all")
    equal(got["seconds"], 2, "the seconds are those between the readings of the counters")
    equal(got["counters"]["commands"], 1500, "the counters themselves are there")
    equal(got["wait_percent"], None, "a counter that the module does not have is not known")
    waits = vgpu(ONE)
    waits["stats"]["wait_ns"] = 0
    equal(row(waits, later(waits, wait_ns=5 * 10**8))["wait_percent"], 25,
          "it is shown when the module has it")
    equal(row(old, later(old))["busy_percent"], 0, "a vGPU that does nothing has 0")


def test_unknown():
    old = vgpu(ONE)
    nothing = dict.fromkeys(RATE_KEYS)
    got = row(None, old)
    equal({key: got[key] for key in RATE_KEYS}, nothing, "a first sample has no rates")
    equal(got["errors"], 2, "but it has counters")
    equal(row(vgpu(TWO), old)["busy_percent"], None, "nor has a vGPU that has come")
    new = later(old, commands=-900, gpu_ns=10**9)
    got = row(old, new)
    equal({key: got[key] for key in RATE_KEYS}, nothing,
          "a counter that fell began again, and with it all others")
    equal(row(old, {**later(old), "read_ns": old["read_ns"]})["busy_percent"], None,
          "no time has passed: no rates")
    equal(row(old, later(old, seconds=-1))["busy_percent"], None,
          "the host was booted again: no rates")
    got = top.view(sample(old), sample(), True)["gpus"][0]
    equal((got["vgpus"], got["busy_percent"]), ([], 0), "a vGPU that has gone is not shown")
    equal(top.view(sample(old), {"version": None, "gpus": []}, True)["gpus"], [],
          "a module that was unloaded has no GPUs")


def test_sums():
    one, two = vgpu(ONE), vgpu(TWO)
    new = [later(one, gpu_ns=10**9, commands=10), later(two, gpu_ns=2 * 10**8, commands=30)]
    gpu = top.view(sample(one, two), sample(*new), True)["gpus"][0]
    equal(gpu["busy_percent"], 60, "a GPU is as busy as its vGPUs together")
    equal((gpu["commands_per_second"], gpu["errors"], gpu["vram_used"]), (20, 4, 6 * MIB),
          "commands, errors and memory are sums")
    equal(gpu["vram"], 512 * MIB, "of what the GPU has")
    gpu = top.view(sample(one), sample(*new), True)["gpus"][0]
    equal(gpu["busy_percent"], None, "a sum of which a part is not known is not known")
    equal(gpu["errors"], 4, "the others are")


def test_names():
    equal(row(None, vgpu(ONE))["vm"], "web", "a VM has its name")
    free = row(None, vgpu(ONE, users=[], in_use=False))
    equal((free["vm"], free["name"]), (None, None), "a vGPU that is free has none")
    hidden = row(None, vgpu(ONE, users=[]))
    equal((hidden["vm"], hidden["name"]), (None, "?"), "that of another user's is not known")


def test_memory():
    mine = vgpu(ONE, renderer=9, renderer_memory=40 * MIB, renderer_memory_max=80 * MIB)
    gpu = top.view(None, sample(mine, vgpu(TWO), backend="render"), True)["gpus"][0]
    equal(gpu["renderer_memory"], 40 * MIB, "root knows that a vGPU without renderer has 0")
    equal(top.memory_cell(gpu, gpu["vgpus"][0]), "40 of 80", "memory is shown with its limit")
    gpu = top.view(None, sample(mine, vgpu(TWO), backend="render"), False)["gpus"][0]
    equal(top.memory_cell(gpu, gpu["vgpus"][1]), "?", "another user does not know")
    equal(top.memory_cell(gpu, gpu), "?", "nor the sum")
    gpu = top.view(None, sample(mine), True)["gpus"][0]
    equal(top.memory_cell(gpu, gpu["vgpus"][0]), "-", "other GPUs have no renderers")
    equal(top.window_cell(gpu, gpu), "-", "a GPU without a host-visible region shows none")
    gpu = top.view(None, sample(mine, window=8 * MIB), True)["gpus"][0]
    equal((top.window_cell(gpu, gpu), top.window_cell(gpu, gpu["vgpus"][0])),
          ("1 of 8", "1"), "one with it shows what is mapped")


def test_engines():
    old = vgpu(ONE, drm={"drm-engine-render": 100, "drm-engine-video": 900,
                         "drm-engine-capacity-video": 2, "drm-total-vram": 5})
    new = later(old)
    new["drm"].update({"drm-engine-render": 10**9 + 100, "drm-engine-video": 10**9 + 900,
                       "drm-engine-copy": 4})
    got = row(old, new)
    equal(got["engines_percent"], {"render": 50, "video": 25},
          "engines are percent of the time, of all engines of a kind")
    new["drm"]["drm-engine-render"] = 0
    equal(row(old, new)["engines_percent"], {"video": 25}, "a client that is closed is left out")
    equal(row(old, later(vgpu(ONE)))["engines_percent"], {}, "so are all when they are hidden")
    shown = top.view(sample(old), sample(new), True)
    equal(shown["gpus"][0]["engines_percent"], {"video": 25}, "a GPU has the sums")
    check("engines %" in top.text(shown, "busy_percent", ""), "the table has them")
    shown = top.view(None, sample(vgpu(ONE)), True)
    check("engines %" not in top.text(shown, "busy_percent", ""),
          "the table has no column for engines that nobody has")


def test_order():
    rows = [row(vgpu(uuid), later(vgpu(uuid), commands=number)) for uuid, number in
            (("a", 1), ("b", 3), ("c", 2))] + [row(None, vgpu("d"))]
    names = "".join(one["uuid"] for one in top.ordered(rows, "commands_per_second"))
    equal(names, "bcad", "the largest is first, and what is not known last")
    rows[0]["name"] = "zoo"
    rows[2]["name"] = None
    equal("".join(one["uuid"] for one in top.ordered(rows, "name")), "bdac",
          "names are sorted from a to z")
    for name, key in top.KEYS.items():
        check(len(top.ordered(rows, key)) == 4, f"vGPUs are sorted by {name}")


def test_table():
    old = vgpu(ONE)
    shown = top.view(sample(old), sample(later(old, gpu_ns=10**9), vgpu(TWO)), True)
    lines, (start, width) = top.table(shown, "busy_percent")
    equal(lines[0][start:start + width].strip(), "busy %", "the column of the order is known")
    equal(lines[1].split()[:4], ["gpu0", "(soft)", "?", "?"], "the first line is the GPU's")
    equal(lines[2].split()[:4], ["web", "50.0", "?", "0.0"], "its vGPUs are below it")
    wide = vgpu(ONE, users=[{"vm": "\u4e2d\u6587"}])
    lines_of = top.table(top.view(None, sample(wide, vgpu(TWO)), True), "name")[0]
    equal(lines_of[3].index("?") + 2, lines_of[2].index("?"),
          "letters of East Asia take two columns")
    check(lines[2].endswith(ONE) and lines[3].endswith(TWO), "with their UUIDs")
    check(top.text(shown, "name", "now").startswith("mvgpu-top  now  1 GPU, 2 vGPUs\n"),
          "a line above says how many there are")
    equal(top.summary({"version": "1", "gpus": []}), "mvgpu is loaded and has no GPU",
          "no GPU is said to be")
    equal(top.summary({"version": None, "gpus": []}), "mvgpu is not loaded",
          "and a module that is not loaded")


def run(folder, *arguments, text="", program="mvgpu-top"):
    return subprocess.run([folder / program, *arguments], input=text, capture_output=True,
                          text=True, timeout=60, check=False,
                          env={**os.environ, "PATH": "/nowhere:/usr/bin:/bin"})


def played(folder, status):
    """A mvgpu-status that prints this beside the program."""
    (folder / "mvgpu-top").write_bytes(PROGRAM.read_bytes())
    (folder / "mvgpu-status").write_text(f"#!/bin/sh\n{status}\n")
    for path in folder.iterdir():
        path.chmod(0o755)


def test_program():
    with tempfile.TemporaryDirectory() as temp:
        folder = pathlib.Path(temp)
        (folder / "sample").write_text(json.dumps(sample(vgpu(ONE))))
        played(folder, f"cat {folder}/sample")
        lines = run(folder, "--json", "-n", "2", "-d", "0.1").stdout.splitlines()
        equal([json.loads(line)["gpus"][0]["vgpus"][0]["uuid"] for line in lines],
              [ONE, ONE], "each sample is a line of JSON")
        old = vgpu(ONE)
        for number, new in enumerate((old, later(old, 1, commands=10), later(old, 2, commands=30))):
            (folder / f"sample{number}").write_text(json.dumps(sample(new)))
        (folder / "number").write_text("0")
        played(folder, f"cd {folder}; read n <number; echo $((n + 1)) >number; cat sample$n")
        lines = run(folder, "--json", "-n", "2", "-d", "0.1").stdout.splitlines()
        equal([json.loads(line)["gpus"][0]["commands_per_second"] for line in lines], [10, 20],
              "each has the rates since the one before")
        played(folder, f"cat {folder}/sample")
        equal(run(folder, "-n", "1", "-d", "0.1").stdout.count(ONE), 1,
              "without a terminal a table is printed")
        for status, want in (("echo no; exit 0", "printed no JSON"),
                             ("echo why >&2; exit 3", "ended with status 3: why")):
            played(folder, status)
            got = run(folder, "--batch", "-n", "1")
            check(got.returncode == 1 and want in got.stderr, f"a status program that "
                  f"fails is reported: {want}")
        (folder / "mvgpu-status").unlink()
        equal(run(folder, "--batch").stderr, "mvgpu-top: there is no program mvgpu-status; "
              "install it beside mvgpu-top\n", "and one that is missing")
        for words in (["-n", "0"], ["-d", "0"], ["-d", "nan"], ["-n", "x"], ["-s", "none"],
                      ["--json", "--batch"]):
            equal(run(folder, *words).returncode, 2, f"{' '.join(words)} is rejected")


def test_terminal():
    master, slave = pty.openpty()
    got = subprocess.run([PROGRAM], stdin=slave, stdout=slave, stderr=subprocess.PIPE,
                         timeout=60, text=True, check=False,
                         env={**os.environ, "TERM": "no-such-terminal"})
    check(got.returncode == 1 and "use --batch" in got.stderr and
          "Traceback" not in got.stderr, "a terminal that is not known is reported")
    os.close(master)
    os.close(slave)


for test in (test_rates, test_unknown, test_sums, test_names, test_memory, test_engines,
             test_order, test_table, test_program, test_terminal):
    test()
sys.exit(end())
