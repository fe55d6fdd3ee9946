# SPDX-License-Identifier: GPL-2.0
"""TAP for tests in Python of the runner, which they can import after this module, and of
programs in scripts/."""

import importlib.machinery
import importlib.util
import pathlib
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests/runner"))

results = []


def check(good, name):
    results.append(bool(good))
    print(f"{'ok' if good else 'not ok'} {len(results)} - {name}", flush=True)


def equal(got, want, name):
    check(got == want, name)
    if got != want:
        print(f"# got:  {got!r}\n# want: {want!r}", flush=True)


def script(name):
    """A program in Python of scripts/, as a module."""
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"),
                                                  str(TOP / "scripts" / name))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def end():
    """Prints the plan; returns the exit status."""
    print(f"1..{len(results)}")
    return 0 if results and all(results) else 1
