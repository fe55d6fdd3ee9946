#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# QEMU's screendump in its default format, PPM, pads each line to a multiple of 4 bytes,
# which the format does not allow. If three times the width is not such a multiple, the
# file is longer than its header says, and a reader shows a slanted image or rejects the
# file. 1366x768 is the most common such mode. format=png is correct.
#
# Expected: a PPM has a header and width times height times 3 bytes.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

packages trixie qemu-system-x86=1:10.0.13+ds-0+deb13u1

dump() {
	python3 -B "$HERE/screendump_lines.py" "$1" "$2" "$WORK" "${MACHINE[@]}" \
		-display none -device bochs-display,addr=1
}

seen "$(dump 1368 768)" "P6 1368 768 255 then $((1368 * 768 * 3)) bytes of pixels" \
	"of 1368x768, whose lines need no padding"
seen "$(dump 1366 768)" "P6 1366 768 255 then $(((1366 * 3 + 2) * 768)) bytes of pixels" \
	"of 1366x768, two bytes a line too many"
seen "$(dump 1367 768)" "P6 1367 768 255 then $(((1367 * 3 + 3) * 768)) bytes of pixels" \
	"of 1367x768, three bytes a line too many"
