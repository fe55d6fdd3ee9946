#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vGPUs come and go by UUID; a GPU never gives more than it has, says why it
# refuses, and nothing is left behind.
# mvgpu-limit: 600
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

available() { cat "$GPU/$TYPES_DIR"/mvgpu-vgpu_V1_{1,2,4,8}/available_instances | xargs; }
refusal() { cat "$GPU/mvgpu/last_refusal"; }
used() { cat "$GPU"/mvgpu/{vram,contexts,vgpus}_used | xargs; }
create() { set_attr "$GPU/$TYPES_DIR/mvgpu-vgpu_V1_$1/create" "$2"; }
vgpus() { find "$MDEV_DIR" -mindepth 1 | wc -l; }
kernel_log() { dmesg | grep -c "$1"; }

remove_all() {
	local dev
	for dev in "$MDEV_DIR"/*; do
		[ ! -e "$dev" ] || remove_vgpu "${dev##*/}" || return 1
	done
}

load_module || bail "the module does not load"
GPU=$(parent) || bail "there is no GPU"
MIB=$((1 << 20))

# Types.
is "$(cd "$GPU/$TYPES_DIR" && echo *)" \
	"mvgpu-vgpu_V1_1 mvgpu-vgpu_V1_2 mvgpu-vgpu_V1_4 mvgpu-vgpu_V1_8" \
	"a GPU offers the whole, a half, a quarter, an eighth"
is "${GPU##*/}" mvgpu-soft0 "the first software GPU is mvgpu-soft0"
is "$(cat "$(type_dir 4)/device_api")" vfio-pci "types say they are PCI devices"
is "$(cat "$(type_dir 4)/name")" "mvgpu soft GPU, 1/4" "types have a name for people"
is "$(available)" "1 2 4 8" "each fits as often as its share says"
is "$(cat "$(type_dir 4)/description")" \
	"vram: 128MiB
window: 0MiB
contexts: 16
heads: 1
max_resolution: 2560x1440
weight: 4" "a description is key: value lines"

# One of each.
for share in 1 2 4 8; do
	uuid=$(new_uuid)
	is "$(create $share "$uuid")" "" "a vGPU of 1/$share is made"
	is "$(used)" "$((512 * MIB / share)) $((64 / share)) 1" \
		"a 1/$share takes its share of each pool"
	is "$(basename "$(readlink "$MDEV_DIR/$uuid/mdev_type")")" \
		"mvgpu-vgpu_V1_$share" "it is of its type"
	ok "it is removed" remove_vgpu "$uuid"
	is "$(used)" "0 0 0" "a 1/$share gives back what it took"
done

# Mixed types.
half=$(new_vgpu 2)
is "$(available)" "0 1 2 4" "a half leaves a half to every type"
eighth=$(new_vgpu 8)
is "$(available)" "0 0 1 3" "an eighth counts against all types"
quarter=$(new_vgpu 4)
last=$(new_vgpu 8)
is "$(available)" "0 0 0 0" "a mix fills the GPU to the last byte"
is "$(vgpus)" 4 "and is there"

# No room.
is "$(refusal)" "" "nothing was refused yet"
uuid=$(new_uuid)
before=$(kernel_log 'rejected, not enough vram')
is "$(create 2 "$uuid")" ENOSPC "a full GPU refuses"
is "$(refusal)" "vram: need $((256 * MIB)) bytes, free 0, short by $((256 * MIB)) (vGPU $uuid, type vgpu_V1_2)" \
	"the GPU says which pool is short and by how much"
is "$(kernel_log 'rejected, not enough vram')" $((before + 1)) \
	"so does the log, in one line"
is "$(cd "$GPU/$TYPES_DIR" && echo * | wc -w)" 4 "types stay listed at 0"
fails "a refused vGPU is not there" test -e "$MDEV_DIR/$uuid"
ok "one is removed" remove_vgpu "$quarter"
ok "there is room again" new_vgpu 4 "$uuid"
matches "$(refusal)" "vGPU $uuid" "a success does not hide the last refusal"
ok "a refused UUID can be used" test -e "$MDEV_DIR/$uuid"

# Names.
is "$(create 8 "$uuid")" EEXIST "a UUID is unique"
is "$(create 4 "$uuid")" EEXIST "also across types"
is "$(create 8 "${uuid^^}")" EEXIST "whatever its letters' case"
is "$(create 8 "${uuid%?}")" EINVAL "a short UUID is refused"
is "$(create 8 "${uuid}00")" EINVAL "a long one too"
is "$(create 8 "${uuid//-/_}")" EINVAL "and what looks like one"
is "$(create 8 "g${uuid#?}")" EINVAL "and a letter that is no digit"
is "$(create 8 "")" EINVAL "and nothing at all"
is "$(create 8 "$(printf '0%.0s' {1..4000})")" EINVAL "and far too much"
is "$(vgpus)" 4 "none of them made a vGPU"
ok "the half goes" remove_vgpu "$half"
ok "a UUID is free at once: as an eighth" new_vgpu 8 "$half"
ok "the raw remove file takes a number" \
	sh -c "echo 1 >$MDEV_DIR/$eighth/remove"
is "$(set_attr "$MDEV_DIR/$last/remove" nonsense)" EINVAL "and nothing else"
is "$(set_attr "$MDEV_DIR/$last/remove" 0)$(test -e "$MDEV_DIR/$last" && echo there)" \
	there "0 removes nothing"
ok "the rest goes" remove_all
is "$(used) $(available)" "0 0 0 1 2 4 8" "the GPU is whole again"

# In parallel.
stress() { python3 tests/host/stress.py "$@"; }
is "$(stress rush "$GPU" 20)" "8 0
12 ENOSPC" "of 20 at once exactly 8 get an eighth"
is "$(used)" "$((512 * MIB)) 64 8" "they have all there is"
ok "they go" remove_all
is "$(stress same "$GPU" 12)" "1 0
11 EEXIST" "of 12 that want one UUID exactly one gets it"
is "$(vgpus)" 1 "it is there once"
ok "it goes" remove_all
ok "5 processes make and remove what they like for 8 seconds" \
	stress churn "$GPU" 5 8
is "$(used) $(available)" "0 0 0 1 2 4 8" "nothing is taken afterwards"

# Leaks: a thing lost per round would show as about 1000 of a kind.
objects() {
	echo 3 >/proc/sys/vm/drop_caches
	# What RCU frees, and what it frees later in one go.
	echo 1 >/sys/module/rcutree/parameters/do_rcu_barrier
	sleep 2
	# And KASAN keeps for a while.
	for cache in /sys/kernel/slab/*/shrink; do echo 1 >"$cache"; done
	awk 'NR > 2 { print $1, $2 }' /proc/slabinfo | sort
	echo "groups $(find /sys/kernel/iommu_groups -mindepth 1 -maxdepth 1 | wc -l)"
	echo "vmalloc $(wc -l </proc/vmallocinfo)"
	awk '/^(SUnreclaim|KernelStack|Percpu|VmallocUsed):/ { print $1 "pages", $2 / 4 }' /proc/meminfo
}

# grown BEFORE AFTER
grown() { join "$1" "$2" | awk '$3 - $2 > 500 { print $1, $3 - $2 }'; }

# lost: what grew, and again when asked twice. Small things are counted by the page
# (512 of 8 bytes), of which a CPU may keep one.
lost() {
	grown "$WORK/before" "$WORK/after" >"$WORK/grown"
	[ -s "$WORK/grown" ] || return 0
	stress rounds "$GPU" 1000 >/dev/null
	objects >"$WORK/again"
	join "$WORK/grown" <(grown "$WORK/after" "$WORK/again")
}

ok "200 rounds to warm up" stress rounds "$GPU" 200
objects >"$WORK/before"
ok "a vGPU is made and removed 1000 times" stress rounds "$GPU" 1000
objects >"$WORK/after"
is "$(lost)" "" "nothing in the kernel grew with it"
is "$(used) $(available)" "0 0 0 1 2 4 8" "the GPU is whole after it"
settles 0 "no picture is left" surfaces
is "$(find /sys/kernel/debug/mvgpu -type d | wc -l)" 1 "no directory is left in debugfs"

plan
