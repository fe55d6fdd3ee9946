#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Prints how many colours every 97th pixel of a PPM has: colours.py FILE.

A screen with text has few, and a scene in three dimensions many. 97 is prime, so that the
pixels are not all of the same columns.
"""

import sys

STEP = 97
HEAD_LINES = 3


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: colours.py FILE")
    with open(sys.argv[1], "rb") as file:
        for _ in range(HEAD_LINES):
            file.readline()
        data = file.read()
    print(len(set(zip(*(data[byte::3 * STEP] for byte in range(3))))))


if __name__ == "__main__":
    main()
