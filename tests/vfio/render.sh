# SPDX-License-Identifier: GPL-2.0
#
# Renderers without a GPU, and a GPU for them. Sourced after tests/vfio/client.sh.
#
# shellcheck shell=bash disable=SC2154,SC2034

FAKE=${MVGPU_FAKE:-/build/fake/render-fake}

# new_gpu [ARGUMENT...]: makes a GPU with renderers; sets gpu, its directory.
new_gpu() {
	local name
	name=$("$FAKE" add "$@") || bail "no GPU with renderers"
	gpu=/sys/class/mdev_bus/$name
}

# serve_vgpu DEVICE [OPTION...]: starts renderers for a vGPU, one for each life of a guest.
# The options are those of "render-fake serve".
serve_vgpu() {
	local uuid=${1##*/}
	shift
	: >"$WORK/log.$uuid"
	: >"$WORK/ends.$uuid"
	"$FAKE" serve "$uuid" --log "$WORK/log.$uuid" --again "$WORK/ends.$uuid" "$@" \
		>"$WORK/output.$uuid" 2>&1 &
	echo $! >"$WORK/serve.$uuid"
	wait_renderer "$uuid"
}

# wait_renderer UUID: waits until a renderer has attached. This is called so often that the
# pauses of wait_for would count.
wait_renderer() {
	local tries=20
	until has_renderer "$1"; do
		[ $((tries -= 1)) -ge 0 ] || break
		sleep 0.02
	done
	wait_for 20 "a renderer of $1" has_renderer "$1"
}

# has_renderer UUID: a renderer has attached.
has_renderer() { [[ $(<"$WORK/log.$1") == *attached* ]]; }

# unserve DEVICE: ends the renderers of a vGPU.
unserve() {
	local uuid=${1##*/}
	[ -e "$WORK/serve.$uuid" ] || return 0
	kill "$(<"$WORK/serve.$uuid")" 2>/dev/null
	wait "$(<"$WORK/serve.$uuid")" 2>/dev/null
	rm "$WORK/serve.$uuid"
}

unserve_all() {
	local file
	for file in "$WORK"/serve.*; do
		[ ! -e "$file" ] || unserve "${file##*/serve.}"
	done
}

# serve_told DEVICE: starts renderers of which each test of the client says how they behave.
serve_told() {
	export MVGPU_BEHAVE=$WORK/behave
	: >"$MVGPU_BEHAVE"
	serve_vgpu "$1" --behave "@$MVGPU_BEHAVE"
}

# in_log DEVICE PATTERN: prints how many lines of the renderer's log match.
in_log() { grep -cE "$2" "$WORK/log.${1##*/}"; }

# one_test TEST: runs a test of the client on $device beside $other.
one_test() {
	env -u MVGPU_TEST "$CLIENT" --device "$device" --other "$other" "$1"
}

# with_mode MODE TEST NAME [OPTION...]: the test passes with a renderer that misbehaves.
with_mode() {
	local mode=$1 test=$2 name=$3
	shift 3
	serve_vgpu "$device" --behave "$mode" "$@"
	ok "$name" one_test "$test" || tail -n 12 "$WORK/output.${device##*/}" \
		"$WORK/log.${device##*/}" | sed 's/^/#   /'
	settles 0 "no page is left pinned: $name" cat "$device/stats/pinned"
	unserve "$device"
}
