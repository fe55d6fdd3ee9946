# SPDX-License-Identifier: GPL-2.0
#
# Reads QEMU's displays with programs that are no part of QEMU. It sources
# tests/guest/lib.sh.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh

# The display of QEMU that passes dma-bufs to a client. With a character device that is no
# render node Mesa renders in software. QEMU itself draws nothing here.
DBUS_DISPLAY=(-display "dbus,gl=on,rendernode=/dev/null,p2p=yes")

# dbus_start GUEST QEMU-ARGUMENT...: starts a guest with that display.
dbus_start() {
	local name=$1 dir
	shift
	dir=$(guest_dir "$name")
	guest_start "$name" "${DBUS_DISPLAY[@]}" "$@" \
		-chardev "socket,id=view,path=$dir/view.sock,server=on,wait=off" \
		-mon chardev=view,mode=control
}

# view_open GUEST [HOW]: opens a window on the guest, which lasts as long as QEMU or the
# suite. With HOW it copies each update, see dbus-view.
view_open() {
	local dir
	dir=$(guest_dir "$1")
	rm -f "$dir/view.in"
	_channel "$dir/view"
	"$GUEST_BUILD/dbus-view" "$dir/view.sock" "${@:2}" <>"$dir/view.in" \
		>>"$dir/view.out" 2>"$dir/view.log" &
	VIEW_PID[$1]=$!
}
declare -A VIEW_PID=()

view_close() {
	kill "${VIEW_PID[$1]}"
	wait "${VIEW_PID[$1]}" 2>/dev/null
	unset "VIEW_PID[$1]"
}

# The windows are closed, because an open one keeps the module in use.
on_exit() {
	local name
	for name in "${!VIEW_PID[@]}"; do
		view_close "$name"
	done
	_end_guests
}

# view GUEST COMMAND...: sends a command to the window and prints its answer.
view() {
	local name=$1 dir start
	shift
	dir=$(guest_dir "$name")
	start=$(_size "$dir/view")
	if _send "$dir/view" "$*"; then
		_await "$name" view "$start" . "$GUEST_LIMIT"
	else
		sed 's/^/# view: /' "$dir/view.log"
	fi
}

# A function NAME_shot GUEST FILE writes the guest's screen as a PPM. QEMU (10.0) discards
# a framebuffer that it has not sent yet when it forgets an old dma-buf
# (dbus_release_dmabuf in its ui/dbus-listener.c). A window that is opened afterwards gets
# it, so this one is opened again after ten seconds.
REOPENED=0
dbus_shot() {
	if [ "$SECONDS" -ge "$OPEN_AGAIN" ]; then
		OPEN_AGAIN=$((SECONDS + 30))
		REOPENED=$((REOPENED + 1))
		view_close "$1"
		view_open "$1"
	fi
	view "$1" "picture $2"
}

_shot_is() {
	rm -f "$3"
	"$1" "$2" "$3" && cmp -s "$3" "$4"
}

# _start QEMU-ARGUMENT...: prints the messages of a QEMU with these arguments, which are
# none if it starts.
_start() {
	printf '{"execute": "%s"}\n' qmp_capabilities quit |
		timeout 60 qemu-system-x86_64 -machine q35 -nodefaults -S \
		-qmp stdio "$@" 2>&1 >/dev/null |
		grep -vE 'driver name for fd|MESA-LOADER'
}

# _row UUID ATTRIBUTE PROPERTIES DISPLAY SAYS: a test of start_rows.
_row() {
	local display=(-display none) said
	local name="display is $2, vfio-pci has $3, -display $4"
	case $4 in
	dbus) display=("${DBUS_DISPLAY[@]}") ;;
	egl-vnc) display=(-vnc 127.0.0.1:1
		-display "egl-headless,rendernode=/dev/null") ;;
	esac
	[ "$(cat "$MDEV_DIR/$1/display")" = "$2" ] ||
		set_attr "$MDEV_DIR/$1/display" "$2" || return
	said=$(_start "${display[@]}" \
		-device "vfio-pci,sysfsdev=$MDEV_DIR/$1,$3")
	if [ "$5" = starts ]; then
		is "$said" "" "$name: QEMU starts"
	else
		matches "$said" "$5" "$name: QEMU reports $5"
	fi
}

# start_rows UUID: starts QEMU once for each line of stdin, which has the attribute
# "display", properties of vfio-pci, QEMU's display (none, dbus or egl-vnc), and the message
# of QEMU, or "starts".
start_rows() {
	local attribute properties display says
	while read -r attribute properties display says; do
		_row "$1" "$attribute" "$properties" "$display" "$says" </dev/null
	done
}

# shown_by HOW GUEST SEED SIZE NAME: passes when the guest's screen, as HOW_shot writes it,
# becomes that picture.
shown_by() {
	local dir
	dir=$(guest_dir "$2")
	expected "$2" "$3" "$4" "$dir/want.ppm"
	OPEN_AGAIN=$((SECONDS + 10 * STRETCH))
	if wait_for 60 "the picture of guest $2" _shot_is "$1_shot" "$2" \
		"$dir/shot.ppm" "$dir/want.ppm"; then
		pass "$5"
		return
	fi
	OPEN_AGAIN=$((SECONDS + 60))
	fail "$5" "$("$1_shot" "$2" "$dir/shot.ppm" 2>&1)"
	guest_tails "$2"
	[ ! -s "$dir/shot.ppm" ] || {
		diag "$(_difference "$dir/shot.ppm" "$dir/want.ppm")"
		_keep "$2" "$dir/shot.ppm" "$dir/want.ppm"
	}
	return 1
}

# draws_for HOW GUEST SEED NAME [OPTION of draw...]: lets the guest draw a picture, and
# passes when HOW_shot shows it.
draws_for() {
	local how=$1 guest=$2 seed=$3 name=$4 size
	shift 4
	if size=$(guest_draw "$guest" "$seed" "$@"); then
		shown_by "$how" "$guest" "$seed" "$size" "$name"
	else
		fail "$name" "guest $guest could not draw"
		guest_tails "$guest"
		return 1
	fi
}
