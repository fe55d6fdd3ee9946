#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How many commands a second vGPUs of a software GPU execute that have few resources, and as
# many as a vGPU may have. Each command is for a resource that is chosen at random.
#
# mvgpu-limit: 300
. tests/runner/lib.sh
. tests/vfio/client.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-5}
NUMBERS=(10 100 1000 16384)
SECONDS_EACH=1

measure() {
	local numbers
	numbers=$(printf ":%s" "${NUMBERS[@]}")
	"$CLIENT" --device "${VGPUS[0]}" --other "${VGPUS[1]}" --more "${VGPUS[2]}" \
		--more "${VGPUS[3]}" --mode lookups "$ROUNDS,$SECONDS_EACH$numbers" \
		</dev/null >"$WORK/rates" 2>&1
}

load_module || bail "the module does not load"
VGPUS=()
for _ in "${NUMBERS[@]}"; do
	uuid=$(new_vgpu 4) || bail "no vGPU"
	VGPUS+=("$MDEV_DIR/$uuid")
done
ok "commands were measured" measure ||
	bail "$(cat "$WORK/rates")"
awk '/^[0-9]/ { print $1 "-resources", $2 }' "$WORK/rates" |
	tests/bench/figures.py "commands of a vGPU, by its resources" "/s" 10-resources
plan
