#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What many vGPUs of 16 software GPUs cost: microseconds until one is created, open, closed and
# removed, and KiB of the kernel's memory for one that is idle, for one that is open, and what
# is left of each after its removal.
#
# mvgpu-limit: 1800
. tests/runner/lib.sh
. tests/vfio/client.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-5}
NUMBERS=(1 8 64 256 1000)
GPUS=16 EACH=64

# kernel_memory: prints KiB. Caches that the kernel may drop do not count.
kernel_memory() {
	echo 3 >/proc/sys/vm/drop_caches
	awk '/^(Slab|KernelStack|PageTables|VmallocUsed|Percpu):/ { sum += $2 }
		END { print sum }' /proc/meminfo
}

# created UUID: creates a vGPU; prints the microseconds. The smallest type has an eighth of the
# GPU; there is room for more when each gives most of it back.
created() {
	local begin=${EPOCHREALTIME/./} vgpu=$MDEV_DIR/$1
	echo "$1" >"${TYPES[place++ / EACH]}/create" || return 1
	echo $((${EPOCHREALTIME/./} - begin))
	echo 640x480 >"$vgpu/max_resolution" && echo $((4 << 20)) >"$vgpu/vram"
}

removed() {
	local begin=${EPOCHREALTIME/./}
	echo 1 >"$MDEV_DIR/$1/remove" || return 1
	echo $((${EPOCHREALTIME/./} - begin))
}

# each COMMAND WHAT: runs the command for each vGPU, and adds the median of what it prints.
each() {
	for uuid in "${UUIDS[@]}"; do
		"$1" "$uuid" || return 1
	done >"$WORK/each"
	add "$2" "$(median <"$WORK/each")"
}

# median: prints nothing without a number.
median() { sort -n | awk '{ value[NR] = $1 } END { if (NR) print value[int((NR + 1) / 2)] }'; }

# add WHAT VALUE: a figure of this number of vGPUs.
add() { [ -n "$2" ] && echo "$number-vGPUs $2" >>"$WORK/figures-$1"; }

all_open() { grep -qx "all are open" "$WORK/client"; }

# opened: opens all vGPUs, and closes them.
opened() {
	local idle=$1 status=0
	mkfifo "$WORK/end"
	printf "$MDEV_DIR/%s\n" "${UUIDS[@]}" >"$WORK/list"
	cat "$WORK/list" "$WORK/end" | "$CLIENT" --device "$MDEV_DIR/${UUIDS[0]}" \
		--mode opens "$number" >"$WORK/client" 2>&1 &
	exec 9>"$WORK/end"
	wait_for 120 "vGPUs that are open" all_open || status=1
	add "open vGPU, KiB" $((($(kernel_memory) - idle) / number))
	exec 9>&-
	rm "$WORK/end"
	wait $! || status=1
	for what in open close; do
		sed -n "s/^$what \([0-9.]*\)$/\1/p" "$WORK/client" >"$WORK/each"
		add "$what a vGPU, us" "$(median <"$WORK/each")" || status=1
	done
	[ $status = 0 ] || cat "$WORK/client"
	return $status
}

# round: all that is measured with $number vGPUs.
round() {
	local before idle uuid place=0
	UUIDS=()
	for _ in $(seq "$number"); do
		read -r uuid </proc/sys/kernel/random/uuid
		UUIDS+=("$uuid")
	done
	before=$(kernel_memory)
	each created "create a vGPU, us" || return 1
	idle=$(kernel_memory)
	add "idle vGPU, KiB" $(((idle - before) / number))
	opened "$idle" || return 1
	each removed "remove a vGPU, us" || return 1
	sleep 1
	add "left of a vGPU, KiB" $((($(kernel_memory) - before) / number))
}

load_module soft_gpus=$GPUS soft_vgpus=$EACH soft_vram=4096 \
	soft_contexts=0 || bail "the module does not load"
TYPES=(/sys/class/mdev_bus/soft*/mdev_supported_types/mvgpu-vgpu_V1_8)
# Caches of the kernel are filled by the first ones.
number=8
ok "the first vGPUs come and go" round || bail "they do not"
rm "$WORK"/figures-*
for _ in $(seq "$ROUNDS"); do
	for number in "${NUMBERS[@]}"; do
		ok "$number vGPUs were measured" round || bail "one failed"
	done
done
for file in "$WORK"/figures-*; do
	what=${file#*figures-}
	tests/bench/figures.py "${what%, *}" "${what#*, }" 1-vGPUs <"$file"
done
plan
