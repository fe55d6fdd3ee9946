#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Checks that the files named in documents exist.

Each source file, script, folder or document that a *.md or *.rst file names by its path
must be tracked by git; "*" matches as in a shell, and vfio/NAME also names the suite
tests/vfio/NAME.t. A name in capital letters, and x.t, stand for any file. Prints the
missing paths, and nothing if there are none.
"""

import fnmatch
import pathlib
import re
import subprocess
import sys

PATH = re.compile(r"(?<![\w/.~-])(?:gvt|vfio|mdev|sysfs|tests|scripts|include|Documentation"
                  r"|packaging)/[\w./*-]*[\w*]")
PLACEHOLDER = re.compile(r"/(?:[A-Z]+(?:[./]|$)|x\.t$)")

tracked = subprocess.run(["git", "ls-files"], check=True, text=True,
                         capture_output=True).stdout.splitlines()
known = {*tracked, *(str(folder) for path in tracked
                     for folder in pathlib.PurePath(path).parents)}
missing = [f"{document} names {path}"
           for document in tracked if document.endswith((".md", ".rst"))
           for path in PATH.findall(pathlib.Path(document).read_text())
           if not PLACEHOLDER.search(path) and not fnmatch.filter(known, path)
           and f"tests/{path}.t" not in known]
for line in missing:
    print(line)
sys.exit(bool(missing))
