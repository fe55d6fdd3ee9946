#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Prints what the module may log and the user guide does not explain.

The texts that functions of the module take for a line that they log are messages, too.

A message is found in the guide's troubleshooting by the longest piece of its
format without a conversion; white space does not count. With --list all
messages are printed, a line each.
"""

import pathlib
import re
import sys

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ROOMS = ("mdev", "vfio", "gvt", "sysfs")
CALL = re.compile(
    r"\b(?:(?:pr|dev)_(?:info|notice|warn|err)(?:_ratelimited)?"
    r"|mvgpu_guest_log|client_reject|mvgpu_rd_queue_end)\(([^;]*?)((?:\"(?:[^\"\\]|\\.)*\"\s*)+)[,)]")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
CONVERSION = re.compile(r"%[-+ #0-9.*]*(?:ll|l|z|h)*[a-zA-Z](?:E\b)?")


def plain(text):
    return " ".join(text.split())


def sources():
    """The module's own .c files."""
    yield TOP / "main.c"
    for room in ROOMS:
        yield from sorted((TOP / room).rglob("*.c"))


def messages():
    """The format of each message, as it is written."""
    for path in sources():
        for call in CALL.finditer(path.read_text()):
            text = "".join(STRING.findall(call.group(2)))
            yield text.replace("\\n", "").replace('\\"', '"')


def needle(text):
    return plain(max(CONVERSION.split(text), key=len))


def troubleshooting():
    guide = (TOP / "Documentation/user-guide.rst").read_text()
    return plain(guide[guide.index("\nTroubleshooting\n"):])


def main():
    known = troubleshooting()
    for text in sorted(set(messages())):
        if "--list" in sys.argv[1:] or needle(text) not in known:
            print(text)


main()
