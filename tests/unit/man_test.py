#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Each program that is installed has a man page in Documentation/man and completions, with just
the options that it has, and mvgpu(4) has just the parameters of the module."""

import pathlib
import re
import subprocess

from taplib import TOP, check, end, equal

MAN = TOP / "Documentation/man"
COMPLETION = TOP / "packaging/completion.bash"
OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")
QUOTED = re.compile(r'"[^"]*"')
PARAMETER = re.compile(r"^module_param(?:_array)?(?:_named|_cb)?\(\s*(\w+)", re.M)
HELP = {"-h", "--help"}
# Has no options: the unit of systemd calls it.
SILENT = {"mvgpu-render-limits"}


def listed(*kinds):
    """The files of packaging/install.list that are of some kinds."""
    rows = (TOP / "packaging/install.list").read_text().splitlines()
    return [line.split()[1] for line in rows if line.split()[:1] and line.split()[0] in kinds]


def options(text):
    """Options in a text; what is quoted belongs to other programs."""
    return set(OPTION.findall(QUOTED.sub("", text))) - HELP


def told(program):
    """The options that a program's --help names. mvgpu-render may not be built."""
    if program == "mvgpu-render":
        source = (TOP / "render/main.c").read_text()
        return options("".join(re.findall(r'^"(.*?)\\n', source, re.M)))
    path = TOP / "scripts" / program
    return options(subprocess.run([path, "--help"], check=True, text=True,
                                  capture_output=True).stdout)


def section(page, name):
    """The lines of a section of a man page."""
    found = re.search(rf"^{name}\n=+\n(.*?)(?=^[A-Z ]+\n=+\n|\Z)", page, re.M | re.S)
    return found[1] if found else ""


def documented(page):
    entries = re.findall(r"^(-.*?)(?:  |$)", section(page, "OPTIONS"), re.M)
    return options(" ".join(entries))


def completed(program):
    """What completion offers in an empty place, without names of this machine."""
    words = subprocess.run(["bash", "-c", '. "$1"; _mvgpu_words "$2"', "bash", COMPLETION,
                            program], check=True, text=True, capture_output=True,
                           env={"_mvgpu_root": "/nowhere", "PATH": "/usr/bin:/bin"}).stdout
    return options(words)


def parameters():
    return sorted(name for path in TOP.glob("**/*.c")
                  if path.relative_to(TOP).parts[0] not in ("tests", "out", "render")
                  for name in PARAMETER.findall(path.read_text()))


def test_program(program):
    page = MAN / f"{program}.8.rst"
    text = page.read_text() if page.exists() else ""
    equal(text.split("\n")[2:4], ["=" * len(program), program], f"{program} has a man page")
    if program in SILENT:
        return
    want = told(program)
    equal(documented(text), want, f"{program}(8) has the options of {program}")
    equal(completed(program), want, f"completion of {program} has its options")


def test_columns():
    """The columns by which mvgpu-top sorts."""
    text = subprocess.run([TOP / "scripts/mvgpu-top", "--help"], check=True, text=True,
                          capture_output=True, env={"COLUMNS": "500"}).stdout
    want = re.search(r"sort by (.*)", text)[1].replace(",", "")
    check(f"echo {want} ;;" in COMPLETION.read_text(), "completion has the columns of mvgpu-top")


PROGRAMS = [pathlib.Path(path).name for path in listed("program", "built")]
check(len(PROGRAMS) > 5, "programs are installed")
for name in PROGRAMS:
    test_program(name)
equal({path.stem for path in MAN.glob("*.8.rst")}, {f"{name}.8" for name in PROGRAMS},
      "no man page is about a program that is not installed")
equal(sorted(re.findall(r"\{ \"(\w+)\", \w+, NULL", (TOP / "render/options.c").read_text())),
      sorted(word[2:] for word in {*told("mvgpu-render"), "--help"}),
      "--help of mvgpu-render has the options that it reads")
test_columns()
known = parameters()
check(len(known) > 5, "the module has parameters")
equal(sorted(re.findall(r"^``(\w+)``$", section((MAN / "mvgpu.4.rst").read_text(), "PARAMETERS"),
                        re.M)), known, "mvgpu(4) has the parameters of the module")
raise SystemExit(end())
