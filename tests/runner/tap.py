# SPDX-License-Identifier: GPL-2.0
"""The results that a suite prints: one or several TAP streams."""

import collections
import re

RESULT = re.compile(r"^(not )?ok\b *(\d*)(?: - | )?(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)")
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
    # cmocka of Debian 12 prints "not ok N # SKIP name" for a skipped test.
    if skip:
        return "skipped", name[:skip.start()] or skip.group(1), skip.group(1)
    return "failed" if result.group(1) else "passed", name, ""


class Tap:
    """Follows the output of one suite and counts its results in a tally."""

    def __init__(self, tally, suite):
        self.tally, self.suite = tally, suite
        self.planned = self.seen = self.bad = self.plans = 0
        self.last = collections.deque(maxlen=REASONS - 1)
        # Reasons stand before a result in some programs, and after it in others.
        self.before = collections.deque(maxlen=REASONS // 2)
        self.reasons = 0

    def line(self, text):
        self.last.append(text)
        self.tally.show(f"{self.suite}: {text}")
        planned, result = parse_plan(text), parse_result(text)
        if planned is not None:
            self.plans += 1
            self.planned += planned
        elif result:
            self.result(*result)
        elif text.startswith("#"):
            self.diagnostic(text)

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
        if status in TIMED_OUT:
            self.fail("reached its time limit")
        elif not self.plans:
            self.fail("ended before its plan line")
        elif self.planned != self.seen:
            self.fail(f"planned {self.planned} results, printed {self.seen}")
        elif status and not self.bad:
            self.fail(f"ended with status {status}")

    def fail(self, why):
        self.tally.result(False, self.suite, why,
                          ["the last lines of its output:", *self.last])
