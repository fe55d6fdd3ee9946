#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Builds the module and the test programs for a suite: build.py [SUITE].

Runs the suite's own compiler against its own kernel headers, inside its root.
Nothing is written into the checkout: the module's sources are copied to the
build directory (changed files only, so that make stays incremental), because
kernels before 6.13 build an external module only where its sources are. The
test programs take an output directory, "O=". A warning is an error. A directory
is made anew when nobody saw the last make in it end, or it was with another root.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time

import vm

# Rooms of the checkout that do not go into the module, and made files.
NOT_SOURCES = re.compile(
    r"^(\.git|\.ci|tests|out|Documentation|findings)(/|$)"
    r"|\.(o|ko|mod|mod\.c|cmd|a|order|symvers|d|gcno|gcda)$|(^|/)\.tmp_")
# Says that a distribution's compiler has two names; harmless.
HARMLESS = re.compile(r"warning: the compiler differs from the one used")
WARNING = re.compile(r"\b(warning|WARNING):")
PROGRAMS = ("tests/runner/kmod", "tests/vfio", "tests/guest")
# Where enter-root.sh puts what modules of the debug kernel are built with.
DEBUG_KDIR = ["KDIR=/mnt"] if vm.DEBUG else []
# The status of a make that ended by itself, but not well.
MAKE_FAILED = 2
COVERAGE = ["GCOV_PROFILE=y"] if vm.KERNEL == "coverage" else []
# The module looks at its own books (include/invariant.h).
INVARIANTS = ["MVGPU_DEBUG=1"] if vm.KERNEL == "debug" else []


def sources():
    """Relative path and stamp of every file the module may be built from."""
    found = {}
    for folder, folders, names in os.walk(vm.TOP):
        room = os.path.relpath(folder, vm.TOP)
        folders[:] = [name for name in folders if not NOT_SOURCES.search(
            os.path.normpath(os.path.join(room, name)))]
        for name in names:
            path = os.path.normpath(os.path.join(room, name))
            if not NOT_SOURCES.search(path):
                stat = os.stat(os.path.join(folder, name))
                found[path] = [stat.st_mtime_ns, stat.st_size, stat.st_mode]
    return found


def copy_changed(target):
    """Brings the copy of the sources up to date; says what changed."""
    manifest = target / "manifest.json"
    new = sources()
    old = json.loads(manifest.read_text()) if manifest.exists() else {}
    for path in old.keys() - new.keys():
        (target / path).unlink(missing_ok=True)
    changed = [path for path in new if old.get(path) != new[path]]
    for path in changed:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(vm.TOP / path, target / path)
        os.chmod(target / path, new[path][2] & 0o777)
    vm.keep(manifest, json.dumps(new).encode())
    return changed


def run(suite, *command):
    """Runs a command in the root, shows its output, returns it and a status."""
    output = []
    with subprocess.Popen([vm.RUNNER / "enter-root.sh", suite, *command],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace") as child:
        for line in child.stdout:
            line = line.replace("/build/src/", "").replace("/mvgpu/", "")
            print("  " + line, end="", flush=True)
            output.append(line)
    return output, child.returncode


def fresh_dir(target, made_of):
    """Makes a build directory, anew when the last make in it warned or was broken
    off, or had something else to build with."""
    stamp, of = target.with_suffix(".doubt"), target.with_suffix(".of")
    if (stamp.exists() or not of.exists() or of.read_text() != made_of):
        of.unlink(missing_ok=True)
        if target.exists():
            shutil.rmtree(target)
    target.mkdir(parents=True, exist_ok=True)
    vm.keep(of, made_of.encode())
    stamp.touch()
    return stamp


def make(suite, what, stamp, *args):
    """One make; a warning fails it, and again until it is mended. The stamp stays
    when it warned, or did not end by itself."""
    output, status = run(suite, "make", "--no-print-directory",
                         f"-j{os.cpu_count()}", *args)
    warned = [line for line in output
              if WARNING.search(line) and not HARMLESS.search(line)]
    if not warned and status in (0, MAKE_FAILED):
        stamp.unlink()
    if status or warned:
        print(f"build: {what}: " + (warned[0].strip() if warned
                                    else f"make ended with {status}"))
    return not status and not warned


def build_module(suite, kver, made_of):
    target = vm.build_dir(suite) / "src"
    stamp = fresh_dir(target, made_of)
    copy_changed(target)
    good = make(suite, "module", stamp, "-C", "/build/src", f"KVER={kver}",
                "W=1", "KCFLAGS=-Werror", *DEBUG_KDIR, *COVERAGE,
                *INVARIANTS)
    link = target.parent / "mvgpu.ko"
    link.unlink(missing_ok=True)
    if good:
        link.symlink_to("src/mvgpu.ko")
    return good


def build_programs(suite, room, made_of):
    name = room.rpartition("/")[2]
    stamp = fresh_dir(vm.build_dir(suite) / name, made_of)
    return make(suite, name, stamp, "-C", f"/mvgpu/{room}", f"O=/build/{name}",
                *DEBUG_KDIR)


def built_with(suite, root):
    """Names the root and the kernel that a suite is built with, and this making of
    them: headers and modules of another may have the same dates."""
    marks = [vm.boot_file(root, "vmlinux")]
    if vm.DEBUG:
        marks.append(vm.debug_kernel(suite) / "bzImage")
    return "".join(f"{mark} {mark.stat().st_mtime_ns}\n" for mark in marks)


def build(suite):
    """Builds everything; returns a list of (what, went well)."""
    root = vm.image(suite)
    kver = vm.kernel_version(suite, root)
    made_of = built_with(suite, root)
    start = time.time()
    results = [(f"module for {suite}'s {kver}, no warning at W=1",
                build_module(suite, kver, made_of))]
    results += [(f"programs of {room} for {suite}",
                 build_programs(suite, room, made_of))
                for room in PROGRAMS if (vm.TOP / room / "Makefile").exists()]
    print(f"build: {suite} done in {time.time() - start:.1f} s", flush=True)
    return results


if __name__ == "__main__":
    try:
        outcome = build(sys.argv[1] if len(sys.argv) > 1 else "trixie")
    except vm.VMError as error:
        sys.exit(f"build: {error}")
    sys.exit(0 if all(good for _, good in outcome) else 1)
