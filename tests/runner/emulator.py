# SPDX-License-Identifier: GPL-2.0
"""Runs the QEMU of a Debian root without chroot.

QEMU runs through the dynamic linker of the root and takes firmware, modules and
Mesa from the root, so that the host VM has the same GPU on every machine.
"""

# The suite whose QEMU and Mesa are the physical GPU of host VMs of every suite.
SUITE = "trixie"
LIBRARIES = "usr/lib/x86_64-linux-gnu"
FIRMWARE = ("usr/share/qemu", "usr/share/seabios")
# Where the libraries of the root look for further libraries. Rendering is on the CPU.
PLACES = {
    "QEMU_MODULE_DIR": f"{LIBRARIES}/qemu",
    "GBM_BACKENDS_PATH": f"{LIBRARIES}/gbm",
    "LIBGL_DRIVERS_PATH": f"{LIBRARIES}/dri",
    "__EGL_VENDOR_LIBRARY_DIRS": "usr/share/glvnd/egl_vendor.d",
}
# QEMU needs a device for GBM; Mesa finds that it is no GPU and uses llvmpipe.
DISPLAY = "egl-headless,rendernode=/dev/null"
SOFTWARE = "LIBGL_ALWAYS_SOFTWARE=1"


def command(tree):
    """The command line that starts the QEMU of a tree."""
    words = ["env", SOFTWARE]
    words += [f"{name}={tree / place}" for name, place in PLACES.items()]
    words += [str(tree / LIBRARIES / "ld-linux-x86-64.so.2"),
              "--library-path", str(tree / LIBRARIES),
              str(tree / "usr/bin/qemu-system-x86_64")]
    for folder in FIRMWARE:
        words += ["-L", str(tree / folder)]
    return words
