#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What happens to a vGPU that is removed, and to a module that is unloaded,
# while a VM has the vGPU open, and while none has.
# mvgpu-limit: 300
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

plan 38

on_exit() { exec 9>&-; }

in_use() { cat "$MDEV_DIR/$1/in_use"; }
gone() { [ ! -e "$MDEV_DIR/$1" ]; }
ended() { ! kill -0 "$1" 2>/dev/null; }

# remove_later UUID: REMOVER is the pid of a removal that may take its time.
# Without the holder's leash, which ends when nobody holds it.
remove_later() {
	(echo 1 >"$MDEV_DIR/$1/remove") 2>"$WORK/remover" 9>&- &
	REMOVER=$!
}

removal_waits() {
	wait_for 20 "the removal to wait" \
		grep -q vfio_unregister_group_dev "/proc/$REMOVER/stack"
}

load_module || bail "the module does not load"

# Removal waits for a VMM that does not listen.
uuid=$(new_vgpu 4)
is "$(in_use "$uuid")" 0 "a new vGPU is in nobody's use"
hold "$uuid" || bail "the vGPU cannot be opened"
is "$(in_use "$uuid")" 1 "a vGPU that is open says so"
remove_later "$uuid"
ok "a removal waits while the vGPU is open" removal_waits
ok "its directory is there until then" test -d "$(parent)/$uuid"
matches "$(ls "/sys/kernel/debug/mvgpu/$uuid")" queues "debugfs still has it"
release
ok "it ends when the VMM lets go" wait_for 15 "the removal" ended "$REMOVER"
is "$(cat "$WORK/remover")" "" "without an error"
ok "the vGPU is gone" gone "$uuid"
is "$(cat "$(parent)/mvgpu/vgpus_used")" 0 "and has given its slice back"

# A VMM that listens is asked, and the removal needs nobody else.
new_vgpu 4 "$uuid" >/dev/null
hold "$uuid" --polite || bail "the vGPU cannot be opened"
remove_later "$uuid"
ok "a VMM that listens is asked to let go" \
	wait_for 15 "the request" grep -q asked "$WORK/holder"
ok "it does, and the removal ends" wait_for 15 "the removal" ended "$REMOVER"
ok "the vGPU is gone again" gone "$uuid"
release

# A VMM that is killed.
new_vgpu 4 "$uuid" >/dev/null
hold "$uuid" || bail "the vGPU cannot be opened"
remove_later "$uuid"
ok "a removal waits once more" removal_waits
kill -9 "$HOLDER"
ok "a VMM that is killed lets go" wait_for 15 "the removal" ended "$REMOVER"
ok "its vGPU is gone" gone "$uuid"
release

new_vgpu 4 "$uuid" >/dev/null
hold "$uuid" || bail "the vGPU cannot be opened"
kill -9 "$HOLDER"
release
ok "a vGPU survives its VMM's death" \
	wait_for 10 "the vGPU to be free" grep -qx 0 "$MDEV_DIR/$uuid/in_use"
settles 0 "nothing of the VMM is pinned" cat "$MDEV_DIR/$uuid/stats/pinned"
ok "another VMM can have it" hold "$uuid"
release
settles 0 "and gives it back" in_use "$uuid"

# Two at a time.
hold "$uuid" || bail "the vGPU cannot be opened"
fails "a second VMM is refused" \
	python3 tests/runner/hold.py "$uuid" 9>&-
is "$(in_use "$uuid")" 1 "which the first does not notice"

# The module.
fails "the module stays while a VM has a vGPU open" rmmod mvgpu
ok "the vGPU stays too" test -e "$MDEV_DIR/$uuid"
is "$(in_use "$uuid")" 1 "open as it was"
release
second=$(new_vgpu 8)
third=$(new_vgpu 8)
ok "the module unloads with vGPUs alive that nobody uses" unload_module
ok "they are gone" gone "$uuid"
ok "all of them" gone "$second"
ok "really all" gone "$third"
fails "no GPU is left" parent
fails "nothing is left in debugfs" test -e /sys/kernel/debug/mvgpu

# Removal by several at once: one does it; what the others are told is the mdev
# core's affair.
load_module || bail "the module does not load again"
uuid=$(new_vgpu 1)
for n in 1 2 3 4; do
	remove_vgpu "$uuid" >"$WORK/removed.$n" 2>/dev/null &
done
wait
ok "of four that remove a vGPU at once one does" \
	test "$(find "$WORK" -name 'removed.*' -empty | wc -l)" -ge 1
ok "it is gone" gone "$uuid"
# Creates that meet an unload: each ends, with whatever result.
create_until_told() {
	until [ -e "$WORK/enough" ]; do
		new_uuid >"$1" || sleep 0.1
	done 2>/dev/null
}

unload_while_creating() {
	local _ creator
	create_until_told "$(type_dir 8)/create" 9>&- &
	creator=$!
	for _ in 1 2 3 4 5; do
		rmmod mvgpu || return 1
		load_module || return 1
	done
	touch "$WORK/enough"
	wait $creator
}
ok "creates that meet an unload are harmless" unload_while_creating
_remove_all
ok "a vGPU can be made then" new_vgpu 1
ok "and the module unloaded" unload_module
fails "without a rest in debugfs" test -e /sys/kernel/debug/mvgpu
is "$(find "$MDEV_DIR" -mindepth 1 | wc -l)" 0 "or among the mediated devices"
is "$(dmesg | grep -c 'mvgpu.*leak')" 0 "nobody reports a leak"
