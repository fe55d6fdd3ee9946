# SPDX-License-Identifier: GPL-2.0
#
# Random work on vGPUs, sourced after tests/vfio/client.sh. FUZZ_SECONDS is how
# long, FUZZ_SEED where it begins; see "make fuzz".
#
# shellcheck shell=bash disable=SC2154

# fuzz: on $device, with $other as the neighbour.
fuzz() {
	diag "seconds: ${FUZZ_SECONDS:=30}, seed of the first round: ${FUZZ_SEED:=1}"
	client_tests --device "$device" --other "$other" \
		--mode fuzz "$FUZZ_SECONDS:$FUZZ_SEED"
	pages_given_back
	remove_vgpu "${device##*/}"
	remove_vgpu "${other##*/}"
}
