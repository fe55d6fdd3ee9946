#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# QEMU's virtio-gpu-gl answers a fenced command when it looks whether the GPU has finished. It
# looks every 10 ms of the machine's clock, and whenever the control queue is notified, also when
# there is no new command. The machine of this script has a clock that stands still: a command
# that the GPU finished long ago is not answered until the driver notifies the device for
# nothing.
#
# So a driver that waits for a fence gets it sooner if it notifies the device meanwhile, and one
# that sends command after command sees fences soon that a driver with one command at a time
# waits 10 ms for.
#
# Expected: a notification without a new command does nothing, and a fence is answered when the
# GPU has finished.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

packages trixie qemu-system-x86=1:10.0.13+ds-0+deb13u1 \
	qemu-system-modules-opengl=1:10.0.13+ds-0+deb13u1 \
	libvirglrenderer1=1.1.0-2 libegl-mesa0=25.0.7-2+deb13u1 libegl1=1.7.0-1+b2
LIBGL_ALWAYS_SOFTWARE=true MESA_SHADER_CACHE_DISABLE=true \
	python3 -B "$HERE/virgl_fences.py" "${MACHINE[@]}" \
	-display egl-headless,rendernode=/dev/null \
	-device virtio-gpu-gl-pci,addr=1 >"$WORK/seen" 2>"$WORK/log" ||
	cannot "QEMU does not draw here: $(tail -n 1 "$WORK/log")"

now() { sed -n "s/^$1: //p" "$WORK/seen"; }

seen "$(now "at first")" "not answered" "a command of which the GPU has work"
seen "$(now later)" "not answered" "the same ten seconds later, while the clock stands still"
seen "$(now notified)" "answered" "the same after a notification without a command"
