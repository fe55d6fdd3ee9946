#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""tests/runner/hang.py reads what the monitor of QEMU says, and judges a console.

QEMU is played by a thread at the other end of the socket.
"""

import json
import sys
import threading
import time

from taplib import check, end, equal
import hang

REGISTERS = ("CPU#0\r\nRAX=0000000000000000\r\n"
             "RIP=ffffffff81000000 RFL=00000246 CPL=0\r\n"
             "CPU#1\r\nEIP=0000fff0 EFL=00000002 CPL=0\r\n")
LAPIC = ("dumping local APIC state for CPU 0\r\nLVT0\t 0x00010700\r\n"
         "ISR\t\t 236\r\nIRR\t\t 35 236\r\nAPR 0x00\r\n")
STALL = ("[ 9.0] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:\n"
         "[ 9.1] Call Trace:\n")
LOST = "[ 9.2] rcu: Possible timer handling issue on cpu=1\n"


def played(answers, got):
    """A monitor whose QEMU answers each command with the next bytes."""
    monitor = hang.Monitor()

    def play():
        file = monitor.theirs.makefile("rb")
        for answer in answers:
            got.append(json.loads(file.readline()))
            for piece in answer:
                monitor.theirs.sendall(piece)
                time.sleep(0.01)
    threading.Thread(target=play, daemon=True).start()
    return monitor


def message(**words):
    return json.dumps(words).encode() + b"\n"


READY = [b'{"QMP": {"version": {}}}\n', message(**{"return": {}})]


def test_ask():
    got = []
    answer = message(**{"return": "yes"})
    monitor = played([READY, [message(event="STOP"), answer[:5], answer[5:]],
                      [message(error={"class": "GenericError"})]], got)
    equal(monitor.ask("query-status"), "yes",
          "an answer is read after the greeting and events, also in pieces")
    equal([words["execute"] for words in got],
          ["qmp_capabilities", "query-status"],
          "the capabilities are negotiated before the first command")
    begin = time.time()
    equal(monitor.ask("bad", why=1), None, "an error is no answer")
    check(time.time() - begin < hang.ANSWER_LIMIT / 2, "and is not waited for")
    equal(got[-1]["arguments"], {"why": 1}, "arguments are passed on")
    monitor.close()


def test_silence():
    monitor = hang.Monitor()
    limit, hang.ANSWER_LIMIT = hang.ANSWER_LIMIT, 0.1
    begin = time.time()
    equal(monitor.places(), None, "a QEMU that does not answer is given up")
    check(time.time() - begin < 5, "after the limit")
    hang.ANSWER_LIMIT = limit
    monitor.theirs.close()
    equal(monitor.line(time.time() + 5), None,
          "a QEMU that has ended has no message")
    monitor.close()


def test_places():
    monitor = played([READY, [message(**{"return": REGISTERS})],
                      [message(**{"return": LAPIC})],
                      [message(error={})]], [])
    equal(monitor.places(),
          ["RIP=ffffffff81000000 RFL=00000246 CPL=0",
           "EIP=0000fff0 EFL=00000002 CPL=0"],
          "each CPU has its instruction pointer, in any mode")
    equal(monitor.interrupts(0), "ISR 236 IRR 35 236",
          "vectors in service and pending ones are found")
    equal(monitor.interrupts(1), "", "without an answer there are none")
    monitor.close()


def test_console():
    equal(hang.complaints("all is well\n"), [], "a clean console has no complaint")
    equal(len(hang.complaints(STALL)), 2, "a stall is a complaint")
    equal(hang.complaints(STALL + LOST), [],
          "a stall after a lost timer is none")
    equal(hang.complaints(STALL + LOST + "[ 9.3] BUG: x\n"), ["[ 9.3] BUG: x"],
          "but an error is, also after a lost timer")
    check(hang.by_us("[ 1.0]  frob+0x1/0x2 [mvgpu]\n"), "a CPU was in mvgpu")
    check(not hang.by_us("[ 1.0]  mvgpu_test+0x1/0x2 [vfio]\n"),
          "a CPU was elsewhere")


test_ask()
test_silence()
test_places()
test_console()
sys.exit(end())
