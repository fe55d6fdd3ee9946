# SPDX-License-Identifier: GPL-2.0
#
# The part of process 1 that all guests have. It takes commands on ttyS1, a line each, and
# answers with a line "@run", the output of the command and a last line
#
#	@status NUMBER
#
# The line "@ready" announces that the guest takes commands. The other functions here are
# for use in commands.
# shellcheck shell=dash

# Messages of the kernel before this line are about the machine and are not checked.
MARK="guest: loading virtio_gpu"

# kernel_errors: prints errors and warnings in the kernel's log. A virtio_gpu that is
# unplugged while its last RESOURCE_UNREF is not answered yet leaks an object, of which its
# memory manager warns (drm_mm_takedown); this warning is not printed.
kernel_errors() {
	dmesg | sed "1,/$MARK/d" |
		sed '/cut here/{:more;N;/end trace/!bmore;/drm_mm_takedown/d}' |
		grep -iE 'WARNING:|BUG:|Oops|Call Trace|(drm|virtio).*(error|fail|timed out|unable|invalid)'
}

# gpu: prints the name of the GPU on the virtio bus.
gpu() {
	grep -lx 0x0010 /sys/bus/virtio/devices/*/device 2>/dev/null |
		sed 's,/device$,,; s,.*/,,'
}

# bound: succeeds if virtio_gpu is bound to the GPU.
bound() {
	device=$(gpu)
	[ -n "$device" ] && [ -e "/sys/bus/virtio/drivers/virtio_gpu/$device" ]
}

# take_off: unbinds the driver from the GPU.
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
		[ -n "$line" ] || continue
		echo @run
		eval "$line"
		echo "@status $?"
	done
}
