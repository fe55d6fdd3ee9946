#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Includes of the module run one way, and scripts/include-order.py sees when not."""

import pathlib
import shutil
import subprocess
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDERS = ("include", "gvt", "vfio", "mdev", "sysfs")


def check(top):
    """What the script prints, and whether it found something."""
    run = subprocess.run([TOP / "scripts/include-order.py", top],
                         capture_output=True, text=True, check=False)
    return run.stdout, run.returncode != 0


def planted(path, line):
    """The script's words on a copy of the tree with one more line in a file."""
    with tempfile.TemporaryDirectory() as temp:
        copy = pathlib.Path(temp)
        for folder in FOLDERS:
            shutil.copytree(TOP / folder, copy / folder)
        shutil.copy(TOP / "main.c", copy)
        with open(copy / path, "a") as file:
            file.write(line + "\n")
        return check(copy)


def tests():
    words, found = check(TOP)
    yield "includes run one way, without a circle", not found and not words
    words, found = planted("gvt/sched/turn.c", '#include "gvt/cmd/cmd.h"')
    yield ("an include against the order of folders is found",
           found and "gvt/sched/turn.c includes gvt/cmd/cmd.h" in words)
    words, found = planted("gvt/cmd/fence.h", '#include "gvt/cmd/cmd.h"')
    yield ("a circle inside of a folder is found",
           found and "circle: " in words and "gvt/cmd/fence" in words)
    words, found = planted("gvt/vgpu/vgpu_types.h", '#include "gvt/vgpu/vgpu.h"')
    yield "a header of structs that includes functions is found", found
    words, found = planted("vfio/irq.c", '#include "gvt/gone.h"')
    yield "a header that does not exist is found", found and "gvt/gone.h" in words


RESULTS = list(tests())
print("TAP version 13")
print(f"1..{len(RESULTS)}")
for number, (name, good) in enumerate(RESULTS, 1):
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
raise SystemExit(not all(good for _, good in RESULTS))
