# SPDX-License-Identifier: GPL-2.0
#
# Guests that libvirt starts, for suites. It sources tests/guest/lib.sh, whose functions
# for the shell and the pictures of a guest work with these guests, too.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh

UDEVD=/usr/lib/systemd/systemd-udevd

# libvirt_begin: starts udev and loads the module, or ends the suite where libvirtd does not
# run in this VM.
libvirt_begin() {
	# The libvirtd of Debian 12 (9.0) ends at once without systemd.
	if ! grep -qE ' [1-9][0-9]+\.' < <(libvirtd --version); then
		skip "libvirt" "$(libvirtd --version) needs systemd"
		plan
		exit
	fi
	libvirt_configure
	$UDEVD --daemon 2>"$WORK/udevd" || bail "udev does not start: $(cat "$WORK/udevd")"
	load_module soft_gpus=1 || bail "the module does not load"
}

libvirt_end() {
	_end_domains
	_end_guests
	libvirtd_stop
	udevadm control --exit
}

# small_vgpu [UUID]: makes a vGPU with a small mode, whose pictures are compared quickly.
small_vgpu() {
	local uuid
	uuid=$(new_vgpu 8 "$@") && set_attr "$MDEV_DIR/$uuid/max_resolution" 800x600 &&
		echo "$uuid"
}

# libvirtd is started by hand, without systemd, D-Bus or cgroups. Everything runs as root.
libvirt_configure() {
	cat >/etc/libvirt/qemu.conf <<-END
		user = "root"
		group = "root"
		security_driver = "none"
		namespaces = []
		cgroup_controllers = []
		stdio_handler = "file"
	END
}

# libvirtd starts QEMU to probe it, and that QEMU uses KVM, so libvirtd runs on the CPUs of
# guests, too.
libvirtd_start() {
	mkdir -p /run/libvirt /var/log/libvirt
	(_pinned libvirtd --daemon) 2>"$WORK/libvirtd" &&
		wait_for 30 "libvirtd to answer" virsh uri && return
	diag "$(cat "$WORK/libvirtd")"
	return 1
}

libvirtd_stop() {
	local pid
	# libvirtd waits up to 30 s for its threads and then ends in any case.
	pid=$(cat /run/libvirtd.pid) && kill "$pid" &&
		wait_for 90 "the end of libvirtd" _gone "$pid"
}

# _cpuset: prints the attribute for the CPUs on which guests can run; see _pinned.
_cpuset() {
	[ "${MVGPU_ACCEL:-}" != tcg ] || echo "cpuset='1-$(($(nproc) - 1))'"
}

# domain NAME DEVICES [REST]: prints the XML of a guest with those devices. REST comes
# after <devices>.
domain() {
	local dir
	dir=$(guest_dir "$1")
	cat <<-END
		<domain type='kvm'>
		  <name>$1</name>
		  <memory unit='MiB'>$GUEST_MEMORY</memory>
		  <vcpu placement='static' $(_cpuset)>1</vcpu>
		  <os>
		    <type arch='x86_64' machine='q35'>hvm</type>
		    <kernel>/usr/lib/mvgpu/vmlinux</kernel>
		    <initrd>$GUEST_INITRD</initrd>
		    <cmdline>$GUEST_APPEND</cmdline>
		  </os>
		  <features><acpi/></features>
		  <cpu mode='host-passthrough' check='none'/>
		  <on_reboot>destroy</on_reboot>
		  <devices>
		    <controller type='usb' model='none'/>
		    <serial type='file'><source path='$dir/console.log'/></serial>
		    <serial type='pipe'><source path='$dir/control'/></serial>
		    <graphics type='vnc'/>
		    <video><model type='none'/></video>
		    <memballoon model='none'/>
		    $2
		  </devices>
		  ${3:-}
		</domain>
	END
}

# domain_start NAME: starts a domain that is defined.
domain_start() {
	local dir
	dir=$(guest_dir "$1")
	rm -rf "$dir"
	mkdir -p "$dir"
	_channel "$dir/control"
	virsh start "$1" || return 1
	GUEST_PID[$1]=$(cat "/run/libvirt/qemu/$1.pid")
	ln -s "/var/log/libvirt/qemu/$1.log" "$dir/qemu.log"
}

domain_destroy() {
	virsh destroy "$1" || return 1
	unset "GUEST_PID[$1]"
}

# guest_screendump NAME FILE: writes the screen of a guest, by virsh.
guest_screendump() {
	rm -f "$2"
	virsh screenshot "$1" "$2.png" && python3 tests/guest/png2ppm.py "$2.png" "$2"
}

_end_domains() {
	local name
	for name in $(virsh list --all --name); do
		virsh destroy "$name"
		virsh undefine "$name"
	done >/dev/null 2>&1
}
