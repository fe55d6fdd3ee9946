#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""What tests/runner/build.py and the cache leave is complete, or is made again.

The makes are played: each writes an object, and ends as it is told.
"""

import os
import pathlib
import shutil
import sys
import tempfile

WORK = pathlib.Path(tempfile.mkdtemp())
os.environ["XDG_CACHE_HOME"] = str(WORK / "cache")
os.environ.pop("MVGPU_ACCEL", None)
# pylint: disable=wrong-import-position
from taplib import check, end  # noqa: E402
import build  # noqa: E402
import cache  # noqa: E402
import machine  # noqa: E402


def played(output, status):
    """A make that leaves an object and ends so."""
    def run(_suite, *_command):
        (cache.build_dir("trixie") / "src/x.o").touch()
        if isinstance(status, BaseException):
            raise status
        return output, status
    return run


def root(name):
    """A root that modules can be built with."""
    path = cache.CACHE / "hosts" / name
    if not path.exists():
        cache.boot_file(path, "vmlinux").parent.mkdir(parents=True)
        cache.boot_file(path, "vmlinux").touch()
        cache.boot_file(path, "kver").write_text("6.0\n")
    return path


def built(output=(), status=0, name="trixie-1"):
    """Plays a build; whether what the one before left was there."""
    place = cache.build_dir("trixie") / "src"
    seen = []
    cache.image = lambda _suite: root(name)
    build.PROGRAMS = ()
    build.copy_changed = lambda _target: seen.append((place / "x.o").exists())
    build.run = played(output, status)
    try:
        build.build("trixie")
    except KeyboardInterrupt:
        pass
    return seen == [True]


def test_builds():
    check(not built(), "the first build begins with nothing")
    check(built(), "the next goes on with what is there")
    built(["x.c:1: warning: odd\n"])
    check(not built(), "after a warning everything is built anew")
    built((), 2)
    check(built(), "after an error what was built is still good")
    built((), -9)
    check(not built(), "after a kill it is not")
    built((), 137)
    check(not built(), "nor after one inside")
    built((), KeyboardInterrupt())
    check(not built(), "nor when nobody saw how the make ended")
    check(not built(name="trixie-2"), "nor with another root")
    os.utime(cache.boot_file(root("trixie-2"), "vmlinux"), (1, 1))
    check(not built(name="trixie-2"), "nor with one made again")
    check(built(name="trixie-2"), "with the same one it is good")


def test_keep():
    path = WORK / "kept"
    cache.keep(path, b"old")
    check(path.read_bytes() == b"old", "what is kept can be read")
    try:
        cache.keep(path, "no bytes, so the write fails")
    except TypeError:
        pass
    check(path.read_bytes() == b"old", "a write that fails changes nothing")
    check(os.listdir(WORK).count("kept") == 1 and
          not list(WORK.glob(".kept*")), "and leaves nothing")


def test_verdict():
    writes = []
    machine.os.access = lambda *_args: False
    keep, cache.keep = cache.keep, lambda *args: writes.append(args) or keep(*args)
    check(machine.choose_accel(None) == "tcg", "without /dev/kvm it is emulation")
    check(len(writes) == 1, "which is kept as a whole")
    check(machine.choose_accel(None) == "tcg", "and read back")


def main():
    try:
        cache.CACHE.mkdir(parents=True)
        test_builds()
        test_keep()
        test_verdict()
    finally:
        shutil.rmtree(WORK)
    return end()


if __name__ == "__main__":
    sys.exit(main())
