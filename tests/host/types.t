#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A GPU is cut into types by its budget; what is taken is missing in all of them.
# shellcheck source=tests/host/lib.sh
. tests/host/lib.sh

MIB=$((1 << 20))

# The numbers of available instances of the four types, largest type first.
room() {
	local n
	for n in 1 2 4 8; do
		cat "$(type_dir $n "${1:-$(parent)}")/available_instances"
	done | paste -sd' '
}

# pool NAME [PARENT]
pool() { cat "${2:-$(parent)}/mvgpu/$1"; }

test_types() {
	local dir
	is "$(find "$(parent)/$TYPES_DIR" -mindepth 1 -maxdepth 1 -printf '%f\n' |
		sed 's/.*-//' | sort | paste -sd' ')" \
		"vgpu_V1_1 vgpu_V1_2 vgpu_V1_4 vgpu_V1_8" "there are four types"
	for dir in "$(parent)/$TYPES_DIR"/*; do
		is "$(cat "$dir/device_api")" vfio-pci \
			"${dir##*-} makes a PCI device"
	done
	is "$(sed 's/: .*//' "$(type_dir 4)/description" | paste -sd' ')" \
		"vram window contexts heads max_resolution weight" \
		"a description is lines of key: value"
	is "$(grep vram "$(type_dir 4)/description")" "vram: 128MiB" \
		"a quarter has a quarter of the vram"
}

test_mixed() {
	local half eighth
	is "$(room)" "1 2 4 8" "an empty GPU holds N of vgpu_V1_N"
	half=$(new_vgpu 2)
	is "$(room)" "0 1 2 4" "a half leaves half of everything"
	eighth=$(new_vgpu 8)
	is "$(room)" "0 0 1 3" "an eighth beside it leaves three eighths"
	is "$(pool vram_used)" $((320 * MIB)) "their vram is taken"
	is "$(pool vram_free)" $((192 * MIB)) "the rest is free"
	is "$(pool vgpus_used)" 2 "two vGPUs are counted"
	remove_vgpu "$half"
	is "$(room)" "0 1 3 7" "without the half seven eighths are left"
	remove_vgpu "$eighth"
	is "$(room)" "1 2 4 8" "at the end all is given back"
	is "$(pool vram_used)" 0 "no vram is taken"
}

test_refusal() {
	local uuid one
	is "$(pool last_refusal)" "" "nothing was refused yet"
	one=$(new_vgpu 1)
	uuid=$(new_uuid)
	is "$(set_attr "$(type_dir 4)/create" "$uuid")" ENOSPC \
		"a full GPU refuses with ENOSPC"
	is "$(pool last_refusal)" \
		"vram: need $((128 * MIB)) bytes, free 0, short by $((128 * MIB)) (vGPU $uuid, type vgpu_V1_4)" \
		"the GPU says which pool was short and by how much"
	ok "the log says it too" grep -q "refused, not enough vram: need .*$uuid" \
		<(dmesg)
	ok "a refused vGPU does not exist" test ! -e "$MDEV_DIR/$uuid"
	is "$(find "$(parent)/$TYPES_DIR" -mindepth 1 -maxdepth 1 | wc -l)" 4 \
		"types stay listed when none fits"
	remove_vgpu "$one"
}

test_totals() {
	local dir uuid
	dir=$(parent)/mvgpu
	ok "the budget of an unused GPU can be set" \
		set_attr "$dir/vram_total" $((1024 * MIB))
	is "$(grep vram: "$(type_dir 4)/description")" "vram: 256MiB" \
		"the types follow"
	is "$(pool last_refusal)" "" "and the last refusal is forgotten"
	is "$(set_attr "$dir/vram_total" 0)" EINVAL "no vram at all is refused"
	is "$(set_attr "$dir/vram_total" $((1024 * MIB + 1)))" EINVAL \
		"a budget of broken MiB is refused"
	is "$(set_attr "$dir/vram_total" -1)" EINVAL "a negative one too"
	is "$(set_attr "$dir/vram_total" much)" EINVAL "and what is no number"
	is "$(pool vram_total)" $((1024 * MIB)) "a refused value changes nothing"
	ok "fewer vGPUs than types ask for" set_attr "$dir/vgpus_total" 2
	is "$(room)" "1 2 2 2" "limit all types"
	uuid=$(new_vgpu 8)
	is "$(set_attr "$dir/vram_total" $((512 * MIB)))" EBUSY \
		"the budget of a GPU in use stays"
	remove_vgpu "$uuid"
}

test_several() {
	local first second uuid
	ok "two GPUs of different size load" \
		load_module soft_gpus=2 soft_vram=1024,256
	first=$(parent 0) second=$(parent 1)
	is "$(pool vram_total "$first") $(pool vram_total "$second")" \
		"$((1024 * MIB)) $((256 * MIB))" "each has its own budget"
	uuid=$(new_vgpu 1 "$(new_uuid)" "$second")
	is "$(room "$second")" "0 0 0 0" "a whole vGPU takes all of its GPU"
	is "$(room "$first")" "1 2 4 8" "and nothing of the other"
	is "$(readlink -f "$MDEV_DIR/$uuid/..")" "$second" \
		"it is the second GPU's child"
	ok "unloading removes it" unload_module
	ok "the vGPU is gone" test ! -e "$MDEV_DIR/$uuid"
}

test_parameters() {
	fails "more GPUs than can be made" load_module soft_gpus=17
	fails "a budget for a GPU that is not there" load_module soft_vram=64,64
	fails "a budget that is too small" load_module soft_vram=1
	ok "no GPU at all" load_module soft_gpus=0
	is "$(parent || echo none)" none "is possible"
	ok "and unloads" unload_module
	ok "sixteen GPUs load" load_module soft_gpus=16
	is "$(find /sys/class/mdev_bus -type l | wc -l)" 16 "and are all there"
}

load_module || bail "the module does not load"
test_types
test_mixed
test_refusal
test_totals
ok "the module unloads" unload_module
test_several
test_parameters
plan
