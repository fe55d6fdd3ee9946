#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# libvirt lists a GPU and its types, makes vGPUs and stores their attributes, and starts
# domains that have vGPUs.
#
# mvgpu-limit: 1500
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# shellcheck source=tests/guest/libvirt.sh
. tests/guest/libvirt.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh

XML=scripts/mvgpu-xml
ATTRS=(vram heads monitors max_resolution weight display console job_timeout_ms)
# The second GPU of a guest.
CARD=/sys/class/drm/card1

on_exit() {
	libvirt_end
	rm -rf "/etc/mdevctl.d/${gpu:-none}"
}

there() { [ -e "$MDEV_DIR/$1" ]; }
attrs_of() { (cd "$MDEV_DIR/$1" && cat "${ATTRS[@]}" | xargs); }
free() { [ "$(cat "$MDEV_DIR/$1/in_use")" = 0 ]; }
# node UUID: prints libvirt's name of a vGPU.
node() { echo "mdev_${1//-/_}_${gpu//[:.]/_}"; }
# node_is UUID "ACTIVE PERSISTENT AUTOSTART": succeeds if libvirt reports that state; each
# word is yes or no.
node_is() {
	[ "$(virsh nodedev-info "$(node "$1")" |
		sed -nE 's/^(Active|Persistent|Autostart): *//p' | xargs)" = "$2" ]
}

# node_becomes UUID STATE COMMAND...: runs a command of virsh and waits for the state, as
# libvirt may report it a little later.
node_becomes() {
	virsh "${@:3}" && wait_for 10 "libvirt to report $2" node_is "$1" "$2"
}

has_types() { grep -qx "$parent" < <(virsh nodedev-list --cap mdev_types); }

# types: prints the types of the GPU by libvirt, a line each: type, name, API, instances.
types() {
	virsh nodedev-dumpxml "$parent" | sed -nE "s/.*<type id='(.*)'>/\1/p
		s/.*<(name|deviceAPI)>(mvgpu-.*|vfio.*)<.*/\2/p
		s/.*<(availableInstances)>(.*)<.*/\2/p" | paste -sd '|||\n' | sort
}
room() { types | sed 's/.*|//' | xargs; }

# says WANT COMMAND...: succeeds if the command fails with those words.
says() {
	local want=$1
	shift
	! "$@" >"$WORK/says" 2>&1 && grep -qF "$want" "$WORK/says" && return
	cat "$WORK/says"
	return 1
}

libvirt_begin
gpu=$(physical_gpu) || bail "there is no GPU"
parent=pci_${gpu//[:.]/_}
libvirtd_start || bail "libvirtd does not start"
diag "$(virsh version | sed -n 's/Running hypervisor/QEMU of libvirt/p; 2p' | xargs)"

# The types of the GPU.
is "$(virsh nodedev-list --cap mdev_types)" "" \
	"libvirt lists no GPU before one is taken, as it does not know software GPUs"
take_gpu "$gpu" >/dev/null || bail "the GPU is not taken"
ok "libvirt lists the GPU after it is taken" wait_for 20 "$parent" has_types
is "$(types)" "virtio-pci-vgpu_V1_1|mvgpu-virtio-V1_1|vfio-pci|1
virtio-pci-vgpu_V1_2|mvgpu-virtio-V1_2|vfio-pci|2
virtio-pci-vgpu_V1_4|mvgpu-virtio-V1_4|vfio-pci|4
virtio-pci-vgpu_V1_8|mvgpu-virtio-V1_8|vfio-pci|8" "libvirt lists the types of the GPU"

# A transient vGPU that libvirt makes.
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
ok "nodedev-create makes a transient vGPU" node_becomes "$uuid" "yes no no" \
	nodedev-create "$WORK/create.xml"
is "$(cat "$MDEV_DIR/$uuid/weight")" 33 "the transient vGPU has the attribute of its XML"
is "$(room)" "0 1 2 4" "libvirt lists how many vGPUs of each type still fit"
ok "nodedev-destroy succeeds for the transient vGPU" virsh nodedev-destroy "$(node "$uuid")"
fails "nodedev-destroy removes the transient vGPU" there "$uuid"
is "$(room)" "1 2 4 8" "what the transient vGPU had is free again"

# A vGPU that is made by hand, and by libvirt from then on.
uuid=$(new_vgpu 4) || bail "no vGPU"
for attr in heads:2 monitors:1 vram:$((96 << 20)) max_resolution:1280x800 weight:44 \
	display:region console:1 job_timeout_ms:777; do
	set_attr "$MDEV_DIR/$uuid/${attr%:*}" "${attr#*:}" || fail "$attr can be set"
done
want=$(attrs_of "$uuid")
"$XML" --nodedev "$uuid" >"$WORK/node.xml"
ok "the script's XML of a vGPU is valid" virt-xml-validate "$WORK/node.xml" nodedev
remove_vgpu "$uuid"
name=$(node "$uuid")
ok "nodedev-define accepts the XML" node_becomes "$uuid" "no yes no" \
	nodedev-define --validate "$WORK/node.xml"
ok "nodedev-start makes the vGPU" node_becomes "$uuid" "yes yes no" nodedev-start "$name"
is "$(attrs_of "$uuid")" "$want" "the vGPU has all attributes of its definition"
ok "nodedev-autostart marks the definition" node_becomes "$uuid" "yes yes yes" \
	nodedev-autostart "$name"
matches "$(mdevctl list --defined)" "^$uuid $gpu virtio-pci-vgpu_V1_4 auto" \
	"mdevctl lists the definition with auto"
ok "nodedev-destroy keeps the definition" node_becomes "$uuid" "no yes yes" \
	nodedev-destroy "$name"
fails "nodedev-destroy removes the vGPU" there "$uuid"
ok "nodedev-undefine succeeds" virsh nodedev-undefine "$name"
fails "nodedev-undefine removes the definition" test -e "/etc/mdevctl.d/$gpu/$uuid"

# A domain.
uuid=$(small_vgpu) || bail "no vGPU"
"$XML" "$uuid" >"$WORK/a.xml"
domain a "$(cat "$WORK/a.xml")" >"$WORK/domain.xml"
ok "the script's XML is valid in a domain" virt-xml-validate "$WORK/domain.xml" domain
ok "the domain is defined" virsh define "$WORK/domain.xml"
ok "the domain starts" domain_start a || bail "$(cat "$WORK/output")"
domain b "$(cat "$WORK/a.xml")" >"$WORK/domain.xml"
virsh define "$WORK/domain.xml" >/dev/null
ok "a second domain cannot have the vGPU, and the error names the first one" says \
	"mediated device $MDEV_DIR/$uuid is in use by driver QEMU, domain a" virsh start b
virsh undefine b >/dev/null
ok "the vGPU of a running domain cannot be removed" says "device in use" \
	virsh nodedev-destroy "$(node "$uuid")"
ok "the guest of the domain boots" guest_ready a || bail "no guest"
draws a 1 "virsh screenshot shows what the guest draws"

# A second vGPU while the domain runs.
second=$(small_vgpu) || bail "no second vGPU"
"$XML" --display off "$second" >"$WORK/second.xml"
ok "attach-device plugs a vGPU into a running guest" \
	virsh attach-device a "$WORK/second.xml" --live
ok "the guest finds the second vGPU" guest_run a "for i in \$(seq 600); do \
	[ ! -e $CARD ] || break; usleep 100000; done; [ -e $CARD ]"
ok "libvirtd can end while the guest runs" libvirtd_stop
ok "libvirtd starts again" libvirtd_start
is "$(virsh domstate a | xargs)" running "the domain runs after the restart of libvirtd"
ok "detach-device unplugs the second vGPU" virsh detach-device a "$WORK/second.xml" --live
ok "the second vGPU is not in use any more" wait_for 20 "its end" free "$second"
ok "the guest has no second GPU any more" guest_run a "[ ! -e $CARD ]"
draws a 2 "the first vGPU shows what the guest draws"
kernel_clean a "the kernel of the guest reports no error"
ok "the domain is destroyed" domain_destroy a
unpinned "$uuid" "no page stays pinned after the domain is destroyed"

# A vGPU that does not exist.
remove_vgpu "$uuid"
domain d "$(cat "$WORK/a.xml")" >"$WORK/domain.xml"
virsh define "$WORK/domain.xml" >/dev/null
ok "the error for a domain without its vGPU names the vGPU" says \
	"device not found: mediated device '$uuid' not found" virsh start d
fails "the script prints no XML for a vGPU that does not exist" "$XML" "$uuid"
uuid=$(new_vgpu 8 "$uuid" "$(parent 1)")
fails "the script prints no definition for a vGPU of a software GPU" \
	"$XML" --nodedev "$uuid"
plan
