# SPDX-License-Identifier: GPL-2.0
#
# Guests for suites that run in the host VM. It sources tests/runner/lib.sh. Each guest
# has a name and a directory with its files: console.log (messages of its kernel),
# control.in/.out (commands for its init), qmp.in/.out, qemu.log.
#
# shellcheck shell=bash
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

GUEST_BUILD=${MVGPU_GUEST_BUILD:-/build/guest}
# In seconds; an idle two-core machine under emulation needs a tenth of it.
GUEST_BOOT_LIMIT=240
GUEST_LIMIT=120
GUEST_MEMORY=256
# If this is empty, the firmware decides what to start.
GUEST_KERNEL=/usr/lib/mvgpu/vmlinux
GUEST_INITRD=$GUEST_BUILD/guest.img
GUEST_APPEND="console=ttyS0 quiet nokaslr mitigations=off tsc=reliable"
# Linux 7.2 as a guest of itself on an emulated CPU finds 832 bytes of XSAVE state
# where it expects 576, and crashes.
case ${MVGPU_ACCEL:-}$(uname -r) in
tcg7.*) GUEST_APPEND+=" noxsave" ;;
esac
GUEST_APPEND+=" no_timer_check random.trust_cpu=on cryptomgr.notests"
# All buses are behind bridges. To scan for others would take 3 s.
GUEST_APPEND+=" 8250.nr_uarts=2 noresume panic=-1 pci=lastbus=0"
# The cursor of the text console would blink: five times a second the driver of Linux transfers
# all of the screen, for each head. On machines without KVM some GPUs do nothing else then.
GUEST_APPEND+=" vt.global_cursor_default=0"
# With GUEST_INTX set (--word GUEST_INTX=1 of tests/runner/check) no device of a guest
# has message signalled interrupts.
[ -z "${GUEST_INTX:-}" ] || GUEST_APPEND+=" pci=nomsi"
declare -A GUEST_PID=()

guest_dir() { echo "$WORK/guest-$1"; }

# vgpu_device UUID [DISPLAY]: prints the argument of -device for a vGPU. With MVGPU_IOMMUFD set
# (--word MVGPU_IOMMUFD=1) QEMU opens it by iommufd instead of a group and a container.
vgpu_device() {
	echo "vfio-pci,sysfsdev=$MDEV_DIR/$1,display=${2:-on}${MVGPU_IOMMUFD:+,iommufd=iommufd0}"
}

# _channel PATH: makes a FIFO that QEMU reads and a file that it writes, for one
# character device.
_channel() {
	mkfifo "$1.in"
	: >"$1.out"
}

# _guest_command NAME QEMU-ARGUMENT...: sets GUEST_COMMAND to the guest's command line.
_guest_command() {
	local name=$1 dir
	dir=$(guest_dir "$name")
	shift
	# shellcheck disable=SC2054,SC2206
	GUEST_COMMAND=(qemu-system-x86_64 -name "$name"
		-machine q35 -accel kvm -cpu host -m "$GUEST_MEMORY"
		${MVGPU_IOMMUFD:+-object iommufd,id=iommufd0}
		-nodefaults -no-user-config ${GUEST_REBOOT--no-reboot} "$@"
		-serial "file:$dir/console.log"
		-chardev "pipe,id=control,path=$dir/control"
		-serial chardev:control
		-chardev "pipe,id=qmp,path=$dir/qmp"
		-mon chardev=qmp,mode=control)
	[ -z "$GUEST_KERNEL" ] || GUEST_COMMAND+=(-kernel "$GUEST_KERNEL"
		-initrd "$GUEST_INITRD" -append "$GUEST_APPEND")
}

# _pinned COMMAND...: runs the command on CPUs on which guests can run. Under QEMU's TCG
# the first CPU is not one of them: any CPU that restores x87 state rewrites the SVM
# flags of the first CPU without a lock (cpu_clear_ignne in QEMU's target/i386). A
# change that the first CPU makes when it enters or leaves a guest may thus be lost, and
# the guest or the host VM crashes.
_pinned() {
	[ "${MVGPU_ACCEL:-}" != tcg ] || set -- taskset -c "1-$(($(nproc) - 1))" "$@"
	exec "$@"
}

# _as_user COMMAND...: runs the command as GUEST_USER, if a suite sets that, with a limit
# of GUEST_MEMLOCK KiB on locked memory.
_as_user() {
	[ -n "${GUEST_USER:-}" ] || { "$@"; return; }
	ulimit -l "$GUEST_MEMLOCK"
	# shellcheck disable=SC2016
	exec setpriv --reuid "$GUEST_USER" --regid "$GUEST_USER" --init-groups \
		bash -c "$(declare -f _pinned); "'"$@"' _ "$@"
}

# guest_start NAME QEMU-ARGUMENT...: starts a guest with those devices. QEMU does not
# get -no-reboot if GUEST_REBOOT is set and empty.
guest_start() {
	local name=$1 dir
	shift
	dir=$(guest_dir "$name")
	rm -rf "$dir"
	mkdir -p "$dir"
	_channel "$dir/control"
	_channel "$dir/qmp"
	[ -z "${GUEST_USER:-}" ] || chown -R "$GUEST_USER" "$dir"
	[[ " $* " == *" -display "* ]] || set -- -display none "$@"
	_guest_command "$name" "$@"
	_as_user _pinned "${GUEST_COMMAND[@]}" >"$dir/qemu.log" 2>&1 </dev/null &
	GUEST_PID[$name]=$!
	_await "$name" qmp 0 '"QMP"' 60 >/dev/null &&
		_send "$dir/qmp" '{"execute": "qmp_capabilities"}'
}

guest_alive() { kill -0 "${GUEST_PID[$1]}" 2>/dev/null; }

# _counts PID: prints counters of KVM for the guest of a QEMU, then counters of all vGPUs.
_counts() {
	cat /sys/kernel/debug/kvm/"$1"-*/{exits,halt_exits,irq_injections}
	echo and
	cat "$MDEV_DIR"/*/stats/{reg_writes,commands}
}

# guest_place NAME: prints, as diagnostics, where a guest is that does not answer. A
# query of QEMU wakes the guest's CPU, so it comes last, and the counters are printed
# once more after it.
guest_place() {
	local pid=${GUEST_PID[$1]}
	diag "guest $1: exits, halts, interrupts of KVM; accesses, commands of each vGPU:"
	diag "guest $1: $(_counts "$pid" | xargs)"
	sleep 2
	diag "guest $1: $(_counts "$pid" | xargs), 2 s later"
	grep -H . /proc/"$pid"/task/*/wchan | sed "s/^/#   $1: /"
	guest_qmp "$1" human-monitor-command \
		'{"command-line": "info registers"}' | sed 's/\\r\\n/\n/g' |
		grep -E 'IP=' | sed "s/^/#   $1: /"
	sleep 2
	diag "guest $1: $(_counts "$pid" | xargs), after the query of QEMU"
}

# guest_tails NAME: prints the ends of a guest's logs as diagnostics.
guest_tails() {
	local dir file
	dir=$(guest_dir "$1")
	if ! guest_alive "$1"; then
		wait "${GUEST_PID[$1]}"
		diag "guest $1: QEMU's status is $?"
		grep -aoE '"(SHUTDOWN|RESET)".*' "$dir/qmp.out" | sed "s/^/#   $1: /"
	else
		guest_place "$1"
	fi
	for file in qemu.log console.log control.out; do
		[ ! -s "$dir/$file" ] || tail -n 15 "$dir/$file" | tr -d '\0\r' |
			sed "s/^/#   $1 $file: /"
	done
}

# shellcheck disable=SC2016
_send() { timeout 30 bash -c 'printf "%s\n" "$2" >"$1"' _ "$1.in" "$2"; }

_size() { stat -c %s "$1.out"; }

_since() { tail -c +$(($2 + 1)) "$1.out" | tr -d '\r'; }

# _await GUEST CHANNEL OFFSET PATTERN LIMIT: waits for the pattern and prints the output
# from the offset on.
_await() {
	local end=$((SECONDS + $5 * STRETCH)) dir
	dir=$(guest_dir "$1")
	until grep -qE "$4" < <(_since "$dir/$2" "$3"); do
		if ! guest_alive "$1"; then
			diag "guest $1: QEMU ended before '$4' came" >&2
			return 1
		elif [ $SECONDS -ge $end ]; then
			diag "guest $1: waited $(($5 * STRETCH)) s in vain for '$4'" >&2
			return 1
		fi
		sleep 0.05
	done
	_since "$dir/$2" "$3"
}

# guest_ready NAME [BOOTS]: waits until its init takes commands, after that many boots.
guest_ready() {
	local limit=$((GUEST_BOOT_LIMIT * STRETCH)) dir
	local end=$((SECONDS + limit))
	dir=$(guest_dir "$1")
	until [ "$(grep -c @ready "$dir/control.out")" -ge "${2:-1}" ]; do
		if ! guest_alive "$1"; then
			diag "guest $1: QEMU ended before it had booted"
		elif [ $SECONDS -ge $end ]; then
			diag "guest $1 did not boot in $limit s"
		else
			sleep 0.1
			continue
		fi
		guest_tails "$1"
		return 1
	done
}

# guest_run NAME COMMAND...: runs the command in the guest's shell. Prints its output and
# returns its status.
guest_run() {
	local name=$1 dir start output
	shift
	dir=$(guest_dir "$name")
	start=$(_size "$dir/control")
	if ! _send "$dir/control" "$*"; then
		diag "guest $name does not take commands"
		return 125
	fi
	output=$(_await "$name" control "$start" '^@status [0-9]' \
		"$GUEST_LIMIT") || { guest_tails "$name"; return 125; }
	# Before @run there may be the end of the output of an earlier command.
	sed -e '0,/^@run$/d' -e '/^@status /,$d' <<<"$output"
	return "$(sed -n 's/^@status //p' <<<"$output")"
}

# guest_qmp NAME COMMAND [ARGUMENTS]: prints the answer of QEMU. Fails if it is an error.
guest_qmp() {
	local dir start answer id=$RANDOM$RANDOM
	dir=$(guest_dir "$1")
	start=$(_size "$dir/qmp")
	_send "$dir/qmp" "{\"execute\": \"$2\", \"id\": $id,
		\"arguments\": ${3:-{\}}}" || return 1
	answer=$(_await "$1" qmp "$start" "\"id\": $id" "$GUEST_LIMIT") ||
		return 1
	grep "\"id\": $id" <<<"$answer"
	! grep -q '"error":' < <(grep "\"id\": $id" <<<"$answer")
}

# _unpad FILE: removes the padding that QEMU adds to the lines of a PPM, up to a multiple
# of 4 bytes. The format has none.
_unpad() {
	local width
	width=$(head -c 15 "$1" | sed -n '2s/ .*//p')
	[ $((${width:-0} % 4)) -ne 0 ] || return 0
	python3 -c '
import sys
magic, size, top, data = open(sys.argv[1], "rb").read().split(b"\n", 3)
line = int(size.split()[0]) * 3
step = (line + 3) & ~3
lines = [data[at:at + line] for at in range(0, len(data), step)]
open(sys.argv[1], "wb").write(b"\n".join((magic, size, top, b"".join(lines))))' \
		"$1"
}

# guest_screendump NAME FILE [png|ppm]: writes the screen of the device whose id is in
# SCREEN, if that is set, and of the first device otherwise.
guest_screendump() {
	rm -f "$2"
	guest_qmp "$1" screendump "{\"filename\": \"$2\",
		${SCREEN:+\"device\": \"$SCREEN\",} \"format\": \"${3:-ppm}\"}" || return
	[ "${3:-ppm}" = png ] || _unpad "$2"
}

# _picture NAME SEED: sets PICTURE to the options of draw and expect for a picture.
_picture() {
	PICTURE=(-s "$2" -t "Guest $1" -l "drawn by virtio_gpu")
}

# guest_draw NAME SEED [OPTION of draw...]: lets the guest draw a picture. Prints the size
# of its screen.
guest_draw() {
	local name=$1 seed=$2 output
	shift 2
	_picture "$name" "$seed"
	output=$(guest_run "$name" "stop_drawing; draw$(printf ' %q' \
		"${PICTURE[@]}" "$@")") || { diag "$output" >&2; return 1; }
	sed -n 's/^drawn //p' <<<"$output" | head -n 1
}

# expected NAME SEED SIZE FILE: writes the picture that the guest is expected to show,
# with the upper left corner of the cursor at CURSOR_AT (X,Y) if that is set.
expected() {
	_picture "$1" "$2"
	"$GUEST_BUILD/expect" -g "$3" ${CURSOR_AT:+-m "$CURSOR_AT"} \
		"${PICTURE[@]}" >"$4"
}

_shot_equals() {
	guest_screendump "$1" "$2" && cmp -s "$2" "$3"
}

# _difference GOT WANT: prints where two PPM files begin to differ.
_difference() {
	local sizes offset width head
	[ -s "$2" ] || { echo "$2 is missing or empty"; return; }
	sizes="$(head -c 15 "$1" | sed -n 2p), wanted $(head -c 15 "$2" | sed -n 2p)"
	offset=$(cmp "$1" "$2" | grep -o 'byte [0-9]*' | cut -d' ' -f2)
	width=$(head -c 15 "$2" | sed -n '2s/ .*//p')
	head=$(head -n 3 "$2" | wc -c)
	offset=$(((${offset:-1} - 1 - head) / 3))
	echo "size $sizes; first difference at x=$((offset % width))" \
		"y=$((offset / width)); $(cmp -l "$1" "$2" 2>/dev/null | wc -l) bytes differ"
}

_keep() {
	local base
	base="/out/$(basename "$0" .t)-$1"
	[ ! -e "$2" ] || cp "$2" "$base-got.ppm"
	[ ! -e "$3" ] || cp "$3" "$base-want.ppm"
	diag "kept $base-got.ppm and -want.ppm"
}

# shows GUEST SEED SIZE NAME: passes when the screen of the guest becomes that picture.
shows() {
	local dir
	dir=$(guest_dir "$1")
	expected "$1" "$2" "$3" "$dir/want.ppm"
	if wait_for 40 "the picture of guest $1" _shot_equals "$1" \
		"$dir/shot.ppm" "$dir/want.ppm"; then
		pass "$4"
	elif [ -s "$dir/shot.ppm" ]; then
		fail "$4" "$(_difference "$dir/shot.ppm" "$dir/want.ppm")"
		_keep "$1" "$dir/shot.ppm" "$dir/want.ppm"
		return 1
	else
		fail "$4" "$(guest_screendump "$1" "$dir/shot.ppm" 2>&1)"
		guest_tails "$1"
		return 1
	fi
}

# plane GUEST primary|cursor FILE [NODE]: queries the plane of the guest's vGPU without the
# help of QEMU, and prints the description by plane.c.
# shellcheck disable=SC2069
plane() { "$GUEST_BUILD/plane" "${GUEST_PID[$1]}" "$2" "${@:4}" 2>&1 >"$3"; }

# to_ppm SIZE: converts the pixels of an XRGB8888 plane to a PPM like that of screendump.
to_ppm() {
	printf 'P6\n%s\n255\n' "${1/x/ }"
	python3 -c 'import sys
data = sys.stdin.buffer.read()
rgb = bytearray(len(data) // 4 * 3)
for i in range(3):
    rgb[i::3] = data[2 - i::4]
sys.stdout.buffer.write(rgb)'
}

# cursor_shows GUEST SEED NAME: passes when the cursor has that image.
cursor_shows() {
	local dir
	dir=$(guest_dir "$1")
	"$GUEST_BUILD/expect" -c -s "$2" >"$dir/cursor.want"
	ok "$3" wait_for 20 "the cursor" _cursor_is "$1" "$dir/cursor"
}

# _cursor_is GUEST FILE: succeeds if the cursor is the image in FILE.want.
_cursor_is() { plane "$1" cursor "$2" >/dev/null && cmp "$2" "$2.want"; }

# cursor_lies GUEST X,Y: waits until the cursor is there.
cursor_lies() { wait_for 20 "the cursor to move" _cursor_lies "$@"; }

_cursor_lies() { grep -q " at $2 " < <(plane "$1" cursor /dev/null); }

# draws GUEST SEED NAME [OPTION of draw...]: lets the guest draw a picture, and passes when
# its screen shows it.
draws() {
	local guest=$1 seed=$2 name=$3 size
	shift 3
	if size=$(guest_draw "$guest" "$seed" "$@"); then
		shows "$guest" "$seed" "$size" "$name"
	else
		fail "$name" "guest $guest could not draw"
		guest_tails "$guest"
		return 1
	fi
}

# interrupts GUEST NAME: passes when the GPU interrupts the guest by messages, or, with
# GUEST_INTX, by a line.
interrupts() {
	local how='PCI-MSI.*-edge'
	[ -z "${GUEST_INTX:-}" ] || how='IO-APIC.*-fasteoi'
	ok "$2" guest_run "$1" "grep -q '$how .*virtio' /proc/interrupts"
}

# kernel_clean GUEST NAME: passes when the log of the guest's kernel has no error.
kernel_clean() {
	local errors
	errors=$(guest_run "$1" "kernel_errors; true")
	is "$errors" "" "$2"
}

_gone() { ! kill -0 "$1" 2>/dev/null; }

# guest_quit NAME: lets the QEMU of the guest quit and waits for its end.
guest_quit() {
	guest_qmp "$1" quit >/dev/null
	guest_wait_end "$1"
}

guest_wait_end() {
	local pid=${GUEST_PID[$1]}
	wait_for 20 "the end of QEMU of guest $1" _gone "$pid" || return 1
	wait "$pid" 2>/dev/null
	unset "GUEST_PID[$1]"
}

# guest_kill NAME: kills the QEMU of the guest with SIGKILL.
guest_kill() {
	kill -KILL "${GUEST_PID[$1]}" 2>/dev/null
	wait "${GUEST_PID[$1]}" 2>/dev/null
	unset "GUEST_PID[$1]"
}

# pinned UUID: prints the number of guest pages that are pinned now.
pinned() { cat "$MDEV_DIR/$1/stats/pinned"; }

_pins_are_zero() { [ "$(pinned "$1")" = 0 ]; }

# unpinned UUID NAME: passes when the vGPU has no pinned page any more.
unpinned() {
	wait_for 10 "pins to fall to 0" _pins_are_zero "$1"
	is "$(pinned "$1")" 0 "$2"
}

# ends_clean GUEST UUID: passes when the guest's kernel reports no error, its QEMU quits
# and no page stays pinned.
ends_clean() {
	kernel_clean "$1" "guest $1: its kernel reports no error"
	ok "guest $1: QEMU quits" guest_quit "$1"
	unpinned "$2" "guest $1: no page stays pinned"
}

_end_guests() {
	local name
	for name in "${!GUEST_PID[@]}"; do
		guest_kill "$name"
	done
}

on_exit() { _end_guests; }
