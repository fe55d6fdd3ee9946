# SPDX-License-Identifier: GPL-2.0
#
# udev in the host VM, which has none of its own; sources nothing.
#
# shellcheck shell=bash

udev_start() {
	local daemon=/usr/lib/systemd/systemd-udevd
	[ -x $daemon ] || daemon=/lib/systemd/systemd-udevd
	$daemon --daemon
}

udev_stop() { udevadm control --exit 2>/dev/null; }
