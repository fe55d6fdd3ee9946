#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# How often a second the recorded streams of real programs are executed: by programs of the host
# VM on the kernel's own driver, and by VFIO clients on vGPUs. Both use the same GPU, which
# changes hands in each round; with one client, and with several at the same time.
#
# A client has its commands ready in memory that its resources share. A program of the host VM
# allocates memory for each resource, and its ids are translated as mvgpu does. mvgpu makes the
# GPU look for completed work while it has some (fence_poll_us), the kernel's driver does not.
#
# mvgpu-limit: 1800
# mvgpu-gpu: virtio-gpu-gl-pci
. tests/guest/lib3d.sh
# shellcheck source=tests/vfio/client.sh
. tests/vfio/client.sh

export MVGPU_FIGURES=/out/figures
ROUNDS=${MVGPU_ROUNDS:-5}
NODE=/dev/dri/renderD128
# A recording has 5 to 14 streams, and the creation of what they use.
# Recording, streams in flight at most, clients.
LOADS=("glxgears 32 1" "glmark2-ideas 32 1" "glmark2-desktop 32 1" "glmark2-terrain 32 1"
	"glxgears 1 1" "glmark2-ideas 1 1" "glmark2-terrain 1 1"
	"glmark2-ideas 32 2" "glmark2-ideas 32 4" "glmark2-ideas 32 8")

_players_say() { [ "$(grep -lxE "$1" "$WORK"/player-* 2>/dev/null | wc -l)" = "$clients" ]; }

# players MODE LOAD DEVICE...: prints how often a second all clients together play it. They begin
# at the same time, and go on until the last one has counted.
players() {
	local mode=$1 recording depth clients seconds=2 pids=() status=0 place
	read -r recording depth clients <<<"$2"
	shift 2
	[ "$clients" = 1 ] || seconds=6
	rm -f "$WORK"/player-* "$WORK/go"
	mkfifo "$WORK/go"
	for place in $(seq "$clients"); do
		"$CLIENT" --device "${!place}" --mode "$mode" \
			"$seconds:$depth:tests/streams/$recording.virgl" \
			<"$WORK/go" >"$WORK/player-$place" 2>&1 &
		pids+=($!)
	done
	exec 8>"$WORK/go"
	wait_for 120 "the clients to be ready" _players_say ready || status=1
	# In a subshell, which SIGPIPE ends when no client is left.
	(printf "%${clients}s" "" >&8)
	wait_for 120 "the figures" _players_say '[0-9.]+' || status=1
	exec 8>&-
	for place in "${pids[@]}"; do
		wait "$place" || status=1
	done
	grep -hvxE '[0-9.]+|ready' "$WORK"/player-* | sed 's/^/# client: /' >&2
	cat "$WORK"/player-* | awk '/^[0-9.]+$/ { sum += $1 } END { print sum }'
	return $status
}

# side NAME MODE DEVICE...: adds the figures of all loads.
side() {
	local name=$1 mode=$2 load rate
	shift 2
	for load in "${LOADS[@]}"; do
		rate=$(players "$mode" "$load" "$@") || return 1
		echo "$name $rate" >>"$WORK/rate-$load"
	done
}

# host: the kernel's own driver has the GPU.
host() {
	native_start && wait_for 20 "a render node" test -e $NODE &&
		side native play-native $NODE $NODE $NODE $NODE $NODE $NODE $NODE $NODE
}

# mediated: mvgpu has the GPU.
mediated() {
	local uuid status=0 uuids=()
	take_gpu "$gl" >/dev/null || return 1
	for _ in $(seq 8); do
		uuid=$(new_vgpu 8 "" "/sys/class/mdev_bus/$gl") || return 1
		uuids+=("$uuid")
	done
	side vgpu play "${uuids[@]/#/$MDEV_DIR/}" || status=1
	for uuid in "${uuids[@]}"; do
		remove_vgpu "$uuid"
	done
	return $status
}

load_module soft_gpus=0 || bail "the module does not load"
gl=$(physical_gpu) || bail "there is no GPU"
for round in $(seq "$ROUNDS"); do
	ok "round $round was measured on the kernel's own driver" host || bail "no figures"
	ok "round $round was measured on vGPUs" mediated || bail "no figures"
done
for load in "${LOADS[@]}"; do
	read -r recording depth clients <<<"$load"
	tests/bench/figures.py "$recording, at most $depth in flight, clients: $clients" "/s" \
		native <"$WORK/rate-$load"
done
plan
