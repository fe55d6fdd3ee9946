# SPDX-License-Identifier: GPL-2.0
#
# OpenStack Nova's driver for libvirt (nova_driver.py), and the guests that it starts, for suites
# with "mvgpu-roots: nova". It sources tests/guest/libvirt.sh, whose libvirtd Nova uses.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/libvirt.sh
. tests/guest/libvirt.sh

NOVA_ROOT=$WORK/nova-root
NOVA=$WORK/nova
NOVA_VIRT=kvm
NOVA_CHANNELS=()

# nova_begin: starts nova_driver.py in a copy of Nova's Debian root that can be written, and
# that has the devices, the sockets and the files in /tmp of this machine.
nova_begin() {
	local dir
	mkdir -p "$NOVA_ROOT" "$NOVA"/{upper,work,state,instances,locks} &&
		mount -t overlay overlay "$NOVA_ROOT" -o \
			"lowerdir=/roots/nova,upperdir=$NOVA/upper,workdir=$NOVA/work" || return
	for dir in dev proc sys run tmp mvgpu; do
		mount --bind "/$dir" "$NOVA_ROOT/$dir" || return
	done
	truncate -s 1M "$NOVA/disk"
	ln "$GUEST_INITRD" "$NOVA/initrd" 2>/dev/null || cp "$GUEST_INITRD" "$NOVA/initrd"
	cp "$GUEST_KERNEL" "$NOVA/kernel"
	echo "$GUEST_APPEND" >"$NOVA/append"
	coproc NOVA_DRIVER { exec chroot "$NOVA_ROOT" \
		python3 -B /mvgpu/tests/guest/nova_driver.py "$NOVA" 2>"$NOVA/errors"; }
}

nova_end() {
	[ ${#NOVA_CHANNELS[@]} = 0 ] || kill "${NOVA_CHANNELS[@]}"
	[ -z "${NOVA_DRIVER_PID:-}" ] || { kill "$NOVA_DRIVER_PID" && wait "$NOVA_DRIVER_PID"; }
	umount --recursive "$NOVA_ROOT"
}

# shellcheck disable=SC2016
nova_version() {
	chroot "$NOVA_ROOT" dpkg-query --show --showformat '${Version}' python3-nova
}

# nova_config [LINE...]: writes Nova's configuration, with these lines at the end. Consoles of
# guests are on TCP, and the second one takes commands.
nova_config() {
	cat >"$NOVA/nova.conf" <<-END
		[DEFAULT]
		my_ip = 127.0.0.1
		pointer_model = ps2mouse
		state_path = $NOVA/state
		instances_path = $NOVA/instances
		[oslo_concurrency]
		lock_path = $NOVA/locks
		[libvirt]
		virt_type = $NOVA_VIRT
		cpu_mode = ${NOVA_CPU:-host-passthrough}
		images_type = raw
		[compute]
		cpu_shared_set = 1-$(($(nproc) - 1))
		[serial_console]
		enabled = true
	END
	printf '%s\n' "$@" >>"$NOVA/nova.conf"
}

# nova COMMAND...: one life of nova-compute, see nova_driver.py. The log is in $NOVA/log.
nova() {
	local status
	echo "$*" >&"${NOVA_DRIVER[1]}"
	read -r -t $((300 * STRETCH)) status <&"${NOVA_DRIVER[0]}" ||
		{ echo "nova-compute does not end"; return 1; }
	cat "$NOVA/output"
	return "$status"
}

# nova_channel NAME PORT: connects a TCP port with the channel of a guest, for guest_run. It is
# called before the guest starts, as QEMU drops what comes before the port is connected.
nova_channel() {
	local dir
	dir=$(guest_dir "$1")
	mkdir -p "$dir"
	_channel "$dir/control"
	_nova_channel "$dir/control" "$2" 2>/dev/null &
	NOVA_CHANNELS+=($!)
}

_nova_channel() {
	local end=$((SECONDS + 300 * STRETCH))
	until exec 8<>"/dev/tcp/127.0.0.1/$2"; do
		[ $SECONDS -lt $end ] || exit
		sleep 0.1
	done
	cat <&8 >>"$1.out" &
	exec cat <>"$1.in" >&8
}
