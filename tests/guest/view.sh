# SPDX-License-Identifier: GPL-2.0
#
# QEMU's displays, looked at with programs that are no part of QEMU; sources
# tests/guest/lib.sh.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh

# QEMU's display that hands dma-bufs to a client. A character device that is no
# render node makes Mesa draw by software; QEMU itself draws nothing here.
DBUS_DISPLAY=(-display "dbus,gl=on,rendernode=/dev/null,p2p=yes")

# dbus_start GUEST QEMU-ARGUMENT...: a guest with that display.
dbus_start() {
	local name=$1 dir
	shift
	dir=$(guest_dir "$name")
	guest_start "$name" "${DBUS_DISPLAY[@]}" "$@" \
		-chardev "socket,id=view,path=$dir/view.sock,server=on,wait=off" \
		-mon chardev=view,mode=control
}

# view_open GUEST: a window on it, which lasts as long as QEMU or the suite.
view_open() {
	local dir
	dir=$(guest_dir "$1")
	rm -f "$dir/view.in"
	_channel "$dir/view"
	"$GUEST_BUILD/dbus-view" "$dir/view.sock" <>"$dir/view.in" \
		>>"$dir/view.out" 2>"$dir/view.log" &
	VIEW_PID[$1]=$!
}
declare -A VIEW_PID=()

view_close() {
	kill "${VIEW_PID[$1]}"
	wait "${VIEW_PID[$1]}" 2>/dev/null
	unset "VIEW_PID[$1]"
}

# A window that is left open would keep the module in use.
on_exit() {
	local name
	for name in "${!VIEW_PID[@]}"; do
		view_close "$name"
	done
	_end_guests
}

# view GUEST COMMAND...: what the window answers.
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

# A way to look at a guest: NAME_shot GUEST FILE writes a PPM. QEMU (10.0) takes a
# picture back that it has not sent yet when it forgets an old dma-buf
# (dbus_release_dmabuf in its ui/dbus-listener.c); a window that is opened then
# gets it, so after ten seconds there is another one.
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

# What QEMU says when it is started like this; nothing when it does start.
_start() {
	printf '{"execute": "%s"}\n' qmp_capabilities quit |
		timeout 60 qemu-system-x86_64 -machine q35 -nodefaults -S \
		-qmp stdio "$@" 2>&1 >/dev/null |
		grep -vE 'driver name for fd|MESA-LOADER'
}

# _row UUID ATTRIBUTE PROPERTIES DISPLAY SAYS
_row() {
	local display=(-display none) said
	local name="display is $2, QEMU has $3, -display $4"
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
		is "$said" "" "$name: it starts"
	else
		matches "$said" "$5" "$name: $5"
	fi
}

# start_rows UUID: ways to start QEMU, lines of stdin: the attribute "display", what
# vfio-pci is told, QEMU's display (none, dbus or egl-vnc), what QEMU says.
start_rows() {
	local attribute properties display says
	while read -r attribute properties display says; do
		_row "$1" "$attribute" "$properties" "$display" "$says" </dev/null
	done
}

# shown_by HOW GUEST SEED SIZE NAME: passes when, looked at by HOW_shot, the
# guest's screen becomes that picture.
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

# draws_for HOW GUEST SEED NAME [OPTION of draw...]
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
