#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How vGPUs share a GPU that all of them want: the part of its time that each has, beside the
# part that its weight asks for, with jobs that are alike and with small and large ones; and
# how many jobs a second a light guest completes that has one at a time, alone and beside a
# guest with 32 large ones in flight. And how many jobs a second several vGPUs complete
# together. On a physical GPU, and on one with renderers.
#
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/runner/lib.sh
. tests/runner/physical.sh
. tests/runner/render.sh
. tests/vfio/client.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-5}
SECONDS_EACH=1
SMALL=32:64 LARGE=32:1024 ALIKE=32:256 LIGHT=1:256 NOTHING=0:64

on_exit() { stop_renderers; }

# vgpus NUMBER: creates vGPUs of $gpu.
vgpus() {
	local uuid
	VGPUS=()
	for _ in $(seq "$1"); do
		uuid=$(new_vgpu 8 "" "/sys/class/mdev_bus/$gpu") || bail "no vGPU of $gpu"
		VGPUS+=("$MDEV_DIR/$uuid")
		[ "$backend" != render ] || renderer "$uuid"
	done
}

# run WEIGHTS JOBS: prints a line for each vGPU: number, seconds of the GPU, jobs a second.
run() {
	local weights jobs number more=()
	read -ra weights <<<"$1"
	read -ra jobs <<<"$2"
	for number in "${!jobs[@]}"; do
		set_attr "${VGPUS[number]}/weight" "${weights[number]}"
		[ "$number" -lt 2 ] || more+=(--more "${VGPUS[number]}")
	done
	"$CLIENT" --device "${VGPUS[0]}" --other "${VGPUS[1]}" "${more[@]}" \
		--mode shares "$SECONDS_EACH,$(IFS=, && echo "${jobs[*]}")"
}

# shares NAME WEIGHTS JOBS: adds the parts that the vGPUs had.
shares() {
	run "$2" "$3" >"$WORK/parties" || { cat "$WORK/parties"; return 1; }
	awk -v weights="$2" -v jobs="$3" '
		{ had[NR] = $2; all += $2 }
		END {
			split(jobs, job)
			for (i = split(weights, weight); i; i--)
				asked += weight[i]
			for (i = 1; i <= NR; i++)
				printf "weight-%d,-%s %.3f asked=%.3f\n", weight[i],
					job[i], had[i] / all, weight[i] / asked
		}' "$WORK/parties" >>"$WORK/figures-$backend, $1"
}

# light NAME WEIGHTS JOBS: adds the jobs a second of the first vGPU.
light() {
	run "$2" "$3" >"$WORK/parties" || { cat "$WORK/parties"; return 1; }
	awk -v name="$1" '$1 == 0 { print name, $3 }' "$WORK/parties" \
		>>"$WORK/light-$backend, light guest"
}

# times NUMBER WORD: prints a word so many times.
times() { printf "$2 %.0s" $(seq "$1"); }

# together NUMBER: adds the jobs a second of so many vGPUs that want the GPU.
together() {
	local alike wanted name="$1-vGPUs"
	alike=$(times "$1" $ALIKE) wanted=$(times "$1" 4)
	# The client takes two at least.
	[ "$1" -gt 1 ] || alike+=$NOTHING wanted+=4 name=one-vGPU
	run "$wanted" "$alike" >"$WORK/parties" || { cat "$WORK/parties"; return 1; }
	awk -v name="$name" '{ all += $3 } END { print name, all }' "$WORK/parties" \
		>>"$WORK/together-$backend, jobs of all"
}

all_together() {
	local number
	for number in 1 2 4 8; do
		[ "$number" -gt ${#VGPUS[@]} ] || together "$number" || return 1
	done
}

# eight_vgpus: what all vGPUs of a GPU have that cannot have more.
eight_vgpus() {
	[ ${#VGPUS[@]} -ge 8 ] || return 0
	shares "eight alike" "$(times 8 4)" "$(times 8 $ALIKE)" &&
		shares "weights 1 to 8" "1 2 3 4 5 6 7 8" "$(times 8 $ALIKE)" &&
		shares "eight, small and large" "$(times 8 4)" \
			"$(times 4 $SMALL)$(times 4 $LARGE)" &&
		light beside-seven "$(times 8 4)" "$LIGHT $(times 7 $LARGE)" &&
		light beside-seven,-weight-16 "64 $(times 7 4)" "$LIGHT $(times 7 $LARGE)"
}

round() {
	shares "weights 1:1" "4 4" "$SMALL $LARGE" &&
		shares "weights 4:1" "16 4" "$SMALL $LARGE" &&
		shares "weights 1:4" "4 16" "$SMALL $LARGE" &&
		shares "weights 1:2:4:8" "1 2 4 8" "$ALIKE $ALIKE $ALIKE $ALIKE" &&
		light alone "4 4" "$LIGHT $NOTHING" &&
		light beside-a-flooder "4 4" "$LIGHT $LARGE" &&
		light beside-a-flooder,-weight-16 "64 4" "$LIGHT $LARGE" &&
		light beside-three "4 4 4 4" "$LIGHT $LARGE $LARGE $LARGE" &&
		eight_vgpus && all_together
}

# measure BACKEND GPU NUMBER
measure() {
	backend=$1 gpu=$2
	vgpus "$3"
	for round in $(seq "$ROUNDS"); do
		ok "$backend: round $round was measured" round || bail "the client failed"
	done
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
take_gpu "$gl" >/dev/null || bail "the GPU is not taken"
measure virtio "$gl" 8
# Each has a process that draws on the CPU.
measure render "$(render_gpu)" 4
for file in "$WORK"/figures-*; do
	tests/bench/figures.py "shares, ${file#*figures-}" "of the GPU's time" <"$file"
done
for file in "$WORK"/light-*; do
	tests/bench/figures.py "${file#*light-}" "jobs/s" alone <"$file"
done
for file in "$WORK"/together-*; do
	tests/bench/figures.py "${file#*together-}" "jobs/s" one-vGPU <"$file"
done
plan
