# SPDX-License-Identifier: GPL-2.0
"""TAP for tests in Python of the runner, which they can import after this module."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "runner"))

results = []


def check(good, name):
    results.append(bool(good))
    print(f"{'ok' if good else 'not ok'} {len(results)} - {name}", flush=True)


def equal(got, want, name):
    check(got == want, name)
    if got != want:
        print(f"# got:  {got!r}\n# want: {want!r}", flush=True)


def end():
    """Prints the plan; returns the exit status."""
    print(f"1..{len(results)}")
    return 0 if results and all(results) else 1
