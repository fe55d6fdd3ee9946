#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Makes and removes many vGPUs of a GPU, alone or in parallel.

    stress.py rounds GPU N       creates and removes one vGPU N times
    stress.py rush GPU N         N processes create a vGPU each, at once; prints
                                 how often each outcome came
    stress.py same GPU N         as rush, all with the same UUID
    stress.py churn GPU N SECS   N processes create and remove vGPUs of random
                                 types; fails when more is used than there is

GPU is the parent's directory. Everything that was made is removed, except by
rush and same.
"""

import collections
import errno
import multiprocessing
import os
import random
import sys
import time
import uuid

DEVICES = "/sys/bus/mdev/devices"


def write(path, text):
    """0 or the errno's name."""
    try:
        fd = os.open(path, os.O_WRONLY)
    except OSError as error:
        return errno.errorcode[error.errno]
    try:
        os.write(fd, text.encode())
    except OSError as error:
        return errno.errorcode[error.errno]
    finally:
        os.close(fd)
    return 0


def create(gpu, share, name):
    return write(f"{gpu}/mdev_supported_types/mvgpu-vgpu_V1_{share}/create",
                 name)


def remove(name):
    return write(f"{DEVICES}/{name}/remove", "1")


def number(path):
    with open(path) as file:
        return int(file.read())


def rounds(gpu, count):
    name = str(uuid.uuid4())
    for index in range(int(count)):
        result = create(gpu, random.choice((1, 2, 4, 8)), name)
        result = result or remove(name)
        if result:
            sys.exit(f"round {index}: {result}")


def in_parallel(count, work):
    """What each of COUNT processes returned that started at one moment."""
    barrier = multiprocessing.Barrier(count)
    results = multiprocessing.SimpleQueue()

    def process(index):
        barrier.wait(60)
        results.put(work(index))

    children = [multiprocessing.Process(target=process, args=(index,))
                for index in range(count)]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
        if child.exitcode:
            sys.exit(f"a process ended with {child.exitcode}")
    return [results.get() for _ in children]


def tell(results):
    for outcome, times in sorted(collections.Counter(map(str, results)).items()):
        print(times, outcome)


def rush(gpu, count):
    tell(in_parallel(int(count),
                     lambda index: create(gpu, 8, str(uuid.uuid4()))))


def same(gpu, count):
    name = str(uuid.uuid4())
    tell(in_parallel(int(count),
                     lambda index: create(gpu, 1 << index % 4, name)))


def check(gpu):
    """used never exceeds total, and free is never negative."""
    for pool in ("vram", "contexts", "vgpus"):
        total = number(f"{gpu}/mvgpu/{pool}_total")
        used = number(f"{gpu}/mvgpu/{pool}_used")
        free = number(f"{gpu}/mvgpu/{pool}_free")
        if used > total or free > total:
            return f"{pool}: used {used}, free {free} of {total}"
    return 0


def churn_one(gpu, seed, end):
    dice = random.Random(seed)
    made = []
    wrong = 0
    while time.monotonic() < end and not wrong:
        if made and dice.random() < 0.5:
            wrong = remove(made.pop(dice.randrange(len(made))))
            continue
        name = str(uuid.UUID(int=dice.getrandbits(128)))
        result = create(gpu, dice.choice((1, 2, 4, 8)), name)
        if result == 0:
            made.append(name)
        elif result != "ENOSPC":
            wrong = result
        wrong = wrong or check(gpu)
    for name in made:
        wrong = remove(name) or wrong
    return wrong


def churn(gpu, count, seconds):
    end = time.monotonic() + float(seconds)
    results = in_parallel(int(count),
                          lambda index: churn_one(gpu, index, end))
    if any(results):
        sys.exit(f"churn: {results}")


def main(args):
    commands = {"rounds": rounds, "rush": rush, "same": same, "churn": churn}
    if not args or args[0] not in commands:
        sys.exit(__doc__)
    multiprocessing.set_start_method("fork")
    commands[args[0]](*args[1:])


main(sys.argv[1:])
