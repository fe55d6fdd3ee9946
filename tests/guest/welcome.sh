#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the terminal on the demonstration's desktop shows; then a line in
# $DIR/welcome. It stays.
set -u
export PATH=$PATH:/usr/sbin:/sbin

# Shows a command as typed, and what it says.
type_in() {
	printf '\e[32m$\e[0m %s\n' "$*"
	eval "$*"
	echo
}

type_in uname -srm
type_in 'lspci -k -d 1af4:1050'
type_in 'head -n 4 /sys/class/drm/card0-Virtual-1/modes | xargs'
type_in 'eglinfo.x86_64-linux-gnu -B -p gbm | grep -m 2 "OpenGL core"'
printf '\e[32m$\e[0m '
echo shown >"$DIR/welcome"
sleep inf
