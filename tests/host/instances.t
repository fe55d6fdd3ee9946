#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vGPUs come and go by UUID; each mistake has its errno, and nothing is leaked.
# mvgpu-limit: 600
# shellcheck source=tests/host/lib.sh
. tests/host/lib.sh

ROUNDS=1000

vgpus() { find "$MDEV_DIR" -type l 2>/dev/null | wc -l; }
used() { cat "$(parent)/mvgpu/"{vram,contexts,vgpus}_used | paste -sd' '; }
gone() { [ ! -e "$MDEV_DIR/$1" ]; }

test_errors() {
	local create uuid text
	create=$(type_dir 8)/create
	uuid=$(new_vgpu 8) || bail "no vGPU can be made"
	is "$(set_attr "$create" "$uuid")" EEXIST "a UUID exists once"
	is "$(set_attr "$(type_dir 2)/create" "$uuid")" EEXIST \
		"also for another type"
	for text in "" x 12345 "${uuid%?}" "${uuid}0" "${uuid//-/_}" \
		"$(printf 'g%.0s' {1..36})" "$(printf '0%.0s' {1..4000})"; do
		is "$(set_attr "$create" "$text")" EINVAL \
			"'${text:0:40}' is no UUID"
	done
	is "$(vgpus)" 1 "no mistake made a vGPU"
	is "$(set_attr "$MDEV_DIR/$uuid/remove" 0)" "" "a 0 in remove is taken"
	ok "and removes nothing" test -e "$MDEV_DIR/$uuid"
	is "$(set_attr "$MDEV_DIR/$uuid/remove" x)" EINVAL \
		"what is no number is refused by remove"
	ok "remove removes" remove_vgpu "$uuid"
	ok "the UUID is gone" gone "$uuid"
	is "$(used)" "0 0 0" "what it took is given back"
	is "$(new_vgpu 8 "$uuid")" "$uuid" "the UUID can be used again"
	remove_vgpu "$uuid"
}

# Unreclaimable kernel memory in kB; pages of the per-CPU lists go back first.
kernel_memory() {
	echo 3 >/proc/sys/vm/drop_caches
	sync
	awk '/^SUnreclaim|^KernelStack|^Percpu|^VmallocUsed/ { sum += $2 }
		END { print sum }' /proc/meminfo
}

# rounds COUNT: creates and removes; says how many went wrong.
rounds() {
	local round create uuid bad=0
	create=$(type_dir 1)/create
	uuid=$(new_uuid)
	for ((round = 0; round < $1; round++)); do
		echo "$uuid" >"$create" || bad=$((bad + 1))
		echo 1 >"$MDEV_DIR/$uuid/remove" || bad=$((bad + 1))
	done
	echo $bad
}

test_rounds() {
	local before after
	is "$(rounds 100)" 0 "a hundred rounds of create and remove work"
	before=$(kernel_memory)
	is "$(rounds $ROUNDS)" 0 "$ROUNDS rounds of create and remove work"
	after=$(kernel_memory)
	diag "kernel memory: $before kB before, $after kB after"
	ok "$ROUNDS rounds leave less than 1 kB each" \
		test $((after - before)) -lt $ROUNDS
	is "$(used)" "0 0 0" "and no part of the budget"
}

# Eight shells each want the same eight UUIDs: each is made exactly once.
test_parallel() {
	local uuids=() n shell made
	for n in {1..8}; do uuids+=("$(new_uuid)"); done
	for shell in {1..8}; do
		for n in "${uuids[@]}"; do
			echo "$n" 2>/dev/null >"$(type_dir 8)/create" && echo made
		done 2>/dev/null >"$WORK/made-$shell" &
	done
	wait
	made=$(cat "$WORK"/made-* | wc -l)
	is "$made" 8 "of parallel creates of a UUID one wins"
	is "$(vgpus)" 8 "all eight exist"
	is "$(cat "$(type_dir 8)/available_instances")" 0 "and fill the GPU"
	for n in "${uuids[@]}" "${uuids[@]}"; do
		{ echo 1 >"$MDEV_DIR/$n/remove"; } 2>/dev/null &
	done
	wait
	is "$(vgpus)" 0 "parallel removals take them all away"
	is "$(used)" "0 0 0" "and give all back once"
}

test_greed() {
	local n
	for n in {1..16}; do
		{ new_uuid >"$(type_dir 4)/create"; } 2>/dev/null &
	done
	wait
	is "$(vgpus)" 4 "sixteen parallel creates get the four there are"
	for n in "$MDEV_DIR"/*; do remove_vgpu "${n##*/}"; done
	is "$(used)" "0 0 0" "the refused ones took nothing"
}

load_module || bail "the module does not load"
test_errors
test_rounds
test_parallel
test_greed
new_vgpu 4 >/dev/null
new_vgpu 8 >/dev/null
ok "the module unloads with vGPUs that nobody uses" unload_module
is "$(vgpus)" 0 "they are gone with it"
plan
