#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What Proxmox VE, OpenStack (Nova, Cyborg), CloudStack, Incus and Kata Containers do with the
# files of the GPUs and of the vGPUs. Documentation/consumers.rst has the versions, and what
# these programs refuse; kubevirt.t is the same for KubeVirt.
#
# mvgpu-limit: 120
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/host/consumers.sh
. tests/host/consumers.sh

# types_of GPU: prints the ids of its types.
types_of() { find "$MDEV_BUS/$1/mdev_supported_types" -mindepth 1 -printf '%f\n' -prune | sort; }

# parent_path GPU: prints where a GPU is in sysfs.
parent_path() { readlink -f "$MDEV_BUS/$1"; }

# Proxmox VE -------------------------------------------------------------------------------
# The index of a hostpci entry and the id of the VM make the UUID.
proxmox_uuid() { printf '%08d-0000-0000-0000-%012d' "$1" "$2"; }

# proxmox_type ID: prints what is listed of a type; all files must be there.
proxmox_type() {
	local dir=$PCI_DEVICES/$pci/mdev_supported_types/$1 text
	text=$(<"$dir/description") || return 1
	echo "$(first_line "$dir/available_instances") $(first_line "$dir/name")" \
		"$(wc -l <<<"$text") lines"
}

# The configuration has the id of a type between commas and equals signs.
proxmox_word() { [[ $1 =~ ^[^/.:,=]+$ ]]; }

# Nova -------------------------------------------------------------------------------------
# libvirt's name of a device: its subsystem and its name, with underscores.
libvirt_name() {
	local system
	system=$(last_part "$MDEV_BUS/$1/subsystem")
	system=${system}_$1
	echo "${system//[^[:alnum:]]/_}"
}

# A virtual parent is configured by this name, and is looked up with / for each underscore.
nova_path() {
	local name
	name=$(libvirt_name "$1")
	echo "/sys/devices/virtual/${name//_//}"
}

# A PCI parent is configured by its address, which is made of libvirt's name.
nova_address() {
	local parts
	IFS=_ read -ra parts < <(libvirt_name "$1")
	echo "${parts[1]}:${parts[2]}:${parts[3]}.${parts[4]}"
}

# The id of a type is a part of the name of a section, [mdev_ID].
section() { [[ $1 =~ ^[A-Za-z0-9_-]+$ ]]; }

# CloudStack -------------------------------------------------------------------------------
# Prints what is found in a description: vGPUs, MiB, heads, width and height.
cloudstack() {
	local text key
	text=$(<"$MDEV_BUS/$1/mdev_supported_types/$2/description")
	for key in 'max_instance=([0-9]+)' 'framebuffer=([0-9]+)M?' 'num_heads=([0-9]+)' \
		'max_resolution=([0-9]+)x([0-9]+)'; do
		[[ $text =~ $key ]] || return 1
		printf '%s ' "${BASH_REMATCH[@]:1}"
	done
}

# Incus ------------------------------------------------------------------------------------
# incus GPU ID: prints the API, the free instances, the name and the vGPUs of a type.
incus() {
	local dir=$PCI_DEVICES/$1/mdev_supported_types/$2
	[ -s "$dir/description" ] || return 1
	echo "$(<"$dir/device_api") $(<"$dir/available_instances") $(<"$dir/name")" \
		"$(cd "$dir/devices" && find . -mindepth 1 -printf '%f')"
}

# Kata Containers --------------------------------------------------------------------------
# kata UUID: prints the path of the only device in the vGPU's IOMMU group.
kata() {
	local group
	group=$(last_part "$MDEV_DIR/$1/iommu_group")
	readlink -f "/sys/kernel/iommu_groups/$group/devices"/*
}

# The address of a PCI parent, without its domain; nothing for another parent.
kata_address() {
	local gpu
	gpu=$(kata "$1")
	gpu=${gpu%/*} gpu=${gpu##*/}
	[[ $gpu != *:* ]] || echo "${gpu#*:}"
}

# Cyborg -----------------------------------------------------------------------------------
# cyborg ID: prints how many vGPUs of a type there are and can be.
cyborg() {
	local dir=$PCI_DEVICES/$pci/mdev_supported_types/$1 made
	made=("$dir"/devices/*)
	[ -e "${made[0]}" ] || made=()
	echo $(($(<"$dir/available_instances") + ${#made[@]}))
}

load_module || bail "the module does not load"
pci=$(gpu_of_pci) || bail "no PCI function is a GPU"
node=$(gpu_of_node) || bail "there is no GPU with renderers"
quarter=$(type_dir 4 "$MDEV_BUS/$pci")
quarter=${quarter##*/}

# Proxmox VE
uuid=$(proxmox_uuid 1 100)
is "$uuid" 00000001-0000-0000-0000-000000000100 "Proxmox makes UUIDs of two numbers"
is "$(proxmox_type "$quarter")" "4 mvgpu-render-V1_4 7 lines" "Proxmox lists a type"
for type in $(types_of "$pci"); do
	ok "Proxmox's configuration takes $type" proxmox_word "$type"
done
ok "these are several types" test "$(types_of "$pci" | wc -l)" -gt 2
ok "Proxmox makes a vGPU" \
	write "$PCI_DEVICES/$pci/mdev_supported_types/$quarter/create" "$uuid"
is "$(last_part "$PCI_DEVICES/$pci/$uuid/mdev_type")" "$quarter" \
	"Proxmox finds the vGPU below the GPU, with its type"
is "$(proxmox_type "$quarter")" "3 mvgpu-render-V1_4 7 lines" \
	"Proxmox sees that an instance is gone"

# Incus and Cyborg look at the vGPU that Proxmox made.
is "$(incus "$pci" "$quarter")" "vfio-pci 3 mvgpu-render-V1_4 $uuid" \
	"Incus lists a type with its vGPU"
is "$(cyborg "$quarter")" 4 "Cyborg counts the vGPU and those that fit in addition"

# Kata Containers
is "$(kata "$uuid")" "$(readlink -f "$MDEV_DIR/$uuid")" \
	"Kata finds the vGPU, alone in its IOMMU group"
is "$(kata_address "$uuid")" "${pci#*:}" "Kata finds the PCI address of its GPU"
other=$(new_vgpu 4 "" "$MDEV_BUS/soft0") || bail "no vGPU can be made"
is "$(kata "$other")" "$(parent_path soft0)/$other" \
	"Kata finds the vGPU of a software GPU"
is "$(kata_address "$other")" "" "Kata finds no address of a software GPU"
is "$(tr -cd - <<<"$other")" ---- "Kata knows a vGPU by the four hyphens of its UUID"
ok "Proxmox and Incus remove a vGPU" remove_vgpu "$uuid"
is "$(cyborg "$quarter")" 4 "Cyborg's number stays when a vGPU is removed"
remove_vgpu "$other"

# Nova
for gpu in soft0 "$node"; do
	is "$(libvirt_name "$gpu")" "mvgpu_$gpu" "libvirt's name for $gpu would be mvgpu_$gpu"
	is "$(nova_path "$gpu")" "$(parent_path "$gpu")" "Nova finds $gpu by this name"
done
is "$(nova_address "$pci")" "$pci" "Nova finds the PCI function by libvirt's name"
for type in $(types_of soft0) $(types_of "$pci"); do
	ok "Nova's configuration takes $type" section "$type"
done

# CloudStack
is "$(for type in $(types_of soft0); do cloudstack soft0 "$type" | xargs; done)" \
	"1 512 4 3840 2160
2 256 2 2560 1600
4 128 1 2560 1440
8 64 1 1920 1200" "CloudStack reads the properties of each type"
is "$(cloudstack "$pci" "$quarter" | xargs)" "4 128 1 2560 1440" \
	"CloudStack reads those of a GPU with renderers"
plan
