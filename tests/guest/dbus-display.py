#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0
"""A display client for QEMU's "-display dbus,p2p=yes".

    dbus-display.py QMP-SOCKET WANTED.ppm GOT.ppm SECONDS

Connects as a client by QMP (getfd, add_client), registers as a listener of the
first console and takes the dma-bufs that QEMU passes on, or the pixels of a
display without them. Ends well as soon as what is shown equals the wanted
picture; else, after SECONDS, leaves what it last saw in GOT.ppm. Says which
messages came.
"""

import array
import collections
import fcntl
import json
import mmap
import os
import selectors
import socket
import struct
import sys
import time

CALL, REPLY, ERROR = 1, 2, 3
PATH, INTERFACE, MEMBER, ERROR_NAME, REPLY_SERIAL = 1, 2, 3, 4, 5
SIGNATURE, UNIX_FDS = 8, 9
GUID = b"0123456789abcdef0123456789abcdef"
CONSOLE = "/org/qemu/Display1/Console_0"
# Of linux/dma-buf.h: DMA_BUF_IOCTL_SYNC with READ, and END.
SYNC, SYNC_READ, SYNC_END = 0x40086200, 1, 4

Message = collections.namedtuple("Message", "kind serial fields body fds")
# "fd" or, of a screen that is not a dma-buf, "data" is None.
Scanout = collections.namedtuple("Scanout",
                                 "fd data width height stride fourcc")


def pad(data, unit):
    return data + b"\0" * (-len(data) % unit)


def field(code, signature, value):
    """One header field: a byte and a variant."""
    data = struct.pack("<BBcB", code, 1, signature.encode(), 0)
    if signature == "u":
        data += struct.pack("<I", value)
    elif signature == "g":
        data += struct.pack("<B", len(value)) + value.encode() + b"\0"
    else:
        data += struct.pack("<I", len(value)) + value.encode() + b"\0"
    return data


def build(kind, serial, fields, body=b"", nr_fds=0):
    if nr_fds:
        fields = [*fields, (UNIX_FDS, "u", nr_fds)]
    packed = b""
    for item in fields:
        packed = pad(packed, 8) + field(*item)
    head = struct.pack("<cBBBIII", b"l", kind, 0, 1, len(body), serial,
                       len(packed))
    return pad(head + packed, 8) + body


def parse_fields(data):
    """The header fields of a message, by code."""
    fields, at = {}, 0
    while at < len(data):
        at += -at % 8
        code, kind = data[at], chr(data[at + 2])
        at += 4
        if kind == "u":
            fields[code] = struct.unpack_from("<I", data, at)[0]
            at += 4
        elif kind == "g":
            fields[code] = data[at + 1:at + 1 + data[at]].decode()
            at += data[at] + 2
        else:
            size = struct.unpack_from("<I", data, at)[0]
            fields[code] = data[at + 4:at + 4 + size].decode()
            at += size + 5
    return fields


class Connection:
    """A D-Bus connection without a bus, over a socket."""

    def __init__(self, sock):
        self.sock = sock
        self.data = b""
        self.fds = []
        self.serial = 0

    def receive(self):
        data, control, _, _ = self.sock.recvmsg(1 << 16, 1024)
        if not data:
            raise ConnectionError("QEMU closed a D-Bus connection")
        self.data += data
        for level, kind, payload in control:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                fds = array.array("i")
                fds.frombytes(payload[:len(payload) // 4 * 4])
                self.fds += fds

    def line(self):
        while b"\r\n" not in self.data:
            self.receive()
        line, _, self.data = self.data.partition(b"\r\n")
        return line

    def say(self, line):
        self.sock.sendall(line + b"\r\n")

    def login(self):
        """As the client of QEMU's connection."""
        uid = str(os.getuid()).encode().hex().encode()
        self.sock.sendall(b"\0")
        for line, answer in ((b"AUTH EXTERNAL " + uid, b"OK"),
                             (b"NEGOTIATE_UNIX_FD", b"AGREE_UNIX_FD")):
            self.say(line)
            got = self.line()
            if not got.startswith(answer):
                raise ConnectionError(f"QEMU answers {got!r} to {line!r}")
        self.say(b"BEGIN")

    def admit(self):
        """As the server of a connection on which QEMU is the client."""
        while True:
            line = self.line().lstrip(b"\0")
            if line == b"BEGIN":
                return
            if line == b"AUTH EXTERNAL":
                self.say(b"DATA")
            elif line.startswith((b"AUTH EXTERNAL ", b"DATA")):
                self.say(b"OK " + GUID)
            elif line == b"NEGOTIATE_UNIX_FD":
                self.say(b"AGREE_UNIX_FD")
            else:
                self.say(b"REJECTED EXTERNAL")

    def send(self, kind, fields, body=b"", fds=()):
        self.serial += 1
        data = build(kind, self.serial, fields, body, len(fds))
        socket.send_fds(self.sock, [data], list(fds))
        return self.serial

    def messages(self):
        """The complete messages that were received."""
        while len(self.data) >= 16:
            kind = self.data[1]
            body, serial, size = struct.unpack_from("<III", self.data, 4)
            start = (16 + size + 7) & ~7
            if len(self.data) < start + body:
                return
            fields = parse_fields(self.data[16:16 + size])
            payload = self.data[start:start + body]
            self.data = self.data[start + body:]
            nr_fds = fields.get(UNIX_FDS, 0)
            fds, self.fds = self.fds[:nr_fds], self.fds[nr_fds:]
            yield Message(kind, serial, fields, payload, fds)

    def reply(self, message, signature="", body=b""):
        fields = [(REPLY_SERIAL, "u", message.serial)]
        if signature:
            fields.append((SIGNATURE, "g", signature))
        self.send(REPLY, fields, body)


class Qmp:
    """QEMU's monitor."""

    def __init__(self, path):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(path)
        self.lines = self.sock.makefile("r")
        self.lines.readline()
        self.run("qmp_capabilities")

    def run(self, command, fds=(), **arguments):
        text = json.dumps({"execute": command, "arguments": arguments})
        socket.send_fds(self.sock, [text.encode() + b"\n"], list(fds))
        while True:
            answer = json.loads(self.lines.readline())
            if "error" in answer:
                raise ConnectionError(f"QMP {command}: {answer['error']}")
            if "return" in answer:
                return

    def dbus(self):
        """A D-Bus connection to QEMU's display."""
        ours, theirs = socket.socketpair()
        self.run("getfd", [theirs.fileno()], fdname="display")
        self.run("add_client", protocol="@dbus-display", fdname="display")
        theirs.close()
        connection = Connection(ours)
        connection.login()
        return connection


def read_dmabuf(fd, size):
    fcntl.ioctl(fd, SYNC, struct.pack("<Q", SYNC_READ))
    with mmap.mmap(fd, size, mmap.MAP_SHARED, mmap.PROT_READ) as memory:
        data = memory[:]
    fcntl.ioctl(fd, SYNC, struct.pack("<Q", SYNC_READ | SYNC_END))
    return data


class Listener:
    """What QEMU calls with each change of the screen."""

    def __init__(self, connection):
        self.connection = connection
        self.scanout = None
        self.calls = collections.Counter()

    def show(self, scanout):
        if self.scanout and self.scanout.fd is not None:
            os.close(self.scanout.fd)
        self.scanout = scanout

    def handle(self, message):
        name = message.fields.get(MEMBER, "")
        if message.kind != CALL:
            return
        self.calls[name] += 1
        if name == "GetAll":
            self.connection.reply(message, "a{sv}", b"\0" * 8)
            return
        if name == "ScanoutDMABUF":
            numbers = struct.unpack_from("<5I", message.body)
            self.show(Scanout(message.fds[numbers[0]], None, *numbers[1:]))
        elif name == "Scanout":
            width, height, stride, _, size = struct.unpack_from("<5I",
                                                                message.body)
            self.show(Scanout(None, message.body[20:20 + size], width, height,
                              stride, 0))
        elif name == "Disable":
            self.show(None)
        self.connection.reply(message)

    def picture(self):
        """What is shown, as a PPM file; None when nothing is."""
        if not self.scanout:
            return None
        fd, data, width, height, stride, fourcc = self.scanout
        if fd is not None:
            if struct.pack("<I", fourcc)[:2] not in (b"XR", b"AR"):
                raise ValueError(f"fourcc {fourcc:#x} is not expected here")
            data = read_dmabuf(fd, stride * height)
        data = b"".join(data[y * stride:y * stride + width * 4]
                        for y in range(height))
        rgb = bytearray(width * height * 3)
        for channel in range(3):
            rgb[channel::3] = data[2 - channel::4]
        return b"P6\n%d %d\n255\n" % (width, height) + rgb

    def summary(self):
        """What came, in words."""
        shown = self.scanout and self.scanout._replace(data=None)
        return f"{dict(self.calls)}, shown: {shown}"


def register(qmp):
    """A listener of the first console."""
    display = qmp.dbus()
    ours, theirs = socket.socketpair()
    display.send(CALL, [(PATH, "o", CONSOLE), (MEMBER, "s", "RegisterListener"),
                        (INTERFACE, "s", "org.qemu.Display1.Console"),
                        (SIGNATURE, "g", "h")], struct.pack("<I", 0),
                 [theirs.fileno()])
    theirs.close()
    connection = Connection(ours)
    connection.admit()
    return display, Listener(connection)


def pump(selector, display, listener):
    """Takes what came within a moment."""
    for key, _ in selector.select(0.2):
        key.data.receive()
    for message in list(listener.connection.messages()):
        listener.handle(message)
    for message in display.messages():
        if message.kind == ERROR:
            raise ConnectionError(f"QEMU: {message.fields[ERROR_NAME]}:"
                                  f" {message.body[4:-1].decode()}")


def watch(display, listener, wanted, limit):
    """Waits for the wanted picture; returns the last one seen."""
    selector = selectors.DefaultSelector()
    for connection in (display, listener.connection):
        selector.register(connection.sock, selectors.EVENT_READ, connection)
    end, seen = time.time() + limit, None
    while time.time() < end and seen != wanted:
        pump(selector, display, listener)
        seen = listener.picture()
    return seen


def main():
    path, wanted, got, limit = sys.argv[1:]
    with open(wanted, "rb") as file:
        wanted = file.read()
    qmp = Qmp(path)
    display, listener = register(qmp)
    seen = watch(display, listener, wanted, float(limit))
    print("dbus-display:", listener.summary())
    if seen == wanted:
        return 0
    if seen:
        with open(got, "wb") as file:
            file.write(seen)
    print("dbus-display: the picture", "is another one" if seen else
          "never came")
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError) as error:
        sys.exit(f"dbus-display: {error}")
