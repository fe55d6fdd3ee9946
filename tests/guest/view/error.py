#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Prints the mean absolute difference of two PPM files of one size: error.py GOT WANT"""

import operator
import sys


def load(name):
    with open(name, "rb") as file:
        magic, size, top, data = file.read().split(b"\n", 3)
    width, height = map(int, size.split())
    if (magic, top) != (b"P6", b"255") or not width or len(data) != 3 * width * height:
        sys.exit(f"error.py: {name} is no whole PPM of 8 bits")
    return size, data


def main():
    (size, got), (wanted, want) = map(load, sys.argv[1:])
    if size != wanted:
        sys.exit(f"error.py: the size is {size.decode()}, not {wanted.decode()}")
    print(f"{sum(map(abs, map(operator.sub, got, want))) / len(want):.4f}")


if __name__ == "__main__":
    main()
