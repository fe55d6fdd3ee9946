#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Static checks, each silent when it is content:
#
#	scripts/lint.sh
#
# They are cppcheck, shellcheck, a look for pipes into grep -q and one at the directions of
# includes, and with Debian's
# linux-source (fetched once, into the cache) checkpatch --strict, kernel-doc, sparse,
# a build by clang at W=1, clang's analyzer, and the semantic patches of
# scripts/coccinelle. Ten minutes on two cores. A build by gcc at W=1, where a warning
# is an error, is part of every test run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tests/host/common.sh
. tests/host/common.sh
# shellcheck source=tests/host/mirror.sh
. tests/host/mirror.sh

SUITE=trixie
LINT=$CACHE/lint/$SUITE
SOURCE=$LINT/linux
ROOMS=(main.c mdev gvt vfio sysfs include)
# What knows nothing of the kernel, and is tested in user space: see tests/fuzz and
# tests/unit. To cppcheck the kernel's macros are riddles.
FREE_STANDING=(gvt/virtio/vring.c gvt/cmd/check.c gvt/display/{edid,blend}.c
	gvt/mem/geometry.c gvt/sched/policy.c gvt/virgl/{scan,size,caps}.c
	mdev/{pool,shape}.c)

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
	gvt/trace/trace.h PARENTHESIS_ALIGNMENT
	gvt/trace/trace.h OPEN_ENDED_LINE
	# Rows of a table; their arguments are constants.
	gvt/vgpu/reg_table.c MACRO_ARG_REUSE
	# Rows of the list of commands become declarations and initialisers.
	gvt/cmd/handlers.h TRAILING_SEMICOLON
	gvt/cmd/worker.c BRACKET_SPACE
	# A size, not a bit.
	gvt/vgpu/guest_types.h BIT_MACRO
)

ANALYZE='clang --analyze -Qunused-arguments -Xanalyzer -analyzer-output=text -o /dev/null'

# What is right although clang's analyzer says otherwise: FILE CHECKER.
ANALYZER_EXPECTED=(
	# No errno becomes 0, but the function that sees to that is in another file.
	gvt/cmd/blob.c core.NullDereference
)

# The kernel without what modules are not built with.
get_source() {
	[ ! -e "$SOURCE/Makefile" ] || return 0
	say "fetching linux-source of $SUITE, once"
	rm -rf "$LINT"
	mkdir -p "$LINT/linux.tmp"
	from_mirror "$LINT" $SUITE --variant=extract --format=tar \
		--include=linux-source 2>"$LINT/log" |
		tar -xf - -C "$LINT" --wildcards './usr/src/linux-source-*' ||
		die "no linux-source, see $LINT/log"
	tar -xf "$LINT"/usr/src/linux-source-*.tar.xz -C "$LINT/linux.tmp" \
		--strip-components=1 --exclude='*/drivers/*.[ch]' \
		--exclude='*/sound/*.[ch]' --exclude='*/Documentation/*.rst'
	rm -r "${LINT:?}/usr"
	mv "$LINT/linux.tmp" "$SOURCE"
}

# Configured as the debug kernel, but for clang.
configure() {
	[ ! -e "$LINT/build/ready" ] || return 0
	say "preparing the source for clang, once"
	rm -rf "$LINT/build"
	mkdir "$LINT/build"
	_make KCONFIG_ALLCONFIG="$HOST_DIR/debug.config" allnoconfig
	_make modules_prepare
	touch "$LINT/build/ready"
}

_make() {
	make -s -C "$SOURCE" O="$LINT/build" LLVM=1 -j"$(nproc)" "$@"
}

# kbuild ARGUMENT...: makes the module's object by clang, from a copy.
kbuild() {
	rm -rf "$LINT/module"
	mkdir "$LINT/module"
	cp -r Kbuild "${ROOMS[@]}" "$LINT/module"
	_make M="$LINT/module" "$@" mvgpu.o 2>&1 | sed "s|^$LINT/module/||"
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

# grep -q ends at the first match; with pipefail a writer that had more to say is the
# status of the pipe then, now and then. "grep -q PATTERN < <(writer)" is not.
lint_pipes() {
	git grep -lE '^#!/bin/bash|^# shellcheck shell=bash' |
		xargs grep -nE '\|[[:space:]]*grep -[a-zA-Z]*q' || true
}

# No circle of includes, and no arrow against the order of folders.
lint_includes() { scripts/include-order.py; }

# No name of a function twice, and static functions begin with the word of their file.
lint_names() { scripts/function-names.py; }

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

lint_clang() { kbuild W=1 KCFLAGS=-Werror; }

# Locks that the end of a scope gives back (guard()) it does not know of.
lint_sparse() { kbuild C=2 CHECK=sparse CF='-D__CHECK_ENDIAN__ -Wno-context'; }

# Of its findings the first line each; the rest is how it comes to them.
lint_analyzer() {
	local i patterns='^$'
	for ((i = 0; i < ${#ANALYZER_EXPECTED[@]}; i += 2)); do
		patterns+="|^${ANALYZER_EXPECTED[i]}:.*\\[${ANALYZER_EXPECTED[i + 1]}\\]"
	done
	kbuild C=2 CHECKFLAGS= CHECK="$ANALYZE" |
		grep -E ': (warning|error): |\*\*\*' | grep -vE "$patterns" || true
}

# Those that are partly written in OCaml want its compiler.
lint_coccinelle() {
	local files
	mapfile -t files < <(_sources)
	grep -rL ocaml "$SOURCE/scripts/coccinelle" --include='*.cocci' |
		xargs grep -l 'virtual report' | sort |
		xargs -P "$(nproc)" -I '{}' spatch -D report --no-show-diff \
			--very-quiet --no-includes --include-headers \
			--cocci-file '{}' "${files[@]}" 2>/dev/null
}

# says NAME WORDS: what a check had to say.
says() {
	echo "lint: $1: ${2:-clean}"
	[ -z "$2" ] || status=1
}

status=0
"$PWD/scripts/setup-deps.sh" shellcheck cppcheck sparse coccinelle clang llvm lld \
	flex bison bc libelf-dev xz-utils
get_source
configure
says shellcheck "$(lint_shellcheck 2>&1)"
says pipes "$(lint_pipes 2>&1)"
says includes "$(lint_includes 2>&1)"
says names "$(lint_names 2>&1)"
says cppcheck "$(lint_cppcheck 2>&1)"
says checkpatch "$(lint_checkpatch 2>&1)"
says kernel-doc "$(lint_kernel_doc 2>&1)"
says sparse "$(lint_sparse 2>&1)"
says clang "$(lint_clang 2>&1)"
says analyzer "$(lint_analyzer 2>&1)"
says coccinelle "$(lint_coccinelle 2>&1)"
exit $status
