#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A vGPU that a VMM has open outlives attempts to take it away, and nothing hangs.
# shellcheck source=tests/host/lib.sh
. tests/host/lib.sh

HOLDER=''

hold() {
	rm -f "$WORK/leash-$1"
	mkfifo "$WORK/leash-$1"
	tests/host/hold_vgpu.py "$1" <"$WORK/leash-$1" >"$WORK/held-$1" 2>&1 &
	HOLDER=$!
	exec 8>"$WORK/leash-$1"
	wait_for 30 "the vGPU to be opened" grep -q open "$WORK/held-$1" ||
		{ cat "$WORK/held-$1"; return 1; }
}

let_go() {
	exec 8>&-
	wait "$HOLDER"
}

gone() { [ ! -e "$MDEV_DIR/$1" ]; }
on_exit() { [ -z "$HOLDER" ] || kill -9 "$HOLDER" 2>/dev/null; }

test_knobs() {
	local dir=$MDEV_DIR/$1
	is "$(cat "$dir/in_use")" 1 "an open vGPU says so"
	is "$(set_attr "$dir/vram" 134217728)" EBUSY "its vram stays"
	is "$(set_attr "$dir/heads" 1)" EBUSY "its heads stay"
	is "$(set_attr "$dir/max_resolution" 800x600)" EBUSY \
		"its resolution stays"
	is "$(set_attr "$dir/display" off)" EBUSY "its display method stays"
	ok "its weight may change" set_attr "$dir/weight" 3
	ok "its job timeout may change" set_attr "$dir/job_timeout_ms" 5000
}

test_twice() {
	fails "nobody else can open it" timeout 10 tests/host/hold_vgpu.py "$1"
}

test_rmmod() {
	fails "rmmod is refused" rmmod mvgpu
	ok "and the vGPU is still there" test -e "$MDEV_DIR/$1"
}

test_remove() {
	local remover
	# Without the leash of the VMM, which ends when nobody holds it.
	(echo 1 >"$MDEV_DIR/$1/remove") 2>"$WORK/remove.log" 8>&- &
	remover=$!
	ok "removal waits in the kernel for the VMM" wait_for 20 "the wait" \
		grep -q vfio_unregister_group_dev "/proc/$remover/stack"
	ok "the VMM lets go" let_go
	ok "removal ends" wait "$remover"
	ok "the vGPU is gone" gone "$1"
}

test_kill() {
	local uuid
	uuid=$(new_vgpu 2) || bail "no vGPU"
	hold "$uuid" || bail "the vGPU cannot be opened"
	kill -9 "$HOLDER"
	wait "$HOLDER" 2>/dev/null
	is "$(cat "$MDEV_DIR/$uuid/in_use")" 0 "a killed VMM frees its vGPU"
	exec 8>&-
	hold "$uuid" || bail "the vGPU cannot be opened again"
	pass "the next VMM can open it"
	let_go
}

load_module || bail "the module does not load"
uuid=$(new_vgpu 4) || bail "no vGPU"
is "$(cat "$MDEV_DIR/$uuid/in_use")" 0 "a new vGPU is not in use"
hold "$uuid" || bail "the vGPU cannot be opened"
test_knobs "$uuid"
test_twice "$uuid"
test_rmmod "$uuid"
test_remove "$uuid"
test_kill
ok "the module unloads" unload_module
plan
