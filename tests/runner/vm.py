#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""The host VM: a QEMU on this machine whose kernel may crash.

Boots the Debian root of a suite (image.sh) from a read-only 9p share below a
tmpfs, hands it the checkout (/mvgpu, read-only), the built files (/build,
read-only) and an output directory (/out), lets tests/runner/init run jobs and
reports what they print. Also a program: "vm.py --help".
"""

import argparse
import collections
import fcntl
import hashlib
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

RUNNER = pathlib.Path(__file__).resolve().parent
TOP = RUNNER.parent.parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME")
                     or pathlib.Path.home() / ".cache") / "mvgpu"

# The kernel of host VMs: the suite's own ("stock"), its debug kernel ("debug"), or
# one where the module counts which of its lines run ("coverage").
KERNEL = os.environ.get("MVGPU_KERNEL", "stock")
DEBUG = KERNEL != "stock"

# A physical GPU for those who have no other wish.
GPU = "virtio-gpu-gl-pci,blob=on,hostmem=256M"
# What is waited for first.
BOOT = "its boot"

# In seconds. Quiet two-core machines need a fifth of these or less.
BOOT_LIMIT = 300
# How often a boot is looked at, and what it says when it will not end.
LOOK_EVERY = 5
LOST_TIMER = "Possible timer handling issue"
STALL = re.compile(r"detected stalls|Call Trace")
PROBE_LIMIT = 30
# What a job may take above its own limit, which the VM itself watches.
GRACE = 60
# Without a beat (see init), which comes every 5 s, for so long the VM stands still.
BEAT_LIMIT = 120
# Limits are stretched, up to this, on a machine that has other work; and with a
# debug kernel, whose VM wants more memory, too.
MAX_STRETCH = 8
DEBUG_STRETCH = 4
MEMORY = "5120" if DEBUG else "3072"

APPEND = ("console=ttyS0 quiet mitigations=off nokaslr panic=-1 oops=panic"
          " tsc=reliable no_timer_check random.trust_cpu=on log_buf_len=4M"
          " cryptomgr.notests 8250.nr_uarts=2 noresume intel_iommu=off"
          # An NMI that nobody wants is ours: a panic that shows all CPUs.
          " unknown_nmi_panic panic_print=0x40")
# Reports do not stop after the first one; a leak is looked for by who wants to.
DEBUG_APPEND = " kasan_multi_shot"
PROBE_APPEND = "console=ttyS0 quiet panic=-1 mvgpu.probe"

Job = collections.namedtuple("Job", "limit name command")


class VMError(Exception):
    """The VM did not do what it should; says what was waited for."""


class EmulatorError(VMError):
    """As VMError, but not the doing of what the VM runs.

    Either it was before the first job: until tests/runner/kmod/stale_int3.c is
    loaded, emulated CPUs now and then die of a breakpoint by which the kernel
    patched its code. Or an emulated VM as a whole stood still, with no
    complaint of the kernel but of a lost timer, and no CPU in mvgpu.
    """


def say(text):
    print(f"vm: {text}", file=sys.stderr, flush=True)


def image(suite):
    """Makes the root of a suite if need be; returns its directory."""
    done = subprocess.run([RUNNER / "image.sh", suite], text=True, check=False,
                          stdout=subprocess.PIPE)
    if done.returncode:
        raise VMError(f"no root for the {suite} VM")
    return pathlib.Path(done.stdout.strip())


def boot_file(root, name):
    return root / "tree/usr/lib/mvgpu" / name


def debug_kernel(suite):
    """Makes the debug kernel of a suite if need be; returns its directory."""
    done = subprocess.run([RUNNER / "debug-kernel.sh", suite], text=True,
                          check=False, stdout=subprocess.PIPE)
    if done.returncode:
        raise VMError(f"no debug kernel for the {suite} VM")
    return pathlib.Path(done.stdout.strip())


def kernel_version(suite, root):
    """Of the kernel that the VM of a suite boots."""
    path = (debug_kernel(suite) / "kver" if DEBUG
            else boot_file(root, "kver"))
    return path.read_text().strip()


def build_dir(suite):
    """Where this checkout's files built for a suite are; as in common.sh."""
    key = hashlib.sha256(str(TOP).encode()).hexdigest()[:12]
    if DEBUG:
        suite += f"-{KERNEL}"
    return CACHE / "build" / f"{suite}-{key}"


def cpio_entry(name, mode, data=b""):
    """One member of an archive in cpio's "newc" format."""
    name = name.encode() + b"\0"
    fields = (0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), 0)
    head = b"070701" + b"".join(b"%08x" % field for field in fields) + name
    return head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4)


def initrd_members(root, kinds):
    for name in ("bin", "modules", *(f"modules/{kind}" for kind in kinds)):
        yield cpio_entry(name, 0o040755)
    yield cpio_entry("bin/busybox", 0o100755,
                     boot_file(root, "busybox").read_bytes())
    yield cpio_entry("init", 0o100755,
                     (RUNNER / "initramfs-init").read_bytes())
    for kind in kinds:
        for path in sorted(boot_file(root, f"modules/{kind}").iterdir()):
            yield cpio_entry(f"modules/{kind}/{path.name}", 0o100644,
                             path.read_bytes())
    yield cpio_entry("TRAILER!!!", 0)


def keep(path, data):
    """Writes a file beside, then gives it its name: it is whole or not there."""
    part = path.with_name(f".{path.name}-{os.getpid()}-{threading.get_ident()}")
    try:
        part.write_bytes(data)
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def initrd(root, *kinds):
    """The initramfs with the modules of those kinds, made when missing."""
    key = hashlib.sha256((RUNNER / "initramfs-init").read_bytes()).hexdigest()
    path = root / f"initrd-{'-'.join(kinds)}-{key[:12]}.img"
    if not path.exists():
        keep(path, b"".join(initrd_members(root, kinds)))
    return path


# While one emulated CPU changes the memory map (a BAR moves, a blob is mapped), what
# another writes to a device through memory may go to a different one: the number of
# a section, kept in a TLB, is looked up in the new map (iotlb_to_section() in QEMU's
# system/physmem.c, 10.0). An end of interrupt that is lost so is the end of all
# interrupts of that CPU. Hence an x2APIC, whose registers are the CPU's; Linux takes
# it where interrupts are remapped.
X2APIC = ["-device", "intel-iommu,intremap=on,eim=on"]


def accel_args(accel):
    if accel == "kvm":
        return ["-accel", "kvm", "-cpu", "host", "-smp", "2",
                "-M", "q35,kernel-irqchip=split",
                "-device", "intel-iommu,intremap=on"]
    # The first CPU cannot have guests, see tests/guest/lib.sh.
    return ["-accel", "tcg,thread=multi,tb-size=512", "-smp", "3",
            "-cpu", "EPYC,+svm,+x2apic", "-M", "q35", *X2APIC]


def base_args(accel, qemu=("qemu-system-x86_64",)):
    # Nothing of ours outlives us, however we end.
    return ["setpriv", "--pdeathsig", "KILL", *qemu,
            *accel_args(accel), "-nodefaults", "-no-user-config", "-no-reboot"]


def probe_kvm(root):
    """Whether KVM here runs a kernel that again has KVM for its guests."""
    args = base_args("kvm") + [
        "-kernel", str(boot_file(root, "vmlinux")),
        "-m", "512", "-display", "none", "-serial", "stdio",
        "-initrd", str(initrd(root, "probe")), "-append", PROBE_APPEND]
    try:
        done = subprocess.run(args, capture_output=True, check=False,
                              timeout=PROBE_LIMIT, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return f"a small kernel hung for {PROBE_LIMIT} s"
    if b"probe: nested" in done.stdout:
        return None
    if b"probe: plain" in done.stdout:
        return "its guests would have no KVM of their own"
    return "a small kernel did not boot"


def choose_accel(root):
    """"kvm" when it was seen to work, else "tcg"; asked once per boot."""
    if os.environ.get("MVGPU_ACCEL"):
        return os.environ["MVGPU_ACCEL"]
    boot_id = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text()
    verdict = CACHE / f"accel-{boot_id.strip()}"
    if verdict.exists():
        return verdict.read_text().strip()
    why = "there is no usable /dev/kvm"
    if os.access("/dev/kvm", os.R_OK | os.W_OK):
        why = probe_kvm(root)
    for old in CACHE.glob("accel-*"):
        old.unlink(missing_ok=True)
    keep(verdict, b"tcg\n" if why else b"kvm\n")
    say(f"software emulation: {why}" if why else "KVM works, using it")
    return verdict.read_text().strip()


def stretch(lanes):
    """How many times longer things may take than for one VM on an idle machine."""
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    slow = DEBUG_STRETCH if DEBUG else 1
    return slow * max(lanes, min(MAX_STRETCH, round(load)))


# Nor must a doorbell be lost: it is an I/O port. And as QEMU looks whether there is
# more to do before the guest can see where it wants the next one, there is always one.
DOORBELLS = "modern-pio-notify=on,event_idx=off"


def share(tag, path, writable=False):
    """A 9p share of a directory."""
    return ["-fsdev", f"local,id={tag},path={path},security_model=none,"
            f"multidevs=remap{'' if writable else ',readonly=on'}",
            "-device",
            f"virtio-9p-pci,fsdev={tag},mount_tag={tag},{DOORBELLS}"]


def disk(path):
    """A read-only disk, which several VMs may have."""
    return ["-drive", f"file={path},if=none,id=disk,format=raw,readonly=on",
            "-device", f"virtio-blk-pci,drive=disk,{DOORBELLS}"]


def monitor_args(number):
    """QEMU's monitor on a connected socket that it inherits."""
    return ["-chardev", f"socket,id=monitor,fd={number}",
            "-mon", "chardev=monitor,mode=control"]


def complaints(console):
    """What a kernel complains of, but for the stall when it has lost a timer."""
    return [line for _, line in klog.bad_lines(console)
            if LOST_TIMER not in console or not STALL.search(line)]


class VM:
    """One run of the host VM over a list of jobs."""

    def __init__(self, suite, out, jobs, devices=(), append="", gpus=(),
                 roots=(), lanes=1):
        self.root = image(suite)
        self.roots = {other: image(other) for other in roots}
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
        # Held as long as we run: image.sh removes no root that is in use.
        for root in (self.root, self.emulator, *self.roots.values()):
            self.locks.append(open(root / "in-use", encoding="ascii"))
            fcntl.flock(self.locks[-1], fcntl.LOCK_SH)

    def kernel(self):
        """What boots: a kernel, an initramfs, words; and a share of modules."""
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
        """The QEMU to run: everywhere the same one."""
        qemu = emulator.command(self.emulator / "tree")
        return (base_args(choose_accel(self.root), qemu)
                + ["-display", emulator.DISPLAY if self.gpus else "none"])

    def args(self):
        devices = [word for device in self.devices + self.gpus
                   for word in ("-device", device)]
        return (self.qemu_args() + devices + self.kernel_args()
                + ["-m", os.environ.get("MVGPU_VM_MEMORY", MEMORY),
                   "-serial", f"file:{self.out}/console.log",
                   "-chardev", "stdio,id=tap,signal=off", "-serial",
                   "chardev:tap", "-device",
                   "isa-debug-exit,iobase=0xf4,iosize=0x04"]
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

    def stands_still(self, awaited):
        """A boot whose CPU lost its timer says so after 20 s, and goes on;
        later the beat ends."""
        if awaited == BOOT:
            return LOST_TIMER in self.log("console.log")
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
                still = self.stands_still(awaited)
                if still or time.time() >= deadline:
                    raise self.hung(awaited, still) from None

    def hung(self, awaited, still):
        """The exception for a VM of which nothing comes, and what it can tell."""
        complained = complaints(self.log("console.log"))
        words = [f"the VM hung: waited in vain for {awaited}"]
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
        """The exception for a VM that is no more."""
        kind = EmulatorError if by_emulator else VMError
        return kind(what + self.console_tail())

    def events(self):
        """Yields ("begin", name), ("line", text), ("end", name, status)."""
        limits = {job.name: job.limit * self.stretch for job in self.jobs}
        awaited, deadline = BOOT, time.time() + BOOT_LIMIT * self.stretch
        while True:
            line = self.next_line(deadline, awaited)
            word, _, rest = line.partition(" ")
            if word == "@begin":
                awaited = f"the end of {rest}"
                deadline = time.time() + limits[rest] + GRACE * self.stretch
                yield "begin", rest
            elif word == "@end":
                awaited = "the next job"
                deadline = time.time() + GRACE * self.stretch
                name, _, status = rest.rpartition(" ")
                yield "end", name, int(status)
            elif word == "@done":
                return
            else:
                yield "line", line

    def finish(self):
        """Waits for the power-off; returns what the VM itself reported."""
        status = self.qemu.wait(timeout=GRACE * self.stretch)
        self.close()
        return status >> 1 if status & 1 else 255

    def close(self):
        """Ends our QEMU, in whatever state it is."""
        if self.qemu and self.qemu.poll() is None:
            self.qemu.kill()
            self.qemu.wait()
        self.monitor.close()
        while self.locks:
            self.locks.pop().close()

    def console_tail(self):
        """For an error message: what the kernel complained of, and the end
        of what it and QEMU wrote."""
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
                        metavar="SUITE", help="also the root of that suite,"
                        " read-only as /roots/SUITE")
    parser.add_argument("command", nargs=argparse.REMAINDER,
                        help="runs in /mvgpu; a shell when left out")
    return parser.parse_args()


def end_on_signals():
    """Makes an end by a signal run our clean-ups."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda got, _: sys.exit(128 + got))


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
