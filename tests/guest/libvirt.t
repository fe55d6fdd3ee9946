#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# libvirt shows a GPU and its types, makes vGPUs and keeps their settings, and its
# domains have them.
#
# mvgpu-limit: 1500
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# shellcheck source=tests/guest/libvirt.sh
. tests/guest/libvirt.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh

UDEVD=/usr/lib/systemd/systemd-udevd
KNOBS=(vram heads monitors max_resolution weight display console job_timeout_ms)
XML=scripts/mvgpu-xml
# What a guest calls its second GPU.
CARD=/sys/class/drm/card1

on_exit() {
	_end_domains
	_end_guests
	libvirtd_stop
	udevadm control --exit
	rm -rf "/etc/mdevctl.d/${gpu:-none}"
}

there() { [ -e "$MDEV_DIR/$1" ]; }
knobs() { (cd "$MDEV_DIR/$1" && cat "${KNOBS[@]}" | xargs); }
free() { [ "$(cat "$MDEV_DIR/$1/in_use")" = 0 ]; }
# node UUID: what libvirt calls a vGPU.
node() { echo "mdev_${1//-/_}_${gpu//[:.]/_}"; }
# node_is UUID "ACTIVE PERSISTENT AUTOSTART": what libvirt says of it; yes or no.
node_is() {
	[ "$(virsh nodedev-info "$(node "$1")" |
		sed -nE 's/^(Active|Persistent|Autostart): *//p' | xargs)" = "$2" ]
}

# node_becomes UUID STATE COMMAND...: by a command of virsh's, which libvirt may
# see the outcome of a little later.
node_becomes() {
	virsh "${@:3}" && wait_for 10 "libvirt to say $2" node_is "$1" "$2"
}

has_types() { grep -qx "$parent" < <(virsh nodedev-list --cap mdev_types); }

# types: of the GPU by libvirt, a line each: type, name, API, instances.
types() {
	virsh nodedev-dumpxml "$parent" | sed -nE "s/.*<type id='(.*)'>/\1/p
		s/.*<(name|deviceAPI)>(.* GPU.*|vfio.*)<.*/\2/p
		s/.*<(availableInstances)>(.*)<.*/\2/p" | paste -sd '|||\n' | sort
}
room() { types | sed 's/.*|//' | xargs; }

# small_vgpu [UUID]: one whose pictures are soon seen.
small_vgpu() {
	local uuid
	uuid=$(new_vgpu 8 "$@") && set_attr "$MDEV_DIR/$uuid/max_resolution" 800x600 &&
		echo "$uuid"
}

# says WANT COMMAND...: it fails with those words.
says() {
	local want=$1
	shift
	! "$@" >"$WORK/says" 2>&1 && grep -qF "$want" "$WORK/says" && return
	cat "$WORK/says"
	return 1
}

# Debian 12's (9.0) ends at once where there is no systemd.
if ! grep -qE ' [1-9][0-9]+\.' < <(libvirtd --version); then
	skip "libvirt" "$(libvirtd --version) wants systemd"
	plan
	exit
fi
libvirt_configure
$UDEVD --daemon 2>"$WORK/udevd" || bail "udev does not start: $(cat "$WORK/udevd")"
load_module soft_gpus=1 || bail "the module does not load"
gpu=$(physical_gpu) || bail "there is no GPU"
parent=pci_${gpu//[:.]/_}
libvirtd_start || bail "libvirtd does not start"
diag "$(virsh version | sed -n 's/Running hypervisor/QEMU of libvirt/p; 2p' | xargs)"

# Types.
is "$(virsh nodedev-list --cap mdev_types)" "" \
	"without a GPU of ours libvirt shows none; it does not know software GPUs"
take_gpu "$gpu" >/dev/null || bail "the GPU is not taken"
ok "it sees that the GPU is taken" wait_for 20 "$parent" has_types
is "$(types)" "virtio-pci-vgpu_V1_1|mvgpu virtio GPU, 1/1|vfio-pci|1
virtio-pci-vgpu_V1_2|mvgpu virtio GPU, 1/2|vfio-pci|2
virtio-pci-vgpu_V1_4|mvgpu virtio GPU, 1/4|vfio-pci|4
virtio-pci-vgpu_V1_8|mvgpu virtio GPU, 1/8|vfio-pci|8" "and its types"

# A vGPU that libvirt makes, not to stay.
uuid=$(new_uuid)
cat >"$WORK/create.xml" <<END
<device>
  <parent>$parent</parent>
  <capability type='mdev'>
    <type id='virtio-pci-vgpu_V1_2'/>
    <uuid>$uuid</uuid>
    <attr name='weight' value='33'/>
  </capability>
</device>
END
ok "nodedev-create makes a transient one" node_becomes "$uuid" "yes no no" \
	nodedev-create "$WORK/create.xml"
is "$(cat "$MDEV_DIR/$uuid/weight")" 33 "with its attribute"
is "$(room)" "0 1 2 4" "libvirt tells what room is left"
ok "nodedev-destroy removes it" virsh nodedev-destroy "$(node "$uuid")"
fails "it is gone" there "$uuid"
is "$(room)" "1 2 4 8" "its room is free"

# A vGPU made by hand, which libvirt is to make from now on.
uuid=$(new_vgpu 4) || bail "no vGPU"
for knob in heads:2 monitors:1 vram:$((96 << 20)) max_resolution:1280x800 weight:44 \
	display:region console:1 job_timeout_ms:777; do
	set_attr "$MDEV_DIR/$uuid/${knob%:*}" "${knob#*:}" || fail "$knob is refused"
done
want=$(knobs "$uuid")
"$XML" --nodedev "$uuid" >"$WORK/node.xml"
ok "the script's XML of a vGPU is valid" virt-xml-validate "$WORK/node.xml" nodedev
remove_vgpu "$uuid"
name=$(node "$uuid")
ok "nodedev-define takes it" node_becomes "$uuid" "no yes no" \
	nodedev-define --validate "$WORK/node.xml"
ok "nodedev-start makes it" node_becomes "$uuid" "yes yes no" nodedev-start "$name"
is "$(knobs "$uuid")" "$want" "with all its settings"
ok "nodedev-autostart is kept" node_becomes "$uuid" "yes yes yes" \
	nodedev-autostart "$name"
matches "$(mdevctl list --defined)" "^$uuid $gpu virtio-pci-vgpu_V1_4 auto" \
	"where mdevctl keeps it"
ok "nodedev-destroy leaves the definition" node_becomes "$uuid" "no yes yes" \
	nodedev-destroy "$name"
fails "and removes the vGPU" there "$uuid"
ok "nodedev-undefine forgets it" virsh nodedev-undefine "$name"
fails "nothing is left" test -e "/etc/mdevctl.d/$gpu/$uuid"

# A domain.
uuid=$(small_vgpu) || bail "no vGPU"
"$XML" "$uuid" >"$WORK/a.xml"
domain a "$(cat "$WORK/a.xml")" >"$WORK/domain.xml"
ok "the script's XML in a domain is valid" virt-xml-validate "$WORK/domain.xml" domain
ok "the domain is defined" virsh define "$WORK/domain.xml"
ok "and started" domain_start a || bail "$(cat "$WORK/output")"
domain b "$(cat "$WORK/a.xml")" >"$WORK/domain.xml"
virsh define "$WORK/domain.xml" >/dev/null
ok "a second domain cannot have its vGPU, and is told who has it" says \
	"mediated device $MDEV_DIR/$uuid is in use by driver QEMU, domain a" virsh start b
virsh undefine b >/dev/null
ok "the vGPU cannot be removed meanwhile" says "device in use" \
	virsh nodedev-destroy "$(node "$uuid")"
ok "its guest boots" guest_ready a || bail "no guest"
draws a 1 "virsh screenshot has what the guest draws"

# A second vGPU while it runs.
second=$(small_vgpu) || bail "no second vGPU"
"$XML" --display off "$second" >"$WORK/second.xml"
ok "attach-device plugs a vGPU into a guest that runs" \
	virsh attach-device a "$WORK/second.xml" --live
ok "the guest has it" guest_run a "for i in \$(seq 600); do \
	[ ! -e $CARD ] || break; usleep 100000; done; [ -e $CARD ]"
ok "libvirtd ends while the guest runs" libvirtd_stop
ok "and starts" libvirtd_start
is "$(virsh domstate a | xargs)" running "the guest runs on"
ok "detach-device takes the vGPU" virsh detach-device a "$WORK/second.xml" --live
ok "nobody has it any more" wait_for 20 "its end" free "$second"
ok "the guest neither" guest_run a "[ ! -e $CARD ]"
draws a 2 "the guest still shows what it draws"
kernel_clean a "its kernel reports no error"
ok "the domain is destroyed" domain_destroy a
unpinned "$uuid" "no page of it stays pinned"

# The same vGPU again, with a picture before the driver's.
ok "detach-device --config takes the vGPU out of the domain" \
	virsh detach-device a "$WORK/a.xml" --config
"$XML" --ramfb on "$uuid" >"$WORK/a.xml"
ok "attach-device --config puts it in with ramfb" \
	virsh attach-device a "$WORK/a.xml" --config
ok "the domain starts again" domain_start a
ok "its guest boots" guest_ready a || bail "no guest"
draws a 3 "its screen is seen again"
ok "it is destroyed" domain_destroy a

# By QEMU's command line.
domain c "" "$("$XML" --qemu "$uuid")" >"$WORK/domain.xml"
virsh define "$WORK/domain.xml" >/dev/null
ok "a domain of the older form starts" domain_start c
ok "its guest boots" guest_ready c || bail "no guest"
is "$(guest_run c "cat /sys/class/drm/card0-Virtual-1/status")" connected \
	"and has its screen"
ok "it is destroyed" domain_destroy c

# A vGPU that is not there.
remove_vgpu "$uuid"
domain d "$(cat "$WORK/a.xml")" >"$WORK/domain.xml"
virsh define "$WORK/domain.xml" >/dev/null
ok "a domain whose vGPU is not there says so" says \
	"device not found: mediated device '$uuid' not found" virsh start d
fails "the script prints no XML for it" "$XML" "$uuid"
uuid=$(new_vgpu 8 "$uuid" "$(parent 1)")
fails "nor a definition of a vGPU of a software GPU, which libvirt does not know" \
	"$XML" --nodedev "$uuid"
plan
