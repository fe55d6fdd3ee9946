#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Builds the module and the programs for a suite: build.py [SUITE].

Runs the compiler of the suite against the kernel headers of the suite, inside its
root. Nothing is written into the checkout: the sources of the module are copied to
the build directory, because kernels before 6.13 build an external module only beside
its sources. Only changed files are copied, so that make stays incremental. The
programs take an output directory, "O=". A warning is an error. A build directory is
made anew when the last make in it was interrupted, or ran in another root.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time

import cache

# Folders of the checkout that are no part of the module, and built files.
NOT_SOURCES = re.compile(
    r"^(\.git|\.ci|tests|render|out|Documentation|findings|packaging)(/|$)"
    r"|\.(o|ko|mod|mod\.c|cmd|a|order|symvers|d|gcno|gcda)$|(^|/)\.tmp_")
# The compiler of the distribution has two names; harmless.
HARMLESS = re.compile(r"warning: the compiler differs from the one used")
WARNING = re.compile(r"\b(warning|WARNING):")
PROGRAMS = ("render", "tests/runner/kmod", "tests/vfio", "tests/vfio/fake", "tests/guest")
# Where enter-root.sh mounts the tree that modules of the debug kernel are built against.
DEBUG_KDIR = ["KDIR=/mnt"] if cache.DEBUG else []
# The status of a make that failed without being interrupted.
MAKE_FAILED = 2
COVERAGE = ["GCOV_PROFILE=y"] if cache.KERNEL == "coverage" else []
# The module checks its invariants (include/invariant.h).
INVARIANTS = ["MVGPU_DEBUG=1"] if cache.KERNEL == "debug" else []


def sources():
    """Relative path and stamp of every file the module may be built from."""
    found = {}
    for folder, folders, names in os.walk(cache.TOP):
        inside = os.path.relpath(folder, cache.TOP)
        folders[:] = [name for name in folders if not NOT_SOURCES.search(
            os.path.normpath(os.path.join(inside, name)))]
        for name in names:
            path = os.path.normpath(os.path.join(inside, name))
            if not NOT_SOURCES.search(path):
                stat = os.stat(os.path.join(folder, name))
                found[path] = [stat.st_mtime_ns, stat.st_size, stat.st_mode]
    return found


def copy_changed(target):
    """Updates the copy of the sources; returns the changed paths."""
    manifest = target / "manifest.json"
    new = sources()
    old = json.loads(manifest.read_text()) if manifest.exists() else {}
    for path in old.keys() - new.keys():
        (target / path).unlink(missing_ok=True)
    changed = [path for path in new if old.get(path) != new[path]]
    for path in changed:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(cache.TOP / path, target / path)
        os.chmod(target / path, new[path][2] & 0o777)
    cache.keep(manifest, json.dumps(new).encode())
    return changed


def run(suite, *command):
    """Runs a command in the root; shows and returns its output, and its status."""
    output = []
    with subprocess.Popen([cache.RUNNER / "enter-root.sh", suite, *command],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace") as child:
        for line in child.stdout:
            line = line.replace("/build/src/", "").replace("/mvgpu/", "")
            print("  " + line, end="", flush=True)
            output.append(line)
    return output, child.returncode


def fresh_dir(target, made_of):
    """Makes a build directory. An old one is removed when the last make in it warned
    or was interrupted, or ran with another root or kernel. Returns its stamp, a file
    that marks the directory as doubtful."""
    stamp, of = target.with_suffix(".doubt"), target.with_suffix(".of")
    if (stamp.exists() or not of.exists() or of.read_text() != made_of):
        of.unlink(missing_ok=True)
        if target.exists():
            shutil.rmtree(target)
    target.mkdir(parents=True, exist_ok=True)
    cache.keep(of, made_of.encode())
    stamp.touch()
    return stamp


def make(suite, what, stamp, *args):
    """Runs make, where a warning is an error. The stamp stays after a warning, so that
    the next build repeats it, and after an interrupted make."""
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
    target = cache.build_dir(suite) / "src"
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


def build_programs(suite, folder, made_of):
    name = folder.rpartition("/")[2]
    stamp = fresh_dir(cache.build_dir(suite) / name, made_of)
    return make(suite, name, stamp, "-C", f"/mvgpu/{folder}", f"O=/build/{name}",
                *DEBUG_KDIR)


def built_with(suite, root):
    """Identifies the root and the kernel that a suite is built with by name and time:
    the headers of another root may have the same dates."""
    marks = [cache.boot_file(root, "vmlinux")]
    if cache.DEBUG:
        marks.append(cache.debug_kernel(suite) / "bzImage")
    return "".join(f"{mark} {mark.stat().st_mtime_ns}\n" for mark in marks)


def build(suite):
    """Builds everything; returns a list of (what, whether it succeeded)."""
    root = cache.image(suite)
    kver = cache.kernel_version(suite, root)
    made_of = built_with(suite, root)
    start = time.time()
    results = [(f"module for {suite}'s {kver}, no warning at W=1",
                build_module(suite, kver, made_of))]
    results += [(f"programs of {folder} for {suite}",
                 build_programs(suite, folder, made_of))
                for folder in PROGRAMS
                if (cache.TOP / folder / "Makefile").exists()]
    print(f"build: {suite} done in {time.time() - start:.1f} s", flush=True)
    return results


if __name__ == "__main__":
    try:
        outcome = build(sys.argv[1] if len(sys.argv) > 1 else "trixie")
    except cache.RunnerError as error:
        sys.exit(f"build: {error}")
    sys.exit(0 if all(good for _, good in outcome) else 1)
