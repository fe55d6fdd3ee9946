# SPDX-License-Identifier: GPL-2.0
#
# What a suite (tests/*/*.t, run by bash inside the host VM) is written with.
# It sources this file, says plan N (or calls plan at its end), and ends with
# the module unloaded; the exit trap sees to that.
#
# shellcheck shell=bash
set -uo pipefail

TYPES_DIR=mdev_supported_types
MDEV_DIR=/sys/bus/mdev/devices
MODULE=${MVGPU_MODULE:-/build/mvgpu.ko}
WORK=$(mktemp -d)
_count=0 _planned='' _failed=0 _vgpus=() _loaded=''

# plan [N]: how many results there will be; at the end, without N: there were.
plan() {
	_planned=${1:-$_count}
	echo "1..$_planned"
}

diag() { printf '# %s\n' "$@"; }

_result() {
	_count=$((_count + 1))
	[ "$1" = ok ] || _failed=$((_failed + 1))
	echo "$1 $_count - $2"
}

pass() { _result ok "$1"; }

# fail NAME [LINE...]: a failed result with its reasons.
fail() {
	_result 'not ok' "$1"
	shift
	[ $# -eq 0 ] || diag "$@"
}

skip() { _result ok "$1 # SKIP $2"; }

# ok NAME COMMAND...: passes when the command succeeds; its output is shown
# only when it does not.
ok() {
	local name=$1 status=0
	shift
	"$@" >"$WORK/output" 2>&1 || status=$?
	if [ $status -eq 0 ]; then
		pass "$name"
	else
		fail "$name" "status $status of: $*"
		sed 's/^/#   /' "$WORK/output"
	fi
	return $status
}

# fails NAME COMMAND...: passes when the command is refused.
fails() {
	local name=$1
	shift
	if "$@" >"$WORK/output" 2>&1; then
		fail "$name" "succeeded: $*"
	else
		pass "$name"
	fi
}

# is GOT WANT NAME
is() {
	if [ "$1" = "$2" ]; then
		pass "$3"
	else
		fail "$3" "got:  $1" "want: $2"
		return 1
	fi
}

# matches GOT PATTERN NAME: the pattern is an extended regular expression.
matches() {
	if [[ $1 =~ $2 ]]; then
		pass "$3"
	else
		fail "$3" "got:  $1" "want: something like $2"
		return 1
	fi
}

# bail REASON: nothing that follows would make sense.
bail() {
	diag "$1"
	fail "${0##*/} can go on: $1"
	exit 1
}

# How many times longer than on an idle machine things may take now.
STRETCH=${MVGPU_STRETCH:-1}

# wait_for SECONDS WHAT COMMAND...: until the command succeeds.
wait_for() {
	local end=$((SECONDS + $1 * STRETCH)) late=0 what=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		# After a moment without a CPU, so was what it waits for: look again.
		if [ $SECONDS -ge $end ] && [ $((late += 1)) -gt 3 ]; then
			diag "waited in vain for $what"
			return 1
		fi
		sleep $((late > 0)).1
	done
}

# settles WANT NAME COMMAND...: passes when the command prints WANT, or does within
# 20 s, for what others still work on when an answer is there.
settles() {
	local want=$1 name=$2
	shift 2
	wait_for 20 "$name" _prints "$want" "$@"
	is "$("$@")" "$want" "$name"
}

_prints() { [ "$("${@:2}")" = "$1" ]; }

# surfaces: how many pictures the module keeps.
surfaces() { cat /sys/kernel/debug/mvgpu/surfaces_alive; }

declare -A _ERRNO=(
	['Invalid argument']=EINVAL ['File exists']=EEXIST
	['No space left on device']=ENOSPC ['Device or resource busy']=EBUSY
	['No such device']=ENODEV ['No such file or directory']=ENOENT
	['Permission denied']=EACCES ['Operation not permitted']=EPERM
	['Cannot allocate memory']=ENOMEM ['Resource temporarily unavailable']=EAGAIN
)

# set_attr FILE VALUE: prints the name of the errno when the kernel refuses.
set_attr() {
	local error
	error=$({ printf '%s\n' "$2" >"$1"; } 2>&1) && return
	error=${error##*: }
	echo "${_ERRNO[$error]:-$error}"
	return 1
}

# load_module [PARAMETER=VALUE...]
load_module() {
	[ -e "$MODULE" ] || bail "there is no $MODULE; make host-build failed?"
	# shellcheck disable=SC2046
	modprobe -a $(modinfo -F depends "$MODULE" | tr ',-' ' _') \
		vfio_iommu_type1 || return 1
	insmod "$MODULE" "$@" || return 1
	_loaded=1
}

unload_module() {
	wait_for 10 "the module's users to be gone" grep -qx 0 /sys/module/mvgpu/refcnt
	rmmod mvgpu || return 1
	_loaded=''
}

module_loaded() { [ -d /sys/module/mvgpu ]; }

# parent [INDEX]: the directory of a GPU of ours, the first when not said.
parent() {
	local gpus=(/sys/class/mdev_bus/*)
	[ -e "${gpus[${1:-0}]:-}" ] || return 1
	readlink -f "${gpus[${1:-0}]}"
}

# type_dir TYPE [PARENT]: TYPE as vgpu_V1_4, or 4.
type_dir() {
	local dir
	for dir in "${2:-$(parent)}/$TYPES_DIR"/*"_${1##*_}"; do
		[ -d "$dir" ] && echo "$dir" && return
	done
	return 1
}

new_uuid() { cat /proc/sys/kernel/random/uuid; }

# new_vgpu TYPE [UUID [PARENT]]: prints the UUID. Removed by the exit trap.
new_vgpu() {
	local uuid=${2:-$(new_uuid)} dir
	dir=$(type_dir "$1" "${3:-$(parent)}") || return 1
	set_attr "$dir/create" "$uuid" >&2 || return 1
	echo "$uuid"
}

# remove_vgpu UUID
remove_vgpu() { set_attr "$MDEV_DIR/$1/remove" 1; }

# hold UUID [--polite]: opens it as a VMM in the background; HOLDER is its pid,
# what it says is in $WORK/holder, it lets go when release is called.
hold() {
	mkfifo "$WORK/release" || return 1
	: >"$WORK/holder"
	python3 tests/runner/hold.py ${2:+"$2"} "$1" \
		<"$WORK/release" >"$WORK/holder" 2>&1 &
	HOLDER=$!
	exec 9>"$WORK/release"
	rm "$WORK/release"
	wait_for 20 "the holder to open $1" grep -q open "$WORK/holder" || {
		cat "$WORK/holder"
		return 1
	}
}

release() {
	exec 9>&-
	wait "$HOLDER" 2>/dev/null
}

_remove_all() {
	local dev
	for dev in "$MDEV_DIR"/*; do
		[ ! -e "$dev" ] || remove_vgpu "${dev##*/}" || true
	done
}

# Programs of the suite still holding a vGPU get a moment to end.
_unload_at_exit() {
	module_loaded || return 0
	_remove_all
	wait_for 10 "the module to be free" rmmod mvgpu ||
		fail "the module unloads at the end" "$(lsmod | grep mvgpu)"
}

on_exit() { :; }	# a suite may define its own

_finish() {
	local status=$?
	trap - EXIT
	on_exit
	_unload_at_exit
	[ -n "$_planned" ] || diag "there was no plan after $_count results"
	rm -rf "$WORK"
	[ $status -eq 0 ] || exit $status
	[ $_failed -eq 0 ] || exit 1
}
trap _finish EXIT
trap 'exit 143' TERM INT
