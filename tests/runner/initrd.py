# SPDX-License-Identifier: GPL-2.0
"""The small initramfs that mounts the root of the host VM."""

import hashlib

import cache

DIRECTORY, PROGRAM, FILE = 0o040755, 0o100755, 0o100644


def cpio_entry(name, mode, data=b""):
    """One member of an archive in the "newc" format of cpio."""
    name = name.encode() + b"\0"
    fields = (0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), 0)
    head = b"070701" + b"".join(b"%08x" % field for field in fields) + name
    return head + b"\0" * (-len(head) % 4) + data + b"\0" * (-len(data) % 4)


def members(root, kinds):
    for name in ("bin", "modules", *(f"modules/{kind}" for kind in kinds)):
        yield cpio_entry(name, DIRECTORY)
    yield cpio_entry("bin/busybox", PROGRAM,
                     cache.boot_file(root, "busybox").read_bytes())
    yield cpio_entry("init", PROGRAM,
                     (cache.RUNNER / "initramfs-init").read_bytes())
    for kind in kinds:
        folder = cache.boot_file(root, f"modules/{kind}")
        for path in sorted(folder.iterdir()):
            yield cpio_entry(f"modules/{kind}/{path.name}", FILE,
                             path.read_bytes())
    yield cpio_entry("TRAILER!!!", 0)


def initrd(root, *kinds):
    """The initramfs with the modules of the kinds; made when it is missing."""
    init = (cache.RUNNER / "initramfs-init").read_bytes()
    key = hashlib.sha256(init).hexdigest()[:12]
    path = root / f"initrd-{'-'.join(kinds)}-{key}.img"
    if not path.exists():
        cache.keep(path, b"".join(members(root, kinds)))
    return path
