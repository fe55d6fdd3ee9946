#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# No notification of an unmap by VFIO's container is in vain: nothing is pinned again
# before the unmap returns, however long a VMM can delay it.
#
# mvgpu-limit: 300
. tests/runner/lib.sh
. tests/vfio/client.sh

TRACING=/sys/kernel/tracing
FILES=$(cat /proc/sys/fs/file-max)

on_exit() {
	look_away 2>/dev/null
	rmmod slow 2>/dev/null
	echo "$FILES" >/proc/sys/fs/file-max
}

# Without probe events the suite tests that nothing breaks, but does not count the
# notifications.
can_look() { [ -e $TRACING/kprobe_events ]; }

# Traces the notifications of vGPUs by the container, and the ioctls that cause them.
look_on() {
	echo 'p:looks/ioctl vfio_iommu_type1:vfio_iommu_type1_ioctl' \
		>>$TRACING/kprobe_events &&
	echo 'p:looks/told mvgpu:mvgpu_guest_dma_unmap vgpu=%di iova=%si' \
		>>$TRACING/kprobe_events &&
	echo 1 >$TRACING/events/looks/enable
}

look_away() {
	echo 0 >$TRACING/events/looks/enable
	echo '-:looks/ioctl' >>$TRACING/kprobe_events
	echo '-:looks/told' >>$TRACING/kprobe_events
}

# most_told [COLUMN]: prints the largest number of notifications that a vGPU got within
# one ioctl since the last call; of one range, or of all ranges with a COLUMN that is
# not the range.
most_told() {
	sed 's/^ *//' $TRACING/trace >"$WORK/trace"
	echo >$TRACING/trace
	awk -v column="${1:-iova=}" '
		/: ioctl: / { ioctl[$1]++ }
		/: told: / {
			key = $1 " " ioctl[$1]
			for (i = 1; i <= NF; i++)
				if ($i ~ /^vgpu=/ || index($i, column) == 1)
					key = key " " $i
			if (++told[key] > most)
				most = told[key]
		}
		END { print most + 0 }' "$WORK/trace"
}

told_once() {
	local promise="no vGPU was notified of a range twice: $1"
	if can_look; then
		is "$(most_told)" 1 "$promise"
	else
		skip "$promise" "the kernel has no probe events"
	fi
}

slow_tests() {
	local what=$1
	shift
	client_tests --device "$device" --other "$other" "$@"
	rmmod slow
	told_once "$what"
}

load_module soft_gpus=2 || bail "the module does not load"
more=()
for i in {1..12}; do
	uuid=$(new_vgpu 8 "" "$(parent $((i > 8)))") || bail "no vGPU $i"
	more+=(--more "$MDEV_DIR/$uuid")
done
device=$MDEV_DIR/$(new_vgpu 8 "" "$(parent 1)") || bail "no vGPU"
other=$MDEV_DIR/$(new_vgpu 8 "" "$(parent 1)") || bail "no vGPU"
! can_look || ok "the notifications of the container are traced" look_on

client_tests --device "$device" --other "$other" "unmap: an unmap completes while a guest" "unmap: an unmap by" \
	"unmap: an unmap completes while two" "unmap: without"
told_once "without a delay"

ok "slow.ko, which delays an unmap after the notification, loads" \
	insmod /build/kmod/slow.ko after=mvgpu:mvgpu_guest_dma_unmap
slow_tests "with a delay after the notification" "unmap: an unmap completes while a guest" \
	"unmap: an unmap completes while two"

ok "slow.ko, which delays the pinning of pages, loads" insmod /build/kmod/slow.ko \
	before=vfio_iommu_type1:vfio_iommu_type1_pin_pages
slow_tests "with a delay before pages are pinned" "unmap: an unmap completes while a guest"

# The delay is between two looks of the container, with no lock held:
lock=mutex_lock
grep -q ' mutex_lock_nested$' /proc/kallsyms && lock=mutex_lock_nested
between() {
	insmod /build/kmod/slow.ko after=mvgpu:mvgpu_guest_dma_unmap then=$lock ms=5000
}
ok "slow.ko, which delays an unmap before the container looks, loads" between
slow_tests "with a delay before the container looks" "unmap: an unmap completes while another" \
	"unmap: an unmap of" "unmap: an unmap completes while a vGPU"

ok "slow.ko loads again with that delay" between
client_tests --device "$device" "${more[@]}" \
	"unmap: an unmap completes while other" "unmap: an unmap completes while vGPUs"
rmmod slow
if can_look; then
	told=$(most_told vgpu=)
	diag "a vGPU got $told notifications in one ioctl"
	ok "a vGPU gets at most 11 notifications in one ioctl" \
		test "$told" -le 11
	look_away
fi
pages_given_back
ok "the module unloads" unload_module
plan
