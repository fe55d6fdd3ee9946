# SPDX-License-Identifier: GPL-2.0
"""Runs suites in host VMs, some of which run side by side."""

import concurrent.futures
import itertools
import os
import pathlib
import re
import shutil
import subprocess

import cache
import klog
import vm
from tally import Tally
from tap import Tap

# How often suites with equal surroundings get another VM when the emulator failed.
EMULATOR_TRIES = 4
# The number of VMs side by side, and what each needs: as many cores as it has CPUs
# (on two cores, two VMs took longer than one after the other), and memory.
MAX_LANES = 4
LANE_CORES = 3
LANE_KIB = 5 << 20


def default_lanes():
    """How many VMs this machine can run at the same time."""
    meminfo = pathlib.Path("/proc/meminfo").read_text()
    available = int(re.search(r"MemAvailable: *(\d+)", meminfo).group(1))
    cores = os.cpu_count() or 1
    return max(1, min(cores // LANE_CORES, available // LANE_KIB, MAX_LANES))


def check_log(tally, name, path, begin, known=frozenset()):
    """Adds one result for one kernel log; returns its bad lines. A log without its
    first words is incomplete: errors before the lines that are left are not in it."""
    found = [(number, line) for number, line in klog.bad_in(path)
             if line not in known]
    for number, line in found[:20]:
        tally.show(f"{name}: # {path}:{number}: {line}")
    whole = klog.has(path, begin)
    reasons = [] if whole else [f"{path} has no line '{begin}'"]
    tally.result(whole and not found, name, "the kernel log is clean",
                 reasons + (klog.blocked_in(path) or [line for _, line in found]))
    return {line for _, line in found}


def follow(tally, machine, group):
    """Shows the suites of one boot, and removes from "left" those that ended."""
    tap, booted, left, bad, begin = None, False, group.left, set(), ""
    for kind, *rest in machine.events():
        if kind == "begin":
            if tap or not left:
                raise vm.VMError(f"the VM began {rest[0]} before the end of another suite")
            if not booted:
                tally.spend("boots of the VM")
                booted = True
            tap = Tap(tally, left[0].name, group.test)
            tally.mark()
        elif kind == "line":
            if tap:
                tap.line(rest[0])
        else:
            if not tap:
                raise vm.VMError(f"the VM ended {rest[0]} before its begin")
            tap.end(rest[1])
            begin = f"mvgpu-test: begin {rest[0]}"
            bad |= check_log(tally, tap.suite, machine.out / f"{rest[0]}.dmesg", begin)
            left.pop(0)
            tap = None
            tally.mark()
    if left:
        raise vm.VMError(f"the VM is done without the end of {left[0].name}")
    machine.finish()
    check_log(tally, "vm", machine.out / "dmesg.txt", begin, bad)
    if klog.has(machine.out / "console.log", "Kernel panic"):
        tally.result(False, "vm", "the VM powers off", ["Kernel panic on its console"])


class Group:
    """Suites that want the same surroundings and share boots."""

    def __init__(self, options, suites):
        self.suite, self.left = options.suite, suites
        self.folder = cache.TOP / "out/check" / f"{options.prefix}vm"
        self.lanes, self.words = options.lanes, options.word
        self.test = options.test
        self.again = EMULATOR_TRIES

    def weight(self):
        """The sum of the limits, as a measure of the time that the suites take."""
        return sum(suite.limit for suite in self.left)

    def machine(self, number):
        devices, append, gpus, roots = self.left[0].surroundings()
        return vm.VM(self.suite, f"{self.folder}-{number}",
                     [suite.job() for suite in self.left], devices,
                     " ".join([append, *self.words]), gpus, roots, self.lanes)

    def files(self):
        """Files for the VM beside the jobs."""
        return {"test": self.test} if self.test else {}

    def broken(self, tally, error):
        """The VM ended early. Its suite failed and is removed, unless the emulator
        failed: then the suite runs again and its results do not count."""
        name = self.left[0].name if self.left else "vm"
        for line in str(error).splitlines():
            tally.show(f"{name}: # {line}")
        if (self.again and self.left
                and isinstance(error, vm.EmulatorError)):
            tally.show(f"{name}: # the emulator failed: the suite runs again")
            tally.repeated.append(f"{tally.where}{name}")
            tally.back()
            self.again -= 1
            return
        del self.left[:1]
        tally.result(False, name, "the VM keeps running",
                     str(error).splitlines())


class Lanes:
    """Boots VMs, some of them side by side, until all groups are done."""

    def __init__(self, options, where):
        self.options, self.where = options, where
        self.numbers = itertools.count(1)
        self.running, self.ending = set(), False
        for old in (cache.TOP / "out/check").glob(f"{options.prefix}vm-*"):
            shutil.rmtree(old)

    def boot(self, tally, group):
        tally.show(f"booting the {group.suite} host VM for"
                   f" {', '.join(suite.name for suite in group.left)}")
        tally.mark()
        machine = group.machine(next(self.numbers))
        self.running.add(machine)
        try:
            machine.start(**group.files())
            if not self.ending:
                follow(tally, machine, group)
        except (vm.VMError, subprocess.TimeoutExpired, OSError, ValueError) as error:
            if not self.ending:
                group.broken(tally, error)
        finally:
            machine.close()
            self.running.discard(machine)

    def run_group(self, group):
        tally = Tally(self.where)
        while group.left and not self.ending:
            self.boot(tally, group)
        return tally

    def end(self):
        self.ending = True
        for machine in list(self.running):
            machine.close()

    def run(self, tally, groups):
        """The longest first, so that lanes end together. What there is until an exception
        counts."""
        groups = sorted(groups, key=Group.weight, reverse=True)
        tasks = []
        with concurrent.futures.ThreadPoolExecutor(self.options.lanes) as pool:
            try:
                tasks += [pool.submit(self.run_group, group) for group in groups]
                for task in tasks:
                    task.result()
            except BaseException:
                self.end()
                pool.shutdown(cancel_futures=True)
                raise
            finally:
                for task in tasks:
                    if not task.cancelled() and not task.exception():
                        tally.add(task.result())
