#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each rejected request of an administrator has an errno and one line in the log that
# names what was rejected and why; and each line that the module may log is in the user
# guide.
# mvgpu-limit: 300
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

MIB=$((1 << 20))

# lines: prints the module's own lines since the mark.
mark() { echo "mvgpu-test: mark $((++MARKS))" >/dev/kmsg; }
lines() {
	dmesg | sed "1,/mvgpu-test: mark $MARKS\$/d" | sed 's/^\[[^]]*\] //' |
		grep '^mvgpu' | grep -v 'probe with driver mvgpu failed'
}
MARKS=0

# refused FILE VALUE ERRNO LINE: LINE follows the device's name in the log.
refused() {
	local name=${1##*/}
	mark
	is "$(set_attr "$1" "$2")" "$3" "$name rejects '${2:0:20}' with $3"
	is "$(lines | sed 's/^[^:]*[^ ]*: //')" "$4" "$name: the log has the reason"
}

is "$(python3 tests/host/messages.py)" "" \
	"the user guide explains every line that the module may log"
matches "$(python3 tests/host/messages.py --list | wc -l)" '^[2-9][0-9]$' \
	"the list of such lines is not empty"

load_module soft_vram=64 || bail "the module does not load"
GPU=$(parent)
refused "$GPU/mvgpu/vram_total" 31M EINVAL \
	'vram_total: rejected "31M", takes multiples of 1 MiB from 32 MiB to 1 TiB, in bytes'
refused "$GPU/mvgpu/contexts_total" 65537 EINVAL \
	'contexts_total: rejected "65537", takes 0 to 65536'
refused "$GPU/mvgpu/vgpus_total" 0 EINVAL \
	'vgpus_total: rejected "0", takes 1 to 1024'
uuid=$(new_vgpu 4) || bail "no vGPU"
VGPU=$MDEV_DIR/$uuid
refused "$GPU/mvgpu/vgpus_total" 8 EBUSY \
	'vgpus_total: rejected "8", the GPU has vGPUs'
uuid2=$(new_uuid)
refused "$(type_dir 1)/create" "$uuid2" ENOSPC "rejected, not enough vram:\
 need $((64 * MIB)) bytes, free $((48 * MIB)), short by $((16 * MIB))\
 (vGPU $uuid2, type vgpu_V1_1)"
refused "$VGPU/vram" $((65 * MIB)) ENOSPC "rejected, not enough vram:\
 need $((49 * MIB)) bytes, free $((48 * MIB)), short by $MIB\
 (vGPU $uuid, type vgpu_V1_4)"
refused "$VGPU/vram" 100000 EINVAL \
	'vram: rejected "100000", takes whole pages that hold two of the largest framebuffers for each head'
refused "$VGPU/weight" 0 EINVAL 'weight: rejected "0", takes 1 to 10000'
refused "$VGPU/weight" $'a b\a\x80' EINVAL \
	'weight: rejected "a b\a\200", takes 1 to 10000'
refused "$VGPU/weight" "$(printf '7%.0s' {1..99})" EINVAL \
	"weight: rejected \"$(printf '7%.0s' {1..40})\", takes 1 to 10000"
refused "$VGPU/heads" 5 EINVAL \
	'heads: rejected "5", takes 1 to 16, if vram holds two of the largest framebuffers for each'
refused "$VGPU/console" 1 EINVAL \
	'console: rejected "1", takes a number below that in heads'
refused "$VGPU/monitors" 1 EINVAL \
	'monitors: rejected "1", takes all, none or a list of heads like 0,2-3'
refused "$VGPU/job_timeout_ms" never EINVAL \
	'job_timeout_ms: rejected "never", takes 0 to 3600000'
refused "$VGPU/max_resolution" 640 EINVAL "max_resolution: rejected \"640\", takes\
 WIDTHxHEIGHT from 640x480 up to what the GPU can and vram holds twice for each head"
refused "$VGPU/display" dma-buf EINVAL \
	'display: rejected "dma-buf", takes auto, dmabuf, dmabuf-copy, region or off'

mark
is "$(set_attr "$VGPU/weight" 9)$(set_attr "$VGPU/display" region)" "" \
	"valid values are accepted"
is "$(lines)" "" "valid values cause no line in the log"

hold "$uuid" || bail "the vGPU cannot be opened"
for attr in heads:1 vram:$((32 * MIB)) max_resolution:640x480 display:off; do
	refused "$VGPU/${attr%:*}" "${attr#*:}" EBUSY \
		"${attr%:*}: rejected \"${attr#*:}\", a VM has the vGPU"
done
release
plan
