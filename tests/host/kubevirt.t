#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What KubeVirt and the device plugins of Kubernetes do with the files of the GPUs and of the
# vGPUs, in their order: they find the types, select one, make all its vGPUs, name them as
# resources, and remove what nobody asked for. Documentation/consumers.rst has the versions.
#
# mvgpu-limit: 120
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/host/consumers.sh
. tests/host/consumers.sh

# resource_part FILE: makes a part of a resource's name of the name of a type: blanks become
# underscores.
resource_part() {
	local words
	IFS= read -r words <"$1" && echo "${words//[[:space:]]/_}"
}

# types: prints "GPU ID NAME" for each type of each GPU.
types() {
	local dir gpu
	for dir in "$MDEV_BUS"/*/mdev_supported_types/*; do
		gpu=${dir%/mdev_supported_types/*}
		printf '%s %s ' "${gpu##*/}" "${dir##*/}"
		resource_part "$dir/name"
	done
}

# selected WORD: prints "GPU ID" for the types found with this name or id.
selected() {
	local gpu id name
	while read -r gpu id name; do
		[[ $1 != "$id" && $1 != "$name" ]] || echo "$gpu $id"
	done <<<"$found"
}

# busy: prints the GPUs that have a vGPU: the last part but one of each vGPU's link.
busy() {
	local dev
	for dev in "$MDEV_DIR"/*; do
		[ ! -L "$dev" ] || parent_of "${dev##*/}"
	done | sort -u
}

# free WORD: prints what is selected of the GPUs that have no vGPU.
free() {
	local gpu id used
	used=" $(busy | xargs) "
	selected "$1" | while read -r gpu id; do
		[[ $used == *" $gpu "* ]] || echo "$gpu $id"
	done
}

# instances GPU ID: how many vGPUs the handler makes.
instances() { first_line "$MDEV_BUS/$1/mdev_supported_types/$2/available_instances"; }

# make_all GPU ID: makes as many vGPUs as the type has instances.
make_all() {
	local i count uuid
	count=$(instances "$1" "$2")
	number "$count" || return 1
	for ((i = 0; i < count; i++)); do
		read -r uuid </proc/sys/kernel/random/uuid
		write "$MDEV_BUS/$1/mdev_supported_types/$2/create" "$uuid" || return 1
	done
}

# vgpus: prints the UUIDs of all vGPUs.
vgpus() {
	local dev
	for dev in "$MDEV_DIR"/*; do
		[ ! -L "$dev" ] || echo "${dev##*/}"
	done
}

# each FUNCTION: runs a function for each vGPU; prints what is different.
each() {
	local uuid
	for uuid in $(vgpus); do
		"$1" "$uuid"
	done | sort -u | xargs
}

name_of() { resource_part "$MDEV_DIR/$1/mdev_type/name"; }
id_of() { last_part "$MDEV_DIR/$1/mdev_type"; }
group_of() { last_part "$MDEV_DIR/$1/iommu_group"; }

parent_of() {
	local link
	link=$(readlink "$MDEV_DIR/$1")
	link=${link%/*}
	echo "${link##*/}"
}

# node_of UUID: the NUMA node, -1 where the parent is no PCI function.
node_of() {
	local file
	file=$PCI_DEVICES/$(parent_of "$1")/numa_node
	if [ -e "$file" ]; then cat "$file"; else echo -1; fi
}

# have_nodes GROUP...: each group has a number, and a file that a container gets.
have_nodes() {
	local group
	for group; do
		number "$group" && [ -c "/dev/vfio/$group" ] || return 1
	done
}

# parts UUID: how many parts the link of a vGPU has, which must be five at least.
parts() { readlink "$MDEV_DIR/$1" | awk -F / '{ print NF }'; }

# heartbeat [WORD...]: removes each vGPU of whose type neither the name nor the id is wanted.
heartbeat() {
	local uuid
	for uuid in $(vgpus); do
		[[ " $* " == *" $(name_of "$uuid") "* || " $* " == *" $(id_of "$uuid") "* ]] ||
			write "$MDEV_DIR/$uuid/remove" 1
	done
}

# resource NAME: this is the name of a resource that Kubernetes accepts: a prefix that is the
# name of a domain, and 63 characters at most that begin and end with a letter or digit.
resource() {
	local prefix=${1%%/*} name=${1#*/}
	[[ $prefix =~ ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ ]] &&
		[[ $name =~ ^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$ ]] && [ ${#name} -le 63 ]
}

load_module soft_gpus=2 || bail "the module does not load"
node=$(gpu_of_node) || bail "there is no GPU with renderers"
pci=$(gpu_of_pci) || bail "no PCI function is a GPU"
pci_id=$(type_dir 2 "$MDEV_BUS/$pci")
pci_id=${pci_id##*/}

# Types are found, and selected by name or by id.
found=$(types)
is "$(wc -l <<<"$found")" 16 "each type of each GPU is found"
is "$(lines "$(selected mvgpu-soft-V1_2)")" "soft0 mvgpu-vgpu_V1_2; soft1 mvgpu-vgpu_V1_2" \
	"a name selects the types of software GPUs"
is "$(lines "$(selected mvgpu-render-V1_2)")" "$pci $pci_id; $node mvgpu-vgpu_V1_2" \
	"a name selects the types of GPUs with renderers, whatever their parents"
is "$(lines "$(selected mvgpu-vgpu_V1_8)")" \
	"$node mvgpu-vgpu_V1_8; soft0 mvgpu-vgpu_V1_8; soft1 mvgpu-vgpu_V1_8" \
	"an id selects the types of all GPUs that are no PCI functions"
is "$(selected "mvgpu_soft_GPU,_1/4")" "" "another name selects nothing"
while read -r type; do
	ok "nvidia.com/$type is a name for a resource" resource "nvidia.com/$type"
done < <(awk '{ print $3 }' <<<"$found" | sort -u)
fails "a name with a comma and a slash is none" resource "nvidia.com/mvgpu_soft_GPU,_1/4"

# All instances of one type are made of the first GPU that has no vGPU.
is "$(instances soft0 mvgpu-vgpu_V1_2)" 2 \
	"the first line of available_instances is a number and nothing else"
is "$(wc -l <"$MDEV_BUS/soft0/mdev_supported_types/mvgpu-vgpu_V1_2/available_instances")" 1 \
	"available_instances has one line"
ok "all vGPUs of a type are made" make_all soft0 mvgpu-vgpu_V1_2
is "$(vgpus | wc -l)" 2 "there are as many as the type had instances"
is "$(instances soft0 mvgpu-vgpu_V1_2)" 0 "then there is no instance left"
is "$(busy)" soft0 "the GPU is known as one that has vGPUs"
is "$(lines "$(free mvgpu-soft-V1_2)")" "soft1 mvgpu-vgpu_V1_2" \
	"a GPU that has vGPUs is not selected again"

# What a vGPU becomes: a device of a resource.
is "$(each name_of)" mvgpu-soft-V1_2 "the name of a vGPU's type is that of its resource"
is "$(each id_of)" mvgpu-vgpu_V1_2 "the link to the type ends with the type's id"
is "$(each parent_of)" soft0 "the last part but one of the link is the GPU"
is "$(each node_of)" -1 "a vGPU of a software GPU has no NUMA node"
is "$(each parts)" 8 "the link has more than the five parts that it must have"
groups=$(each group_of)
is "$(wc -w <<<"$groups")" 2 "each vGPU has an IOMMU group of its own"
# shellcheck disable=SC2086
ok "each group has a file for the container" wait_for 10 "the files" have_nodes $groups

# The same for a GPU that is a PCI function.
ok "all vGPUs of a type of a PCI function are made" make_all "$pci" "$pci_id"
is "$(lines "$(busy)")" "$pci; soft0" "both GPUs are known as ones that have vGPUs"
is "$(each name_of)" "mvgpu-render-V1_2 mvgpu-soft-V1_2" "their resources have different names"
ok "the PCI function has a file with its NUMA node" test -e "$PCI_DEVICES/$pci/numa_node"

# A heartbeat removes what is not wanted.
heartbeat mvgpu-soft-V1_2 mvgpu-render-V1_2
is "$(vgpus | wc -l)" 4 "vGPUs whose names are wanted stay"
heartbeat mvgpu-vgpu_V1_2 "$pci_id"
is "$(vgpus | wc -l)" 4 "vGPUs whose ids are wanted stay"
heartbeat mvgpu-soft-V1_2 mvgpu-render-V1_8
is "$(vgpus | wc -l) $(each name_of)" "2 mvgpu-soft-V1_2" \
	"vGPUs of another type of the same GPU are removed"
new_vgpu 8 "" "$MDEV_BUS/$node" >/dev/null || bail "no vGPU can be made"
heartbeat
is "$(vgpus | wc -l)" 0 "without a configuration all vGPUs are removed, whoever made them"
is "$(instances soft0 mvgpu-vgpu_V1_2)" 2 "the GPU has all its instances again"
plan
