#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vGPUs are created and removed by UUID; a GPU never gives more than it has, reports why
# it rejects a vGPU, and nothing is left behind.
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
is "${GPU##*/}" soft0 "the first software GPU is soft0"
is "$(cat "$(type_dir 4)/device_api")" vfio-pci "the types are of VFIO PCI devices"
is "$(cat "$(type_dir 4)/name")" "mvgpu-soft-V1_4" \
	"the names of types have no comma, slash or space"
is "$(available)" "1 2 4 8" "each type has as many instances as its share allows"
is "$(cat "$(type_dir 4)/description")" \
	"vram: 128MiB
window: 0MiB
contexts: 16
heads: 1
max_resolution: 2560x1440
weight: 4
num_heads=1, framebuffer=128M, max_resolution=2560x1440, max_instance=4" \
	"a description consists of lines of key: value, and one in the form of other vendors"

# One of each.
for share in 1 2 4 8; do
	uuid=$(new_uuid)
	is "$(create $share "$uuid")" "" "a vGPU of 1/$share is created"
	is "$(used)" "$((512 * MIB / share)) $((64 / share)) 1" \
		"a vGPU of 1/$share takes its share of each pool"
	is "$(basename "$(readlink "$MDEV_DIR/$uuid/mdev_type")")" \
		"mvgpu-vgpu_V1_$share" "the vGPU of 1/$share has its type"
	ok "the vGPU of 1/$share is removed" remove_vgpu "$uuid"
	is "$(used)" "0 0 0" "a vGPU of 1/$share gives back what it took"
done

# Mixed types.
half=$(new_vgpu 2)
is "$(available)" "0 1 2 4" "a half leaves a half to each type"
eighth=$(new_vgpu 8)
is "$(available)" "0 0 1 3" "an eighth reduces the instances of all types"
quarter=$(new_vgpu 4)
last=$(new_vgpu 8)
is "$(available)" "0 0 0 0" "a mix fills the GPU to the last byte"
is "$(vgpus)" 4 "all vGPUs of the mix exist"

# No room.
is "$(refusal)" "" "last_refusal is empty at first"
uuid=$(new_uuid)
before=$(kernel_log 'rejected, not enough vram')
is "$(create 2 "$uuid")" ENOSPC "a full GPU rejects another vGPU"
is "$(refusal)" "vram: need $((256 * MIB)) bytes, free 0, short by $((256 * MIB)) (vGPU $uuid, type vgpu_V1_2)" \
	"last_refusal names the pool that is short and by how much"
is "$(kernel_log 'rejected, not enough vram')" $((before + 1)) \
	"the log has the reason in one line"
is "$(cd "$GPU/$TYPES_DIR" && echo * | wc -w)" 4 "types without instances stay listed"
fails "a rejected vGPU does not exist" test -e "$MDEV_DIR/$uuid"
ok "the quarter is removed" remove_vgpu "$quarter"
ok "there is room for a quarter again" new_vgpu 4 "$uuid"
matches "$(refusal)" "vGPU $uuid" "a success does not clear last_refusal"
ok "a vGPU with a rejected UUID can be created later" test -e "$MDEV_DIR/$uuid"

# Names.
is "$(create 8 "$uuid")" EEXIST "a UUID is unique"
is "$(create 4 "$uuid")" EEXIST "a UUID is unique across types"
is "$(create 8 "${uuid^^}")" EEXIST "a UUID is unique whatever the case of its letters"
is "$(create 8 "${uuid%?}")" EINVAL "a short UUID is rejected"
is "$(create 8 "${uuid}00")" EINVAL "a long UUID is rejected"
is "$(create 8 "${uuid//-/_}")" EINVAL "a UUID with other separators is rejected"
is "$(create 8 "g${uuid#?}")" EINVAL "a UUID with a letter that is not a digit is rejected"
is "$(create 8 "")" EINVAL "an empty UUID is rejected"
is "$(create 8 "$(printf '0%.0s' {1..4000})")" EINVAL "a UUID of 4000 characters is rejected"
is "$(vgpus)" 4 "no rejected UUID created a vGPU"
ok "the half is removed" remove_vgpu "$half"
ok "the UUID of a removed vGPU can be used at once" new_vgpu 8 "$half"
ok "the file remove takes a number" \
	sh -c "echo 1 >$MDEV_DIR/$eighth/remove"
is "$(set_attr "$MDEV_DIR/$last/remove" nonsense)" EINVAL \
	"the file remove rejects anything else"
is "$(set_attr "$MDEV_DIR/$last/remove" 0)$(test -e "$MDEV_DIR/$last" && echo there)" \
	there "writing 0 to the file remove removes nothing"
ok "the other vGPUs are removed" remove_all
is "$(used) $(available)" "0 0 0 1 2 4 8" "all of the GPU is free again"

# In parallel.
stress() { python3 tests/host/stress.py "$@"; }
is "$(stress rush "$GPU" 20)" "8 0
12 ENOSPC" "of 20 eighths that are created at once exactly 8 succeed"
is "$(used)" "$((512 * MIB)) 64 8" "the 8 vGPUs have all of the GPU"
ok "the 8 vGPUs are removed" remove_all
is "$(stress same "$GPU" 12)" "1 0
11 EEXIST" "of 12 creations with one UUID exactly one succeeds"
is "$(vgpus)" 1 "the vGPU exists once"
ok "the vGPU is removed" remove_all
ok "5 processes create and remove vGPUs at random for 8 seconds" \
	stress churn "$GPU" 5 8
is "$(used) $(available)" "0 0 0 1 2 4 8" "all of the GPU is free afterwards"

# Leaks: an object that leaks once a round would show as about 1000 of its kind.
objects() {
	echo 3 >/proc/sys/vm/drop_caches
	# Waits for objects that RCU frees, and for those that it frees later in a batch.
	echo 1 >/sys/module/rcutree/parameters/do_rcu_barrier
	sleep 2
	# KASAN keeps freed objects for a while.
	for cache in /sys/kernel/slab/*/shrink; do echo 1 >"$cache"; done
	awk 'NR > 2 { print $1, $2 }' /proc/slabinfo | sort
	echo "groups $(find /sys/kernel/iommu_groups -mindepth 1 -maxdepth 1 | wc -l)"
	echo "vmalloc $(wc -l </proc/vmallocinfo)"
	awk '/^(SUnreclaim|KernelStack|Percpu|VmallocUsed):/ { print $1 "pages", $2 / 4 }' /proc/meminfo
}

# grown BEFORE AFTER: prints what grew, and by how much.
grown() { join "$1" "$2" | awk '$3 - $2 > 500 { print $1, $3 - $2 }'; }

# lost: prints what grew, and grew again in a second run. Small objects are counted by
# the page (512 objects of 8 bytes), and a CPU may keep a page.
lost() {
	grown "$WORK/before" "$WORK/after" >"$WORK/grown"
	[ -s "$WORK/grown" ] || return 0
	stress rounds "$GPU" 1000 >/dev/null
	objects >"$WORK/again"
	join "$WORK/grown" <(grown "$WORK/after" "$WORK/again")
}

ok "200 rounds warm up the caches" stress rounds "$GPU" 200
objects >"$WORK/before"
ok "a vGPU is created and removed 1000 times" stress rounds "$GPU" 1000
objects >"$WORK/after"
is "$(lost)" "" "no kind of object in the kernel grew"
is "$(used) $(available)" "0 0 0 1 2 4 8" "all of the GPU is free after that"
settles 0 "no surface is left" surfaces
is "$(find /sys/kernel/debug/mvgpu -type d | wc -l)" 1 "no directory is left in debugfs"

plan
