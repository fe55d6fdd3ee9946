# SPDX-License-Identifier: GPL-2.0
"""The cache of the runner: Debian roots, debug kernels and built files."""

import hashlib
import os
import pathlib
import subprocess
import threading

RUNNER = pathlib.Path(__file__).resolve().parent
TOP = RUNNER.parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME")
                     or pathlib.Path.home() / ".cache") / "mvgpu"

# The kernel of host VMs: the kernel of the suite ("stock"), its debug kernel
# ("debug"), or a kernel that counts the executed lines of the module ("coverage").
KERNEL = os.environ.get("MVGPU_KERNEL", "stock")
DEBUG = KERNEL != "stock"


class RunnerError(Exception):
    """The runner cannot go on; the text is a message for the user."""


def keep(path, data):
    """Writes a temporary file and renames it: a file is complete or absent."""
    part = path.with_name(f".{path.name}-{os.getpid()}-{threading.get_ident()}")
    try:
        part.write_bytes(data)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def made_by(script, suite, what, *names):
    """Runs a script that makes a cached directory and prints its name."""
    done = subprocess.run([RUNNER / script, *names, suite], text=True, check=False,
                          stdout=subprocess.PIPE)
    if done.returncode:
        raise RunnerError(f"there is no {what} for the {suite} VM")
    return pathlib.Path(done.stdout.strip())


def image(suite):
    """Makes the root of a suite when it is missing; returns its directory."""
    return made_by("image.sh", suite, "root")


def other_root(name, suite):
    """A root beside that of the VM of a suite: the one of another suite, or one with the
    packages of a list (list-root.sh)."""
    if (RUNNER / "roots" / name).exists():
        return made_by("list-root.sh", suite, f"root '{name}'", name)
    return image(name)


def debug_kernel(suite):
    """Makes the debug kernel of a suite when it is missing; returns its directory."""
    return made_by("debug-kernel.sh", suite, "debug kernel")


def boot_file(root, name):
    return root / "tree/usr/lib/mvgpu" / name


def kernel_version(suite, root):
    """The version of the kernel that the VM of a suite boots."""
    path = (debug_kernel(suite) / "kver" if DEBUG
            else boot_file(root, "kver"))
    return path.read_text().strip()


def build_dir(suite):
    """The directory of this checkout's built files, the same as in common.sh."""
    key = hashlib.sha256(str(TOP).encode()).hexdigest()[:12]
    if DEBUG:
        suite += f"-{KERNEL}"
    return CACHE / "build" / f"{suite}-{key}"
