# SPDX-License-Identifier: GPL-2.0
"""Words of the QEMU command line that make the host VM, and the choice of KVM."""

import os
import pathlib
import subprocess
import sys

import cache
import initrd

# In seconds.
PROBE_LIMIT = 30
PROBE_APPEND = "console=ttyS0 quiet panic=-1 mvgpu.probe"

# While one emulated CPU changes the memory map (it moves a BAR or maps a blob), QEMU
# may direct a store of another CPU to the wrong device: the TLB holds the number of a
# section, which iotlb_to_section() in QEMU's system/physmem.c (10.0) looks up in the
# new map. When the store is an end of interrupt, that CPU gets no interrupts any more.
# The registers of an x2APIC are part of the CPU and not of the memory map. Linux uses
# the x2APIC only where interrupts are remapped, hence the IOMMU.
X2APIC = ["-device", "intel-iommu,intremap=on,eim=on"]

# For the same reason a doorbell is an I/O port. With event_idx, QEMU looks for more
# requests before the guest can see that it wants another doorbell, which can then be
# missed; without it the guest rings for each request.
DOORBELLS = "modern-pio-notify=on,event_idx=off"


def say(text):
    print(f"vm: {text}", file=sys.stderr, flush=True)


def accel_args(accel):
    if accel == "kvm":
        return ["-accel", "kvm", "-cpu", "host", "-smp", "2",
                "-M", "q35,kernel-irqchip=split",
                "-device", "intel-iommu,intremap=on"]
    # Guests run on all CPUs but the first; tests/guest/lib.sh has the reason.
    return ["-accel", "tcg,thread=multi,tb-size=512", "-smp", "3",
            "-cpu", "EPYC,+svm,+x2apic", "-M", "q35", *X2APIC]


def base_args(accel, qemu=("qemu-system-x86_64",)):
    # QEMU ends with its parent, however that ends.
    return ["setpriv", "--pdeathsig", "KILL", *qemu,
            *accel_args(accel), "-nodefaults", "-no-user-config", "-no-reboot"]


def probe_kvm(root):
    """Boots a small kernel under KVM; None when it has KVM for its own guests, else
    the reason why KVM is not used."""
    args = base_args("kvm") + [
        "-kernel", str(cache.boot_file(root, "vmlinux")),
        "-m", "512", "-display", "none", "-serial", "stdio",
        "-initrd", str(initrd.initrd(root, "probe")), "-append", PROBE_APPEND]
    try:
        done = subprocess.run(args, capture_output=True, check=False,
                              timeout=PROBE_LIMIT, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return f"a small kernel did not end within {PROBE_LIMIT} s"
    if b"probe: nested" in done.stdout:
        return None
    if b"probe: plain" in done.stdout:
        return "there is no nested KVM for guests of the host VM"
    return "a small kernel did not boot"


def choose_accel(root):
    """"kvm" when a probe showed that it works, else "tcg". The verdict is kept until
    the machine reboots."""
    if os.environ.get("MVGPU_ACCEL"):
        return os.environ["MVGPU_ACCEL"]
    boot_id = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text()
    verdict = cache.CACHE / f"accel-{boot_id.strip()}"
    if verdict.exists():
        return verdict.read_text().strip()
    why = "there is no usable /dev/kvm"
    if os.access("/dev/kvm", os.R_OK | os.W_OK):
        why = probe_kvm(root)
    for old in cache.CACHE.glob("accel-*"):
        old.unlink(missing_ok=True)
    cache.keep(verdict, b"tcg\n" if why else b"kvm\n")
    say(f"using software emulation: {why}" if why else "using KVM")
    return verdict.read_text().strip()


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
    """The monitor of QEMU on a connected socket that it inherits."""
    return ["-chardev", f"socket,id=monitor,fd={number}",
            "-mon", "chardev=monitor,mode=control"]


def serial_args(console):
    """The first serial port is the console, the second one carries the results."""
    return ["-serial", f"file:{console}", "-chardev", "stdio,id=tap,signal=off",
            "-serial", "chardev:tap",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"]
