#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The removal of a vGPU and the unloading of the module, while a VM has a vGPU open, and
# while none has.
# mvgpu-limit: 300
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

plan 38

on_exit() { exec 9>&-; }

in_use() { cat "$MDEV_DIR/$1/in_use"; }
gone() { [ ! -e "$MDEV_DIR/$1" ]; }
ended() { ! kill -0 "$1" 2>/dev/null; }

# remove_later UUID: starts a removal that may take long; REMOVER is its pid. It must not
# inherit descriptor 9: the holder ends when no process has that open any longer.
remove_later() {
	(echo 1 >"$MDEV_DIR/$1/remove") 2>"$WORK/remover" 9>&- &
	REMOVER=$!
}

removal_waits() {
	wait_for 20 "the removal to wait" \
		grep -q vfio_unregister_group_dev "/proc/$REMOVER/stack"
}

load_module || bail "the module does not load"

# A removal waits for a VMM that does not handle the request interrupt.
uuid=$(new_vgpu 4)
is "$(in_use "$uuid")" 0 "a new vGPU is not in use"
hold "$uuid" || bail "the vGPU cannot be opened"
is "$(in_use "$uuid")" 1 "a vGPU that is open is in use"
remove_later "$uuid"
ok "a removal waits while the vGPU is open" removal_waits
ok "the directory of the vGPU exists until the removal ends" test -d "$(parent)/$uuid"
matches "$(ls "/sys/kernel/debug/mvgpu/$uuid")" queues \
	"debugfs has the vGPU until the removal ends"
release
ok "the removal ends when the VMM closes the vGPU" wait_for 15 "the removal" ended "$REMOVER"
is "$(cat "$WORK/remover")" "" "the removal reports no error"
ok "the vGPU is gone" gone "$uuid"
is "$(cat "$(parent)/mvgpu/vgpus_used")" 0 "the slice of the vGPU is given back"

# A VMM that handles the request interrupt closes the vGPU, and the removal ends.
new_vgpu 4 "$uuid" >/dev/null
hold "$uuid" --polite || bail "the vGPU cannot be opened"
remove_later "$uuid"
ok "a VMM is requested to close the vGPU" \
	wait_for 15 "the request" grep -q asked "$WORK/holder"
ok "the VMM closes the vGPU, and the removal ends" wait_for 15 "the removal" ended "$REMOVER"
ok "the vGPU is gone again" gone "$uuid"
release

# The VMM is killed.
new_vgpu 4 "$uuid" >/dev/null
hold "$uuid" || bail "the vGPU cannot be opened"
remove_later "$uuid"
ok "a removal waits for a VMM that does not react" removal_waits
kill -9 "$HOLDER"
ok "the removal ends when the VMM is killed" wait_for 15 "the removal" ended "$REMOVER"
ok "the vGPU of the killed VMM is gone" gone "$uuid"
release

new_vgpu 4 "$uuid" >/dev/null
hold "$uuid" || bail "the vGPU cannot be opened"
kill -9 "$HOLDER"
release
ok "a vGPU exists after its VMM is killed, and is not in use" \
	wait_for 10 "the vGPU to be free" grep -qx 0 "$MDEV_DIR/$uuid/in_use"
settles 0 "no page of the VMM is pinned" cat "$MDEV_DIR/$uuid/stats/pinned"
ok "another VMM can open the vGPU" hold "$uuid"
release
settles 0 "the vGPU is not in use after that VMM has closed it" in_use "$uuid"

# Two VMMs at a time.
hold "$uuid" || bail "the vGPU cannot be opened"
fails "a second VMM cannot open the vGPU" \
	python3 tests/runner/hold.py "$uuid" 9>&-
is "$(in_use "$uuid")" 1 "the first VMM still has the vGPU"

# The module.
fails "the module does not unload while a VM has a vGPU open" rmmod mvgpu
ok "the vGPU still exists" test -e "$MDEV_DIR/$uuid"
is "$(in_use "$uuid")" 1 "the vGPU is still open"
release
second=$(new_vgpu 8)
third=$(new_vgpu 8)
ok "the module unloads with vGPUs that are not in use" unload_module
ok "the first vGPU is gone with the module" gone "$uuid"
ok "the second vGPU is gone with the module" gone "$second"
ok "the third vGPU is gone with the module" gone "$third"
fails "no GPU is left" parent
fails "nothing is left in debugfs" test -e /sys/kernel/debug/mvgpu

# Several processes remove a vGPU at once: one of them does it; the mdev core decides
# what the others get.
load_module || bail "the module does not load again"
uuid=$(new_vgpu 1)
for n in 1 2 3 4; do
	remove_vgpu "$uuid" >"$WORK/removed.$n" 2>/dev/null &
done
wait
ok "of four processes that remove a vGPU at once one succeeds" \
	test "$(find "$WORK" -name 'removed.*' -empty | wc -l)" -ge 1
ok "the vGPU is gone" gone "$uuid"
# Creations during an unload: each of them ends, with any result.
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
ok "creations during an unload do no harm" unload_while_creating
_remove_all
ok "a vGPU can be created after that" new_vgpu 1
ok "the module unloads after that" unload_module
fails "nothing is left in debugfs after that" test -e /sys/kernel/debug/mvgpu
is "$(find "$MDEV_DIR" -mindepth 1 | wc -l)" 0 "no mediated device is left"
is "$(dmesg | grep -c 'mvgpu.*leak')" 0 "the log reports no leak"
