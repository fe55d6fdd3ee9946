#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The virtual monitor of QEMU's virtio-gpu prefers 75 Hz. At this rate 3840x2160 and
# 5120x2160 have a pixel clock above 655.35 MHz, the largest that a detailed timing of an
# EDID can describe, so the base block has no detailed timing at all. The mode that xres=
# and yres= request is in a DisplayID extension only, and a reader of only the base block,
# or of the CTA-861 extension, does not find it. At 60 Hz 3840x2160 would fit.
#
# Expected: 60 Hz, and the first detailed timing is the requested mode.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

packages trixie qemu-system-x86=1:10.0.13+ds-0+deb13u1

# edid XRES YRES: the contents of the EDID, in one line.
edid() {
	python3 -B "$HERE/virtio_edid.py" "${MACHINE[@]}" -display none \
		-device "virtio-gpu-pci,addr=1,xres=$1,yres=$2" | paste -sd ';'
}

cta='extensions: 0x2 0x0 0x0 0x0 0x0 0x0 0x0' both='extensions: 0x2 0x70 0x0 0x0 0x0 0x0 0x0'
base='detailed timings of the base block' more='timings in DisplayID'
seen "$(edid 1920 1080)" "$base: 1920x1080 at 75.0 Hz;$cta;$more: none" "1920x1080"
seen "$(edid 3840 2160)" "$base: none;$both;$more: 3840x2160 at 75.0 Hz" "3840x2160"
seen "$(edid 5120 2160)" "$base: none;$both;$more: 5120x2160 at 75.0 Hz" "5120x2160"
