#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""The structure of the module: includes run one way, names of functions tell files apart,
and their prototypes stand in the headers of their files. scripts/include-order.py and
scripts/function-names.py see when not."""

import pathlib
import shutil
import subprocess
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDERS = ("include", "gvt", "vfio", "mdev", "sysfs")


# A second definition of worker_step().
PLANTED_NAMES = [("gvt/cmd/fence.c", text) for text in (
    "static void\nworker_step(void)\n{\n}",
    "static\nvoid worker_step(void)\n{\n}",
    "static  void worker_step(void)\n{\n}",
    "inline static void worker_step(void)\n{\n}",
    "static __poll_t worker_step(void)\n{\n}",
    "static __always_inline void worker_step(int a,\n\t\tint b)\n{\n}",
    "void worker_step(int a, int b,\n\t\tint (*c)(int), int d,\n\t\tint e)\n{\n}",
    "static void worker_step(void) __must_hold(&x)\n{\n}",
    "static void worker_step(void)\n\t__must_hold(&x)\n{\n}",
    "static void worker_step(void) { }",
    "static void worker_step(void) // why\n{\n}",
    "static void worker_step(void) /* why */\n{\n}",
    "__printf(1, 2)\nvoid worker_step(const char *a, ...)\n{\n}")]
PLANTED_NAMES += [
    ("gvt/cmd/fence.h", "static inline void worker_step(void)\n{\n}"),
    ("gvt/cmd/fence.h", "static inline void worker_step(void) {}"),
    ("include/compat.h", "static inline void worker_step(void)\n{\n}"),
    ("gvt/x.c", "static void worker_step(void)\n{\n}"),
]
PLANTED_STATIC = (
    "static\nvoid get(void)\n{\n}", "static  void get(void)\n{\n}",
    "static __poll_t get(void)\n{\n}", "inline static void get(void)\n{\n}",
    "static void get(void) { }",
    "static void get(struct x *x) __must_hold(&x->lock)\n{\n}")


def check(script, top=TOP):
    """What a script prints, and whether it found something."""
    run = subprocess.run([TOP / "scripts" / script, top],
                         capture_output=True, text=True, check=False)
    return run.stdout, run.returncode != 0


def planted(script, path, text):
    """The same on the copy of the tree, while text is added to a file."""
    path = COPY / path
    old = path.read_bytes() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((old or b"") + text.encode() + b"\n")
    try:
        return check(script, COPY)
    finally:
        if old is None:
            path.unlink()
        else:
            path.write_bytes(old)


def includes():
    words, found = check("include-order.py")
    yield "includes run one way, without a circle", not found and not words, words
    words, found = planted("include-order.py", "gvt/sched/turn.c",
                           '#include "gvt/cmd/cmd.h"')
    yield ("an include against the order of folders is found",
           found and "gvt/sched/turn.c includes gvt/cmd/cmd.h" in words, words)
    words, found = planted("include-order.py", "gvt/cmd/fence.h",
                           '#include "gvt/cmd/cmd.h"')
    yield ("a circle inside of a folder is found",
           found and "circle: " in words and "gvt/cmd/fence" in words, words)
    words, found = planted("include-order.py", "gvt/vgpu/vgpu_types.h",
                           '#include "gvt/vgpu/vgpu.h"')
    yield "a header of structs that includes functions is found", found, words
    for line in ('#include <gvt/cmd/cmd.h>', '#include"gvt/cmd/cmd.h"',
                 ' # include\t"gvt/cmd/cmd.h"', '#include "../cmd/cmd.h"',
                 '#include /* x */ "gvt/cmd/cmd.h"', '#include "gvt/sched/../cmd/cmd.h"',
                 '#include "gvt/cmd/cmd.c"', '#ifdef X\n# include "gvt/cmd/cmd.h"\n#endif'):
        words, found = planted("include-order.py", "gvt/sched/turn.c", line)
        yield f"it is found when written {line!r}", found, words
    words, found = planted("include-order.py", "gvt/sched/turn.c", "#include <linux/mm.h>")
    yield "an include of the kernel is none", not found, words
    words, found = planted("include-order.py", "gvt/vgpu/guest_types.h",
                           '#include "gvt/vgpu/vgpu_types.h"')
    yield "a circle of headers of structs is found", "circle: " in words, words
    for path in ("gvt/x.h", "gvt/new/x.c", "vfio/new/x.h", "new/x.c"):
        words, found = planted("include-order.py", path, "/* nothing */")
        yield f"a file in a folder without a place is found: {path}", path in words, words
    words, found = planted("include-order.py", "vfio/irq.c", '#include "gvt/none.h"')
    yield ("an include of a header that does not exist is found",
           found and "gvt/none.h" in words, words)


def names():
    words, found = check("function-names.py")
    yield ("no name of a function is used twice, and each begins with its file's word",
           not found and not words, words)
    words, found = planted("function-names.py", "gvt/cmd/fence.c",
                           "static void worker_step(void)\n{\n}")
    yield ("a second function of one name is found",
           found and "worker_step is defined twice" in words, words)
    for path, text in PLANTED_NAMES:
        words, found = planted("function-names.py", path, text)
        yield (f"it is found when written {text!r} in {path}",
               found and "worker_step is defined twice" in words, words)
    for text in PLANTED_STATIC:
        words, found = planted("function-names.py", "gvt/cmd/fence.c", text)
        yield (f"a static function without its file's word is found as {text!r}",
               found and "gvt/cmd/fence.c: another first word: get" in words, words)
    words, found = planted("function-names.py", "gvt/cmd/fence.c",
                           "static void get(void)\n{\n}")
    yield ("a static function without its file's word is found",
           found and "gvt/cmd/fence.c: another first word: get" in words, words)


def declarations():
    """Prototypes stand in the header of their file; functions and files are short."""
    for path, text, want in (
            ("gvt/cmd/fence.h", "int surface_nothing(int a,\n\t\t   int b);",
             "gvt/cmd/fence.h has the prototype of a function that is elsewhere:"
             " surface_nothing"),
            ("gvt/cmd/fence.h", "void mvgpu_sched_init(struct x *x) __must_hold(&x->y);",
             "gvt/cmd/fence.h has the prototype of a function that is elsewhere:"
             " mvgpu_sched_init"),
            ("include/compat.h", "extern int nothing(void);",
             "include/compat.h has the prototype of a function that is elsewhere: nothing"),
            ("gvt/cmd/fence.c", "extern int vgpu_nothing(int);",
             "gvt/cmd/fence.c declares what is elsewhere: vgpu_nothing"),
            ("gvt/cmd/fence.c", "int vgpu_nothing(int a,\n\t\t int b);",
             "gvt/cmd/fence.c declares what is elsewhere: vgpu_nothing"),
            ("gvt/cmd/fence.c", "void fence_x(void)\n{\n\textern struct x vgpu_x;\n}",
             "gvt/cmd/fence.c declares what is elsewhere: extern"),
            ("gvt/cmd/fence.c", "extern struct x vgpu_x[];",
             "gvt/cmd/fence.c declares what is elsewhere: extern"),
            ("gvt/cmd/fence.c", "void fence_long(int a)\n{\n" + "\ta++;\n" * 38 + "}",
             "gvt/cmd/fence.c: fence_long has 41 lines, more than 40"),
            ("gvt/cmd/fence.c", "static int fence_long(int a,\n\t\tint b)\n{\n"
             + "\tif (a) {\n\t\tb(\"}\");\n\t}\n" * 13 + "}",
             "gvt/cmd/fence.c: fence_long has 43 lines, more than 40"),
            ("gvt/cmd/fence.c", "\n" * 500, "gvt/cmd/fence.c has more than 500 lines")):
        words, found = planted("function-names.py", path, text)
        yield f"it is found: {want}", found and want in words.splitlines(), words
    for path, text in (
            ("gvt/cmd/fence.c", "static void fence_later(int a);"),
            ("gvt/cmd/fence.c", "static int (*fence_call)(int) = NULL;"),
            ("gvt/cmd/fence.c", "static const struct x fence_x = {\n\t.a = B(c),\n};"),
            ("gvt/cmd/fence.c", "DEFINE_SHOW_ATTRIBUTE(fence);\nMODULE_ALIAS(\"x {\");"),
            ("gvt/cmd/fence.h", "struct fence_x {\n\tint (*call)(int a);\n};"),
            ("gvt/cmd/fence.h", "typedef int (fence_call)(int a);"),
            ("gvt/cmd/fence.c", "void fence_40(int a)\n{\n" + "\ta++;\n" * 37 + "}")):
        words, found = planted("function-names.py", path, text)
        yield f"nothing is found in {text[:60]!r}", not found, words


with tempfile.TemporaryDirectory() as temp:
    COPY = pathlib.Path(temp)
    for folder in FOLDERS:
        shutil.copytree(TOP / folder, COPY / folder)
    shutil.copy(TOP / "main.c", COPY)
    RESULTS = [*includes(), *names(), *declarations()]
print("TAP version 13")
print(f"1..{len(RESULTS)}")
for number, (name, good, said) in enumerate(RESULTS, 1):
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        print("".join(f"# {line}\n" for line in said.splitlines()), end="")
raise SystemExit(not all(good for _, good, _ in RESULTS))
