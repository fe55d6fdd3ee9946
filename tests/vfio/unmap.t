#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# VFIO's container is never told in vain that memory is to be unpinned: nothing is
# pinned again before the unmap is over, however much time a VMM makes for that.
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

# The debug kernel has none: there it is seen that nothing breaks, not how often.
can_look() { [ -e $TRACING/kprobe_events ]; }

# See what the container tells a vGPU, and the ioctls in which it does.
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

# most_told [COLUMN]: how often a vGPU was told within one ioctl, the most that was seen
# since the last time; of one range, or of any with a COLUMN that is not the range.
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
	local promise="no vGPU was told twice of a range: $1"
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
! can_look || ok "it is seen what the container tells" look_on

client_tests --device "$device" --other "$other" "unmap: an unmap completes while a guest" "unmap: an unmap by" \
	"unmap: an unmap completes while two" "unmap: without"
told_once "as fast as it goes"

ok "who unmaps is held up" insmod /build/kmod/slow.ko after=mvgpu:mvgpu_guest_dma_unmap
slow_tests "after it is told" "unmap: an unmap completes while a guest" "unmap: an unmap completes while two"

ok "who pins is held up" insmod /build/kmod/slow.ko \
	before=vfio_iommu_type1:vfio_iommu_type1_pin_pages
slow_tests "before it pins" "unmap: an unmap completes while a guest"

# Between two looks, with no lock held:
lock=mutex_lock
grep -q ' mutex_lock_nested$' /proc/kallsyms && lock=mutex_lock_nested
between() {
	insmod /build/kmod/slow.ko after=mvgpu:mvgpu_guest_dma_unmap then=$lock ms=5000
}
ok "who unmaps is held up before it looks" between
slow_tests "before it looks" "unmap: an unmap completes while another" \
	"unmap: an unmap of" "unmap: an unmap completes while a vGPU"

ok "again" between
client_tests --device "$device" "${more[@]}" \
	"unmap: an unmap completes while other" "unmap: an unmap completes while vGPUs"
rmmod slow
if can_look; then
	told=$(most_told vgpu=)
	diag "a vGPU was told $told times in one ioctl"
	ok "however a VMM does it, the container does not look for the twelfth time" \
		test "$told" -le 11
	look_away
fi
pages_given_back
ok "the module unloads" unload_module
plan
