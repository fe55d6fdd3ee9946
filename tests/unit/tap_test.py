#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""tests/runner/tap.py counts the results of suites; report.py writes them to files."""

import contextlib
import io
import sys
import xml.etree.ElementTree as xml

from taplib import check, end, equal
import report
from tally import Tally
from tap import REASONS, Tap, parse_plan, parse_result

SILENT = io.StringIO()


def tallied(lines, status=0, tally=None, words=""):
    """The tally of a suite that prints these lines and ends with this status."""
    tally = tally or Tally()
    tap = Tap(tally, "vfio/x", words)
    with contextlib.redirect_stdout(SILENT):
        for line in lines:
            tap.line(line)
        tap.end(status)
    return tally


def counts(lines, status=0):
    tally = tallied(lines, status)
    return tuple(tally.nr(word) for word in ("passed", "failed", "skipped"))


def test_lines():
    equal(parse_plan("1..12"), 12, "a plan")
    equal(parse_plan("1..0 # SKIP no GPU"), 0, "a plan of nothing")
    equal(parse_plan("12..13"), None, "no plan")
    for line, want in (
            ("ok 1 - it works", ("passed", "it works", "")),
            ("not ok 2 - it works", ("failed", "it works", "")),
            ("ok", ("passed", "", "")),
            ("ok 3 it works", ("passed", "it works", "")),
            ("ok 4 - x # SKIP no GPU", ("skipped", "x", "no GPU")),
            ("not ok 5 # SKIP x", ("skipped", "x", "x")),
            ("not ok 5 - x # SKIP y", ("failed", "x # SKIP y", "")),
            ("not ok 5 - x # TODO y", ("failed", "x # TODO y", "")),
            ("ok 6 - number #7 is skipped", ("passed", "number #7 is skipped", "")),
            ("okay", None), ("# not ok 1", None), ("notok 1", None)):
        equal(parse_result(line), want, f"the line '{line}'")


def test_counts():
    equal(counts(["1..2", "ok 1 - a", "ok 2 - b"]), (2, 0, 0), "all passes")
    equal(counts(["ok 1 - a", "not ok 2 - b", "ok 3 - c # SKIP d", "1..3"], 1),
          (1, 1, 1), "passes, fails and is skipped; the plan may come last")
    equal(counts(["1..1", "ok 1", "1..2", "ok 1", "ok 2"]), (3, 0, 0),
          "several streams in one")
    equal(counts(["1..2", "ok 1"]), (1, 1, 0), "a result too few is a failure")
    equal(counts(["1..1", "ok 1", "ok 2"]), (2, 1, 0), "so is one too many")
    equal(counts(["ok 1"]), (1, 1, 0), "so is a plan that is missing")
    equal(counts(["1..1", "ok 1"], 3), (1, 1, 0), "so is a status without a reason")
    equal(counts(["1..1", "not ok 1"], 1), (0, 1, 0), "but not one with a reason")
    for status in (124, 137):
        failed = tallied(["1..1", "ok 1"], status).failures()
        equal([failure.name for failure in failed], ["reached its time limit"],
              f"status {status} is a limit that was reached")
    equal(counts([]), (0, 1, 0), "so is silence")


def faults(lines, words=""):
    """What a suite that prints these lines fails at."""
    return [failure.name for failure in tallied(lines, words=words).failures()]


def test_streams():
    equal(faults(["1..2", "ok 1", "ok 1"]),
          ["planned 2 results, printed 1"], "a result printed twice is not two")
    equal(faults(["1..3", "ok 1", "ok 3", "ok 3"]), ["result 3 comes after result 1"],
          "a number that is left out is a failure")
    equal(faults(["1..2", "ok 1", "ok: the client is ready"]),
          ["a result without a number comes after result 1"],
          "words of another program are no result")
    equal(faults(["1..2", "ok 1", "1..1", "ok 1", "ok 2"]),
          ["planned 2 results, printed 1"],
          "what one stream lacks another one does not make good")
    equal(faults(["ok 1", "ok 2", "1..2", "ok 1", "1..1"]), [],
          "plans may come last in several streams")
    equal(faults(["1..1", "ok 1", "ok 1", "ok 2", "1..2", "1..1", "ok 1"]), [],
          "or first in some and last in others")
    equal(faults(["ok 1", "1..2", "ok 2"]), [], "or in the middle")
    equal(faults(["1..1", "ok 1", "ok 1"]), ["ended before its plan line"],
          "a stream without a plan is a failure")
    equal(faults(["1..1", "ok 1", "Bail out! no memory"]), ["bailed out: no memory"],
          "a suite that bails out fails")


def test_nothing():
    equal(faults(["1..0"]), ["printed no result"], "a suite without results fails")
    equal(faults(["1..0"], "words"), [], "but not when tests are selected")
    equal(counts(["1..0 # SKIP no GPU"]), (0, 0, 1), "nor when it is skipped")


def test_reasons():
    tally = tallied(["1..2", "# before", "not ok 1 - a", "# after", "#   more",
                     "ok 2 - b", "# of nothing"], 1)
    equal(tally.failures()[0].reasons, ["# before", "# after", "#   more"],
          "the lines before and after a failure are its reasons")
    tally = tallied(["1..3", "# a", "ok 1", "# b", "not ok 2", "not ok 3"], 1)
    equal([failure.reasons for failure in tally.failures()], [["# b"], []],
          "the lines before another result are none")
    tally = tallied(["1..1", "not ok 1 - a", *["# x"] * 100], 1)
    equal(len(tally.failures()[0].reasons), REASONS, "there is a most of them")
    tally = tallied(["1..1", "some words", "ok 1"], 124)
    check("some words" in tally.failures()[0].reasons,
          "a suite that is ended has its last lines as reasons")


def test_tally():
    tally = tallied(["1..1", "ok 1 - a"])
    tally.mark()
    tallied(["1..2", "ok 1 - b", "not ok 2 - c"], 1, tally)
    tally.back()
    equal([result.name for result in tally.results], ["a"],
          "results of a suite that is run again do not count")
    tally.repeated.append("vfio/x")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = tally.close()
    lines = out.getvalue().splitlines()
    equal(lines[-1], "1 passed, 0 failed", "the last line is the sum")
    check(any("1 suites were run again" in line for line in lines),
          "the number of suites that were run again is printed")
    equal(status, 0, "the status is 0 when nothing failed")
    with contextlib.redirect_stdout(out):
        status = tallied(["1..2", "not ok 1 - a", "ok 2 # SKIP x"], 1).close()
    equal(out.getvalue().splitlines()[-1], "0 passed, 1 failed, 1 skipped",
          "the sum has skipped tests when there are some")
    equal(status, 1, "the status is 1 when a test failed")
    with contextlib.redirect_stdout(out):
        status = Tally().close()
    equal(status, 1, "a run without results fails")


def test_junit():
    tally = tallied(["1..3", "ok 1 - <a> & \"b\"", "not ok 2 - b\x01",
                     "# because \x1b[1m ", "ok 3 - c # SKIP no GPU"], 1)
    root = xml.fromstring(report.junit(tally.results))
    equal((root.tag, root.get("tests"), root.get("failures")),
          ("testsuites", "3", "1"), "JUnit: the sums of all suites")
    suite = root.find("testsuite")
    equal([suite.get(key) for key in
           ("name", "tests", "failures", "errors", "skipped")],
          ["vfio/x", "3", "1", "0", "1"], "JUnit: the sums of one suite")
    cases = suite.findall("testcase")
    equal([case.get("name") for case in cases], ["<a> & \"b\"", "b?", "c"],
          "JUnit: names, without what XML cannot have")
    check(all(float(case.get("time")) >= 0 and case.get("classname") == "vfio/x"
              for case in cases), "JUnit: seconds and the suite of each test")
    equal(cases[1].find("failure").text, "# because ?[1m ",
          "JUnit: a failure has its reasons")
    equal(cases[2].find("skipped").get("message"), "no GPU",
          "JUnit: a skipped test has its reason")


def test_table():
    tally = tallied(["1..1", "ok 1 - a"])
    tally.spent += [("boots of the VM", 1.0), ("boots of the VM", 2.5)]
    lines = list(report.table(tally.results, tally.spent))
    equal(lines[1].split(), ["0.0", "1", "0", "vfio/x"], "a row for each suite")
    check("3.5" in lines[2] and "(2 times)" in lines[2],
          "a row for the boots of the VM")


test_lines()
test_counts()
test_streams()
test_nothing()
test_reasons()
test_tally()
test_junit()
test_table()
sys.exit(end())
