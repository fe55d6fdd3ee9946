# SPDX-License-Identifier: GPL-2.0
#
# Allocations of mvgpu that fail, and commands that a physical GPU refuses, on a
# debug kernel; sourced after tests/vfio/client.sh.
#
# shellcheck shell=bash disable=SC2154

FAILSLAB=/sys/kernel/debug/failslab
MANY=1000000000

# needs_debug DIRECTORY WHAT: the suite ends here on a kernel that lacks it.
needs_debug() {
	[ ! -d "$1" ] || return 0
	skip "$2" "needs KERNEL=debug"
	plan
	exit 0
}

# fresh_vgpus [PARENT]: replaces $device and $other by new vGPUs; this removes settings
# that an aborted test left.
fresh_vgpus() {
	remove_vgpu "${device##*/}"
	remove_vgpu "${other##*/}"
	two_vgpus "$@"
}

# Beyond this depth the frames of a stack are the kernel's for any caller.
DEPTH=12
# The depth up to which failslab searches.
MOST_DEPTH=32

# _symbols: prints the addresses of the module's functions, sorted.
_symbols() { sed -n 's/ [tT] .*\[mvgpu\]$//p' /proc/kallsyms | sort; }

# faults_here: from now on failslab looks at allocations that go through mvgpu.
faults_here() {
	echo N >$FAILSLAB/task-filter
	echo N >$FAILSLAB/ignore-gfp-wait
	echo 1 >$FAILSLAB/interval
	echo 0 >$FAILSLAB/verbose
	echo 0 >$FAILSLAB/probability
	echo $DEPTH >$FAILSLAB/stacktrace-depth
	echo "0x$(_symbols | head -n 1)" >$FAILSLAB/require-start
	echo "0x$(_symbols | tail -n 1)" >$FAILSLAB/require-end
	echo $MANY >$FAILSLAB/times
}

# address FUNCTION: prints its address in the kernel.
address() { sed -n "/ [tT] $1\$/{s/ .*//p;q}" /proc/kallsyms; }

# spares FUNCTION...: no allocation below the first of these functions that the kernel has
# fails. It is for functions that report their failure to the log themselves.
spares() {
	local function range
	for function; do
		range=$(sort /proc/kallsyms | grep -A 1 " [tT] $function\$" | cut -d ' ' -f 1)
		[ -z "$range" ] || break
	done
	echo "0x${range%%$'\n'*}" >$FAILSLAB/reject-start
	echo "0x${range##*$'\n'}" >$FAILSLAB/reject-end
}

# one_fault FIRST END BYTES: lets one allocation below functions from address FIRST to
# END fail, after others of so many bytes together. If the directory in /proc of an
# interrupt could not be created, the kernel warns when it removes that interrupt: such
# allocations are left out.
one_fault() {
	[ -n "${_no_faults:-}" ] || _no_faults=$(address register_handler_proc)
	[ -n "${_faults_again:-}" ] || _faults_again=$(address unregister_irq_proc)
	echo 0 >$FAILSLAB/times
	echo N >$FAILSLAB/task-filter
	echo N >$FAILSLAB/ignore-gfp-wait
	echo 1 >$FAILSLAB/interval
	echo 0 >$FAILSLAB/verbose
	echo $MOST_DEPTH >$FAILSLAB/stacktrace-depth
	echo "0x$1" >$FAILSLAB/require-start
	echo "0x$2" >$FAILSLAB/require-end
	echo "0x$_no_faults" >$FAILSLAB/reject-start
	echo "0x$_faults_again" >$FAILSLAB/reject-end
	echo 100 >$FAILSLAB/probability
	echo "$3" >$FAILSLAB/space
	echo 1 >$FAILSLAB/times
}

# failed: prints how many allocations have failed since then.
failed() { echo $((MANY - $(cat $FAILSLAB/times))); }

# fail_allocations PERCENT
fail_allocations() { echo "$1" >$FAILSLAB/probability; }

FAIL_FUNCTION=/sys/kernel/debug/fail_function

# refusals_here: from now on a physical GPU may reject commands with ENOMEM.
refusals_here() {
	echo vg_ring_start_error >$FAIL_FUNCTION/inject
	printf '%#x\n' -12 >$FAIL_FUNCTION/vg_ring_start_error/retval
	echo N >$FAIL_FUNCTION/task-filter
	echo 1 >$FAIL_FUNCTION/interval
	echo 0 >$FAIL_FUNCTION/verbose
	echo 0 >$FAIL_FUNCTION/probability
	echo $MANY >$FAIL_FUNCTION/times
}

# refused: prints how many commands were rejected since then.
refused() { echo $((MANY - $(cat $FAIL_FUNCTION/times))); }
