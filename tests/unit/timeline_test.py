#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""scripts/mvgpu-timeline finds frames, and who worked in them, in traces that are made up here."""

import pathlib
import subprocess
import sys
import tempfile
import xml.dom.minidom

from taplib import check, end, equal, script

timeline = script("mvgpu-timeline")
PROGRAM = pathlib.Path(timeline.__file__)
ONE, TWO = "11111111-aaaa", "22222222-bbbb"
FLIP, FLUSH = "head=0 resource=3", "queue=0 RESOURCE_FLUSH len=48 result=0x1100"
FTRACE = " CPU 0/KVM-7 [001] d..1. {}: mvgpu_{}: vgpu={} {}"


def line(ms, what, text="", vgpu=ONE, form=FTRACE):
    return form.format(f"{100 + ms / 1000:.6f}", what, vgpu, text)


def shown(ms, **more):
    """What a page flip is."""
    return [line(ms, "flip", FLIP, **more),
            line(ms, "cmd", "queue=0 SET_SCANOUT len=48 result=0x1100", **more),
            line(ms, "flip", FLIP, **more), line(ms, "cmd", FLUSH, **more)]


def drawn(start, number, **more):
    """A frame of 10 ms. mvgpu has 1 ms before the job, which takes 5 ms, and 1 ms after it, and
    1 ms for the flip; the guest has 2 ms."""
    return [line(start + 1, "doorbell", "queue=0", **more),
            line(start + 2, "submit", f"job={number} in_flight=1", **more),
            line(start + 7, "complete", f"job={number}", **more),
            line(start + 8, "cmd", "queue=0 SUBMIT_3D len=64 result=0x1100", **more),
            line(start + 9, "doorbell", "queue=0", **more), *shown(start + 10, **more)]


def frames(lines, vgpu=None):
    events = timeline.choose(timeline.parse(lines), vgpu)
    jobs, busy = timeline.jobs_of(events)
    return list(timeline.split(events, busy)), jobs


def parts(lines):
    """What each phase has of all frames."""
    return {phase: round(timeline.share(frames(lines)[0], phase)) for phase in timeline.PHASES}


def lengths(lines):
    return [round(one.end - one.start) for one in frames(lines)[0]]


def run(text, *options):
    return subprocess.run([PROGRAM, *options], input=text.encode(), capture_output=True,
                          check=False)


THREE = drawn(0, 1) + drawn(10, 2) + drawn(20, 3)


def look_at_frames():
    equal(lengths(THREE), [10, 10], "what precedes the first flip is no frame")
    equal(parts(THREE), {"gpu": 50, "mvgpu": 30, "guest": 20},
          "the time of a frame is that of who works")
    read_back = THREE[:-2] + [line(29.99, "submit", "job=9 in_flight=1")] + THREE[-2:]
    equal(lengths(read_back), [10, 10], "a job between the flips of a frame does not end it")
    blink = THREE[:12] + [line(15, "flip", "head=1 resource=2"), line(15, "cmd", FLUSH)]
    equal(lengths(blink + THREE[12:]), [10, 10], "a flip of another head ends no frame")
    soft = [text for text in THREE if "submit" not in text and "complete" not in text]
    equal(lengths(soft), [10, 10], "a vGPU whose GPU has no jobs has frames")
    equal(parts(soft)["gpu"], 0, "the GPU has no part in them")


def look_at_jobs():
    spans, _ = timeline.jobs_of(timeline.parse(THREE)[ONE])
    equal([(round(span.start), round(span.end)) for span in spans],
          [(100002, 100007), (100012, 100017), (100022, 100027)],
          "a job lasts from its submission to its completion")
    whole = [line(5, "submit", "job=7 in_flight=1"), *shown(6), *shown(16), *shown(26)]
    equal(parts(whole)["gpu"], 100, "a job of several frames is in each of them")
    reset = whole[:5] + [line(11, "reset", "by=driver")] + whole[5:]
    equal(parts(reset)["gpu"], 25, "a reset ends the jobs")
    skew = THREE[:10] + [THREE[11], THREE[10]] + THREE[12:]
    equal(parts(skew), parts(THREE), "lines in another order change nothing")
    early = [text.replace("100.007000", "100.001999") for text in THREE]
    equal(parts(early)["gpu"], 50, "a job that completes before it begins is not at work for ever")


def look_at_losses():
    lost = THREE[:11] + ["CPU:1 [LOST 123 EVENTS]"] + THREE[11:]
    equal(lengths(lost), [10], "a frame of which events were lost is left out")
    cut = drawn(0, 1) + drawn(10, 2) + [line(20, "flip", "hea")]
    equal(lengths(cut), [10], "a line that was cut off is left out")


def look_at_forms():
    forms = {"of trace-cmd": "CPU 0/KVM-7 [001] {}: mvgpu_{}:        vgpu={} {}",
             "of perf": "CPU 0/KVM 7 [001] {}:          mvgpu:mvgpu_{}: vgpu={} {}"}
    for name, form in forms.items():
        lines = drawn(0, 1, form=form) + drawn(10, 2, form=form)
        equal(lengths(["# header", *lines]), [10], f"the text {name} is read")


def look_at_program():
    both = "\n".join(THREE + drawn(0, 2, vgpu=TWO))
    result = run(both).stdout.decode()
    equal(result.splitlines()[:2], ["2 frames of 10.00 ms (10.00 to 10.00)", "  50.0 % gpu"],
          "the vGPU with most events is shown")
    check("2.00 doorbells" in result, "doorbells of a frame are counted")
    other = run(both, "--vgpu", TWO[:4])
    equal((other.returncode, b"two frames" in other.stderr), (1, True),
          "a trace with one frame only is an error that says so")
    check(f"{ONE}, {TWO}".encode() in run(both, "--vgpu", "no").stderr,
          "an unknown vGPU is an error that names the others")
    check(b"no events of mvgpu" in run("").stderr, "so is a trace without events")


def look_at_picture():
    named = [text.replace("SUBMIT_3D", "<&>") for text in THREE]
    with tempfile.TemporaryDirectory() as folder:
        picture = pathlib.Path(folder, "frame.svg")
        run("\n".join(named), "--svg", str(picture))
        texts = [node.firstChild.data for node in
                 xml.dom.minidom.parse(str(picture)).getElementsByTagName("text")]
    check("<&>" in texts, "a command is in the picture, whatever its name is")
    check("gpu: 50 %" in texts, "so is the part of each who works")
    bad = run("\n".join(named), "--svg", "/nowhere/frame.svg")
    equal((bad.returncode, b"/nowhere" in bad.stderr), (1, True),
          "a picture that cannot be written is an error that names it")


for look in (look_at_frames, look_at_jobs, look_at_losses, look_at_forms, look_at_program,
             look_at_picture):
    look()
sys.exit(end())
