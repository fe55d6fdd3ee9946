#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Sums up interleaved rounds of a benchmark: figures.py BENCH UNIT BASE...

Standard input has a line "NAME VALUE [COUNTER=VALUE...]" for each measurement; the values
of a name are in the order of the rounds. Prints a line for each name as a diagnostic of
TAP: the median and the range of its values and of its counters, and the median and the
range of the ratio to each BASE in the same round.

The rounds are kept in $MVGPU_FIGURES, a directory, for report.py.
"""

import json
import os
import pathlib
import re
import statistics
import sys


def digits(value):
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values):
    """The median, with the range."""
    return (f"{digits(statistics.median(values))}"
            f" ({digits(min(values))}..{digits(max(values))})")


def read(lines):
    """The values of each name, and those of its counters."""
    values, counters = {}, {}
    for line in lines:
        name, value, *rest = line.split()
        values.setdefault(name, []).append(float(value))
        for word in rest:
            key, _, number = word.partition("=")
            counters.setdefault(name, {}).setdefault(key, []).append(float(number))
    return values, counters


def ratios(own, base):
    return [mine / other for mine, other in zip(own, base) if other]


def report(bench, unit, bases, values, counters):
    for name, own in values.items():
        line = f"# {bench}, {name}: {spread(own)} {unit}, {len(own)} values"
        for base in bases:
            if name != base and ratios(own, values.get(base, [])):
                line += f"; {spread(ratios(own, values[base]))} of {base}"
        for key, numbers in counters.get(name, {}).items():
            line += f"; {key} {spread(numbers)}"
        yield line


def keep(folder, bench, unit, bases, values, counters):
    path = pathlib.Path(folder) / (re.sub(r"[^A-Za-z0-9]+", "-", bench) + ".json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"bench": bench, "unit": unit, "bases": bases,
                                "values": values, "counters": counters}, indent=1))


def main():
    bench, unit, *bases = sys.argv[1:]
    values, counters = read(sys.stdin)
    for line in report(bench, unit, bases, values, counters):
        print(line, flush=True)
    if "MVGPU_FIGURES" in os.environ:
        keep(os.environ["MVGPU_FIGURES"], bench, unit, bases, values, counters)


if __name__ == "__main__":
    main()
