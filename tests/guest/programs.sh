#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Real programs on this machine's GPU; the same in the host VM and in guests:
#
#	programs.sh DIR PART...
#
# runs each part and leaves its results in DIR: PART.txt must be the same wherever
# the same GPU is; PART.log is everything that was printed; PART.fps is a rate. The
# virtio_gpu driver must be loaded.
# shellcheck disable=SC2317 # parts are called by their names
set -uo pipefail

DIR=${1:?"usage: programs.sh DIR PART..."}
shift
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
BUILD=${MVGPU_GUEST_BUILD:-/build/guest}
STRETCH=${MVGPU_STRETCH:-1}
FRAMES=${MVGPU_FRAMES:-300}
PIGLIT=/usr/lib/x86_64-linux-gnu/piglit

# limited SECONDS COMMAND...: idle machines need a fifth of it.
limited() { timeout -k 5 $(($1 * STRETCH)) "${@:2}"; }

# What OpenGL calls itself and can do, a line each; how much memory is free
# differs from one moment to the next.
info() {
	limited 120 eglinfo.x86_64-linux-gnu -p gbm >"$DIR/info.log" 2>&1 ||
		return 1
	sed -n '/^GBM platform/,$p' "$DIR/info.log" |
		grep -E '(vendor|renderer|version).*: |^    [A-Z]+_' |
		sed 's/, *$//; s/, /\n    /g' >"$DIR/info.txt"
}

# The last picture stays on the screen; picture.ppm is what the program saw.
picture() {
	stop_picture
	limited 120 "$BUILD/draw3d" -f 2 -o "$DIR/picture.ppm" \
		>"$DIR/picture.txt" 2>"$DIR/picture.log" </dev/null
}

stop_picture() {
	local pid
	for pid in $(pidof draw3d); do
		kill "$pid"
		while kill -0 "$pid" 2>/dev/null; do
			sleep 0.1
		done
	done
}

# cube_by NAME OPTION...: kmscube ends when its input has something to read.
cube_by() {
	local name=$1 quiet
	shift
	exec {quiet}<> <(:)
	limited 120 kmscube -c "$FRAMES" "$@" <&"$quiet" >"$DIR/$name.log" 2>&1 ||
		return 1
	exec {quiet}<&-
	sed -n 's/^Rendered \([0-9]* frames\) in .*(\(.*\) fps)/\2/p' \
		"$DIR/$name.log" | tail -n 1 >"$DIR/$name.fps"
	grep -E '^ *(renderer|version): ' "$DIR/$name.log" >"$DIR/$name.txt"
}

cube() { stop_picture; cube_by cube; }
atomic() { stop_picture; cube_by atomic -A; }

# A screen that has but one mode, for programs that take the largest: its EDID
# is a file that the DRM core prefers to the screen's. The mode is not said to be
# the preferred one, of which virtio_gpu has an opinion of its own.
small_screen() {
	mkdir -p /lib/firmware/edid
	python3 -c '
import sys
head = bytes.fromhex("00ffffffffffff0035a7000000000000011e01038000007808"
                     + "00" * 10 + "000000" + "01" * 16)
mode = bytes.fromhex("a00f200031591b202880140000000000001e")
none = bytes.fromhex("000000100000000000000000000000000000")
edid = head + mode + none * 3 + b"\0"
sys.stdout.buffer.write(edid + bytes([-sum(edid) % 256]))
' >/lib/firmware/edid/800x601.bin
	echo edid/800x601.bin >/sys/module/drm/parameters/edid_firmware
	rebind
}

# The scenes that glmark2 knows the right picture of come first.
SCENES=(texture:texture-filter=nearest texture:texture-filter=linear
	texture:texture-filter=mipmap shading:shading=gouraud
	shading:shading=phong bump:bump-render=normals build:use-vbo=true
	bump:bump-render=high-poly buffer:update-method=subdata
	desktop:effect=blur pulsar effect2d jellyfish shadow terrain refract
	conditionals loop clear)

# glmark2 takes the largest mode, whatever size it is told, and knows pictures of
# 800x600; on a mode of just that it makes no window at all.
mark() {
	local scene scenes=()
	for scene in "${SCENES[@]}"; do
		scenes+=(-b "$scene")
	done
	stop_picture
	# shellcheck source=tests/guest/serve.sh
	(. "$HERE/serve.sh" && small_screen) >"$DIR/mark.log" 2>&1 || return 1
	cat /sys/class/drm/card0-Virtual-1/modes >>"$DIR/mark.log"
	limited 300 glmark2-es2-drm --validate "${scenes[@]}" >>"$DIR/mark.log" 2>&1 ||
		return 1
	grep -E 'Validation:|Surface Size|GL_RENDERER' "$DIR/mark.log" >"$DIR/mark.txt"
}

# results NAME: of what a piglit program printed.
results() {
	sed -n -e "s|^PIGLIT: {\"subtest\": {\"\(.*\)\" : \"\(.*\)\"}.*|$1: \1: \2|p" \
		-e "s|^PIGLIT: {\"result\": \"\([a-z]*\)\".*|$1: \1|p"
}

# piglit_one LOG LINE: one line of piglit.list.
piglit_one() {
	local log=$DIR/$1.log name=$2 status=0 start=$EPOCHREALTIME
	shift
	if [ "$name" = shaders ]; then
		shift
		# shellcheck disable=SC2048,SC2086
		(cd tests/spec && limited 120 ../../bin/shader_runner $* -auto -fbo \
			-report-subtests) </dev/null
	else
		limited 60 "bin/$name" -auto -fbo "${@:2}" </dev/null
	fi >"$DIR/one.log" 2>&1 || status=$?
	cat "$DIR/one.log" >>"$log"
	awk -v from="$start" -v to="$EPOCHREALTIME" -v name="$*" \
		'BEGIN { printf "== %.1f s: %s\n", to - from, name }' >>"$log"
	results "$*" <"$DIR/one.log"
	# Piglit's programs end with 1 when a test in them fails.
	[ "$status" -le 1 ] || echo "$*: status $status"
}

# run_piglit NAME: the lines of piglit.list on its standard input.
run_piglit() {
	local line
	export PIGLIT_PLATFORM=gbm PIGLIT_SOURCE_DIR=$PIGLIT
	cd "$PIGLIT" || return 1
	: >"$DIR/$1.log"
	while read -r line; do
		# shellcheck disable=SC2086
		piglit_one "$1" $line
	done >"$DIR/$1.txt"
	rm "$DIR/one.log"
}

piglit() {
	grep -Ev '^(#|long )' "$HERE/piglit.list" | run_piglit piglit
}

piglit_long() {
	sed -n 's/^long //p' "$HERE/piglit.list" | run_piglit piglit_long
}

mkdir -p "$DIR"
failed=0
for part; do
	start=$EPOCHREALTIME
	("$part") || { failed=1; echo "$part: failed"; tail -n 5 "$DIR/$part.log"; }
	awk -v from="$start" -v to="$EPOCHREALTIME" -v part="$part" \
		'BEGIN { printf "%s took %.1f s\n", part, to - from }'
done
exit $failed
