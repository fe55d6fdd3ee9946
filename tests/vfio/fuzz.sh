# SPDX-License-Identifier: GPL-2.0
#
# Random work on vGPUs, sourced after tests/vfio/client.sh. FUZZ_SECONDS is the time in
# seconds, FUZZ_SEED the seed of the first round, FUZZ_WITHOUT names the work to leave
# out; see "make fuzz".
#
# shellcheck shell=bash disable=SC2154

export FUZZ_WITHOUT
[ -n "${FUZZ_WITHOUT:-}" ] || unset FUZZ_WITHOUT
: "${FUZZ_SECONDS:=30}" "${FUZZ_SEED:=1}"

# fuzz [SECONDS SEED]: runs the work on $device, with $other as the neighbour.
fuzz() {
	local seconds=${1:-$FUZZ_SECONDS} seed=${2:-$FUZZ_SEED}
	diag "seconds: $seconds, seed of the first round: $seed"
	client_tests --device "$device" --other "$other" --mode fuzz "$seconds:$seed"
}

# fuzz_done: checks that nothing is left, and removes both vGPUs.
fuzz_done() {
	pages_given_back
	remove_vgpu "${device##*/}"
	remove_vgpu "${other##*/}"
}
