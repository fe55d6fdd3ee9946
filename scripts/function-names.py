#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Checks the functions of the module and of render/: function-names.py [TOP].

No two functions have the same name, and the static functions of a file
begin with one word, so that a stack trace, ftrace and perf say where each is. The word
is free; "mvgpu_" before it does not count. Functions that a macro of the driver core
names after an attribute (NAME_show, NAME_store) are exempt from the second rule.
The prototype of a function stands in the header of its file, and a source file declares
nothing of another one. A function has 40 lines at most, and a file 500.
Prints the violations, and nothing if there are none.
"""

import collections
import pathlib
import re
import sys

FOLDERS = (".", "include", "gvt", "vfio", "mdev", "sysfs", "render")
# Stands for headers of the kernel where there is no kernel.
OTHER = "include/shim_user.h"
FUNCTION_LINES, FILE_LINES = 40, 500
# What holds no code: comments, strings, and directives with the lines they go on in.
BLANK = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
                   r"|^[ \t]*#(?:\\\n|[^\n])*", re.S | re.M)
# The first name before a "(" that is no attribute and no macro, behind a type.
NAME = re.compile(r"[\w*][\s*]+(?!__)([a-z_]\w*)\s*\(")
ATTRIBUTE = re.compile(r"\b__\w+\s*\((?:[^()]|\([^()]*\))*\)")
BY_ATTRIBUTE = re.compile(r"_(show|store)$")

# name: of a function, or None; body: whether it is defined here; lines: their number
Declaration = collections.namedtuple("Declaration", "name static body lines")


def blank(match):
    """A string stays one, and the numbers of lines stay."""
    return ('""' if match.group(0)[0] in "\"'" else " ") + "\n" * match.group(0).count("\n")


def outermost(text):
    """Yields each declaration outside of all braces: its words before a "{", whether
    it has one, and its lines."""
    depth = begin = 0
    brace = None
    for place in re.finditer(r"[{};]", text):
        depth += {"{": 1, "}": -1, ";": 0}[place.group(0)]
        if place.group(0) == "{" and depth == 1:
            brace = place.start()
        if depth or place.group(0) == "{":
            continue
        words = text[begin:place.start() if brace is None else brace]
        # The body of a function ends it; another "}" stands before a ";".
        if place.group(0) == ";" or ")" in words and "=" not in words:
            yield words, brace is not None, text[begin:place.end()].strip().count("\n") + 1
            begin, brace = place.end(), None


def declarations(text):
    """What a file declares, of which functions have names. The text is without BLANK."""
    for words, body, lines in outermost(text):
        name = NAME.search(ATTRIBUTE.sub(" ", words))
        function = name and "=" not in words and not re.search(r"\btypedef\b", words)
        head = words[:words.find("(")] if "(" in words else words
        yield Declaration(name.group(1) if function else None,
                          bool(re.search(r"\bstatic\b", head)), body, lines)


def node(file):
    return file.with_suffix("")


class Module:
    """All functions, and what is against the rules in single files."""

    def __init__(self, top):
        self.where = collections.defaultdict(list)
        self.prototypes, self.against = [], []
        for path in sorted({p for folder in FOLDERS for p in top.glob(
                f"{folder}/*.[ch]" if folder == "." else f"{folder}/**/*.[ch]")}):
            if path != top / OTHER and not path.name.endswith(".mod.c"):
                self.file(path.relative_to(top), path.read_text())

    def file(self, file, text):
        words = collections.defaultdict(list)
        if text.count("\n") > FILE_LINES:
            self.against.append(f"{file} has more than {FILE_LINES} lines")
        text = BLANK.sub(blank, text)
        if file.suffix == ".c" and re.search(r"\bextern\b", text):
            self.against.append(f"{file} declares what is elsewhere: extern")
        for one in declarations(text):
            if file.suffix == ".c" and one.name and not (one.static or one.body):
                self.against.append(f"{file} declares what is elsewhere: {one.name}")
            if one.name and one.body:
                self.function(file, one)
            elif one.name and not one.static and file.suffix == ".h":
                self.prototypes.append((one.name, file))
            if (one.name and one.body and one.static and file.suffix == ".c"
                    and not BY_ATTRIBUTE.search(one.name)):
                words[one.name.removeprefix("mvgpu_").partition("_")[0]].append(one.name)
        for word in sorted(words, key=lambda word: len(words[word]))[:-1]:
            self.against.append(f"{file}: another first word: {', '.join(words[word])}")

    def function(self, file, one):
        self.where[one.name].append(file)
        if one.lines > FUNCTION_LINES:
            self.against.append(f"{file}: {one.name} has {one.lines} lines,"
                                f" more than {FUNCTION_LINES}")

    def all_against(self):
        """Also of pairs of files."""
        yield from self.against
        for name, files in sorted(self.where.items()):
            if len(files) > 1:
                yield f"{name} is defined twice: {', '.join(map(str, files))}"
        for name, file in self.prototypes:
            if node(file) not in map(node, self.where.get(name, ())):
                yield f"{file} has the prototype of a function that is elsewhere: {name}"


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    against = list(Module(top).all_against())
    print("\n".join(against), end="\n" if against else "")
    sys.exit(1 if against else 0)


main()
