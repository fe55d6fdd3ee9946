# SPDX-License-Identifier: GPL-2.0
"""Examines a host VM that hangs, by the monitor of its QEMU (QMP).

Reads the instruction pointers of the CPUs twice. Then an NMI makes the first CPU
panic, and the kernel prints the stacks of all CPUs (see APPEND in vm.py).
"""

import json
import pathlib
import re
import select
import socket
import time

import klog

# In seconds.
ANSWER_LIMIT = 10
BETWEEN_LOOKS = 1
PANIC_TIME = 10
LOOKS = 2

# The message of a kernel that lost a timer, and the reports of a stall after it.
LOST_TIMER = "Possible timer handling issue"
STALL = re.compile(r"detected (expedited )?stalls|Call Trace")
PLACE = re.compile(r"^[ER]IP=.*$", re.M)
# Interrupts in service, and pending ones.
INTERRUPTS = re.compile(r"^(ISR|IRR)\s+(.*\S)\s*$", re.M)
OURS = "[mvgpu]"


class Monitor:
    """The monitor of QEMU on a pair of sockets, one of which QEMU inherits."""

    def __init__(self):
        self.ours, self.theirs = socket.socketpair()
        self.ready, self.rest = False, b""

    def close(self):
        self.ours.close()
        self.theirs.close()

    def line(self, deadline):
        """The next message; None when none comes before the deadline."""
        while b"\n" not in self.rest:
            left = deadline - time.time()
            if left <= 0 or not select.select([self.ours], [], [], left)[0]:
                return None
            try:
                data = self.ours.recv(1 << 16)
            except ConnectionResetError:  # QEMU ended before it read a command
                return None
            if not data:
                return None
            self.rest += data
        line, _, self.rest = self.rest.partition(b"\n")
        return json.loads(line)

    def ask(self, name, **arguments):
        """The answer of QEMU to a command; None when there is none."""
        if not self.ready and name != "qmp_capabilities":
            self.ready = True
            self.ask("qmp_capabilities")
        words = {"execute": name, "arguments": arguments}
        try:
            self.ours.sendall(json.dumps(words).encode() + b"\n")
        except OSError:
            return None
        deadline = time.time() + ANSWER_LIMIT
        while True:
            answer = self.line(deadline)
            if answer is None or "return" in answer or "error" in answer:
                return answer and answer.get("return")

    def await_end(self):
        """Returns when QEMU has ended, or does not in time."""
        deadline = time.time() + PANIC_TIME
        while self.line(deadline):
            pass

    def places(self):
        """The instruction pointer of each CPU; None when QEMU does not answer."""
        text = self.ask("human-monitor-command",
                        **{"command-line": "info registers -a"})
        return text and PLACE.findall(text.replace("\r", ""))

    def interrupts(self, cpu):
        """The vectors in service and pending at the APIC of a CPU."""
        text = self.ask("human-monitor-command",
                        **{"command-line": f"info lapic {cpu}"}) or ""
        return " ".join(f"{name} {vectors}" for name, vectors in
                        INTERRUPTS.findall(text.replace("\r", "")))


def threads(pid):
    """Yields a line for each thread of a process: where it waits."""
    for task in sorted(pathlib.Path(f"/proc/{pid}/task").iterdir()):
        try:
            yield " ".join((task / name).read_text().strip()
                           for name in ("comm", "wchan", "syscall"))
        except OSError:
            continue


def examine(monitor, qemu):
    """Yields lines of a report, and makes the kernel print backtraces.

    qemu: its subprocess.Popen
    """
    for _ in range(LOOKS):
        places = monitor.places()
        if places is None:
            yield "QEMU does not answer; its threads:"
            yield from threads(qemu.pid)
            return
        yield from (f"CPU {number}: {place} {monitor.interrupts(number)}"
                    for number, place in enumerate(places))
        time.sleep(BETWEEN_LOOKS)
    monitor.ask("inject-nmi")
    monitor.await_end()


def complaints(console):
    """The bad lines of a console, without the stall that follows a lost timer."""
    return [line for _, line in klog.bad_lines(console)
            if LOST_TIMER not in console or not STALL.search(line)]


def by_us(console):
    """Whether the backtraces show a CPU in mvgpu."""
    return OURS in console
