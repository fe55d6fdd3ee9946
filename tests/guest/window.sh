# SPDX-License-Identifier: GPL-2.0
#
# Two small guests at a time, a and b, that use memory of the GPU through the host-visible
# region. It sources tests/guest/lib.sh.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh

ROUNDS=8
# The vGPU of each guest.
declare -A UUID=()

# vgpu_made UUID: suites whose vGPUs need more than to exist replace it.
vgpu_made() { :; }

_traps() {
	local stats=$MDEV_DIR/$1/stats
	echo $(($(cat "$stats/reg_reads") + $(cat "$stats/reg_writes")))
}

# window_start PARENT: starts the guests, each on a fourth of that GPU.
window_start() {
	local guest
	for guest in a b; do
		UUID[$guest]=$(new_vgpu 4 "$(new_uuid)" "/sys/class/mdev_bus/$1") ||
			bail "no vGPU"
		vgpu_made "${UUID[$guest]}"
		guest_start $guest -device "$(vgpu_device "${UUID[$guest]}" off)"
	done
	for guest in a b; do
		ok "guest $guest boots" guest_ready $guest || bail "no guest"
		matches "$(guest_run $guest 'dmesg | grep "drm. features"')" \
			"\+virgl .*\+resource_blob \+host_visible" \
			"the driver of guest $guest finds blobs and a host-visible region"
	done
}

# window_used OWNER: the guests write and read blobs in memory of OWNER, at the same time.
# Each round of a writes and reads 4 KiB to 512 KiB twice, with a few doorbells. The traps
# are counted before the wait for guest b.
window_used() {
	local before used
	before=$(_traps "${UUID[a]}")
	guest_run b "blob $((2 * ROUNDS))" >"$WORK/b" 2>&1 &
	is "$(guest_run a "blob $ROUNDS" 2>&1)" "$ROUNDS blobs seen by both" \
		"the $1 reads what guest a writes, and new blobs are empty"
	used=$(($(_traps "${UUID[a]}") - before))
	ok "guest b completes its rounds" wait "$!"
	is "$(cat "$WORK/b")" "$((2 * ROUNDS)) blobs seen by both" \
		"guest b reads nothing that guest a wrote"
	diag "$used traps for $ROUNDS blobs of 4 to 512 KiB"
	ok "accesses to memory of the $1 cause no traps" test $used -lt $((ROUNDS * 40))
}

# window_end: ends the guests, which leave nothing.
window_end() {
	local guest
	for guest in a b; do
		settles 0 "no blob of guest $guest stays in the host-visible region" \
			cat "$MDEV_DIR/${UUID[$guest]}/stats/mapped"
		ends_clean $guest "${UUID[$guest]}"
	done
}
