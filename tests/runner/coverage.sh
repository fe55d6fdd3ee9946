#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Prints a table of the module's files with the share of lines that the last run of
# tests/runner/check with MVGPU_KERNEL=coverage executed, and the functions that it never
# called:
#
#	MVGPU_KERNEL=coverage tests/runner/coverage.sh [SUITE]
set -euo pipefail
# shellcheck source=tests/runner/common.sh
. "$(dirname "$0")/common.sh"

SUITE=${1:-trixie}
check_suite "$SUITE"
BUILD=$(build_dir "$SUITE")

# The results of each VM, in a place that the gcov of the suite can read.
rm -rf "$BUILD/gcov"
mkdir -p "$BUILD/gcov"
for dir in "$TOP"/out/check/vm-*/gcov; do
	[ -d "$dir/src" ] || die "there are no results of a run with KERNEL=coverage"
	number=${dir%/gcov}
	cp -r "$dir/src" "$BUILD/gcov/${number##*-}"
done

# Runs in the root: merges the results and calls gcov for each file.
# shellcheck disable=SC2016
inside='
set -eu
cd /build/gcov
sum=
for part in [0-9]*; do
	if [ -z "$sum" ]; then
		sum=$part
	else
		gcov-tool merge "$sum" "$part" -o "sum-$part" >/dev/null
		sum=sum-$part
	fi
done
(cd "$sum" && find . -name "*.gcda") | sort | while read -r file; do
	cp "$sum/$file" "/build/src/$file"
	cd /build/src
	gcov -f -n "$file"
	cd /build/gcov
done'
# From the report of gcov: a line for each file of the module, then the functions that
# never ran. Functions of a header count in the file that uses them.
"$RUNNER/enter-root.sh" "$SUITE" sh -c "$inside" | awk -F"[ ':%]+" '
	/^Function/ { function_name = $2 }
	/^File/ { file = $2; sub(".*build/src/", "", file) }
	/^Lines executed/ && function_name != "" {
		if (!($3 + 0))
			never[++nr_never] = function_name
		function_name = ""
		next
	}
	/^Lines executed/ && file ~ /^([a-z]+\/)*[a-z0-9_]+[.]c$/ {
		printf "%-28s %6.1f %% of %5d lines\n", file, $3, $5
		ran += $3 * $5 / 100
		all += $5
	}
	/^Lines executed/ { file = "" }
	END {
		printf "%-28s %6.1f %% of %5d lines\n", "all", 100 * ran / all, all
		for (i = 1; i <= nr_never; i++)
			print "never ran: " never[i]
	}'
