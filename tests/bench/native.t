#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the mediator costs a stream that does nothing: streams a second, and microseconds until
# one is complete, of a program of the host VM on the kernel's own driver, and of a VFIO client
# on a vGPU. Both use the same GPU, which changes hands in each round.
#
# mvgpu-limit: 1200
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh
# shellcheck source=tests/vfio/client.sh
. tests/vfio/client.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-5}
NODE=/dev/dri/renderD128
# Streams in flight, and the bytes of one.
LOADS=(1:4 8:4 64:4 32:1024 32:16384 16:262144)

# client NAME DEVICE MODE: adds the figures of all loads.
client() {
	local load
	for load in "${LOADS[@]}"; do
		"$CLIENT" --device "$2" --mode "$3" "1:1:$load" </dev/null >"$WORK/client" 2>&1 ||
			{ sed 's/^/# client: /' "$WORK/client"; return 1; }
		# Those of the kernel's own driver are not known.
		awk -v name="$1" -v rate="$WORK/rate-$load" -v us="$WORK/us-$load" '/^[0-9]/ {
			known = name == "native" ? "" : "doorbells=" $3 " interrupts=" $4
			print name, $2, known >>rate
			print name, $5, "p99=" $6 >>us }' "$WORK/client"
	done
}

# host: the kernel's own driver has the GPU.
host() {
	native_start && wait_for 20 "a render node" test -e $NODE && client native $NODE native
}

# mediated: mvgpu has the GPU.
mediated() {
	local uuid status=0
	take_gpu "$gl" >/dev/null || return 1
	uuid=$(new_vgpu 1 "" "/sys/class/mdev_bus/$gl") || return 1
	client vgpu "$MDEV_DIR/$uuid" rate || status=1
	remove_vgpu "$uuid"
	return $status
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
for round in $(seq "$ROUNDS"); do
	ok "round $round was measured on the kernel's own driver" host || bail "no figures"
	ok "round $round was measured on a vGPU" mediated || bail "no figures"
done
for load in "${LOADS[@]}"; do
	what="streams of ${load#*:} bytes, ${load%:*} in flight"
	tests/bench/figures.py "$what" "/s" native <"$WORK/rate-$load"
	tests/bench/figures.py "$what, median" us native <"$WORK/us-$load"
done
plan
