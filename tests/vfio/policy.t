#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The policy by which vGPUs share a physical GPU: with those in which the part of a vGPU is a
# bound it does not get more of an idle GPU either, and all of its jobs complete.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/vfio/client.sh

policy() { set_attr "/sys/class/mdev_bus/$gl/mvgpu/sched_policy" "$1"; }

# run JOBS: two vGPUs want the GPU for a second; prints the part of it that each had, and the
# jobs that it completed, a line each.
run() {
	local status=0
	"$CLIENT" --device "$device" --other "$other" --mode shares "1,$1" >"$WORK/run" 2>&1 ||
		status=1
	sed "s/^/# $1: /" "$WORK/run"
	return $status
}

# part NUMBER: prints the part of the GPU that the vGPU had, when it completed jobs.
part() { awk -v number="$1" '$1 == number && $3 > 0 { print $2 }' "$WORK/run"; }

# holds EXPRESSION: of numbers, none of which may be missing.
holds() { awk "BEGIN { exit !($1) }"; }

# bounded POLICY MOST WHAT: the first vGPU has no more of a GPU that the other leaves idle. Sets had.
bounded() {
	is "$(policy "$1")" "" "the policy $1 is set"
	run 32:256,0:64 || fail "$1: the client runs"
	had=$(part 0)
	ok "$1: a vGPU has $3 of an idle GPU at most" holds "$had > 0 && $had < $2"
}

load_module soft_gpus=1 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
take_gpu "$gl" >/dev/null || bail "the GPU is not taken"
attr=/sys/class/mdev_bus/$gl/mvgpu/sched_policy
is "$(cat "$attr")" best-effort "a GPU begins with best-effort"
for name in equal-share fixed-share best-effort; do
	is "$(policy $name)$(cat "$attr")" $name "it can be set to $name"
done
for name in fair best '' best-effort,fixed-share; do
	is "$(policy "$name") $(cat "$attr")" "EINVAL best-effort" "'$name' is rejected"
done
matches "$(dmesg | tail)" \
	'sched_policy: rejected "fair", takes best-effort, equal-share or fixed-share' \
	"the log has the policies"
soft=$(parent 1)/mvgpu/sched_policy
is "$(set_attr "$soft" fixed-share) $(cat "$soft")" "EOPNOTSUPP best-effort" \
	"a software GPU has no other policy"
is "$(set_attr "$soft" best-effort)" "" "what was read from it can be written back"

device=$MDEV_DIR/$(new_vgpu 8 "" "/sys/class/mdev_bus/$gl") || bail "no vGPU"
other=$MDEV_DIR/$(new_vgpu 8 "" "/sys/class/mdev_bus/$gl") || bail "no second vGPU"
# The bounds have room for jobs that take longer than those before on a busy machine.
bounded best-effort 1.1 all
all=$had
bounded equal-share 0.75 half
half=$had
bounded fixed-share 0.3 "an eighth"
eighth=$had
ok "without a bound it has more" holds "$all > $half && $half > $eighth"
is "$(set_attr "$device/weight" 8)" "" "it gets the weight of a half"
bounded fixed-share 0.75 half
ok "it has more than with the weight of an eighth" holds "$had > $eighth"
run 32:64,32:1024 || fail "two busy clients run"
ok "both complete jobs when both are busy" holds "$(part 0) > 0 && $(part 1) > 0"
pages_given_back
ok "the module unloads" unload_module
plan
