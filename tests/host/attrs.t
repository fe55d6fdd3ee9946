#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The attributes of a vGPU and of a GPU: which values they take, which ones they reject,
# with which errno, and when.
# mvgpu-limit: 300
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

MIB=$((1 << 20))

attr() { cat "$DIR/$1"; }
set_it() { set_attr "$DIR/$1" "$2"; }
gpu_attr() { cat "$GPU/mvgpu/$1"; }
set_gpu() { set_attr "$GPU/mvgpu/$1" "$2"; }

# takes FILE VALUE...: each value is accepted and read back.
takes() {
	local file=$1 value
	shift
	for value in "$@"; do
		is "$(set_it "$file" "$value") $(attr "$file")" " $value" \
			"$file takes $value"
	done
}

# refuses FILE ERRNO VALUE...: each value is rejected and changes nothing.
refuses() {
	local file=$1 errno=$2 value before
	shift 2
	before=$(attr "$file")
	for value in "$@"; do
		is "$(set_it "$file" "$value") $(attr "$file")" "$errno $before" \
			"$file rejects ${value:0:30} with $errno"
	done
}

load_module || bail "the module does not load"
GPU=$(parent)

# The GPU's budgets.
for pool in vram:$((512 * MIB)) window:0 contexts:64 vgpus:8; do
	is "$(gpu_attr "${pool%:*}_total") $(gpu_attr "${pool%:*}_used") $(gpu_attr "${pool%:*}_free")" \
		"${pool#*:} 0 ${pool#*:}" "an idle GPU has all its ${pool%:*} free"
done
is "$(gpu_attr backend)" soft "the file backend has the name of the backend"
is "$(set_gpu vram_total $((256 * MIB)))$(gpu_attr vram_total)" $((256 * MIB)) \
	"vram_total can be set while there is no vGPU"
matches "$(cat "$(type_dir 1)/description")" "vram: 256MiB" "the types follow vram_total"
is "$(set_gpu vram_total $((32 * MIB)))" "" "32 MiB is enough for a GPU"
matches "$(cat "$(type_dir 1)/description")" \
	"heads: 4"$'\n'"max_resolution: 1280x800" \
	"the largest mode shrinks to what a small vram holds twice for each head"
matches "$(cat "$(type_dir 8)/description")" "max_resolution: 800x600" \
	"the largest mode of the smallest slice shrinks, too"
for bad in 0 $((31 * MIB)) $((32 * MIB + 4096)) -1 18446744073709551615 \
	99999999999999999999 32M ' ' vram; do
	is "$(set_gpu vram_total "$bad") $(gpu_attr vram_total)" \
		"EINVAL $((32 * MIB))" "vram_total rejects '$bad'"
done
is "$(set_gpu vram_total $((512 * MIB)))$(set_gpu contexts_total 0)" "" \
	"a GPU may have no contexts"
is "$(cat "$GPU/$TYPES_DIR"/*/available_instances | xargs)" "1 2 4 8" \
	"types without contexts are still offered"
is "$(set_gpu contexts_total 65537)$(set_gpu vgpus_total 0)" EINVALEINVAL \
	"totals out of range are rejected"
is "$(set_gpu vgpus_total 3)$(cat "$GPU/$TYPES_DIR"/*/available_instances | xargs)" \
	"1 2 3 3" "the vgpus pool limits each type"
for _ in 1 2 3; do new_vgpu 8 >/dev/null; done
is "$(set_attr "$(type_dir 8)/create" "$(new_uuid)")" ENOSPC \
	"one vGPU more than vgpus_total is rejected"
matches "$(gpu_attr last_refusal)" "^vgpus: need 1 vGPUs, free 0, short by 1 " \
	"last_refusal names the pool"
for file in vram_total contexts_total vgpus_total; do
	is "$(set_gpu $file "$(gpu_attr $file)")" EBUSY \
		"$file is busy while there are vGPUs"
done
_remove_all
is "$(set_gpu vgpus_total 8)$(set_gpu contexts_total 64)$(gpu_attr last_refusal)" "" \
	"setting a total clears last_refusal"
for file in vram_used vram_free window_total backend render_node last_refusal; do
	is "$(set_gpu $file 1)" EACCES "$file is read-only, even for root"
done

# The attributes of a vGPU that is not open.
uuid=$(new_vgpu 4)
DIR=$MDEV_DIR/$uuid
is "$(attr weight) $(attr heads) $(attr console) $(attr max_resolution) $(attr vram) $(attr display)" \
	"4 1 0 2560x1440 $((128 * MIB)) auto" "a new quarter has the attributes of its type"
is "$(attr contexts)" 16 "it may have a quarter of the contexts"
is "$(attr vram_used) $(attr resources) $(attr in_use) $(attr driver_status)" \
	"0 0 0 status 0x00 features 0x0" "a vGPU without a guest uses nothing"
takes weight 1 10000 7
refuses weight EINVAL 0 10001 -1 4294967296 x 1.5
takes job_timeout_ms 0 3600000 500
refuses job_timeout_ms EINVAL 3600001 -1 never
takes heads 4 2
refuses heads EINVAL 0 17 -1 5 4294967295
takes console 1 0
refuses console EINVAL 2 -1 4294967295
takes monitors 1 none 0-1 0
is "$(set_it monitors all; attr monitors)" 0-1 "monitors takes the value all, for each head"
refuses monitors EINVAL 2 0-2 0,4 -1 x '' ' ' 1x 0x1 99999999999
set_it monitors 0
takes heads 4
is "$(attr monitors)" 0,2-3 "new heads have a monitor, and unplugged monitors stay unplugged"
set_it monitors 3
takes heads 2
is "$(attr monitors)" none "a monitor is removed with its head"
takes heads 3
is "$(attr monitors)" 2 "a monitor comes back with its head"
takes heads 2
takes max_resolution 1280x1024
is "$(attr monitors)" none "setting max_resolution plugs in no monitor"
set_it monitors all
set_it console 1
takes heads 1
is "$(attr console)" 0 "console becomes 0 when its head is removed"
takes max_resolution 640x480 1921x1081 1920x1200
refuses max_resolution EINVAL 639x480 640x479 1920 1920x 1920X1200 x1200 \
	1920x1200x1 1920x1200@60 "1920 x 1200" 0x0 100000x100000 \
	4294967295x4294967295 -1920x1200 8192x8192 \
	111111111111111111111111111111111111111111111111111x1
takes display dmabuf dmabuf-copy region off auto
refuses display EINVAL on AUTO automatic dma-buf "auto x"
is "$(printf 'region\n' | tee "$DIR/display" >/dev/null; attr display)" region \
	"a newline is not part of a value"

# The vram of a vGPU is taken from the pool of its GPU.
takes vram $((64 * MIB))
is "$(gpu_attr vram_used)" $((64 * MIB)) "shrinking vram gives memory back to the GPU"
takes vram $((512 * MIB))
is "$(gpu_attr vram_used) $(gpu_attr vram_free)" "$((512 * MIB)) 0" \
	"growing vram takes memory of the GPU"
refuses vram ENOSPC $((513 * MIB)) 18446744073709547520
matches "$(gpu_attr last_refusal)" "^vram: need .*vGPU $uuid, type vgpu_V1_4" \
	"last_refusal has the reason when growing vram is rejected"
is "$(gpu_attr vram_used)" $((512 * MIB)) "growing vram takes nothing when it is rejected"
refuses vram EINVAL 0 4095 $((64 * MIB + 1)) -4096 64M $((16 * MIB))
takes max_resolution 800x600
takes vram $((4 * MIB))
refuses max_resolution EINVAL 1920x1200
refuses heads EINVAL 2
is "$(gpu_attr vram_used) $(cat "$(type_dir 8)/available_instances")" \
	"$((4 * MIB)) 6" "the types follow memory that an attribute gave back, as far as contexts suffice"

# The attributes of a vGPU that is open.
hold "$uuid" || bail "the vGPU cannot be opened"
is "$(attr in_use)" 1 "in_use is 1 while a VM has the vGPU"
refuses heads EBUSY 1
refuses max_resolution EBUSY 800x600 640x480
refuses display EBUSY region dmabuf off
refuses vram EBUSY $((8 * MIB)) $((4 * MIB - MIB / 4)) $((4 * MIB))
is "$(gpu_attr vram_used)" $((4 * MIB)) "a busy attribute takes nothing from the GPU"
refuses heads EINVAL 0
refuses display EINVAL nonsense
takes weight 100
takes job_timeout_ms 1234
takes console 0
takes monitors none 0
release
is "$(set_it heads 1)$(set_it display off)$(attr display)" off \
	"attributes can be set again after the VM has ended"

# Counters.
for file in "$DIR"/stats/*; do
	matches "$(cat "$file")" '^[0-9]+$' "stats/${file##*/} is a number"
done
is "$(attr stats/pinned)" 0 "no page is pinned without a VM"
is "$(attr stats/commands) $(attr stats/errors) $(attr stats/fatal)" "0 0 0" \
	"no command was counted"
for file in contexts vram_used resources in_use driver_status stats/commands; do
	is "$(stat -c %a "$DIR/$file")" 444 "$file is read-only"
done

# A new vGPU with the UUID of a removed one has nothing of it.
ok "the vGPU is removed" remove_vgpu "$uuid"
new_vgpu 8 "$uuid" >/dev/null
is "$(attr weight) $(attr max_resolution) $(attr display) $(attr vram)" \
	"2 1920x1200 auto $((64 * MIB))" "a new vGPU with the same UUID has the attributes of its type"
for file in queues resources scanouts; do
	ok "debugfs shows its $file" \
		cat "/sys/kernel/debug/mvgpu/$uuid/$file"
done

plan
