#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""tests/bench/figures.py and report.py sum up rounds without inventing a figure."""

import contextlib
import csv
import io
import pathlib
import sys
import tempfile

from taplib import end, equal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
import figures
import report

ROUNDS = ["a 10 traps=4", "b 20", "a 30 traps=8", "b 20", "a 20 traps=6", "b 10"]


def benchmark(rounds, bases=("b",)):
    values, counters = figures.read(rounds)
    return {"bench": "x, y", "unit": "/s", "bases": list(bases),
            "values": values, "counters": counters}


def test_figures():
    bench = benchmark(ROUNDS)
    equal(list(figures.report("x", "/s", ["b"], bench["values"], bench["counters"])),
          ["# x, a: 20 (10..30) /s, 3 values; 1.5 (0.5..2) of b; traps 6 (4..8)",
           "# x, b: 20 (10..20) /s, 3 values"],
          "a ratio is that of values in the same round")
    equal(figures.ratios([1, 2], [0, 4]), [0.5], "a round in which a base had nothing has none")


def test_kept():
    bench = benchmark(ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        figures.keep(folder, bench["bench"], bench["unit"], bench["bases"], bench["values"],
                     bench["counters"])
        equal(report.load([folder, folder + "/none"]), [bench], "report.py reads what was kept")


def test_csv():
    lines = list(csv.reader(io.StringIO(report.csv_text([benchmark(ROUNDS)]))))
    equal(lines[1:], [["x, y", "a", "value", "/s", "20", "10", "30", "3"],
                      ["x, y", "b", "value", "/s", "20", "10", "20", "3"],
                      ["x, y", "a", "of b", "", "1.5", "0.5", "2", "3"],
                      ["x, y", "a", "traps", "", "6", "4", "8", "3"]],
          "the CSV file has values, ratios and counters")


def cells(rounds):
    lines = list(report.markdown([benchmark(rounds)]))[2:]
    return [line.split(" | ")[4] for line in lines]


def test_table():
    equal(cells(["a 10", "b 10", "a 12", "b 10"]), ["1.1 (1..1.2) of b", ""],
          "the table has the ratio of each setting but the base")
    equal(cells(["a 10", "b 10", "a 30", "b 10", "a 10", "b 10"]), ["noise, of b", ""],
          "a ratio that noise drowns is marked and not printed")
    equal(cells(["a 10", "b 30"]), ["0.333 (0.333..0.333) of b", ""],
          "one round has no noise that could be seen")


def test_plot():
    text = report.plot(benchmark(["a 10", "b 20", "a 10", "b 10"]), "x.png")
    equal('0 "a : b" 0.75 0.5 1' in text, True, "a plot has the ratios and their ranges")
    equal(report.plot(benchmark(ROUNDS, ()), "x.png"), None, "without ratios there is no plot")


def test_nothing():
    said = None
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        sys.argv = ["report.py", folder, folder]
        try:
            report.main()
        except SystemExit as error:
            said = error.code
    equal(said, "report: no benchmark has kept figures; see the output above",
          "report.py says that there is nothing to report")


def main():
    for test in (test_figures, test_kept, test_csv, test_table, test_plot, test_nothing):
        test()
    return end()


sys.exit(main())
