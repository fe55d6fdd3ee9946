#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Compares what an exporter of Prometheus says with the file that it read.

    scrape.py URL FILE

Each line of standard input is an expression, whose value is printed: of what the exporter and
the file say then, or the error. "got" and "ours" are the samples of both, {(metric,
labels): value}; the exporter sorts labels and writes numbers in its own way.
"""

import re
import sys
import urllib.request

LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


def samples(text):
    lines = [line.rpartition(" ") for line in text.splitlines() if line[0] != "#"]
    return {(name.split("{")[0], frozenset(LABEL.findall(name))): float(value)
            for name, _, value in lines}


def heads(text):
    """The help texts and types of our metrics."""
    return {line for line in text.splitlines() if re.match("# (HELP|TYPE) mvgpu", line)}


def one(name, uuid=""):
    """The value of a metric, that of a vGPU."""
    return next(value for (key, labels), value in got.items()
                if key == name and (not uuid or ("uuid", uuid) in labels))


def label(name, word, uuid):
    """A label of a vGPU's metric, as it is written."""
    return next(value for key, labels in got if key == name and ("uuid", uuid) in labels
                for other, value in labels if other == word)


def evaluate(expression):
    global got, ours, said, written
    with urllib.request.urlopen(sys.argv[1], timeout=60) as answer:
        said = answer.read().decode()
    with open(sys.argv[2], encoding="utf-8") as file:
        written = file.read()
    got, ours = samples(said), samples(written)
    return eval(expression)


for line in sys.stdin:
    try:
        print(evaluate(line), flush=True)
    except Exception as error:
        print("error:", repr(error), flush=True)
