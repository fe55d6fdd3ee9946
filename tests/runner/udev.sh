# SPDX-License-Identifier: GPL-2.0
#
# udev in the host VM, which runs none by itself; sources nothing.
#
# shellcheck shell=bash

UDEV_RULE=/etc/udev/rules.d/60-mvgpu.rules

udev_start() {
	local daemon=/usr/lib/systemd/systemd-udevd
	[ -x $daemon ] || daemon=/lib/systemd/systemd-udevd
	$daemon --daemon
}

# udev_rule: installs the example rule until udev_stop.
udev_rule() {
	mkdir -p "${UDEV_RULE%/*}"
	cp scripts/60-mvgpu.rules "$UDEV_RULE"
	udevadm control --reload
}

udev_stop() {
	udevadm control --exit 2>/dev/null
	rm -f "$UDEV_RULE"
}
