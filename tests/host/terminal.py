#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""Runs a program on a terminal of its own, and ends with its status.

    terminal.py FILE COMMAND...

Lines of standard input are what a user does: "size LINES COLUMNS" changes the window, and
"paint" asks for all of the screen again (control-L); any other line is typed. FILE has
what the program wrote since it was last asked for all.
"""

import fcntl
import os
import pathlib
import pty
import select
import signal
import struct
import sys
import termios


def resize(master, lines, columns):
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def act(master, line):
    """Does what a line says; whether it asks for all of the screen."""
    words = line.split()
    if words[:1] == ["size"]:
        resize(master, int(words[1]), int(words[2]))
    else:
        os.write(master, b"\f" if words == ["paint"] else line.encode())
    return words == ["paint"]


def follow(master, screen):
    """Until the program closes the terminal. Its output ends with an error then."""
    shown, told, waiting = b"", b"", [master, sys.stdin.fileno()]
    while True:
        ready, _, _ = select.select(waiting, [], [])
        if waiting[-1] in ready and len(waiting) > 1:
            more = os.read(waiting[-1], 4096)
            *lines, told = (told + more).split(b"\n")
            # All lines are done, whatever they ask for.
            if any([act(master, line.decode()) for line in lines]):
                shown = b""
            if not more:
                waiting.pop()
        if master in ready:
            try:
                shown += os.read(master, 65536)
            except OSError:
                return
            screen.write_bytes(shown)


def main(screen, *command):
    pid, master = pty.fork()
    if not pid:
        # The window has its size before the program looks.
        resize(sys.stdin.fileno(), 24, 160)
        os.environ["TERM"] = "xterm"
        os.execvp(command[0], command)
    try:
        follow(master, pathlib.Path(screen))
    except KeyboardInterrupt:
        os.kill(pid, signal.SIGTERM)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


sys.exit(main(*sys.argv[1:]))
