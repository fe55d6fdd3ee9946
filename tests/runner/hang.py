# SPDX-License-Identifier: GPL-2.0
"""What a host VM that stands still can tell, asked of its QEMU by QMP.

Its CPUs say where they are, twice; then an NMI makes the first one panic, and
the kernel prints what each was doing (see APPEND in vm.py).
"""

import json
import pathlib
import re
import select
import socket
import time

# In seconds.
ANSWER_LIMIT = 10
BETWEEN_LOOKS = 1
PANIC_TIME = 10
LOOKS = 2

PLACE = re.compile(r"^[ER]IP=.*$", re.M)
# Interrupts that a CPU has taken and not ended, and those that wait for it.
INTERRUPTS = re.compile(r"^(ISR|IRR)\s+(.*\S)\s*$", re.M)
OURS = "[mvgpu]"


class Monitor:
    """QEMU's monitor, on a pair of sockets: ours, and QEMU's to inherit."""

    def __init__(self):
        self.ours, self.theirs = socket.socketpair()
        self.ready, self.rest = False, b""

    def close(self):
        self.ours.close()
        self.theirs.close()

    def line(self, deadline):
        """The next message; None when there is none before the deadline."""
        while b"\n" not in self.rest:
            left = deadline - time.time()
            if left <= 0 or not select.select([self.ours], [], [], left)[0]:
                return None
            data = self.ours.recv(1 << 16)
            if not data:
                return None
            self.rest += data
        line, _, self.rest = self.rest.partition(b"\n")
        return json.loads(line)

    def ask(self, name, **arguments):
        """What QEMU answers; None when it does not."""
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
        """Where each CPU is; None when QEMU does not answer."""
        text = self.ask("human-monitor-command",
                        **{"command-line": "info registers -a"})
        return text and PLACE.findall(text.replace("\r", ""))

    def interrupts(self, cpu):
        """What its interrupt controller has to do."""
        text = self.ask("human-monitor-command",
                        **{"command-line": f"info lapic {cpu}"}) or ""
        return " ".join(f"{name} {vectors}" for name, vectors in
                        INTERRUPTS.findall(text.replace("\r", "")))


def threads(pid):
    """What a process's threads wait for, a line each."""
    for task in sorted(pathlib.Path(f"/proc/{pid}/task").iterdir()):
        try:
            yield " ".join((task / name).read_text().strip()
                           for name in ("comm", "wchan", "syscall"))
        except OSError:
            continue


def examine(monitor, qemu):
    """Yields lines for a reader, and has the kernel write backtraces.

    qemu: its subprocess.Popen
    """
    for _ in range(LOOKS):
        places = monitor.places()
        if places is None:
            yield "QEMU itself does not answer; its threads:"
            yield from threads(qemu.pid)
            return
        yield from (f"CPU {number}: {place} {monitor.interrupts(number)}"
                    for number, place in enumerate(places))
        time.sleep(BETWEEN_LOOKS)
    monitor.ask("inject-nmi")
    monitor.await_end()


def by_us(console):
    """Whether a CPU was in our code, as the backtraces say."""
    return OURS in console
