#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Records the virgl command streams of a program.

The program runs on Mesa's virpipe driver, which sends its streams through a
socket to virgl_test_server (Debian: virgl-server) instead of to a virtio-gpu.
This script relays and records them. The server needs neither a GPU nor a
display. The program needs DRI from libgl1-mesa-dri, and may need a display
(xvfb-run).

    record.py [--limit KIB] [--skip KIB] [--padding] OUT COMMAND [ARGUMENT...]

OUT is a file of records in the format of that socket: the length of the payload
in dwords, the command, and the payload, all in little-endian dwords. The commands
that are recorded are 3 (destruction of a resource: id), 6 (stream) and 12
(creation of a resource: id, target, format, bind, width, height, depth, array
size, last level, samples, bytes of backing). Only the program's first connection
is recorded. The padding that Mesa adds to END_TRANSFERS, which is most of a small
stream, is removed.
"""
import argparse
import array
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

RESOURCE_UNREF = 3
SUBMIT = 6
CREATE_RENDERER = 8
RESOURCE_CREATE2 = 12
KEPT = {RESOURCE_UNREF, SUBMIT, RESOURCE_CREATE2}

END_TRANSFERS = 44

MAX_FDS = 16
SERVER_WAIT = 20


def receive(sock):
    """Returns data and descriptors of one read, and no data when the peer has closed."""
    data, ancillary, _, _ = sock.recvmsg(1 << 16, socket.CMSG_SPACE(MAX_FDS * 4))
    fds = array.array("i")
    for level, kind, content in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(content[:len(content) - len(content) % fds.itemsize])
    return data, fds


def send(sock, data, fds):
    """Sends all data, with the descriptors at the first byte."""
    ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)] if fds else []
    sent = sock.sendmsg([data], ancillary)
    sock.sendall(data[sent:])
    for fd in fds:
        os.close(fd)


def without_padding(stream):
    words = array.array("I", stream)
    if sys.byteorder != "little":
        words.byteswap()
    kept = array.array("I")
    at = 0
    while at < len(words):
        end = at + 1 + (words[at] >> 16)
        kept += (array.array("I", [END_TRANSFERS])
                 if words[at] & 0xff == END_TRANSFERS else words[at:end])
        at = end
    if sys.byteorder != "little":
        kept.byteswap()
    return kept.tobytes()


class Tape:
    """The file of records, up to a limit."""

    def __init__(self, args):
        self.file = open(args.out, "wb")
        self.skip = args.skip * 1024
        self.left = args.limit * 1024
        self.padding = args.padding
        self.full = False
        self.streams = 0

    def keep(self, command, payload):
        """Records resources always, and streams after the ones to skip."""
        if command == SUBMIT:
            if not self.padding:
                payload = without_padding(payload)
            self.skip -= len(payload)
            if self.skip >= 0:
                return
        self.left -= 8 + len(payload)
        self.full = self.full or self.left < 0
        if self.full:
            return
        self.streams += command == SUBMIT
        self.file.write(struct.pack("<II", len(payload) // 4, command) + payload)


class Connection:
    """A connection of the program, and the connection to the server for it."""

    def __init__(self, client, server, tape):
        self.client = client
        self.server = server
        self.tape = tape
        self.buffer = b""
        self.unnamed = None     # a resource whose id the server's answer has

    def requests(self):
        """Yields the commands that have arrived completely."""
        while len(self.buffer) >= 8:
            length, command = struct.unpack_from("<II", self.buffer)
            end = 8 + length * (1 if command == CREATE_RENDERER else 4)
            if len(self.buffer) < end:
                return
            payload, self.buffer = self.buffer[8:end], self.buffer[end:]
            yield command, payload

    def from_client(self):
        data, fds = receive(self.client)
        if not data:
            return False
        self.buffer += data
        for command, payload in self.requests():
            if command == RESOURCE_CREATE2 and not any(payload[:4]):
                self.unnamed = payload
            elif command in KEPT and self.tape:
                self.tape.keep(command, payload)
        send(self.server, data, fds)
        return True

    def from_server(self):
        data, fds = receive(self.server)
        if not data:
            return False
        if self.unnamed and len(data) >= 12 and self.tape:
            self.tape.keep(RESOURCE_CREATE2, data[8:12] + self.unnamed[4:])
        self.unnamed = None
        send(self.client, data, fds)
        return True


def connect(path):
    deadline = time.monotonic() + SERVER_WAIT
    while True:
        sock = socket.socket(socket.AF_UNIX)
        try:
            sock.connect(path)
            return sock
        except OSError as error:
            sock.close()
            if time.monotonic() > deadline:
                sys.exit(f"record.py: virgl_test_server does not listen on {path} "
                         f"after {SERVER_WAIT} s ({error}); its messages are above")
            time.sleep(0.1)


def serve(listener, server_path, program, tape):
    """Relays data until the program has ended."""
    ends = {}
    first = tape
    while program.poll() is None:
        ready, _, _ = select.select([listener, *ends], [], [], 0.5)
        for sock in ready:
            if sock is listener:
                client = listener.accept()[0]
                pair = Connection(client, connect(server_path), first)
                first = None
                ends[pair.client] = pair, pair.from_client
                ends[pair.server] = pair, pair.from_server
                continue
            if sock not in ends:
                continue
            pair, relay = ends[sock]
            try:
                alive = relay()
            except OSError:
                alive = False
            if not alive:
                for end in pair.client, pair.server:
                    del ends[end]
                    end.close()


def environment(**changes):
    env = dict(os.environ, LIBGL_ALWAYS_SOFTWARE="1")
    env.update(changes)
    return env


def record(args, directory):
    server_path = os.path.join(directory, "server")
    our_path = os.path.join(directory, "recorder")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(our_path)
    listener.listen()
    server = subprocess.Popen(
        ["virgl_test_server", "--use-egl-surfaceless", "--socket-path", server_path],
        env=environment(GALLIUM_DRIVER="llvmpipe", EGL_PLATFORM="surfaceless"),
        start_new_session=True)
    tape = Tape(args)
    try:
        connect(server_path).close()
        program = subprocess.Popen([args.command, *args.arguments], env=environment(
            GALLIUM_DRIVER="virpipe", VTEST_SOCKET_NAME=our_path))
        serve(listener, server_path, program, tape)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        tape.file.close()
    print(f"{args.out}: {tape.streams} streams, {os.path.getsize(args.out)} bytes")
    if not tape.streams:
        sys.exit("record.py: the program sent no stream; is its driver virpipe?")
    return program.returncode


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int, default=64, help="KiB to record (64)")
    parser.add_argument("--skip", type=int, default=0,
                        help="KiB of streams to skip first (0)")
    parser.add_argument("--padding", action="store_true", help="keep padding")
    parser.add_argument("out")
    parser.add_argument("command")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        sys.exit(record(args, directory))


if __name__ == "__main__":
    main()
