#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""scripts/mvgpu-config finds each mistake of a file, and makes a host what the file says. The
files, and the host's /sys, are made up."""

import contextlib
import errno
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from unittest import mock

from taplib import TOP, check, end, equal, script

config = script("mvgpu-config")
PROGRAM = pathlib.Path(config.__file__)
DEFAULT = TOP / "scripts/mvgpu.conf"
PCI, OTHER = "0000:00:02.0", "0000:00:03.0"
MIB = 1 << 20

# A file, and pieces of the message of its last line. "GPU" begins a section.
MISTAKES = (
    ("window = 3", "stands before the first section"),
    ("[module", "is no section"),
    ("[]", "is no section"),
    ("[modul]", "there is no section [modul]", "did you mean 'module'?"),
    ("[gpus x]", "there is no section [gpus]", "did you mean 'gpu'?"),
    ("[module x]", "takes no name: remove 'x'"),
    ("[gpu]", "has no name", "mvgpu-bind --list"),
    ("[gpu 00:02.0]", "did you mean '0000:00:02.0'?"),
    ("[gpu 0000:00:20.0]", "is no name of a GPU"),
    ("[gpu 0000:00:02.8]", "is no name of a GPU"),
    ("[gpu renderD128]", "did you mean '/dev/dri/renderD128'?"),
    ("[gpu /dev/dri/card0]", "is no name of a GPU"),
    ("[gpu /dev/dri/by-path/pci-0000:00:02.0-card]", "is no name of a GPU"),
    ("[gpu /dev/dri/../x-render]", "is no name of a GPU"),
    ("[gpu --undo]", "is no name of a GPU"),
    ("[gpu soft16]", "is no name of a GPU"),
    ("[gpu sofware]", "did you mean 'software'?"),
    ("[module]\n[module]", "twice, first in line 1"),
    (f"[gpu {PCI}]\n[gpu {PCI}]", "twice, first in line 1"),
    ("[gpu 0000:0A:02.0]\n[gpu 0000:0a:02.0]", "twice, first in line 1"),
    ("GPU\nhello", "'hello' is neither a section", "a comment begins with #"),
    ("GPU\n= 1", "is neither a section"),
    ("GPU\nwindow", "is neither a section"),
    ("GPU\nwindw = 1", "there is no setting 'windw'; did you mean 'window'?"),
    ("GPU\nSched_Policy = equal-share", "did you mean 'sched_policy'?"),
    ("GPU\nzzz = 1", f"there is no setting 'zzz'; [gpu {PCI}] has window, vram,"),
    ("GPU\nwindow =", "cannot be '': it takes a whole number of MiB from 0 to 65536"),
    ("GPU\nwindow = 1 GiB", "cannot be '1 GiB'"),
    ("GPU\nwindow = -1", "cannot be '-1'"),
    ("GPU\nwindow = ²", "cannot be '²'"),
    ("GPU\nwindow = " + "9" * 5000, "it takes a whole number"),
    ("GPU\nwindow = 1\nwindow = 1", "'window' stands in", "twice, first in line 2"),
    ("[gpu render0]", "is no name of a GPU"),
    ("GPU\nsoft_gpus = 1", "put it into [module]"),
    ("[module]\nwindow = 1", "put it into a section [gpu NAME]"),
    ("[module]\ngpus = 0000:00:02.0", "each GPU has a section [gpu NAME]"),
    ("[module]\ngpu_clear = no", "it takes N or Y"),
    ("GPU\nsched_policy = equalshare", "did you mean 'equal-share'?"),
    ("[gpu soft0]\nwindow = 1", "no host-visible region; remove it"),
    ("[gpu soft0]\nsched_policy = best-effort", "do not wait for each other; remove it"),
    ("[module]\nsoft_gpus = 0\n[gpu soft0]", "there will be no soft0, as soft_gpus is 0 in line 2"),
    ("[gpu soft\u0663]", "is no name of a GPU"),
    ("[gpu /dev/dri/by-path/*-render]", "is no name of a GPU"),
    ("GPU\n\x1b[2J = 1", "there is no setting", r"'\x1b[2J'"),
)


def parsed(text):
    return config.Config("FILE", text.replace("GPU", f"[gpu {PCI}]"))


def test_mistakes():
    for text, *pieces in MISTAKES:
        lines = text.count("\n") + 1
        mistakes = parsed(text).mistakes
        check([line for line, _ in mistakes] == [lines]
              and all(piece in mistakes[0][1] for piece in pieces),
              f"a mistake: {text[:60]!r}")
    both = "\n".join(text for text in ("[module]", "soft_gpus = 17", "x = 1", "[gpu 00:02.0]",
                                       "windw = 1", "[gpus]", "any = 1", "[gpu soft9]", "y"))
    equal([line for line, _ in parsed(both).mistakes], [2, 3, 4, 5, 6, 9],
          "all mistakes are found, in the order of lines, and none that follows from another")
    equal([line for line, _ in parsed("[gpu soft1]\nx = 1\n[module]\nsoft_gpus = 1").mistakes],
          [1, 2],
          "the order is that of lines also where a mistake is found later")


def test_ranges():
    for kind, rules in config.KEYS.items():
        for key, rule in rules.items():
            head = "[module]" if kind == "module" else f"[gpu {PCI}]"
            good = rule.words if hasattr(rule, "words") else (rule.low, rule.high)
            bad = ("x", "") if hasattr(rule, "words") else (rule.low - 1, rule.high + 1)
            check(not any(parsed(f"{head}\n{key} = {value}").mistakes for value in good)
                  and all(parsed(f"{head}\n{key} = {value}").mistakes for value in bad),
                  f"{key} takes its range and nothing else")


def test_good():
    file = parsed("\ufeff# x\r\n\r\n ; y\r\n[ module ] # one\r\nsoft_gpus=2 # two\r\n"
                  "  [gpu   0000:0A:00.0]\r\n window =  7\r\n\tsched_policy = fixed-share#x\r\n"
                  "[gpu /dev/dri/by-path/pci-0000:00:02.0-render]\r\n[gpu software]\r\n"
                  "[gpu soft1]\r\nvram = 0064")
    equal(file.mistakes, [], "comments, white space, CR LF and a byte order mark are no mistakes")
    equal(file.module.entries, {"soft_gpus": (5, 2)}, "parameters have a line and a value")
    equal([(gpu.name, gpu.entries) for gpu in file.gpus][:2],
          [("0000:0a:00.0", {"window": (7, 7), "sched_policy": (8, "fixed-share")}),
           ("/dev/dri/by-path/pci-0000:00:02.0-render", {})], "GPUs have a name and settings")
    equal(file.gpus[-1].entries, {"vram": (12, 64)}, "zeros before a number do not matter")


def test_real():
    """What the file may set is what the module has."""
    sources = [path.read_text() for folder in ("gvt", "mdev", "vfio", "sysfs")
               for path in (TOP / folder).rglob("*.c")] + [(TOP / "main.c").read_text()]
    found = {name for text in sources
             for name in re.findall(r"^module_param(?:_\w+)?\((\w+),", text, re.M)}
    equal(set(config.PARAMETERS), found - {"gpus"}, "the settings of [module] are its parameters")
    abi = (TOP / "Documentation/ABI/testing/sysfs-mvgpu").read_text()
    check(all(f"<gpu>/mvgpu/{name}\n" in abi for name, _ in config.ATTRIBUTES.values()),
          "the settings of GPUs are attributes")
    equal(set(config.ATTRIBUTES), set(config.SETTINGS), "each setting has one")
    words = re.search(r"gpu_sched_policies.*?{(.*?)}", "".join(sources), re.S)[1]
    equal(tuple(re.findall('"(.*?)"', words)), config.SETTINGS["sched_policy"].words,
          "the policies are those of the module")
    page = (TOP / "Documentation/man/mvgpu.conf.5.rst").read_text()
    entries = " ".join(re.findall(r"^``\w+``.*", page, re.M))
    equal(set(re.findall(r"``([a-z]+(?:_\w+)?)``", entries)) - {"software"},
          {*config.PARAMETERS, *config.SETTINGS}, "mvgpu.conf(5) has all of them")
    text = DEFAULT.read_text()
    equal(parsed(text).sections, [], "the file that is installed sets nothing")
    all_on = config.Config("FILE", re.sub(r"^#(?=[a-z[])", "", text, flags=re.M))
    equal(all_on.mistakes, [], "what it has in comments has no mistake")
    equal({key for section in all_on.sections for key in section.entries},
          {*config.PARAMETERS, *config.SETTINGS}, "and is everything that there is")


class Host:
    """A made-up /sys, modprobe and mvgpu-bind."""

    def __init__(self, folder, loaded=True):
        self.top, self.calls = pathlib.Path(folder), []
        config.BUS, config.MODULE, config.PCI = (self.top / "bus", self.top / "module",
                                                 self.top / "pci")
        config.run = self.run
        self.broken = set()
        for address, vendor, kind in ((PCI, "0x1af4", "0x030000"), (OTHER, "0x8086", "0x030000"),
                                      ("0000:00:04.0", "0x8086", "0x020000")):
            self.file(f"pci/{address}/vendor", vendor)
            self.file(f"pci/{address}/class", kind)
        if loaded:
            self.load("soft_gpus=1")

    def file(self, path, text):
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")
        return file

    def load(self, *words):
        values = {"soft_gpus": "1", "gpu_vram": "512,512", "soft_vram": "512,256",
                  "fence_poll_us": "500", **dict(word.split("=") for word in words)}
        for key, value in values.items():
            file = self.file(f"module/parameters/{key}", value)
            file.chmod(0o644 if key == "fence_poll_us" else 0o444)
        for number in range(int(values["soft_gpus"])):
            self.gpu(f"soft{number}", "soft")

    def gpu(self, name, backend, node="", window=0):
        for key, value in (("backend", backend), ("render_node", node), ("vram_total", 512 * MIB),
                           ("contexts_total", 64), ("vgpus_total", 8),
                           ("sched_policy", "best-effort")):
            self.file(f"bus/{name}/mvgpu/{key}", value)
        self.file(f"bus/{name}/mvgpu/window_total", window * MIB).chmod(0o444)

    def run(self, program, *words):
        self.calls.append(" ".join((program, *words)))
        window = int(words[1]) if words[0] == "--window" else 0
        if words[-1] in self.broken:
            raise config.Problem("it is broken")
        if program == "modprobe":
            self.load(*words[1:])
        elif words[-1] == "--software":
            self.gpu("render0", "render", window=window)
        elif words[-1].startswith("/"):
            self.gpu(OTHER, "render", os.path.basename(words[-1]), window)
        else:
            self.gpu(words[-1], "virtio" if words[-1] == PCI else "render", window=window)

    def value(self, name, key):
        return (self.top / "bus" / name / "mvgpu" / key).read_text().strip()


def applied(text, action=lambda file: config.Changes(file).all()):
    """The exit status, and what was printed, of a file."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        file = parsed(text)
        assert not file.mistakes, file.mistakes
        status = action(file)
    return status, out.getvalue(), err.getvalue()


@contextlib.contextmanager
def host(**words):
    with tempfile.TemporaryDirectory() as folder:
        yield Host(folder, **words)


ALL = (f"[module]\nsoft_gpus = 2\nfence_poll_us = 7\nGPU\nsched_policy = equal-share\n"
       f"vram = 1024\n[gpu /dev/dri/renderD77]\nwindow = 64\nvgpus = 3\n[gpu software]\n"
       "[gpu soft1]\ncontexts = 5\n")


def test_apply():
    with host(loaded=False) as made:
        status, out, err = applied(ALL)
        equal((status, err), (0, ""), "a file is applied")
        equal(made.calls, ["modprobe mvgpu soft_gpus=2 fence_poll_us=7", f"mvgpu-bind {PCI}",
                           "mvgpu-bind --window 64 /dev/dri/renderD77", "mvgpu-bind --software"],
              "the module is loaded with its parameters, then GPUs are taken")
        equal((made.value(PCI, "sched_policy"), made.value(PCI, "vram_total"),
               made.value(OTHER, "vgpus_total"), made.value("soft1", "contexts_total")),
              ("equal-share", str(1024 * MIB), "3", "5"), "attributes are set")
        check(f"{PCI} is taken\n" in out and "/dev/dri/renderD77 is taken as" in out
              and f"{PCI}: vram is 1024, was 512\n" in out, "it says what it has done")
        made.calls.clear()
        status, out, err = applied(ALL)
        equal((status, made.calls, err), (0, [], ""), "a second time nothing is done")
        check("nothing to do" in out, "and it says so")
        status, out, _ = applied(ALL, config.show)
        check(status == 0 and "differs" not in out, "show finds no difference")
        status, out, err = applied("")
        check((status, made.calls, err) == (0, [], "") and "names no GPU" in out,
              "an empty file does nothing")
    with host(loaded=False) as made:
        applied("# nothing")
        equal(made.calls, [], "an empty file does not load the module")
        made.broken.add("mvgpu")
        status, out, err = applied("\n[module]\nGPU")
        check((status, made.calls) == (1, ["modprobe mvgpu"]) and err.startswith("FILE:2: the mod"),
              "without the module no GPU is taken")


def test_failures():
    with host() as made:
        made.gpu("render7", "render", "renderD7")
        made.broken.add(PCI)
        (made.top / "bus" / "foreign").mkdir()
        status, out, err = applied(f"GPU\nvram = 64\n[gpu {OTHER}]\nvram = 64\n")
        equal((status, err), (1, "FILE:1: it is broken\n"), "a GPU that fails has its line")
        equal(made.value(OTHER, "vram_total"), str(64 * MIB), "the others are done")
        check("render7 is not in FILE, and is left as it is" in out and "foreign" not in out
              and "soft0" not in out, "a GPU of mvgpu that is not named stays, and it is said")
        equal(made.calls[-1], f"mvgpu-bind {OTHER}", "and nothing is given back")
        status, _, err = applied("[module]\nsoft_gpus = 0\nsoft_vram = 512\ngpu_vram = 512\n"
                                 "fence_poll_us = 9\n")
        check(status == 1 and "FILE:2: soft_gpus is 1 and cannot be set to 0: it is read when the "
              "module is loaded" in err and "FILE:3: soft_vram is 512,256 and" in err
              and ":4:" not in err, "a parameter that is only read at load says so")
        equal((made.top / "module/parameters/fence_poll_us").read_text(), "9\n",
              "one that can be set later is set")
        status, _, err = applied("[gpu /dev/dri/renderD7]\nwindow = 4\nvram = 32\n")
        check(status == 1 and err.startswith("FILE:2: window is 0 and cannot be set to 4: ")
              and "mvgpu-bind --undo render7" in err, "a window is never changed later")
        equal(made.value("render7", "vram_total"), str(32 * MIB), "what follows it is set")
        status, _, err = applied("[module]\nsoft_gpus = 9\n[gpu soft5]\n")
        check("FILE:3: the module has no soft5" in err, "a software GPU is not taken")


def test_errors():
    """A write that fails: errors of the kernel, and somebody else who was quicker."""
    with host() as made:
        made.gpu(PCI, "virtio")
        for key, number, piece in (("vram", errno.EBUSY, "the GPU has vGPUs; remove them"),
                                   ("sched_policy", errno.EOPNOTSUPP, "this GPU has no 3D"),
                                   ("contexts", errno.EIO, "see the kernel log")):
            with mock.patch("pathlib.Path.write_text", side_effect=OSError(number, "x")):
                value = "fixed-share" if key == "sched_policy" else 77
                status, _, err = applied(f"GPU\n{key} = {value}")
            check(status == 1 and err.startswith(f"FILE:2: {key} is ") and piece in err,
                  f"an error of the kernel has a line and a reason: {key}")

        def quicker(*_):
            made.file(f"bus/{PCI}/mvgpu/vram_total", 64 * MIB)
            raise config.Problem("the GPU has vGPUs")
        with mock.patch.object(config, "write", quicker):
            equal(applied("GPU\nvram = 64")[::2], (0, ""), "what another process has set is set")


def test_names():
    with host() as made, tempfile.TemporaryDirectory() as dri:
        made.gpu(OTHER, "render", "renderD9")
        made.gpu(PCI, "virtio")
        status, out, _ = applied("GPU", config.show)
        check(status == 0 and out.count("\n") == 4 and f"not in the file: {PCI}" not in out
              and f"not in the file: {OTHER}\n" in out, "show lists what the file does not name")
        (made.top / "bus" / PCI).rename(made.top / "gone")
        status, _, err = applied(f"[gpu {OTHER}]\n[gpu /dev/dri/renderD9]\n")
        equal((status, err), (1, "FILE:2: /dev/dri/renderD9 is the GPU of line 1: put all its "
                              "settings there\n"), "a GPU that has two names is found")
        link = pathlib.Path(dri) / "pci-render"
        link.symlink_to("renderD9")
        section = parsed("[gpu software]").gpus[0]
        equal(config.parent_of(section), None, "a GPU with a node is not that of the CPU")
        section.name = str(link)
        equal(config.parent_of(section), OTHER, "a link is the node that it names")
        made.calls.clear()
        link.unlink()
        link.symlink_to("renderD8")
        applied("[gpu software]", lambda file: (setattr(file.gpus[0], "name", str(link)),
                                                config.Changes(file).all())[-1])
        equal(made.calls, [f"mvgpu-bind {dri}/renderD8"], "mvgpu-bind gets the node of a link")
        status, _, _ = applied(f"[gpu {OTHER}]\nvram = 64\n[gpu soft0]\nvram = 64\n",
                               lambda file: config.gpu(file, "soft0"))
        equal((status, made.value("soft0", "vram_total"), made.value(OTHER, "vram_total")),
              (0, str(64 * MIB), str(512 * MIB)), "gpu sets one GPU and no other")
        status, out, _ = applied(f"[gpu {PCI}]\n[gpu soft0]\nvram = 63\n", config.show)
        check(status == 1 and re.search(r"^1 +\[gpu \S+\] +taken +yes +no +differs$", out, re.M)
              and re.search(r"^3 +vram +63 +64 +differs$", out, re.M)
              and f"not in the file: {OTHER}\n" in out, "show says what differs")
        _, _, err = applied(f"[gpu 0000:7f:00.0]\nGPU\nwindow = 1\n[gpu {OTHER}]\nwindow = 1\n"
                            "[gpu 0000:00:04.0]\n[gpu /dev/dri/renderD250]\n[gpu soft0]\n",
                            config.check)
        equal(re.findall(r"FILE:(\d+): warning: (.*?)(?:: remove.*)?; see mvgpu-bind", err),
              [("1", "there is no PCI device 0000:7f:00.0 on this host"),
               ("2", f"the host-visible region of {PCI}, a virtio GPU, has a fixed size"),
               ("6", "0000:00:04.0 is not a GPU"),
               ("7", "there is no /dev/dri/renderD250 on this host")],
              "check warns of what this host will not do")


def run(*words):
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)


def test_program():
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "mvgpu.conf"
        file.write_text("[gpu soft0]\n# é\nwindow = 1\nx\n", encoding="utf-8")
        for command in (("check",), ("apply",), ("show",), ("gpu", "soft0")):
            got = run(*command, file)
            check(got.returncode == 2 and [line.split(": ")[0] for line in got.stderr.splitlines()]
                  == [f"{file}:3", f"{file}:4"] and not got.stdout,
                  f"{command[0]} prints mistakes as FILE:LINE, and does nothing else")
        file.write_bytes(b"[gpu soft0]\n\xff\n")
        got = run("check", file)
        check(got.returncode == 2 and "is no text in UTF-8" in got.stderr, "so are bytes")
        got = run("check", file.parent / "none")
        check(got.returncode == 2 and "cannot be read: No such file" in got.stderr,
              "and a file that is not there")
        got = run("check", DEFAULT)
        equal((got.returncode, got.stderr), (0, ""), "the file that is installed has no mistake")


for test in (test_mistakes, test_ranges, test_good, test_real, test_apply, test_failures,
             test_errors, test_names, test_program):
    test()
sys.exit(end())
