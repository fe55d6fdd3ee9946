#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# OpenStack Nova's driver for libvirt finds the vGPUs of a GPU that is a PCI function, makes
# them, and starts instances with them.
#
# mvgpu-limit: 2400
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-roots: nova
# mvgpu-long: yes
# shellcheck source=tests/guest/nova.sh
. tests/guest/nova.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh

QUARTER=virtio-pci-vgpu_V1_4
EIGHTH=virtio-pci-vgpu_V1_8
# The domain of the first instance.
DOMAIN=instance-00000001

on_exit() {
	nova_end
	libvirt_end
	rm -rf "/etc/mdevctl.d/${gpu:-none}"
}

there() { [ -e "$MDEV_DIR/$1" ]; }
node() { echo "mdev_${1//-/_}_${gpu//[:.]/_}"; }
state() {
	virsh nodedev-info "$(node "$1")" |
		sed -nE 's/^(Active|Persistent|Autostart): *//p' | xargs
}
section() { printf '%s\n' "[mdev_$1]" "device_addresses = $gpu"; }
# said PATTERN: the lines of the last life of nova-compute that match.
said() { grep -E "$1" "$WORK/said"; }

# lives NAME COMMAND...: one life of nova-compute, whose commands succeed.
lives() {
	ok "$1" nova "${@:2}" || diag "$(tail -n 20 "$NOVA/log")"
	cp "$WORK/output" "$WORK/said"
}
# ends ERROR NAME COMMAND...: one that ends with that error.
ends() {
	nova "${@:3}" >"$WORK/said"
	matches "$(said "^[A-Za-z]+: " | tail -n 1)" "^$1" "$2" || diag "$(tail -n 20 "$NOVA/log")"
	diag "$(said "^[A-Za-z]+: " | tail -n 1 | cut -c 1-300)"
}

# definition TYPE UUID: prints the XML of a vGPU that libvirt defines.
definition() {
	echo "<device><parent>$parent</parent><capability type='mdev'><type id='$1'/>
		<uuid>$2</uuid></capability></device>"
}

# card other|nova: the number of the guest's card that is, or is not, Nova's video device.
card() {
	guest_run "$DOMAIN" "for card in /sys/class/drm/card[0-9]; do readlink -f \$card; done" |
		sed "s,.*/pci0000:00/0000:00:01.0/.*card,nova ,; s,^/.*card,other ," |
		sed -n "s/^$1 //p" | xargs
}

# plane_is FILE: the guest's vGPU shows this picture.
plane_is() {
	plane "$DOMAIN" primary "$WORK/pixels" >/dev/null &&
		to_ppm 800x600 <"$WORK/pixels" | cmp - "$1"
}

libvirt_begin
gpu=$(physical_gpu) || bail "there is no GPU"
parent=pci_${gpu//[:.]/_}
provider=node_$parent
take_gpu "$gpu" >/dev/null || bail "the GPU is not taken"
libvirtd_start || bail "libvirtd does not start"
nova_begin || bail "Nova's root cannot be used"
diag "Nova $(nova_version)"

# Types and inventory, and a vGPU that Nova makes.
nova_config "[devices]" "enabled_mdev_types = $QUARTER" "$(section $QUARTER)"
lives "nova-compute starts, and makes a vGPU" inventory allocate allocate mdevs inventory
is "$(said ' VGPU ')" "$provider VGPU 4
$provider VGPU 4" "its inventory is four quarters of the GPU, and four when there is one"
uuid=$(said "^[0-9a-f-]+$" | sort -u)
ok "the vGPU exists" there "$uuid" || bail "there is no vGPU: $(cat "$WORK/said")"
is "$(said " $parent ")" "$uuid $parent $QUARTER" "Nova knows it"
is "$(state "$uuid")" "yes yes yes" "it is defined, and starts by itself"

# An instance.
set_attr "$MDEV_DIR/$uuid/max_resolution" 800x600
weight=$(cat "$MDEV_DIR/$uuid/weight")
set_attr "$MDEV_DIR/$uuid/weight" 77
nova_channel "$DOMAIN" 10001
lives "an instance with a vGPU starts" spawn=1 assigned inventory
GUEST_PID[$DOMAIN]=$(cat "/run/libvirt/qemu/$DOMAIN.pid")
is "$(said '^[^ ]+ 1$')" "$uuid 1" "it has the vGPU that there was"
is "$(cat "$MDEV_DIR/$uuid/weight")" 77 "the vGPU has the attributes that were set"
is "$(said ' VGPU ')" "$provider VGPU 4" "the inventory has it"
virsh dumpxml "$DOMAIN" >"$WORK/domain.xml"
matches "$(sed -n '/<hostdev/,/<source>/p' "$WORK/domain.xml")" \
	"type='mdev' .*model='vfio-pci' display='off'" "its display is off in libvirt"
ok "the guest boots" guest_ready "$DOMAIN" || bail "no guest"
vgpu=$(card other) console=$(card nova)
is "${vgpu:-no} ${console:-no}" "$((1 - console)) $((1 - vgpu))" "the guest has both GPUs"
draws "$DOMAIN" 1 "Nova's console shows what the guest draws on Nova's device" -k "$console"
size=$(guest_draw "$DOMAIN" 2 -k "$vgpu")
is "$size" 800x600 "the guest draws on its vGPU"
expected "$DOMAIN" 2 800x600 "$WORK/want.ppm"
ok "a display of the vGPU would show that" wait_for 40 "the picture" plane_is "$WORK/want.ppm"
guest_screendump "$DOMAIN" "$WORK/shot.ppm" >/dev/null
is "$(head -c 2 "$WORK/shot.ppm")" P6 "Nova's console has a picture"
fails "but it is another one" cmp "$WORK/shot.ppm" "$WORK/want.ppm"
fails "there is no other console" virsh screenshot "$DOMAIN" "$WORK/other.png" --screen 1
kernel_clean "$DOMAIN" "the kernel of the guest reports no error"

# Another life of nova-compute, with the instance.
unset "GUEST_PID[$DOMAIN]"
lives "a later nova-compute reboots the instance" assigned reboot=1 assigned
is "$(said '^[^ ]+ 1$')" "$uuid 1
$uuid 1" "it has found its vGPU, and the instance keeps it"

# A GPU of which others have parts.
half=$(new_vgpu 2) eighth=$(new_vgpu 8) || bail "no other vGPUs"
ends ComputeResourcesUnavailable "no instance starts when the GPU is used up" inventory spawn=2
is "$(said ' VGPU ')" "$provider VGPU 1" "and the inventory has said so"
remove_vgpu "$eighth"
other=$(new_vgpu 4) || bail "no other vGPU"
hold "$other" || bail "the other vGPU cannot be opened"
ends "libvirtError.*$other" "an instance gets a vGPU that another program has, and does not start" \
	spawn=2
release
remove_vgpu "$other"
remove_vgpu "$half"

# The end of the instance.
half=$(new_uuid)
definition virtio-pci-vgpu_V1_2 "$half" >"$WORK/half.xml"
virsh nodedev-define "$WORK/half.xml" >/dev/null
lives "an instance is deleted, and another one starts" destroy=1 inventory spawn=2 assigned
is "$(said '^[^ ]+ 2$')" "$uuid 2" "it has the vGPU of the one before"
is "$(cat "$MDEV_DIR/$uuid/weight")" 77 "with its attributes"
ok "nova-compute has started a vGPU of another type that was defined only" there "$half"
is "$(said ' VGPU ')" "$provider VGPU 2" "and has so much less"
virsh destroy instance-00000002 >/dev/null
virsh undefine instance-00000002 >/dev/null

# Definitions.
extra=$(new_uuid)
definition virtio-pci-vgpu_V1_2 "$extra" >"$WORK/extra.xml"
virsh nodedev-define "$WORK/extra.xml" >/dev/null
ends "libvirtError" "nova-compute does not start while a definition finds no room" inventory
virsh nodedev-undefine "$(node "$extra")" >/dev/null
virsh nodedev-destroy "$(node "$half")" >/dev/null
virsh nodedev-undefine "$(node "$half")" >/dev/null
remove_vgpu "$uuid"
nova_config "[devices]" "enabled_mdev_types = $QUARTER, $EIGHTH"
lives "nova-compute starts with two types and no addresses" inventory mdevs
is "$(said "^$provider| $parent ")" "$provider VGPU 4
$uuid $parent $QUARTER" "it uses the first one, and has made its vGPU again"
is "$(cat "$MDEV_DIR/$uuid/weight")" "$weight" "whose attributes are those of a new one"

# Other configurations.
nova_config "[devices]" "enabled_mdev_types = $QUARTER, $EIGHTH" "$(section $QUARTER)" \
	"$(section $EIGHTH)"
ends InvalidLibvirtMdevConfig "a GPU cannot have two types" inventory
nova_config "[devices]" "enabled_mdev_types = $EIGHTH" "$(section $EIGHTH)" \
	"mdev_class = CUSTOM_MVGPU"
lives "nova-compute starts with a class of resources" inventory
is "$(said "^$provider")" "$provider CUSTOM_MVGPU 6" \
	"vGPUs of the class are what vGPUs of other types leave"
nova_config "[devices]" "enabled_mdev_types = mvgpu-vgpu_V1_4"
lives "nova-compute starts with a type of software GPUs" inventory
is "$(said providers)" "0 providers" "it finds none, as libvirt lists none"
plan
