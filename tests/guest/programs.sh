#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs real programs on the GPU of this machine, in the host VM as well as in guests:
#
#	programs.sh DIR PART...
#
# runs each part and writes its results to DIR. PART.txt must be the same wherever the
# same GPU draws, PART.log has everything that was printed, and PART.fps has the frames
# per second. A part may have an argument, as in "small-7". The virtio_gpu driver must be
# loaded.
# shellcheck disable=SC2317 # parts are called by their names
set -uo pipefail

DIR=${1:?"usage: programs.sh DIR PART..."}
shift
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
BUILD=${MVGPU_GUEST_BUILD:-/build/guest}
STRETCH=${MVGPU_STRETCH:-1}
FRAMES=${MVGPU_FRAMES:-200}
RATE_SECONDS=8
PIGLIT=/usr/lib/x86_64-linux-gnu/piglit

# limited SECONDS COMMAND...: runs the command with a limit, of which an idle machine needs
# a fifth.
limited() { timeout -k 5 $(($1 * STRETCH)) "${@:2}"; }

# Writes the names and extensions of OpenGL, a line each, without the extensions for free
# memory of the GPU, which vGPUs do not report. The eglinfo of Debian 12 knows EGL only.
info() {
	# Why a guest whose driver gave up draws by itself.
	dmesg | grep -iE 'drm|virtio_gpu' >"$DIR/drm.log"
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

# draw NAME OPTION of draw3d...: shows a picture, and leaves it on the screen. NAME.ppm is the
# picture that the program read back.
draw() {
	local name=$1
	shift
	stop_picture
	limited 300 "$BUILD/draw3d" "$@" -o "$DIR/$name.ppm" \
		>"$DIR/$name.txt" 2>"$DIR/$name.log" </dev/null
}

picture() { draw picture -f 1; }
# small SEED: another picture, in a small mode.
small() { draw "small-$1" -f 0 -s "$1" -g 640x480; }

# stop_picture: ends the program that has the screen, as only one at a time can have it.
stop_picture() {
	local pid
	for pid in $(pidof draw3d kmscube vkcube weston); do
		kill "$pid"
		while kill -0 "$pid" 2>/dev/null; do
			sleep 0.1
		done
	done
}

# endless [OPTION...]: runs kmscube in the background, which reports its frames in endless.log.
endless() {
	stop_picture
	sleep inf | stdbuf -oL kmscube -c 1000000000 "$@" >"$DIR/endless.log" 2>&1 &
	for _ in $(seq 300); do
		grep -q '^Rendered' "$DIR/endless.log" && return
		sleep 0.2
	done
	return 1
}

# endless_atomic: the same by atomic commits.
endless_atomic() { endless -A; }

# cube_by NAME OPTION...: runs kmscube, which would end if its input had data to read.
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

# start_weston SHELL RENDERER LOG: starts a compositor without any input. The shell "kiosk"
# has one program on the screen at a time, "desktop" has windows.
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
	# The program that takes a screenshot needs the debug protocol.
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

# await_line PATTERN FILE [TIMES]: waits until so many lines of the file match.
await_line() {
	local lines
	for _ in $(seq $((300 * STRETCH))); do
		lines=$(grep -cs "$1" "$2")
		[ "${lines:-0}" -lt "${3:-1}" ] || return 0
		sleep 0.2
	done
	return 1
}

# shoot_weston FILE: writes a screenshot by weston, a PNG.
shoot_weston() {
	rm -f "$XDG_RUNTIME_DIR"/*.png
	(cd "$XDG_RUNTIME_DIR" && limited 20 weston-screenshooter) \
		>>"$DIR/weston.log" 2>&1 && mv "$XDG_RUNTIME_DIR"/*.png "$1"
}

# show_image NAME: shows a still picture, which stays, and takes a screenshot by weston.
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

# desktop: runs a compositor with a client that draws frames by OpenGL, and then with a
# still picture.
desktop() {
	local egl
	start_weston kiosk gl "$DIR/desktop.log" || return 1
	stdbuf -oL weston-simple-egl >"$DIR/egl.log" 2>&1 &
	egl=$!
	# The first five seconds are those of the start.
	await_line ' frames in ' "$DIR/egl.log" 2
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

# plain: runs a compositor that needs no OpenGL.
plain() {
	start_weston kiosk pixman "$DIR/plain.log" || return 1
	show_image plain
}

# show: starts a desktop that stays, with a terminal and a window that draws by OpenGL.
show() {
	start_weston desktop gl "$DIR/desktop.log" || return 1
	rm -f "$DIR/welcome"
	weston-terminal --shell="$HERE/welcome.sh" >>"$DIR/weston.log" 2>&1 &
	await_line shown "$DIR/welcome" || return 1
	stdbuf -oL weston-simple-egl >"$DIR/egl.log" 2>&1 &
	await_line ' frames in ' "$DIR/egl.log"
}

# small_edid: prints an EDID with a single mode, for programs that take the largest mode.
# The DRM core uses it from a file instead of the monitor's. It does not mark the mode as
# preferred, because virtio_gpu adds a preferred mode of its own.
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

# use_edid [FILE]: uses an EDID below /lib/firmware, or the monitor's own again. To name a
# connector that does not exist is the way to make the kernel do the latter.
use_edid() {
	echo "${1-none:none}" >/sys/module/drm/parameters/edid_firmware || return 1
	# shellcheck source=tests/guest/serve.sh
	(. "$HERE/serve.sh" && rebind)
	cat /sys/class/drm/card0-Virtual-1/modes
}

# Scenes for which glmark2 has a reference picture come first.
SCENES=(texture:texture-filter=nearest texture:texture-filter=linear
	texture:texture-filter=mipmap shading:shading=gouraud
	shading:shading=phong bump:bump-render=normals build:use-vbo=true
	buffer:update-method=subdata)
LONG_SCENES=(bump:bump-render=high-poly desktop:effect=blur pulsar effect2d
	jellyfish shadow terrain refract conditionals loop clear)

# only_mode: lets the screen have one mode. glmark2 takes the largest mode, whichever size is
# requested, and has reference pictures of 800x600. In a mode of exactly this size it opens
# no window.
only_mode() {
	stop_picture
	mkdir -p /lib/firmware/edid
	small_edid >/lib/firmware/edid/800x601.bin
	use_edid edid/800x601.bin
}

# marks NAME SCENE...: runs scenes of glmark2.
marks() {
	local name=$1 scene scenes=() status
	shift
	for scene; do
		scenes+=(-b "$scene")
	done
	only_mode >"$DIR/$name.log" 2>&1 || return 1
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

# What rate runs: scenes of glmark2 into a buffer off the screen, so that nothing but the
# drawing counts, and kmscube, which needs the screen. effect2d reads 25 pixels for each that
# it draws. Frames of terrain are the ones that keep a GPU busy: its ground and several
# passes over the whole picture.
declare -A RATE_SCENES=([build]=build:use-vbo=true
	[texture]=texture:texture-filter=linear [shading]=shading:shading=phong
	[terrain]=terrain
	[effect2d]="effect2d:kernel=1,1,1,1,1;1,1,1,1,1;1,1,1,1,1;1,1,1,1,1;1,1,1,1,1;")

# rate_cube LOG OPTION...: runs kmscube, which reports its frames every other second; prints the
# rate between its first report and its last one.
rate_cube() {
	sleep inf | stdbuf -oL kmscube -c 1000000000 "${@:2}" >"$1" 2>&1 &
	await_line ^Rendered "$1" && sleep "$RATE_SECONDS"
	stop_picture
	awk '/^Rendered/ { if (!n++) { f = $2; t = $5 } frames = $2 - f; s = $5 - t }
		END { if (s > 0) print frames / s }' "$1"
}

# rate_scene SCENE LOG: runs a scene of glmark2; prints its rate, with more digits than
# glmark2 does.
rate_scene() {
	limited $((RATE_SECONDS + 60)) glmark2-es2-drm --off-screen \
		-b "$1:duration=$RATE_SECONDS" >"$2" 2>&1
	sed -n 's/.* FrameTime: \(.*\) ms$/\1/p' "$2" | awk '{ print 1000 / $1 }'
}

# rate WHAT: writes the frames per second of a program to rate-WHAT.fps. The screen has to
# have the one mode of only_mode.
rate() {
	local log=$DIR/rate-$1.log
	stop_picture
	case $1 in
	cube) rate_cube "$log" ;;
	atomic) rate_cube "$log" -A ;;
	*) rate_scene "${RATE_SCENES[$1]}" "$log" ;;
	esac >"$DIR/rate-$1.fps"
	grep -q . "$DIR/rate-$1.fps"
}

# warm: reads what rate needs, so that it need not be read while it counts.
warm() {
	local what
	RATE_SECONDS=1
	for what in cube "${!RATE_SCENES[@]}"; do
		rate "$what"
	done
}

# vulkan_driver NAME: programs of Vulkan find the devices of this driver only: lvp, which draws
# on the CPU, or virtio, for guests.
vulkan_driver() { export VK_LOADER_DRIVERS_SELECT="*$1*"; }

# Names of devices are the same wherever the same device computes.
vulkan_names() { sed 's/Virtio-GPU Venus (\(.*\))/\1/'; }

# vulkan DRIVER: writes which device Vulkan has.
vulkan() {
	vulkan_driver "$1"
	limited 120 vulkaninfo --summary >"$DIR/vulkan.log" 2>&1 || return 1
	grep -E '^\s*(deviceName|driverName|apiVersion) ' "$DIR/vulkan.log" >"$DIR/vulkan.all"
	grep deviceName "$DIR/vulkan.all" | vulkan_names >"$DIR/vulkan.txt"
}

# compute DRIVER: computes numbers on a device, and checks them.
compute() {
	vulkan_driver "$1"
	limited 120 "$BUILD/compute" "" 20 1000 >"$DIR/compute.log" 2>&1 || return 1
	sed -n 's/^rate: \([0-9.]*\) .*/\1/p' "$DIR/compute.log" >"$DIR/compute.fps"
	grep -v ^rate: "$DIR/compute.log" | vulkan_names >"$DIR/compute.txt"
}

# wayland_cube DRIVER: a compositor shows what a program of Vulkan draws: a textured cube, which
# has more colours than the screen had before. The vkcube of Debian 13 does not adapt to the
# size of the screen.
wayland_cube() {
	local shot=$DIR/wayland_cube cube
	start_weston kiosk gl "$DIR/wayland.log" || return 1
	vulkan_driver "$1"
	vkcube --wsi wayland --width 480 --height 480 --c 1000000000 >"$shot.log" 2>&1 &
	cube=$!
	for _ in $(seq 60); do
		if ! kill -0 "$cube" || ! shoot_weston "$shot.png"; then
			break
		fi
		python3 "$HERE/png2ppm.py" "$shot.png" "$shot.ppm"
		[ "$("$HERE/colours.py" "$shot.ppm")" -lt 100 ] || break
		sleep 1
	done
	stop_picture
	[ "$("$HERE/colours.py" "$shot.ppm")" -ge 100 ] || return 1
	sed -n 's/^Selected GPU [0-9]*: \(.*\), type.*/\1/p' "$shot.log" | vulkan_names |
		grep . >"$shot.txt"
}

VULKAN_SCENES=(vertex:device-local=true vertex:device-local=false texture)
VULKAN_LONG_SCENES=(clear cube shading:shading=phong effect2d:kernel=edge desktop)

# vulkan_scenes NAME DRIVER SCENE...: draws scenes of vkmark off the screen.
vulkan_scenes() {
	local name=$1 scene
	vulkan_driver "$2"
	for scene in "${@:3}"; do
		limited 120 vkmark --winsys headless --size 320x240 -b "$scene:duration=3" ||
			return 1
	done >"$DIR/$name.log" 2>&1
	sed -n 's/^\[\(.*\)\] \(.*\):duration.*FPS: \([0-9]*\) .*/\1-\2 \3/p
		s/^\[\(.*\)\] duration.*FPS: \([0-9]*\) .*/\1 \2/p' \
		"$DIR/$name.log" >"$DIR/$name.fps"
	cut -d' ' -f1 "$DIR/$name.fps" >"$DIR/$name.txt"
	[ "$(wc -l <"$DIR/$name.txt")" -eq $(($# - 2)) ]
}

vkmarks() { vulkan_scenes vkmarks "$1" "${VULKAN_SCENES[@]}"; }
vkmarks_long() { vulkan_scenes vkmarks_long "$1" "${VULKAN_LONG_SCENES[@]}"; }

# results NAME: prints the results in the output of a piglit program. Whether the clock of the
# GPU fits into 32 bits depends on how long the machine has been up.
results() {
	sed -n -e /query-GL_TIMESTAMP/d \
		-e "s|^PIGLIT: {\"subtest\": {\"\(.*\)\" : \"\(.*\)\"}.*|$1: \1: \2|p" \
		-e "s|^PIGLIT: {\"result\": \"\([a-z]*\)\".*|$1: \1|p"
}

# piglit_one LOG LINE: runs one line of piglit.list.
piglit_one() {
	local log=$DIR/$1.log name=$2 status=0 start=$EPOCHREALTIME
	shift
	if [ "$name" = shaders ]; then
		shift
		# shellcheck disable=SC2048,SC2086
		(cd tests/spec && limited 600 ../../bin/shader_runner $* -auto -fbo \
			-report-subtests) </dev/null
	else
		limited 300 "bin/$name" -auto -fbo "${@:2}" </dev/null
	fi >"$DIR/one.log" 2>&1 || status=$?
	cat "$DIR/one.log" >>"$log"
	awk -v from="$start" -v to="$EPOCHREALTIME" -v name="$*" \
		'BEGIN { printf "== %.1f s: %s\n", to - from, name }' >>"$log"
	results "$*" <"$DIR/one.log"
	# The status of a piglit program is 1 if a test in it fails.
	[ "$status" -le 1 ] || echo "$*: status $status"
}

# run_piglit NAME: runs the lines of piglit.list that come on standard input.
run_piglit() {
	local line
	export PIGLIT_PLATFORM=${PIGLIT_PLATFORM:-gbm} PIGLIT_SOURCE_DIR=$PIGLIT
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

# zink_driver DRIVER: programs of OpenGL draw by Vulkan, off the screen. Mesa does not choose
# a device that draws on a CPU unless it is told to.
zink_driver() {
	vulkan_driver "$1"
	export MESA_LOADER_DRIVER_OVERRIDE=zink GALLIUM_DRIVER=zink LIBGL_ALWAYS_SOFTWARE=1
	export PIGLIT_PLATFORM=surfaceless_egl
}

# zink DRIVER: OpenGL by Vulkan: its renderer, and a program of piglit.
zink() {
	zink_driver "$1"
	limited 120 eglinfo.x86_64-linux-gnu -p surfaceless >"$DIR/zink-info.log" 2>&1
	run_piglit zink <<<fbo-blit || return 1
	grep 'core profile renderer: zink' "$DIR/zink-info.log" |
		sed -e 's/Virtio-GPU Venus (\(.*)\)) (MESA_[A-Z]*/\1 (MESA_LLVMPIPE/' \
			-e 's/zink Vulkan [0-9.]*/zink/' >>"$DIR/zink.txt"
}

# zink_cube DRIVER: kmscube by Vulkan, on the screen.
zink_cube() {
	stop_picture
	zink_driver "$1"
	cube_by zink_cube
}

# zink_endless DRIVER: the same as a program that stays, see endless.
zink_endless() {
	zink_driver "$1"
	endless
}

# zink_piglit DRIVER: what piglit runs, by Vulkan.
zink_piglit() {
	zink_driver "$1"
	grep -Ev '^(#|long )' "$HERE/piglit.list" | run_piglit zink_piglit
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
