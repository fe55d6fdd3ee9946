# SPDX-License-Identifier: GPL-2.0
"""The results that a suite prints: one or several TAP streams."""

import collections
import re

RESULT = re.compile(r"^(not )?ok\b *(\d*)(?: - | )?(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)")
BAIL = re.compile(r"^Bail out! *(.*)")
SKIP = re.compile(r" *# *SKIP\b *(.*)", re.I)
# How many lines a report has for each failure.
REASONS = 30
# The statuses of timeout(1) when it ends a program, by SIGTERM and by SIGKILL.
TIMED_OUT = (124, 137)


def parse_plan(text):
    """The number of results that a plan line announces, or None."""
    plan = PLAN.match(text)
    return int(plan.group(1)) if plan else None


def parse_result(text):
    """("passed", "failed" or "skipped", name, reason of a skip), or None."""
    result = RESULT.match(text)
    if not result:
        return None
    name = result.group(3)
    skip = SKIP.search(name)
    # cmocka of Debian 12 prints "not ok N # SKIP name" for a skipped test. Another test
    # that is not ok has failed, whatever its name contains.
    if skip and not (result.group(1) and skip.start()):
        return "skipped", name[:skip.start()] or skip.group(1), skip.group(1)
    return "failed" if result.group(1) else "passed", name, ""


class Stream:
    """The results of one TAP stream, whose plan comes first or last."""

    def __init__(self, planned=None):
        self.planned, self.seen, self.numbered = planned, 0, False

    def begins(self, number):
        """Whether a result is the first one of the next stream."""
        return number == "1" and self.seen > 0

    def take(self, number):
        """Counts a result; returns what is wrong with its number, or None."""
        wrong = None
        if number and int(number) != self.seen + 1:
            wrong = f"result {number} comes after result {self.seen}"
        elif not number and self.numbered:
            wrong = f"a result without a number comes after result {self.seen}"
        self.seen += 1
        self.numbered |= bool(number)
        return wrong

    def end(self):
        """Returns what is wrong with the number of results, or None."""
        if self.planned is None:
            return "ended before its plan line"
        if self.planned != self.seen:
            return f"planned {self.planned} results, printed {self.seen}"
        return None


class Tap:
    """Follows the output of one suite and counts its results in a tally.

    words: what the promises of selected tests contain; a suite may have none of them
    """

    def __init__(self, tally, suite, words=""):
        self.tally, self.suite, self.words = tally, suite, words
        self.seen = self.bad = 0
        self.stream, self.faults = None, []
        self.last = collections.deque(maxlen=REASONS - 1)
        # Reasons stand before a result in some programs, and after it in others.
        self.before = collections.deque(maxlen=REASONS // 2)
        self.reasons = 0

    def line(self, text):
        self.last.append(text)
        self.tally.show(f"{self.suite}: {text}")
        planned, result, bail = parse_plan(text), parse_result(text), BAIL.match(text)
        if planned is not None:
            self.plan(planned, SKIP.search(text))
        elif result:
            self.number(RESULT.match(text).group(2))
            self.result(*result)
        elif bail:
            self.fault(f"bailed out: {bail.group(1)}")
        elif text.startswith("#"):
            self.diagnostic(text)

    def plan(self, planned, skip):
        """A plan belongs to the results before it when these have none yet."""
        if self.stream and self.stream.planned is None:
            self.stream.planned = planned
        else:
            self.next_stream(Stream(planned))
        if skip and not planned:
            self.seen += 1
            self.tally.count("skipped", self.suite, "all tests", [skip.group(1)])

    def number(self, number):
        if not self.stream or self.stream.begins(number):
            self.next_stream(Stream())
        self.fault(self.stream.take(number))

    def next_stream(self, stream=None):
        if self.stream:
            self.fault(self.stream.end())
        self.stream = stream

    def fault(self, what):
        if what:
            self.faults.append(what)

    def result(self, status, name, why):
        self.seen += 1
        failed = status == "failed"
        self.bad += failed
        self.tally.count(status, self.suite, name,
                         [why] if status == "skipped" else self.before)
        self.reasons = REASONS - len(self.before) if failed else 0
        self.before.clear()

    def diagnostic(self, text):
        self.before.append(text)
        if self.reasons:
            self.reasons -= 1
            self.tally.reason(text)

    def end(self, status):
        """Adds a failure when the suite did not end as it should."""
        self.tally.tests += self.seen
        silent = self.stream is None
        self.next_stream()
        if status in TIMED_OUT:
            self.fail("reached its time limit")
        elif silent:
            self.fail("ended before its plan line")
        elif self.faults:
            self.fail(self.faults[0])
        elif not (self.seen or self.words):
            self.fail("printed no result")
        elif status and not self.bad:
            self.fail(f"ended with status {status}")

    def fail(self, why):
        self.tally.result(False, self.suite, why,
                          ["the last lines of its output:", *self.last])
