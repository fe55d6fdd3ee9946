# SPDX-License-Identifier: GPL-2.0
"""Suites: what their heads ask for, which ones a run has, and in what order."""

import os
import pathlib
import re
import sys

import cache
import vm

VM_LEVELS = ("vfio", "guest", "host", "bench")
LEVELS = ("unit", "build", *VM_LEVELS)
# Those that run when none is named.
USUAL = tuple(level for level in LEVELS if level != "bench")
OPTION = re.compile(r"^# mvgpu-(limit|device|append|gpu|roots|long): *(.+)$")
# The lines of a suite that may have options.
HEAD = 20
LIMIT = 300


class Suite:
    """A test script for the VM, with the options of its head."""

    def __init__(self, path):
        self.path = pathlib.Path(path).resolve().relative_to(cache.TOP)
        self.name = str(self.path.with_suffix("")).removeprefix("tests/")
        self.limit, self.devices, self.append, self.gpus = LIMIT, [], [], []
        self.roots, self.long = [], False
        for line in (cache.TOP / self.path).read_text().splitlines()[:HEAD]:
            option = OPTION.match(line)
            if option:
                self.take(*option.groups())

    def take(self, key, value):
        if key == "limit":
            self.limit = int(value)
        elif key == "long":
            self.long = value == "yes"
        elif key == "device":
            self.devices.append(value)
        elif key == "gpu":
            self.gpus.append(value)
        elif key == "roots":
            self.roots += value.split()
        else:
            self.append.append(value)

    def surroundings(self):
        return (tuple(self.devices), " ".join(self.append), tuple(self.gpus),
                tuple(self.roots))

    def job(self):
        return vm.Job(self.limit, self.name.replace("/", "-"), self.path)

    def row(self):
        """Its columns in the list of suites."""
        wants = [f"gpu={gpu}" for gpu in self.gpus]
        wants += [f"device={device}" for device in self.devices]
        wants += [f"append={words}" for words in self.append]
        wants += [f"roots={root}" for root in self.roots]
        return (str(self.path), self.path.parts[1],
                "long" if self.long else "-", str(self.limit),
                " ".join(wants) or "-")


def level_suites(level, with_long):
    suites = [Suite(path) for path in
              sorted((cache.TOP / "tests" / level).glob("*.t"))]
    if not suites:
        sys.exit(f"check: there is no suite in tests/{level}; is the checkout whole?")
    return [suite for suite in suites if with_long or not suite.long]


def plan_of(names):
    """Splits names into levels and files. The levels are in order, with the build
    before the levels that need it."""
    levels = [level for level in LEVELS if level in (names or USUAL)]
    files = [name for name in names if name not in LEVELS]
    for name in files:
        if not name.endswith(".t") or not os.path.exists(name):
            sys.exit(f"check: '{name}' is neither a level"
                     f" ({', '.join(LEVELS)}) nor a suite (tests/*/*.t)")
    if (files or set(levels) - {"unit"}) and "build" not in levels:
        levels.insert(levels.index("unit") + 1 if "unit" in levels else 0,
                      "build")
    return levels, files


def chosen(levels, files, with_long):
    """The suites of the levels, then the files that are not among them."""
    suites = [suite for level in levels if level in VM_LEVELS
              for suite in level_suites(level, with_long)]
    seen = {suite.path for suite in suites}
    return suites + [suite for suite in map(Suite, files)
                     if suite.path not in seen]


def listing(suites):
    """Lines of a table of suites."""
    rows = [("suite", "level", "long", "limit", "surroundings"),
            *(suite.row() for suite in suites)]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    for row in rows:
        cells = [f"{cell:{width}}" for cell, width in zip(row, widths)]
        yield "  ".join([*cells, row[-1]])


def portions(suites, share):
    """Splits a list where the sum of limits would exceed a share of seconds."""
    portion = []
    for suite in suites:
        if portion and sum(s.limit for s in portion) + suite.limit > share:
            yield portion
            portion = []
        portion.append(suite)
    if portion:
        yield portion


def together(suites, lanes):
    """Lists of suites with equal surroundings. A list that would take longer than the
    share of a lane is split, so that all lanes have work."""
    found = {}
    for suite in suites:
        found.setdefault(suite.surroundings(), []).append(suite)
    share = sum(suite.limit for suite in suites) / lanes
    return [portion for group in found.values()
            for portion in portions(group, share)]
