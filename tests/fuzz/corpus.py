#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Handles corpora: an input is a line of hexadecimal digits, "#" starts a comment.

    corpus.py unpack FILE DIR           writes each input to a file of DIR
    corpus.py pack DIR FILE             writes the files of DIR to FILE, shortest first
    corpus.py add FILE INPUT COMMENT    adds an input that failed, with the reason
"""

import hashlib
import pathlib
import sys


def entries(path):
    """Returns the lines of a corpus that are inputs."""
    if not path.exists():
        return []
    return [line for line in path.read_text().splitlines()
            if line and not line.startswith("#")]


def comments(path):
    """Returns the comments of "add", each followed by its input."""
    kept, lines = [], path.read_text().splitlines() if path.exists() else []
    for comment, line in zip(lines, lines[1:]):
        if comment.startswith("# found:"):
            kept += [comment, line]
    return kept


def unpack(path, directory):
    directory.mkdir(parents=True, exist_ok=True)
    for line in entries(path):
        data = bytes.fromhex(line)
        (directory / hashlib.sha1(data).hexdigest()).write_bytes(data)


def pack(directory, path):
    found = comments(path)
    inputs = {file.read_bytes() for file in directory.iterdir()}
    inputs -= {bytes.fromhex(line) for line in found[1::2]}
    lines = [data.hex() for data in sorted(inputs, key=lambda i: (len(i), i))
             if data]
    head = ["# SPDX-License-Identifier: GPL-2.0"]
    path.write_text("\n".join(head + found + lines) + "\n")


def add(path, file, comment):
    lines = path.read_text().splitlines() if path.exists() else []
    lines[1:1] = [f"# found: {comment}", file.read_bytes().hex()]
    path.write_text("\n".join(lines) + "\n")


def main():
    if len(sys.argv) == 4 and sys.argv[1] in ("pack", "unpack"):
        function = {"pack": pack, "unpack": unpack}[sys.argv[1]]
        function(*map(pathlib.Path, sys.argv[2:]))
    elif len(sys.argv) == 5 and sys.argv[1] == "add":
        add(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4])
    else:
        sys.exit(__doc__)


main()
