#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# virglrenderer asks the program for a socket to the server that executes Vulkan
# (get_server_fd of its callbacks, version 3). When the program answers -1, because it could not
# start one or does not want one, the library forks and starts a server itself, of the path that
# it was built with, and its start succeeds.
#
# So a program that confines its server cannot refuse by an error. It has to hand over a socket
# of which nobody has the other end.
#
# Expected: the start fails, or there is no Vulkan.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

virgl_packages
virgl virgl_server.py >"$WORK/seen" 2>"$WORK/said"

seen "$(grep asked "$WORK/seen")" "asked 1 times, init 0, processes 1" \
	"the program has no server"
