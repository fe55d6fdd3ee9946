#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""tests/runner/suites.py reads the heads of suites, and groups them for VMs."""

import pathlib
import sys
import tempfile

from taplib import check, end, equal
import cache
import suites

HEAD = """#!/bin/bash
# mvgpu-limit: 70
# mvgpu-gpu: virtio-gpu-pci
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on
# mvgpu-append: a=1
# mvgpu-append: b=2 c
# mvgpu-device: pcie-root-port,id=rp0
# mvgpu-roots: bookworm sid
# mvgpu-long: yes
"""


def suite(text):
    path = cache.TOP / "tests/vfio/x.t"
    path.write_text(text)
    return suites.Suite(path)


def test_head():
    one = suite(HEAD)
    equal((one.limit, one.long), (70, True), "a limit, and that it is long")
    equal(one.surroundings(),
          (("pcie-root-port,id=rp0",), "a=1 b=2 c",
           ("virtio-gpu-pci", "virtio-gpu-gl-pci,blob=on"),
           ("bookworm", "sid")), "the surroundings")
    bare = suite("#!/bin/bash\n" + "#\n" * 20 + "# mvgpu-limit: 9\n")
    equal((bare.limit, bare.long), (suites.LIMIT, False),
          "options count in the first lines only")
    equal(bare.surroundings(), ((), "", (), ()), "there are defaults")
    line = list(suites.listing([one]))[1]
    check("gpu=virtio-gpu-pci" in line and "long" in line and " 70 " in line,
          "the list has them")


def test_groups():
    plain, other = suite("#!/bin/bash\n"), suite(HEAD)
    equal(suites.together([plain, other, plain], 1), [[plain, plain], [other]],
          "suites with equal surroundings are together")
    equal(suites.together([plain] * 4, 2), [[plain] * 2] * 2,
          "but not when other lanes would be idle")
    equal(list(suites.portions([plain], 1)), [[plain]],
          "a suite that is longer than a share is one by itself")


def test_plan():
    equal(suites.plan_of([]), (["unit", "build", "vfio", "guest", "host"], []),
          "all levels of tests, when none is named")
    equal(suites.plan_of(["bench"]), (["build", "bench"], []),
          "benchmarks run when they are named")
    equal(suites.plan_of(["unit"]), (["unit"], []), "units need no build")
    equal(suites.plan_of(["host", "unit"]), (["unit", "build", "host"], []),
          "others do, before them")
    here = str(cache.TOP / "tests/vfio/x.t")
    equal(suites.plan_of([here]), (["build"], [here]), "files do as well")
    try:
        suites.plan_of(["nothing.t"])
        check(False, "a file that is missing is an error")
    except SystemExit:
        check(True, "a file that is missing is an error")
    try:
        suites.chosen(["guest"], [], False)
        check(False, "a level without suites is an error")
    except SystemExit:
        check(True, "a level without suites is an error")


with tempfile.TemporaryDirectory() as folder:
    cache.TOP = pathlib.Path(folder).resolve()
    (cache.TOP / "tests/vfio").mkdir(parents=True)
    test_head()
    test_groups()
    test_plan()
sys.exit(end())
