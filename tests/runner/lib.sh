# SPDX-License-Identifier: GPL-2.0
#
# The library of suites (tests/*/*.t, which bash runs inside the host VM). A suite
# sources this file and calls plan N, or plan at its end. An exit trap removes the vGPUs
# and unloads the module.
#
# MVGPU_TEST selects results: only those whose promise contains its words are printed
# and counted. The whole suite runs all the same, but the VFIO client runs only the
# selected tests.
#
# shellcheck shell=bash
set -uo pipefail

TYPES_DIR=mdev_supported_types
MDEV_DIR=/sys/bus/mdev/devices
MODULE=${MVGPU_MODULE:-/build/mvgpu.ko}
WORK=$(mktemp -d)
_count=0 _planned='' _failed=0 _loaded=''
_words=${MVGPU_TEST:-}

# plan [N]: announces N results; without N, at the end of a suite, as many as there were.
plan() {
	[ -z "$_words" ] || return 0
	_planned=${1:-$_count}
	echo "1..$_planned"
}

diag() { printf '# %s\n' "$@"; }

# _result STATUS NAME: prints a result that MVGPU_TEST selects.
_result() {
	if [[ $2 != *"$_words"* ]]; then
		[ "$1" = ok ] || diag "failed, but not selected: $2"
		return
	fi
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

# ok NAME COMMAND...: passes when the command succeeds. Its output is shown only when it
# fails.
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

# fails NAME COMMAND...: passes when the command fails, and not when it did not run: the shell
# cannot start it (126, 127), or the guest in which it should run is silent (125).
fails() {
	local name=$1 status=0
	shift
	"$@" >"$WORK/output" 2>&1 || status=$?
	case $status in
	0) fail "$name" "succeeded: $*" ;;
	125) fail "$name" "did not run: $*" ;;
	126 | 127) fail "$name" "cannot be started: $*" ;;
	*) pass "$name" ;;
	esac
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

# bail REASON: ends the suite, whose remaining tests depend on what failed.
bail() {
	_words=''
	diag "$1"
	fail "${0##*/} can go on: $1"
	exit 1
}

# How many times longer than on an idle machine something may take.
STRETCH=${MVGPU_STRETCH:-1}

# wait_for SECONDS WHAT COMMAND...: waits until the command succeeds.
wait_for() {
	local end=$((SECONDS + $1 * STRETCH)) late=0 what=$2
	shift 2
	until "$@" >/dev/null 2>&1; do
		# When this shell had no CPU for a while, the other side had none either:
		# test three times more after the deadline.
		if [ $SECONDS -ge $end ] && [ $((late += 1)) -gt 3 ]; then
			diag "waited in vain for $what"
			return 1
		fi
		sleep $((late > 0)).1
	done
}

# settles WANT NAME COMMAND...: passes when the command prints WANT within 20 s. It is
# for work that a worker or the GPU completes after the answer.
settles() {
	local want=$1 name=$2
	shift 2
	wait_for 20 "$name" _prints "$want" "$@"
	is "$("$@")" "$want" "$name"
}

_prints() { [ "$("${@:2}")" = "$1" ]; }

# surfaces: prints the number of surfaces of the module.
surfaces() { cat /sys/kernel/debug/mvgpu/surfaces_alive; }

declare -A _ERRNO=(
	['Invalid argument']=EINVAL ['File exists']=EEXIST
	['No space left on device']=ENOSPC ['Device or resource busy']=EBUSY
	['No such device']=ENODEV ['No such file or directory']=ENOENT
	['Permission denied']=EACCES ['Operation not permitted']=EPERM
	['Operation not supported']=EOPNOTSUPP
	['Cannot allocate memory']=ENOMEM ['Resource temporarily unavailable']=EAGAIN
)

# set_attr FILE VALUE: writes an attribute; prints the name of the errno on failure.
set_attr() {
	local error
	error=$({ printf '%s\n' "$2" >"$1"; } 2>&1) && return
	error=${error##*: }
	echo "${_ERRNO[$error]:-$error}"
	return 1
}

# load_module [PARAMETER=VALUE...]
load_module() {
	[ -e "$MODULE" ] || bail "$MODULE is missing; did make host-build fail?"
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

# parent [INDEX]: the directory of a GPU of mvgpu, the first by default.
parent() {
	local gpus=(/sys/class/mdev_bus/*)
	[ -e "${gpus[${1:-0}]:-}" ] || return 1
	readlink -f "${gpus[${1:-0}]}"
}

# type_dir TYPE [PARENT]: TYPE is vgpu_V1_4, for example, or 4.
type_dir() {
	local dir
	for dir in "${2:-$(parent)}/$TYPES_DIR"/*"_${1##*_}"; do
		[ -d "$dir" ] && echo "$dir" && return
	done
	return 1
}

new_uuid() { cat /proc/sys/kernel/random/uuid; }

# new_vgpu TYPE [UUID [PARENT]]: prints the UUID. The exit trap removes the vGPU.
new_vgpu() {
	local uuid=${2:-$(new_uuid)} dir
	dir=$(type_dir "$1" "${3:-$(parent)}") || return 1
	set_attr "$dir/create" "$uuid" >&2 || return 1
	echo "$uuid"
}

# remove_vgpu UUID
remove_vgpu() { set_attr "$MDEV_DIR/$1/remove" 1; }

# hold UUID [--polite]: opens a vGPU like a VMM does, in the background. HOLDER is the
# pid of the process and $WORK/holder its output; release closes the vGPU.
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

# Programs of the suite that have a vGPU open get 10 s to end.
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
	if [ -n "$_words" ]; then
		_planned=$_count
		echo "1..$_count"
	fi
	[ -n "$_planned" ] || diag "there was no plan after $_count results"
	rm -rf "$WORK"
	[ $status -eq 0 ] || exit $status
	[ $_failed -eq 0 ] || exit 1
}
trap _finish EXIT
trap 'exit 143' TERM INT
