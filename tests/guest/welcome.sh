#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs in the terminal on the desktop of the demonstration. It shows some commands, writes
# a line to $DIR/welcome and does not end.
set -u
export PATH=$PATH:/usr/sbin:/sbin

# type_in COMMAND: prints the command as if it were typed, and its output.
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
