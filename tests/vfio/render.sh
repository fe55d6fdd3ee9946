# SPDX-License-Identifier: GPL-2.0
#
# Renderers without a GPU, and a GPU for them. Sourced after tests/vfio/client.sh.
#
# shellcheck shell=bash disable=SC2154,SC2034

FAKE=${MVGPU_FAKE:-/build/fake/render-fake}

# new_gpu: makes a GPU with renderers; sets gpu, its directory.
new_gpu() {
	local name
	name=$("$FAKE" add) || bail "no GPU with renderers"
	gpu=/sys/class/mdev_bus/$name
}

# _serve UUID [OPTION...]: serves one life of a guest after the other. A renderer that ends
# by a fault is followed by one that behaves, as a service manager would do.
_serve() {
	local uuid=$1 status
	shift
	while [ -e "$WORK/serve.$uuid" ]; do
		"$FAKE" serve "$uuid" --log "$WORK/log.$uuid" "$@" &
		echo $! >"$WORK/pid.$uuid"
		wait $!
		status=$?
		echo $status >>"$WORK/ends.$uuid"
		case $status in
		0) ;;
		4) sleep 0.2 ;;
		*) set -- ;;
		esac
	done
}

# serve_vgpu DEVICE [OPTION...]: starts renderers for a vGPU, the first with the options.
serve_vgpu() {
	local uuid=${1##*/}
	shift
	: >"$WORK/serve.$uuid"
	: >"$WORK/log.$uuid"
	: >"$WORK/ends.$uuid"
	_serve "$uuid" "$@" >"$WORK/output.$uuid" 2>&1 &
	echo $! >"$WORK/server.$uuid"
	wait_for 20 "a renderer of $uuid" has_renderer "$uuid"
}

# has_renderer UUID: a renderer has attached.
has_renderer() { grep -q attached "$WORK/log.$1"; }

# unserve DEVICE: ends the renderers of a vGPU.
unserve() {
	local uuid=${1##*/}
	[ -e "$WORK/serve.$uuid" ] || return 0
	rm "$WORK/serve.$uuid"
	kill "$(cat "$WORK/pid.$uuid")" 2>/dev/null
	wait "$(cat "$WORK/server.$uuid")" 2>/dev/null
	return 0
}

unserve_all() {
	local file
	for file in "$WORK"/serve.*; do
		[ ! -e "$file" ] || unserve "${file##*/serve.}"
	done
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
