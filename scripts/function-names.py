#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Checks the names of functions: function-names.py [TOP].

No two functions of the module have the same name, and the static functions of a file
begin with one word, so that a stack trace, ftrace and perf say where each is. The word
is free; "mvgpu_" before it does not count. Functions that a macro of the driver core
names after an attribute (NAME_show, NAME_store) are exempt from the second rule.
Prints the violations, and nothing if there are none.
"""

import collections
import pathlib
import re
import sys

FOLDERS = (".", "gvt/*", "gvt/gpu/*", "vfio", "mdev", "sysfs")
COMMENT = re.compile(r"/\*.*?\*/", re.S)
# A definition begins in the first column, and its body in the line after the ")".
FUNCTION = re.compile(r"^(static )?(?!static)[a-z][^\n;={}]*(?:\n[^\n;={}#/]*)?"
                      r"\b(\w+)\([^;{}]*?\)\n\{", re.M)
BY_ATTRIBUTE = re.compile(r"_(show|store)$")


def functions(path):
    """Static or not, and name of each function that a file defines."""
    text = COMMENT.sub("", path.read_text())
    return [(bool(static), name) for static, name in FUNCTION.findall(text)]


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    where, against = collections.defaultdict(list), []
    for path in sorted({p for folder in FOLDERS for p in top.glob(f"{folder}/*.c")}):
        file, words = path.relative_to(top), collections.defaultdict(list)
        for static, name in functions(path):
            where[name].append(str(file))
            if static and not BY_ATTRIBUTE.search(name):
                words[name.removeprefix("mvgpu_").partition("_")[0]].append(name)
        for word in sorted(words, key=lambda word: len(words[word]))[:-1]:
            against.append(f"{file}: another first word: {', '.join(words[word])}")
    against += [f"{name} is defined twice: {', '.join(files)}"
                for name, files in sorted(where.items()) if len(files) > 1]
    print("\n".join(against), end="\n" if against else "")
    sys.exit(1 if against else 0)


main()
