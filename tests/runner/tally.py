# SPDX-License-Identifier: GPL-2.0
"""The results of a run: shows them as they come, and sums them up."""

import collections
import threading
import time

from tap import REASONS

# status: "passed", "failed" or "skipped"; seconds: since the result before it.
Result = collections.namedtuple("Result", "suite name status seconds reasons")


class Tally:
    """Counts results and shows them as they come."""

    lock = threading.Lock()
    start = time.time()

    def __init__(self, where=""):
        self.results, self.repeated = [], []
        # What took time without a result: a name and seconds.
        self.spent = []
        # Results that the tests themselves printed.
        self.tests = 0
        self.where = where
        self.mark()

    def add(self, other):
        self.results += other.results
        self.repeated += other.repeated
        self.spent += other.spent
        self.tests += other.tests

    def mark(self):
        """A suite begins. back() returns to here when its results do not count."""
        self.marked = len(self.results)
        self.last = self.begun = time.time()

    def back(self):
        del self.results[self.marked:]
        self.spend("broken off")

    def spend(self, what):
        """Accounts the time since the last result, or mark(), to something else."""
        now = time.time()
        since = self.begun if what == "broken off" else self.last
        self.spent.append((what, now - since))
        self.last = now

    def show(self, text):
        with self.lock:
            print(f"[{time.time() - self.start:6.1f}s] {self.where}{text}",
                  flush=True)

    def result(self, good, suite, name, reasons=()):
        self.show(f"{suite}: {'ok' if good else 'not ok'} - {name}")
        self.count("passed" if good else "failed", suite, name, reasons)

    def count(self, status, suite, name, reasons=()):
        now = time.time()
        self.results.append(Result(self.where + suite, name, status,
                                   now - self.last, list(reasons)[:REASONS]))
        self.last = now

    def reason(self, text):
        """A further line for the last failure."""
        self.failures()[-1].reasons.append(text)

    def failures(self):
        return [result for result in self.results if result.status == "failed"]

    def nr(self, status):
        return sum(result.status == status for result in self.results)

    def close(self):
        """Prints what failed and then the sum; returns the exit status."""
        self.where = ""
        for suite in self.repeated:
            self.show(f"run again because the emulator failed: {suite}")
        if self.repeated:
            self.show(f"{len(self.repeated)} suites were run again")
        for failure in self.failures():
            self.show(f"failed: {failure.suite}: {failure.name}")
            for reason in failure.reasons:
                self.show(f"    {reason}")
        self.show("all done")
        passed, failed = self.nr("passed"), self.nr("failed")
        skipped = self.nr("skipped")
        print(f"{passed} passed, {failed} failed"
              + (f", {skipped} skipped" if skipped else ""), flush=True)
        return 1 if failed or not passed else 0
