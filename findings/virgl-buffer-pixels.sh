#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The width of a buffer is in bytes, whatever its format, and so is that of a box in it. The
# memory that virgl_renderer_transfer_write_iov() requires is as many pixels of the buffer's
# format: a buffer of 64 bytes and of the format R16G16_UNORM can be written as a whole from
# 256 bytes only, of which the call reads 64. With less it returns EINVAL.
#
# Most buffers of Mesa have the format R8_UNORM, where both are the same, and a few have
# others. A program that fills new buffers fails for those.
#
# Expected: the memory has to have room for the bytes of the box.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

virgl_packages
virgl virgl_buffer.py >"$WORK/seen"

now() { sed -n "s/^$1: //p" "$WORK/seen"; }

# buffer FORMAT SIZE PIXELS: what a write of all 64 bytes returns.
buffer() {
	seen "$(now "$1, its size")" "$2" "$1, 64 bytes, write from 64 bytes"
	seen "$(now "$1, as many pixels")" "$3" "$1, 64 bytes, write from 64 pixels"
}

buffer R8_UNORM 0 0
buffer R16G16_UNORM 22 0
buffer R32G32B32A32_FLOAT 22 0
