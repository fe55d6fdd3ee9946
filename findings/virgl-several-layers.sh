#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# virgl_renderer_transfer_write_iov() and virgl_renderer_transfer_read_iov() accept a box of
# several layers and return 0, but which layers they transfer depends on the target and on
# the format:
#
#	texture                          written    read
#	2D array, 3D of R8G8B8A8_UNORM   all        the first
#	cube of R8G8B8A8_UNORM           the first  the first
#	2D array of R9G9B9E5_FLOAT       all        all
#	2D array of DXT1_RGB             none       (not shown)
#
# A read uses glReadPixels() from a framebuffer, which has one layer of the texture, if
# OpenGL can render to the format; if not, glGetTexImage(). A write to a cube goes to one
# face, as OpenGL has a target for each face. A write of compressed layers passes the size
# of one layer to glCompressedTexSubImage3D(), which is an error of OpenGL that the library
# does not look for. One call for each layer works for all of these.
#
# Expected: what one call writes, one call reads; or a box of several layers is an error.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

virgl_packages
virgl virgl_layers.py >"$WORK/seen"

now() { sed -n "s/^$1: //p" "$WORK/seen"; }

# transfers TEXTURE WRITTEN READ: the layers that arrive by one write and by one read. They
# are 1 to 6; 9 is what the texture, or the memory, has had before.
transfers() {
	local each="0, read of each layer 0,"
	seen "$(now "$1, 6 writes")" "$each 1 2 3 4 5 6" "$1, 6 writes of a layer"
	seen "$(now "$1, one write")" "$each $2" "$1, one write of 6 layers"
	[ -z "${3-}" ] || seen "$(now "$1, one read")" "0, $3" "$1, one read of 6 layers"
}

transfers "2D array" "1 2 3 4 5 6" "1 9 9 9 9 9"
transfers "3D texture" "1 2 3 4 5 6" "1 9 9 9 9 9"
transfers "cube" "1 9 9 9 9 9" "1 9 9 9 9 9"
transfers "2D array of R9G9B9E5_FLOAT" "1 2 3 4 5 6" "1 2 3 4 5 6"
transfers "2D array of DXT1_RGB" "9 9 9 9 9 9"
