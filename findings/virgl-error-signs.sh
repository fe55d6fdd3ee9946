#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The functions of virglrenderer return 0 or an error, and an error is EINVAL (22), -EINVAL
# (-22) or a plain -1. The kind depends on the function, and in one function on the
# resource: virgl_renderer_resource_get_info() returns 22 for a number without a resource,
# and -1 for a blob, which is a resource but not a texture. The comments of virglrenderer.h
# do not say it.
#
# "if (ret < 0)" therefore takes a transfer that was not done for one that was, and
# strerror(-ret) says "Operation not permitted" about a blob. Only "ret != 0" finds every
# error.
#
# Expected: errors are negative errnos in all functions, as some return -EINVAL.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

virgl_packages
virgl virgl_errors.py >"$WORK/seen"

now() { sed -n "s/^$1: //p" "$WORK/seen"; }

seen "$(now texture)" "get_info 0, export_blob -22, map -22, transfer_read_iov 0" \
	"a texture"
seen "$(now blob)" "get_info -1, export_blob -22, map -22, transfer_read_iov 22" \
	"a blob in the memory of the guest"
seen "$(now none)" "get_info 22, export_blob -22, map -22, transfer_read_iov 22" \
	"no resource"
