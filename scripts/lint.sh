#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Runs the static checks. Each prints "clean" or its findings:
#
#	scripts/lint.sh
#
# The checks are shellcheck, a search for pipes into grep -q, the directions of
# includes, the names of functions, the paths that documents name, cppcheck, and with
# Debian's linux-source (downloaded once, into the cache) checkpatch --strict, kernel-doc,
# a build of Documentation/ by Sphinx, sparse, builds by clang at W=1 for amd64 and arm64,
# clang's analyzer and the semantic patches of scripts/coccinelle. They take ten minutes on two
# cores. A build by gcc at W=1, in which a warning is an error, is part of every test run.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tests/runner/common.sh
. tests/runner/common.sh
# shellcheck source=tests/runner/mirror.sh
. tests/runner/mirror.sh

SUITE=trixie
LINT=$CACHE/lint/$SUITE
SOURCE=$LINT/linux
ROOMS=(main.c mdev gvt vfio sysfs include)
# Programs in user space.
PROGRAMS=(render)
# Free-standing files, which tests/fuzz and tests/unit build in user space. cppcheck
# cannot expand the kernel's macros, so it checks only these.
FREE_STANDING=(gvt/virtio/{chain,vring}.c gvt/cmd/check.c
	gvt/display/{blend,edid,edid_parse,edid_timing}.c
	gvt/gpu/render/{answer,ring}.c gvt/mem/geometry.c gvt/sched/{order,policy,runtime}.c gvt/virgl/{scan,size,caps,kind}.c
	mdev/{pool,shape}.c vfio/config.c)

# Warnings of checkpatch that are not mistakes: FILE TYPE (a regular expression).
EXPECTED=(
	# This header replaces the kernel's own headers in user space.
	include/shim_user.h '.*'
	# The comment that explains a barrier stands where the barrier is used.
	include/shim.h MEMORY_BARRIER
	# This file holds all tests of the kernel's version, and what older kernels lack.
	include/compat.h LINUX_VERSION_CODE
	include/compat.h CONSTANT_COMPARISON
	include/compat.h MACRO_ARG_UNUSED
	# The kernel writes TRACE_EVENT() in this style everywhere.
	gvt/trace/trace.h PARENTHESIS_ALIGNMENT
	gvt/trace/trace.h OPEN_ENDED_LINE
	# These macros make rows of a table; their arguments are constants.
	gvt/vgpu/reg_table.c MACRO_ARG_REUSE
	# Rows of the list of commands become declarations and initialisers.
	gvt/cmd/handlers.h "(TRAILING_SEMICOLON|MACRO_ARG_UNUSED)"
	gvt/cmd/check.c MACRO_ARG_UNUSED
	gvt/cmd/worker.c BRACKET_SPACE
	# The program of user space makes the macro itself.
	render/say.h PREFER_DEFINED_ATTRIBUTE_MACRO
	# The names of Vulkan are what they are.
	render/vulkan.c CAMELCASE
	# The constant is a size, not a bit.
	gvt/vgpu/guest_types.h BIT_MACRO
)

ANALYZE='clang --analyze -Qunused-arguments -Xanalyzer -analyzer-output=text -o /dev/null'

# Warnings of clang's analyzer that are not mistakes: FILE CHECKER.
ANALYZER_EXPECTED=(
	# A function in another file, which the analyzer does not see, never returns 0
	# for an errno.
	gvt/cmd/blob.c core.NullDereference
	gvt/cmd/resource_2d.c core.CallAndMessage
)

# Unpacks the kernel's source, without the parts that a module is not built with.
get_source() {
	[ ! -e "$SOURCE/Makefile" ] || return 0
	say "downloading linux-source of $SUITE, once"
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

# configure ARCH: configures the source like the debug kernel, but for clang. KVM is no module
# on arm64.
configure() {
	local build=$LINT/build-$1 kvm=m
	[ ! -e "$build/ready" ] || return 0
	say "preparing the source for clang and $1, once"
	rm -rf "$build"
	mkdir "$build"
	[ "$1" = x86_64 ] || kvm=y
	sed "s/^CONFIG_KVM=m/CONFIG_KVM=$kvm/" "$RUNNER/debug.config" >"$build/debug.config"
	_make "$1" KCONFIG_ALLCONFIG="$build/debug.config" allnoconfig
	_make "$1" modules_prepare
	touch "$build/ready"
}

# _make ARCH ARGUMENT...
_make() {
	make -s -C "$SOURCE" O="$LINT/build-$1" ARCH="$1" LLVM=1 -j"$(nproc)" "${@:2}"
}

# kbuild ARCH ARGUMENT...: builds the module's object with clang, from a copy.
kbuild() {
	rm -rf "$LINT/module"
	mkdir "$LINT/module"
	cp -r Kbuild VERSION "${ROOMS[@]}" "$LINT/module"
	_make "$1" M="$LINT/module" "${@:2}" mvgpu.o 2>&1 | sed "s|^$LINT/module/||"
}

_sources() { git ls-files -- "${ROOMS[@]}" | grep '\.[ch]$'; }
_all_sources() { git ls-files -- "${ROOMS[@]}" "${PROGRAMS[@]}" | grep '\.[ch]$'; }

# _unexpected: drops the warnings of checkpatch that EXPECTED lists.
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

# grep -q exits at the first match, and a writer that has more output then dies of
# SIGPIPE. With pipefail that is sometimes the status of the pipe.
# "grep -q PATTERN < <(writer)" does not have this problem.
# shellcheck disable=SC2016
lint_pipes() {
	git grep -lE '^#!/bin/bash|^# shellcheck shell=bash' | xargs -r awk '
		FNR == 1 { line = "" }
		{ line = line $0 }
		sub(/\\$/, "", line) || line ~ /\|&?[ \t]*$/ { next }
		line ~ /\|&?[ \t]*grep ([^|;&)]*[ \t])?(-[a-zA-Z]*q|--quiet|--silent)/ {
			print FILENAME ":" FNR ":" line
		}
		{ line = "" }'
}

# Includes form no circle, and none runs against the order of folders.
lint_includes() { scripts/include-order.py; }

# Function names are unique, and static ones begin with the word of their file. Prototypes
# stand in the header of their file; functions and files are short.
lint_names() { scripts/function-names.py; }

# The files that documents name exist.
lint_paths() { scripts/doc-paths.py; }

lint_cppcheck() {
	cppcheck --quiet --error-exitcode=1 --enable=warning,portability \
		--std=c11 --inline-suppr --suppress=arithOperationsOnVoidPointer \
		-Iinclude -I. "${FREE_STANDING[@]}" "${PROGRAMS[@]}" tests/vfio \
		tests/unit tests/render tests/fuzz tests/guest
}

lint_checkpatch() {
	# shellcheck disable=SC2046
	"$SOURCE/scripts/checkpatch.pl" --no-tree --strict --terse --show-types \
		--no-summary -f $(_all_sources) | _unexpected
}

lint_kernel_doc() {
	# shellcheck disable=SC2046
	"$SOURCE/scripts/kernel-doc" -none -Wall $(_all_sources) 2>&1
}

lint_doc() { "$PWD/scripts/doc.sh" "$SOURCE/scripts/kernel-doc"; }

lint_clang() { kbuild x86_64 W=1 KCFLAGS=-Werror; }
lint_arm64() { kbuild arm64 W=1 KCFLAGS=-Werror; }

# sparse does not know of locks that are released at the end of a scope (guard()), so
# its checks of lock contexts are off.
lint_sparse() { kbuild x86_64 C=2 CHECK=sparse CF='-D__CHECK_ENDIAN__ -Wno-context'; }

# Prints the first line of each finding; the others are the path that leads to it.
lint_analyzer() {
	local i patterns='^$'
	for ((i = 0; i < ${#ANALYZER_EXPECTED[@]}; i += 2)); do
		patterns+="|^${ANALYZER_EXPECTED[i]}:.*\\[${ANALYZER_EXPECTED[i + 1]}\\]"
	done
	kbuild x86_64 C=2 CHECKFLAGS= CHECK="$ANALYZE" |
		grep -E ': (warning|error): |\*\*\*' | grep -vE "$patterns" || true
}

# Skips the patches that are partly written in OCaml, as they need its compiler.
lint_coccinelle() {
	local files
	command -v spatch >/dev/null || { echo "spatch is missing"; return; }
	mapfile -t files < <(_sources)
	grep -rL ocaml "$SOURCE/scripts/coccinelle" --include='*.cocci' |
		xargs grep -l 'virtual report' | sort |
		xargs -P "$(nproc)" -I '{}' spatch -D report --no-show-diff \
			--very-quiet --no-includes --include-headers \
			--cocci-file '{}' "${files[@]}" 2>/dev/null
}

# says NAME OUTPUT: reports the result of a check.
says() {
	echo "lint: $1: ${2:-clean}"
	[ -z "$2" ] || status=1
}

status=0
"$PWD/scripts/setup-deps.sh" shellcheck cppcheck sparse coccinelle clang llvm lld \
	flex bison bc libelf-dev xz-utils python3-sphinx
get_source
configure x86_64
configure arm64
says shellcheck "$(lint_shellcheck 2>&1)"
says pipes "$(lint_pipes 2>&1)"
says includes "$(lint_includes 2>&1)"
says names "$(lint_names 2>&1)"
says paths "$(lint_paths 2>&1)"
says cppcheck "$(lint_cppcheck 2>&1)"
says checkpatch "$(lint_checkpatch 2>&1)"
says kernel-doc "$(lint_kernel_doc 2>&1)"
says doc "$(lint_doc 2>&1)"
says sparse "$(lint_sparse 2>&1)"
says clang "$(lint_clang 2>&1)"
says arm64 "$(lint_arm64 2>&1)"
says analyzer "$(lint_analyzer 2>&1)"
says coccinelle "$(lint_coccinelle 2>&1)"
exit $status
