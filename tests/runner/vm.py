#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""The host VM: a QEMU on this machine whose kernel may crash.

Boots the Debian root of a suite (image.sh) from a read-only 9p share below a
tmpfs. The VM has the checkout (/mvgpu, read-only), the built files (/build,
read-only) and an output directory (/out). tests/runner/init runs the jobs in it, and
the VM reports what they print. Also a program: "vm.py --help".
"""

import argparse
import collections
import fcntl
import os
import pathlib
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

import emulator
import hang
import klog
from cache import (DEBUG, TOP, RunnerError, boot_file, build_dir, debug_kernel,
                   image, other_root)
from initrd import initrd
from machine import (base_args, choose_accel, disk, monitor_args, say,
                     serial_args, share)

# The physical GPU of a VM whose user asks for no other.
GPU = "virtio-gpu-gl-pci,blob=on,hostmem=256M"
# What the runner waits for first.
BOOT = "its boot"

# In seconds. Quiet two-core machines need a fifth of these or less.
BOOT_LIMIT = 300
# How often a boot is checked for a lost timer.
LOOK_EVERY = 5
# What a job may take above its own limit, which the VM itself watches.
GRACE = 60
# The VM writes a beat every 5 s (see init); without one for this long it hangs.
BEAT_LIMIT = 120
# Limits are stretched, up to this, on a machine that has other work; and with a debug
# kernel, whose VM needs more memory as well.
MAX_STRETCH = 8
DEBUG_STRETCH = 4
MEMORY = "5120" if DEBUG else "3072"

APPEND = ("console=ttyS0 quiet mitigations=off nokaslr panic=-1 oops=panic"
          " tsc=reliable no_timer_check random.trust_cpu=on log_buf_len=4M"
          " cryptomgr.notests 8250.nr_uarts=2 noresume intel_iommu=off"
          # The text console has no cursor, which would blink on the GPU.
          " vt.global_cursor_default=0"
          # Freed memory is not cleared, so that tests find what mvgpu does not clear.
          " init_on_alloc=0"
          # memfd_secret is off by default before Linux 6.5.
          " secretmem.enable=1"
          # hang.py sends an NMI: the panic shows the stacks of all CPUs.
          " unknown_nmi_panic panic_print=0x40")
# KASAN reports every error and not the first one alone.
DEBUG_APPEND = " kasan_multi_shot"

# The begin and the end of a job, also behind a line without a line end.
BEGIN = re.compile(r"(.*)@begin (\S+)")
END = re.compile(r"(.*)@end (\S+) (\d+)")

Job = collections.namedtuple("Job", "limit name command")


class VMError(RunnerError):
    """The VM failed; the text says what the runner waited for."""


class EmulatorError(VMError):
    """A VMError that the emulator caused, and not the programs in the VM.

    Either the VM ended before the first job: until tests/runner/kmod/stale_int3.c
    is loaded, emulated CPUs now and then die of a breakpoint by which the kernel
    patched its code. Or an emulated VM hung as a whole while its kernel reported
    nothing but a lost timer and no CPU was in mvgpu.
    """


def stretch(lanes):
    """How many times longer things may take than for one VM on an idle machine."""
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    slow = DEBUG_STRETCH if DEBUG else 1
    return slow * max(lanes, min(MAX_STRETCH, round(load)))


class VM:
    """One run of the host VM over a list of jobs."""

    def __init__(self, suite, out, jobs, devices=(), append="", gpus=(),
                 roots=(), lanes=1):
        self.root = image(suite)
        self.roots = {other: other_root(other, suite) for other in roots}
        self.emulator = image(emulator.SUITE)
        self.debug = debug_kernel(suite) if DEBUG else None
        self.out = pathlib.Path(out).resolve()
        self.build = build_dir(suite)
        self.jobs = jobs
        self.devices = list(devices)
        self.append = append
        self.gpus = list(gpus)
        self.qemu = None
        self.queue = queue.Queue()
        self.locks = []
        self.stretch = stretch(lanes)
        self.monitor = hang.Monitor()

    def prepare(self):
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        self.build.mkdir(parents=True, exist_ok=True)
        lines = [f"{job.limit * self.stretch} {job.name} {job.command}\n"
                 for job in self.jobs]
        (self.out / "jobs").write_text("".join(lines) or "shell\n")
        # The locks keep image.sh of another checkout from removing the roots.
        for root in (self.root, self.emulator, *self.roots.values()):
            self.locks.append(open(root / "in-use", encoding="ascii"))
            fcntl.flock(self.locks[-1], fcntl.LOCK_SH)

    def kernel(self):
        """The kernel and its initramfs, words for the kernel, a share of modules."""
        if not self.debug:
            return ["-kernel", str(boot_file(self.root, "vmlinux")),
                    "-initrd", str(initrd(self.root, "boot"))], "", []
        kver = (self.debug / "kver").read_text().strip()
        mount = f" mvgpu.mount=kernel:/lib/modules/{kver}:ro,cache=loose"
        return (["-kernel", str(self.debug / "bzImage"),
                 "-initrd", str(initrd(self.root))], DEBUG_APPEND + mount,
                share("kernel", self.debug / "modules"))

    def kernel_args(self):
        boot, more, modules = self.kernel()
        mounts = "".join(f" mvgpu.mount={other}:/roots/{other}:ro,cache=loose"
                         for other in self.roots)
        words = (f"{APPEND} mvgpu.root=root mvgpu.mount=mvgpu:/mvgpu:ro"
                 " mvgpu.mount=build:/build:ro mvgpu.mount=out:/out:rw"
                 f"{mounts} mvgpu.init=/mvgpu/tests/runner/init"
                 f" MVGPU_STRETCH={self.stretch}"
                 f" MVGPU_ACCEL={choose_accel(self.root)}{more} {self.append}")
        return [*boot, "-append", words, *modules]

    def qemu_args(self):
        """QEMU comes from the same root for the VMs of all suites."""
        qemu = emulator.command(self.emulator / "tree")
        return (base_args(choose_accel(self.root), qemu)
                + ["-display", emulator.DISPLAY if self.gpus else "none"])

    def args(self):
        devices = [word for device in self.devices + self.gpus
                   for word in ("-device", device)]
        return (self.qemu_args() + devices + self.kernel_args()
                + ["-m", os.environ.get("MVGPU_VM_MEMORY", MEMORY),
                   *serial_args(self.out / "console.log")]
                + (disk(self.root / "disk") if self.gpus else [])
                + share("root", self.root / "tree") + share("mvgpu", TOP)
                + share("build", self.build) + share("out", self.out, True)
                + [word for other, root in self.roots.items()
                   for word in share(other, root / "tree")])

    def start(self, **files):
        """Starts QEMU, with further files in /out, by name."""
        self.prepare()
        for name, text in files.items():
            (self.out / name).write_text(text + "\n")
        with (open(self.out / "qemu.log", "wb") as errors,
              self.monitor.theirs as theirs):
            self.qemu = subprocess.Popen(
                self.args() + monitor_args(theirs.fileno()),
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=errors)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.qemu.stdout:
            text = line.decode(errors="replace").replace("\0", "")
            self.queue.put(text.rstrip("\r\n"))
        self.queue.put(None)

    def log(self, name):
        path = self.out / name
        return path.read_text(errors="replace") if path.exists() else ""

    def hangs(self, awaited):
        """Whether the VM hangs. During a boot, the kernel reports a lost timer after
        20 s; later on the beat stops."""
        if awaited == BOOT:
            return hang.LOST_TIMER in self.log("console.log")
        try:
            beat = (self.out / "beat").stat().st_mtime
        except FileNotFoundError:
            return False
        return time.time() - beat > BEAT_LIMIT * self.stretch

    def wait_line(self, deadline, awaited):
        while True:
            left = max(0.1, deadline - time.time())
            try:
                return self.queue.get(timeout=min(left, LOOK_EVERY))
            except queue.Empty:
                still = self.hangs(awaited)
                if still or time.time() >= deadline:
                    raise self.hung(awaited, still) from None

    def hung(self, awaited, still):
        """The exception for a VM that is silent, with the state of its CPUs."""
        complained = hang.complaints(self.log("console.log"))
        words = [f"the VM hangs: no sign of {awaited}"]
        words += hang.examine(self.monitor, self.qemu)
        ours = complained or hang.by_us(self.log("console.log"))
        emulated = choose_accel(self.root) == "tcg"
        return self.failure("\n  ".join(words), awaited == BOOT or
                            (still and emulated and not ours))

    def next_line(self, deadline, awaited):
        """The next line; VMError when none comes before the deadline."""
        line = self.wait_line(deadline, awaited)
        if line is None:
            status = self.qemu.wait()
            raise self.failure(f"the VM ended (QEMU status {status}) while"
                               f" waiting for {awaited}", awaited == BOOT)
        return line

    def failure(self, what, by_emulator):
        """The exception for a VM that has ended."""
        kind = EmulatorError if by_emulator else VMError
        return kind(what + self.console_tail())

    def events(self):
        """Yields ("begin", name), ("line", text), ("end", name, status)."""
        limits = {job.name: job.limit * self.stretch for job in self.jobs}
        awaited, deadline = BOOT, time.time() + BOOT_LIMIT * self.stretch
        while True:
            line = self.next_line(deadline, awaited)
            if line == "@done":
                return
            mark = BEGIN.fullmatch(line) or END.fullmatch(line)
            before, name, *status = mark.groups() if mark else (line, None)
            if name not in limits:
                yield "line", line
                continue
            if before:
                yield "line", before
            if status:
                awaited, limit = "the next job", 0
                yield "end", name, int(status[0])
            else:
                awaited, limit = f"the end of {name}", limits[name]
                yield "begin", name
            deadline = time.time() + limit + GRACE * self.stretch

    def finish(self):
        """Waits for the power-off; returns the status that the VM reported."""
        status = self.qemu.wait(timeout=GRACE * self.stretch)
        self.close()
        return status >> 1 if status & 1 else 255

    def close(self):
        """Kills QEMU when it still runs, and frees the locks."""
        if self.qemu and self.qemu.poll() is None:
            self.qemu.kill()
            self.qemu.wait()
        self.monitor.close()
        while self.locks:
            self.locks.pop().close()

    def console_tail(self):
        """For an error message: the bad lines and the last lines of the logs of
        the kernel and of QEMU."""
        tail = []
        for name in ("qemu.log", "console.log"):
            lines = [line for line in re.split(r"[\0\r\n]+", self.log(name))
                     if line and "TCG doesn't support" not in line]
            shown = [line for _, line in klog.bad_lines("\n".join(lines))][:10]
            shown += ["..."] if shown else []
            tail += [f"\n  {name}: {line}" for line in shown + lines[-12:]]
        return "".join(tail)

    def interactive(self):
        """A shell in the VM on this terminal; returns QEMU's status."""
        self.jobs = []
        self.prepare()
        try:
            with open(self.out / "qemu.log", "wb") as errors:
                return subprocess.call(self.args(), stderr=errors)
        finally:
            self.close()


def run_command(vm, command):
    status = 255
    vm.start(command=command)
    try:
        for event in vm.events():
            if event[0] == "line":
                print(event[1], flush=True)
            elif event[0] == "end":
                status = event[2]
        vm.finish()
    finally:
        vm.close()
    return status


def parse_args():
    parser = argparse.ArgumentParser(
        description="Boots the host VM and runs a command in it, or a shell.")
    parser.add_argument("--suite", default="trixie")
    parser.add_argument("--out", default=TOP / "out/vm",
                        help="directory seen as /out, emptied first")
    parser.add_argument("--limit", type=int, default=600, help="in seconds")
    parser.add_argument("--device", action="append", default=[],
                        help="a further -device for QEMU, put first")
    parser.add_argument("--gpu", action="append", default=[],
                        metavar="DEVICE", help="a physical GPU, a -device;"
                        f" empty for {GPU}; may be given several times")
    parser.add_argument("--append", default="",
                        help="further words of the kernel command line")
    parser.add_argument("--root", action="append", default=[],
                        metavar="NAME", help="also the root of that suite or"
                        " list (tests/runner/roots), read-only as /roots/NAME")
    parser.add_argument("command", nargs=argparse.REMAINDER,
                        help="runs in /mvgpu; a shell when left out")
    return parser.parse_args()


class Ended(SystemExit):
    """A signal ends the program."""


def _end(got, _frame):
    raise Ended(128 + got)


def end_on_signals():
    """Turns signals into Ended, so that clean-ups run."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)


def main():
    args = parse_args()
    end_on_signals()
    vm = VM(args.suite, args.out,
            [Job(args.limit, "command", "bash /out/command")],
            args.device, args.append,
            [gpu or GPU for gpu in args.gpu], args.root)
    try:
        if args.command:
            return run_command(vm, " ".join(args.command))
        return vm.interactive() >> 1
    except VMError as error:
        say(error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
