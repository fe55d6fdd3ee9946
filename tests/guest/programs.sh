#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Real programs on this machine's GPU; the same in the host VM and in guests:
#
#	programs.sh DIR PART...
#
# runs each part and leaves its results in DIR: PART.txt must be the same wherever
# the same GPU is; PART.log is everything that was printed; PART.fps is a rate. A
# part may have an argument, "small-7". The virtio_gpu driver must be loaded.
# shellcheck disable=SC2317 # parts are called by their names
set -uo pipefail

DIR=${1:?"usage: programs.sh DIR PART..."}
shift
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
BUILD=${MVGPU_GUEST_BUILD:-/build/guest}
STRETCH=${MVGPU_STRETCH:-1}
FRAMES=${MVGPU_FRAMES:-200}
PIGLIT=/usr/lib/x86_64-linux-gnu/piglit

# limited SECONDS COMMAND...: idle machines need a fifth of it.
limited() { timeout -k 5 $(($1 * STRETCH)) "${@:2}"; }

# What OpenGL calls itself and can do, a line each. How much memory the GPU has
# free is what vGPUs do not tell. The eglinfo of Debian 12 knows EGL only.
info() {
	if grep -qF -- '-p <platform>' < <(eglinfo.x86_64-linux-gnu -h 2>&1); then
		limited 120 eglinfo.x86_64-linux-gnu -p gbm >"$DIR/info.log" 2>&1 &&
			sed -n '/^GBM platform/,$p' "$DIR/info.log"
	else
		cube_by info && sed 's/"//g' "$DIR/info.log"
	fi >"$DIR/info.all" || return 1
	grep -E '(vendor|renderer|version).*: |^ *(extensions: )?[A-Z]+_' "$DIR/info.all" |
		sed 's/, *$//; s/, /\n    /g' |
		grep -vE 'GL_(ATI_meminfo|NVX_gpu_memory_info)$' >"$DIR/info.txt"
}

# draw NAME OPTION of draw3d...: after another picture this one stays on the
# screen; NAME.ppm is what the program saw.
draw() {
	local name=$1
	shift
	stop_picture
	limited 300 "$BUILD/draw3d" -f 1 "$@" -o "$DIR/$name.ppm" \
		>"$DIR/$name.txt" 2>"$DIR/$name.log" </dev/null
}

picture() { draw picture; }
# small SEED: another one on a small screen.
small() { draw "small-$1" -s "$1" -g 640x480; }

# One program at a time has the screen.
stop_picture() {
	local pid
	for pid in $(pidof draw3d kmscube weston); do
		kill "$pid"
		while kill -0 "$pid" 2>/dev/null; do
			sleep 0.1
		done
	done
}

# kmscube in the background; endless.log says now and then how far it is.
endless() {
	stop_picture
	sleep inf | stdbuf -oL kmscube -c 1000000000 >"$DIR/endless.log" 2>&1 &
	for _ in $(seq 300); do
		grep -q '^Rendered' "$DIR/endless.log" && return
		sleep 0.2
	done
	return 1
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

# start_weston SHELL RENDERER LOG: a compositor without any input; "kiosk" has one
# program on the screen at a time, "desktop" has windows.
start_weston() {
	export XDG_RUNTIME_DIR=/run/desktop WAYLAND_DISPLAY=desktop
	export LIBSEAT_BACKEND=seatd SEATD_VTBOUND=0
	stop_picture
	rm -rf "$XDG_RUNTIME_DIR"
	mkdir -m 700 "$XDG_RUNTIME_DIR"
	# One head of a vGPU is enough.
	printf '[output]\nname=Virtual-%d\nmode=off\n' 2 3 4 \
		>"$XDG_RUNTIME_DIR/weston.ini"
	cat "$HERE/desktop.ini" >>"$XDG_RUNTIME_DIR/weston.ini"
	# Its debug protocol lets the program in that takes its picture.
	setsid seatd-launch -- weston --config="$XDG_RUNTIME_DIR/weston.ini" \
		--backend=drm --shell="$1" --renderer="$2" \
		--continue-without-input --idle-time=0 --debug \
		--socket="$WAYLAND_DISPLAY" --log="$3" \
		</dev/null >"$DIR/weston.log" 2>&1 &
	for _ in $(seq 300); do
		[ ! -S "$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY" ] || return 0
		sleep 0.2
	done
	return 1
}

# await_line PATTERN FILE
await_line() {
	for _ in $(seq 300); do
		! grep -qs "$1" "$2" || return 0
		sleep 0.2
	done
	return 1
}

# What weston shows, by its own account, in desktop.png.
shoot_weston() {
	rm -f "$XDG_RUNTIME_DIR"/*.png
	(cd "$XDG_RUNTIME_DIR" && limited 20 weston-screenshooter) \
		>>"$DIR/weston.log" 2>&1 && mv "$XDG_RUNTIME_DIR"/*.png "$1"
}

# show_image NAME: a still picture, which stays; what weston shows then.
show_image() {
	local empty=$XDG_RUNTIME_DIR/empty
	shoot_weston "$empty" || return 1
	weston-image /usr/share/weston/background.png >>"$DIR/weston.log" 2>&1 &
	for _ in $(seq 30); do
		shoot_weston "$DIR/$1.png" || return 1
		cmp -s "$empty" "$DIR/$1.png" || break
	done
	python3 "$HERE/png2ppm.py" "$DIR/$1.png" "$DIR/$1.ppm"
}

# A compositor; a program of it that draws by OpenGL and shows frames; then a
# still picture.
desktop() {
	local egl
	start_weston kiosk gl "$DIR/desktop.log" || return 1
	stdbuf -oL weston-simple-egl >"$DIR/egl.log" 2>&1 &
	egl=$!
	await_line ' frames in ' "$DIR/egl.log"
	kill "$egl"
	wait "$egl"
	sed -n 's/.* frames in .*: \([0-9.]*\) fps.*/\1/p' "$DIR/egl.log" | tail -n 1 |
		grep . >"$DIR/desktop.fps" || return 1
	show_image desktop || return 1
	{
		grep -oE 'GL (renderer|version): .*' "$DIR/desktop.log"
		sha256sum <"$DIR/desktop.ppm"
	} >"$DIR/desktop.txt"
}

# A compositor that needs no OpenGL.
plain() {
	start_weston kiosk pixman "$DIR/plain.log" || return 1
	show_image plain
}

# A desktop to look at, which stays: a terminal and a window that draws by OpenGL.
show() {
	start_weston desktop gl "$DIR/desktop.log" || return 1
	rm -f "$DIR/welcome"
	weston-terminal --shell="$HERE/welcome.sh" >>"$DIR/weston.log" 2>&1 &
	await_line shown "$DIR/welcome" || return 1
	stdbuf -oL weston-simple-egl >"$DIR/egl.log" 2>&1 &
	await_line ' frames in ' "$DIR/egl.log"
}

# A screen that has but one mode, for programs that take the largest: its EDID
# is a file that the DRM core prefers to the screen's. The mode is not said to be
# the preferred one, of which virtio_gpu has an opinion of its own.
small_edid() {
	python3 -c '
import sys
head = bytes.fromhex("00ffffffffffff0035a7000000000000011e01038000007808"
                     + "00" * 10 + "000000" + "01" * 16)
mode = bytes.fromhex("a00f200031591b202880140000000000001e")
none = bytes.fromhex("000000100000000000000000000000000000")
edid = head + mode + none * 3 + b"\0"
sys.stdout.buffer.write(edid + bytes([-sum(edid) % 256]))
'
}

# use_edid [FILE]: below /lib/firmware; without, the screen's own again. That of a
# screen which is not there is the kernel's way to say so.
use_edid() {
	echo "${1-none:none}" >/sys/module/drm/parameters/edid_firmware || return 1
	# shellcheck source=tests/guest/serve.sh
	(. "$HERE/serve.sh" && rebind)
	cat /sys/class/drm/card0-Virtual-1/modes
}

# The scenes that glmark2 knows the right picture of come first.
SCENES=(texture:texture-filter=nearest texture:texture-filter=linear
	texture:texture-filter=mipmap shading:shading=gouraud
	shading:shading=phong bump:bump-render=normals build:use-vbo=true
	buffer:update-method=subdata)
LONG_SCENES=(bump:bump-render=high-poly desktop:effect=blur pulsar effect2d
	jellyfish shadow terrain refract conditionals loop clear)

# marks NAME SCENE...: glmark2 takes the largest mode, whatever size it is told,
# and knows pictures of 800x600; on a mode of just that it makes no window at all.
marks() {
	local name=$1 scene scenes=() status
	shift
	for scene; do
		scenes+=(-b "$scene")
	done
	stop_picture
	mkdir -p /lib/firmware/edid
	small_edid >/lib/firmware/edid/800x601.bin
	use_edid edid/800x601.bin >"$DIR/$name.log" 2>&1 || return 1
	limited 300 glmark2-es2-drm --validate "${scenes[@]}" \
		>>"$DIR/$name.log" 2>&1
	status=$?
	use_edid >>"$DIR/$name.log" 2>&1 || return 1
	[ "$status" = 0 ] || return 1
	grep -E 'Validation:|Surface Size|GL_RENDERER' "$DIR/$name.log" \
		>"$DIR/$name.txt"
}

mark() { marks mark "${SCENES[@]}"; }
mark_long() { marks mark_long "${LONG_SCENES[@]}"; }

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

export DIR
mkdir -p "$DIR"
failed=0
for part; do
	start=$EPOCHREALTIME
	IFS=- read -r name argument <<<"$part"
	("$name" ${argument:+"$argument"}) || {
		failed=1
		echo "$part: failed"
		tail -n 5 "$DIR/$part.log"
	}
	awk -v from="$start" -v to="$EPOCHREALTIME" -v part="$part" \
		'BEGIN { printf "%s took %.1f s\n", part, to - from }'
done
exit $failed
