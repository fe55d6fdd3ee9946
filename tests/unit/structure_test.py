#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""The structure of the module: includes run one way, and names of functions tell files
apart. scripts/include-order.py and scripts/function-names.py see when not."""

import pathlib
import shutil
import subprocess
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDERS = ("include", "gvt", "vfio", "mdev", "sysfs")


def check(script, top=TOP):
    """What a script prints, and whether it found something."""
    run = subprocess.run([TOP / "scripts" / script, top],
                         capture_output=True, text=True, check=False)
    return run.stdout, run.returncode != 0


def planted(script, path, text):
    """The same on a copy of the tree with text added to a file."""
    with tempfile.TemporaryDirectory() as temp:
        copy = pathlib.Path(temp)
        for folder in FOLDERS:
            shutil.copytree(TOP / folder, copy / folder)
        shutil.copy(TOP / "main.c", copy)
        with open(copy / path, "a", encoding="utf-8") as file:
            file.write(text + "\n")
        return check(script, copy)


def includes():
    words, found = check("include-order.py")
    yield "includes run one way, without a circle", not found and not words, words
    words, found = planted("include-order.py", "gvt/sched/turn.c",
                           '#include "gvt/cmd/cmd.h"')
    yield ("an include against the order of folders is found",
           found and "gvt/sched/turn.c includes gvt/cmd/cmd.h" in words, words)
    words, found = planted("include-order.py", "gvt/cmd/fence.h",
                           '#include "gvt/cmd/cmd.h"')
    yield ("a circle inside of a folder is found",
           found and "circle: " in words and "gvt/cmd/fence" in words, words)
    words, found = planted("include-order.py", "gvt/vgpu/vgpu_types.h",
                           '#include "gvt/vgpu/vgpu.h"')
    yield "a header of structs that includes functions is found", found, words
    words, found = planted("include-order.py", "vfio/irq.c", '#include "gvt/none.h"')
    yield ("an include of a header that does not exist is found",
           found and "gvt/none.h" in words, words)


def names():
    words, found = check("function-names.py")
    yield ("no name of a function is used twice, and each begins with its file's word",
           not found and not words, words)
    words, found = planted("function-names.py", "gvt/cmd/fence.c",
                           "static void worker_step(void)\n{\n}")
    yield ("a second function of one name is found",
           found and "worker_step is defined twice" in words, words)
    words, found = planted("function-names.py", "gvt/cmd/fence.c",
                           "static void get(void)\n{\n}")
    yield ("a static function without its file's word is found",
           found and "gvt/cmd/fence.c: another first word: get" in words, words)


RESULTS = [*includes(), *names()]
print("TAP version 13")
print(f"1..{len(RESULTS)}")
for number, (name, good, said) in enumerate(RESULTS, 1):
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        print("".join(f"# {line}\n" for line in said.splitlines()), end="")
raise SystemExit(not all(good for _, good, _ in RESULTS))
