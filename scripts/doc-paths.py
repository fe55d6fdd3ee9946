#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Checks that the files named in documents exist.

Each source file, script or document that a *.md or *.rst file names by its path
must be tracked by git; "*" matches as in a shell. A name in capital letters, and
x.t, stand for any file. Prints the missing paths, and nothing if there are none.
"""

import fnmatch
import pathlib
import re
import subprocess
import sys

PATH = re.compile(r"\b(?:gvt|vfio|mdev|sysfs|tests|scripts|include|Documentation)"
                  r"/[\w./*-]*\.(?:c|h|t|sh|py|rst)\b")
PLACEHOLDER = re.compile(r"/(?:[A-Z]+\.\w+|x\.t)$")

tracked = subprocess.run(["git", "ls-files"], check=True, text=True,
                         capture_output=True).stdout.splitlines()
missing = [f"{document} names {path}"
           for document in tracked if document.endswith((".md", ".rst"))
           for path in PATH.findall(pathlib.Path(document).read_text())
           if not PLACEHOLDER.search(path) and not fnmatch.filter(tracked, path)]
for line in missing:
    print(line)
sys.exit(bool(missing))
