# SPDX-License-Identifier: GPL-2.0
#
# What every guest's process 1 does once it is up: it takes commands on ttyS1, a
# line each, and answers with a line "@run", their output and a last line
#
#	@status NUMBER
#
# "@ready" says that the guest listens. Functions here are for such commands.
# shellcheck shell=dash

# What the kernel says of the machine before this is not our business.
MARK="guest: loading virtio_gpu"

# What went wrong in the kernel, by its own account; nothing when nothing did.
# Unplugged while its last RESOURCE_UNREF was not answered yet, virtio_gpu itself
# forgets an object, and its memory manager says so (drm_mm_takedown).
kernel_errors() {
	dmesg | sed "1,/$MARK/d" |
		sed '/cut here/{:more;N;/end trace/!bmore;/drm_mm_takedown/d}' |
		grep -iE 'WARNING:|BUG:|Oops|Call Trace|(drm|virtio).*(error|fail|timed out|unable|invalid)'
}

# The name of the GPU on the virtio bus.
gpu() {
	grep -lx 0x0010 /sys/bus/virtio/devices/*/device 2>/dev/null |
		sed 's,/device$,,; s,.*/,,'
}

# Whether the driver runs our device.
bound() {
	device=$(gpu)
	[ -n "$device" ] && [ -e "/sys/bus/virtio/drivers/virtio_gpu/$device" ]
}

# Takes the driver off the device.
take_off() {
	# The frame buffer console keeps the driver in use.
	echo 0 >/sys/class/vtconsole/vtcon1/bind
	gpu >/sys/bus/virtio/drivers/virtio_gpu/unbind
	! bound
}

give_back() {
	gpu >/sys/bus/virtio/drivers/virtio_gpu/bind
	bound
}

rebind() { take_off && give_back; }

serve() {
	exec <>/dev/ttyS1 >&0 2>&1
	stty raw -echo
	echo @ready
	while read -r line; do
		echo @run
		eval "$line"
		echo "@status $?"
	done
}
