# SPDX-License-Identifier: GPL-2.0
#
# GPUs with renderers, for suites that need one: a GPU of Mesa's software driver, and a
# renderer for each of its vGPUs. Sourced after tests/runner/lib.sh.
#
# shellcheck shell=bash disable=SC2154

RENDER=${MVGPU_RENDER:-/build/render/mvgpu-render}
declare -A _renderers=()

# render_gpu [OPTION...]: makes a GPU and prints the name of its mdev parent.
render_gpu() { "$RENDER" add "$@"; }

# renderer UUID: starts the renderers of a vGPU in the background, one after the other, as
# the service does. What they print is in $WORK/renderer-UUID.
renderer() {
	_render_lives "$1" >>"$WORK/renderer-$1" 2>&1 &
	_renderers[$1]=$!
}

# The renderer that runs ends with the loop.
_render_lives() {
	local pid=
	trap 'kill $pid 2>/dev/null; exit 0' TERM
	while [ -d "$MDEV_DIR/$1" ]; do
		"$RENDER" serve "$1" &
		pid=$!
		wait $pid
		echo "renderer $pid ended with status $?"
		sleep 0.1
	done
}

# stop_renderer UUID
stop_renderer() {
	[ -n "${_renderers[$1]:-}" ] || return 0
	kill "${_renderers[$1]}" 2>/dev/null
	wait "${_renderers[$1]}" 2>/dev/null
	unset "_renderers[$1]"
}

# stop_renderers: for on_exit.
stop_renderers() {
	local uuid
	for uuid in "${!_renderers[@]}"; do stop_renderer "$uuid"; done
}

# renderer_said UUID: shows what the renderers of a vGPU printed, as diagnostic lines.
renderer_said() { sed 's/^/# renderer: /' "$WORK/renderer-$1"; }

# render_counts GPU: prints the jobs of the renderer that serves a vGPU of that GPU, how often
# they woke it, and how often it kicked the module.
render_counts() {
	sed -n 's/.* jobs \([0-9]*\),.* wake-ups \([0-9]*\), kicks \([0-9]*\)$/\1 \2 \3/p' \
		"/sys/kernel/debug/mvgpu/$1"
}
