#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# virglrenderer names a size for the capability set of Vulkan (venus) although it was started
# for OpenGL alone: virgl_renderer_get_cap_set() looks only at how the library was built.
# virgl_renderer_fill_caps() then leaves the buffer as it was, without an error. For a set
# that was not built in (native contexts in Debian) the size is 0.
#
# A program that offers guests each set with a size offers one whose bytes are those of
# its own buffer, and each context of which fails. Whether a set can be used is known when a
# context was made.
#
# Expected: the size of a set that cannot be used is 0.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

virgl_packages
virgl virgl_capsets.py >"$WORK/seen"

now() { sed -n "s/^$1: //p" "$WORK/seen"; }

seen "$(now virgl2)" "size 1384, written, context 0" "OpenGL"
seen "$(now venus)" "size 160, not written, context 22" "Vulkan, for which it was not started"
seen "$(now drm)" "size 0, not written, context 22" "native contexts, which were not built in"
