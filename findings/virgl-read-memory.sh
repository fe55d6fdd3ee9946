#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The memory that virgl_renderer_transfer_read_iov() requires depends on the format of the
# texture. For a format that OpenGL can render to it is what the box covers. For a format
# that OpenGL can only sample, such as R9G9B9E5_FLOAT, it is the size of the whole level,
# with all its layers, although the call writes the box only: with less memory it returns
# EINVAL.
#
# The library reads such a texture by glGetTexImage(), which has no box, and before that
# compares the size of the level with that of the caller's memory; but the level goes to
# memory of its own, from which the box is copied. virgl_renderer_transfer_write_iov()
# requires what the box covers, for both formats.
#
# Expected: the memory has to have room for the box.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

virgl_packages
virgl virgl_memory.py >"$WORK/seen"

now() { sed -n "s/^$1: //p" "$WORK/seen"; }

# row FORMAT SMALL: what a read of one row returns with memory of one row.
row() {
	seen "$(now "$1, write of a row")" "0" "$1, 4x4, write of a row from 16 bytes"
	seen "$(now "$1, 16 bytes")" "$2" "$1, 4x4, read of a row into 16 bytes"
	seen "$(now "$1, 64 bytes")" "0, 16 bytes read" "$1, 4x4, read of a row into 64 bytes"
}

row R8G8B8A8_UNORM "0, 16 bytes read"
row R9G9B9E5_FLOAT "22, 0 bytes read"
