#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""tests/runner/lanes.py loses no result of the suites in a VM, however that ends.

The VMs are played: each has a list of events, and leaves the kernel logs.
"""

import contextlib
import io
import pathlib
import signal
import sys
import tempfile
import types

from taplib import end, equal
import lanes
import vm
from tally import Tally

WORK = tempfile.TemporaryDirectory()
BEGIN = "[    1.0] mvgpu-test: begin {}\n"


class Machine:
    """A VM: events, of which an exception is raised and a function called, and the text
    of its logs."""

    def __init__(self, events, logs=(), status=0):
        self.out = pathlib.Path(tempfile.mkdtemp(dir=WORK.name))
        self.list, self.status = events, status
        names = [event[1] for event in events
                 if isinstance(event, tuple) and event[0] == "end"]
        for name in names:
            (self.out / f"{name}.dmesg").write_text(BEGIN.format(name))
        (self.out / "dmesg.txt").write_text("".join(map(BEGIN.format, names)))
        for name, text in dict(logs).items():
            (self.out / name).unlink(missing_ok=True)
            if text is not None:
                (self.out / name).write_text(text)

    def start(self):
        """Nothing has to be started."""

    def close(self):
        """Nor closed."""

    def events(self):
        for event in self.list:
            if isinstance(event, Exception):
                raise event
            if callable(event):
                event()
            else:
                yield event

    def finish(self):
        return self.status


def lines(*texts):
    return [("line", text) for text in texts]


def suite(name, *texts, status=0):
    """The events of one suite."""
    name = name.replace("/", "-")
    return [("begin", name), *lines(*texts), ("end", name, status)]


GOOD = ("1..1", "ok 1 - a")


def prepare(names, *machines):
    """A group of suites for these VMs, one after the other, and what runs it."""
    options = types.SimpleNamespace(prefix="", lanes=1, suite="trixie", word=[], test="")
    suites = [types.SimpleNamespace(name=name, limit=1) for name in names]
    group, rest = lanes.Group(options, suites), list(machines)
    group.machine = lambda _number: rest.pop(0)
    runner = lanes.Lanes.__new__(lanes.Lanes)
    runner.where, runner.running, runner.ending = "", set(), False
    runner.numbers, runner.options = iter(range(100)), options
    return runner, group


def run(names, *machines):
    """Runs suites in these VMs; returns the tally."""
    runner, group = prepare(names, *machines)
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            tally = runner.run_group(group)
        except IndexError:
            tally = Tally()
            tally.result(False, "check", "boots without end")
    return tally


def failures(tally):
    return [(failure.suite, failure.name) for failure in tally.failures()]


def passes(tally):
    return [result.suite for result in tally.results
            if result.status == "passed" and "log" not in result.name]


def test_good():
    tally = run(["vfio/x", "vfio/y"],
                Machine(suite("vfio/x", *GOOD) + suite("vfio/y", *GOOD)))
    equal(failures(tally), [], "suites that pass have no failure")
    equal(passes(tally), ["vfio/x", "vfio/y"], "and their results count")


def test_emulator():
    failing = suite("vfio/x", "1..1", "not ok 1 - a")
    hang = vm.EmulatorError("the VM hangs")
    tally = run(["vfio/x", "vfio/y"], Machine([*failing, hang]),
                Machine(suite("vfio/y", *GOOD)))
    equal(failures(tally), [("vfio/x", "a")],
          "a suite that ended before the emulator failed keeps its failure")
    tally = run(["vfio/x", "vfio/y"],
                Machine(suite("vfio/x", *GOOD) + [("begin", "vfio-y"), *lines("1..2"),
                                                  *lines("not ok 1 - b"), hang]),
                Machine(suite("vfio/y", *GOOD)))
    equal((failures(tally), passes(tally)), ([], ["vfio/x", "vfio/y"]),
          "one that the emulator interrupted runs again")


def test_ends():
    """What ends without the line that says so."""
    tally = run(["vfio/x", "vfio/y"],
                Machine(suite("vfio/x", *GOOD)[:-1] + suite("vfio/y", *GOOD)),
                Machine(suite("vfio/y", *GOOD)))
    equal(failures(tally), [("vfio/x", "the VM keeps running")],
          "a suite whose end is lost fails")
    equal(passes(tally), ["vfio/x", "vfio/y"], "and the next one runs")
    tally = run(["vfio/x", "vfio/y"], Machine(suite("vfio/x", *GOOD)))
    equal(failures(tally), [("vfio/y", "the VM keeps running")],
          "a suite that is never begun fails")
    for error in OSError(28, "No space left on device"), ValueError("no JSON"):
        try:
            tally = run(["vfio/x", "vfio/y"], Machine(suite("vfio/x", *GOOD) + [error]),
                        Machine([error]))
            got = failures(tally), passes(tally)
        except (OSError, ValueError):
            got = "everything is lost"
        equal(got, ([("vfio/y", "the VM keeps running")], ["vfio/x"]),
              f"a {type(error).__name__} is a failure, and other results stay")
    tally = run(["vfio/x"], Machine(suite("vfio/x", *GOOD)[1:]))
    equal(failures(tally), [("vfio/x", "the VM keeps running")],
          "so does one that only ends")
    tally = run(["vfio/x"], Machine(suite("vfio/x", *GOOD)[:-1]))
    equal(failures(tally), [("vfio/x", "the VM keeps running")],
          "so does the last one without an end")


def test_logs():
    for text, what in ((None, "missing"), ("", "empty"),
                       ("[    9.0] mvgpu: a line after many\n", "without its begin")):
        tally = run(["vfio/x"], Machine(suite("vfio/x", *GOOD), {"vfio-x.dmesg": text}))
        equal(failures(tally), [("vfio/x", "the kernel log is clean")],
              f"a kernel log of a suite that is {what} is not clean")
    for text in (None, ""):
        tally = run(["vfio/x"], Machine(suite("vfio/x", *GOOD), {"dmesg.txt": text}))
        equal(failures(tally), [("vm", "the kernel log is clean")],
              "nor is a whole one that is missing")
    panic = "[    9.0] Kernel panic - not syncing: Fatal exception\n"
    tally = run(["vfio/x"], Machine(suite("vfio/x", *GOOD), {"console.log": panic}))
    equal(failures(tally), [("vm", "the VM powers off")],
          "a panic after the kernel log was saved is a failure")
    bug = BEGIN.format("vfio-x") + "[    2.0] BUG: x\n"
    tally = run(["vfio/x"], Machine(suite("vfio/x", *GOOD), {
        "vfio-x.dmesg": bug, "dmesg.txt": bug}))
    equal(failures(tally), [("vfio/x", "the kernel log is clean")],
          "a bad line counts once")


def test_interrupted():
    """By a signal to the runner, with which the VM ends."""
    def interrupt():
        signal.raise_signal(signal.SIGTERM)
        raise vm.VMError("the VM was closed")

    runner, group = prepare(["vfio/x", "vfio/y"],
                            Machine(suite("vfio/x", *GOOD) + [interrupt]))
    old = signal.getsignal(signal.SIGTERM)
    vm.end_on_signals()
    tally, left = Tally(), None
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            runner.run(tally, [group])
        except SystemExit as error:
            left = error.code
    signal.signal(signal.SIGTERM, old)
    equal(left, 128 + signal.SIGTERM, "a signal ends the runner")
    equal(passes(tally), ["vfio/x"], "the results until then count")


def events(*texts):
    """The events of a VM that prints these lines."""
    machine = vm.VM.__new__(vm.VM)
    machine.jobs, machine.stretch = [vm.Job(1, "vfio-x", ""), vm.Job(1, "vfio-y", "")], 1
    rest = iter(texts)
    machine.next_line = lambda _deadline, _awaited: next(rest)
    return list(machine.events())


def test_events():
    equal(events("@begin vfio-x", "ok 1", "@end vfio-x 139", "@done"),
          [("begin", "vfio-x"), ("line", "ok 1"), ("end", "vfio-x", 139)],
          "a suite has a begin, lines, and an end with a status")
    equal(events("@begin vfio-x", "half a li@end vfio-x 139", "@done"),
          [("begin", "vfio-x"), ("line", "half a li"), ("end", "vfio-x", 139)],
          "the end is seen after a line without an end")
    equal(events("late words@begin vfio-x", "@end vfio-x 0", "@done"),
          [*lines("late words"), ("begin", "vfio-x"), ("end", "vfio-x", 0)],
          "so is a begin")
    equal(events("@begin vfio-x", "@end", "@end of the world 3", "@begin", "@begin x y",
                 "@end vfio-x 0", "@done"),
          [("begin", "vfio-x"), *lines("@end", "@end of the world 3", "@begin",
                                       "@begin x y"), ("end", "vfio-x", 0)],
          "words of a suite that look like an end are a line")
    equal(events("@begin vfio-x", "@done with it", "@end vfio-x 0", "@done"),
          [("begin", "vfio-x"), *lines("@done with it"), ("end", "vfio-x", 0)],
          "so are those that look like the end of the run")


def main():
    test_good()
    test_emulator()
    test_ends()
    test_logs()
    test_interrupted()
    test_events()
    return end()


sys.exit(main())
