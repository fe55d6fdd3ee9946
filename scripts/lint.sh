#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Static checks, each silent when it is content:
#
#	scripts/lint.sh
#
# They are cppcheck, shellcheck, and of Debian's linux-source (fetched once, into the
# cache) checkpatch --strict and kernel-doc. A build at W=1, where a warning is an
# error, is part of every test run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tests/host/common.sh
. tests/host/common.sh
# shellcheck source=tests/host/mirror.sh
. tests/host/mirror.sh

SUITE=trixie
SOURCE=$CACHE/lint/$SUITE
ROOMS=(mdev gvt vfio sysfs include)
# What knows nothing of the kernel, and is tested in user space: see tests/fuzz and
# tests/unit. To cppcheck the kernel's macros are riddles.
FREE_STANDING=(gvt/{vring,cmd_table,edid,geometry,sched,blend}.c
	gvt/virgl_{scan,size,caps}.c mdev/{pool,shape}.c)

# What is right although checkpatch says otherwise: FILE TYPE, a regular expression.
EXPECTED=(
	# It stands in for the kernel's own headers in user space.
	include/shim_user.h '.*'
	# What readers of a barrier want to know stands where it is used.
	include/shim.h MEMORY_BARRIER
	# The one place for tests of the kernel's version, and what older ones lack.
	include/compat.h LINUX_VERSION_CODE
	include/compat.h CONSTANT_COMPARISON
	include/compat.h MACRO_ARG_UNUSED
	# TRACE_EVENT() is written like that everywhere.
	sysfs/trace.h PARENTHESIS_ALIGNMENT
	sysfs/trace.h OPEN_ENDED_LINE
	# Rows of a table; their arguments are constants.
	gvt/regs.c MACRO_ARG_REUSE
	# A size, not a bit.
	gvt/guest.h BIT_MACRO
)

get_source() {
	[ ! -e "$SOURCE/scripts/checkpatch.pl" ] || return 0
	say "fetching linux-source of $SUITE, once"
	mkdir -p "$SOURCE"
	from_mirror "$SOURCE" $SUITE --variant=extract --format=tar \
		--include=linux-source 2>"$SOURCE/log" |
		tar -xf - -C "$SOURCE" --wildcards './usr/src/linux-source-*' ||
		die "no linux-source, see $SOURCE/log"
	tar -xf "$SOURCE"/usr/src/linux-source-*.tar.xz -C "$SOURCE" \
		--strip-components=1 --wildcards '*/scripts/checkpatch.pl' \
		'*/scripts/spelling.txt' '*/scripts/const_structs.checkpatch' \
		'*/scripts/kernel-doc*'
	rm -r "${SOURCE:?}/usr"
}

_sources() { git ls-files -- "${ROOMS[@]}" | grep '\.[ch]$'; }

# _unexpected: drops the lines of checkpatch that EXPECTED has.
_unexpected() {
	local i patterns=''
	for ((i = 0; i < ${#EXPECTED[@]}; i += 2)); do
		patterns+="^${EXPECTED[i]}:[0-9]+: [A-Z]+:${EXPECTED[i + 1]}:"$'\n'
	done
	grep -vE -f <(printf %s "$patterns") || true
}

lint_shellcheck() {
	git grep -lE '^#!/bin/(ba)?sh|^# shellcheck shell=' | xargs shellcheck -x
}

lint_cppcheck() {
	cppcheck --quiet --error-exitcode=1 --enable=warning,portability \
		--std=c11 --inline-suppr --suppress=arithOperationsOnVoidPointer \
		-Iinclude -I. "${FREE_STANDING[@]}" tests/vfio tests/unit tests/fuzz \
		tests/guest
}

lint_checkpatch() {
	# shellcheck disable=SC2046
	"$SOURCE/scripts/checkpatch.pl" --no-tree --strict --terse --show-types \
		--no-summary -f $(_sources) | _unexpected
}

lint_kernel_doc() {
	# shellcheck disable=SC2046
	"$SOURCE/scripts/kernel-doc" -none -Wall $(_sources) 2>&1
}

# says NAME WORDS: what a check had to say.
says() {
	echo "lint: $1: ${2:-clean}"
	[ -z "$2" ] || status=1
}

status=0
"$PWD/scripts/setup-deps.sh" shellcheck cppcheck
get_source
says shellcheck "$(lint_shellcheck 2>&1)"
says cppcheck "$(lint_cppcheck 2>&1)"
says checkpatch "$(lint_checkpatch 2>&1)"
says kernel-doc "$(lint_kernel_doc 2>&1)"
exit $status
