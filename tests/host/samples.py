#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Evaluates an expression of the samples that mvgpu-top --json printed: FILE EXPRESSION."""

import json
import sys

RATES = (("busy_percent", "gpu_ns", 1e7), ("frames_per_second", "flushes", 1),
         ("wait_percent", "wait_ns", 1e7), ("commands_per_second", "commands", 1),
         ("errors_per_second", "errors", 1))


def vgpu(number, uuid):
    return next(one for gpu in samples[number]["gpus"] for one in gpu["vgpus"]
                if one["uuid"] == uuid)


def agree(number, uuid):
    """The rates of a sample are what its counters grew since the last one."""
    old, new = vgpu(number - 1, uuid)["counters"], vgpu(number, uuid)
    return all(abs(new[rate] * unit * new["seconds"] - new["counters"][counter]
                   + old[counter]) < 0.5 for rate, counter, unit in RATES)


def counted(number, uuid):
    return [vgpu(number, uuid)["counters"][name] for name in ("commands", "flushes", "gpu_ns")]


def sums(gpu):
    """A GPU has the sums of its vGPUs."""
    return all(gpu[key] == sum(one[key] for one in gpu["vgpus"])
               for key in ("commands_per_second", "vram_used", "errors"))


with open(sys.argv[1], encoding="utf-8") as file:
    samples = [json.loads(line) for line in file]
print(eval(f"({sys.argv[2]})"))
