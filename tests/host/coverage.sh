#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A table of the module's files and how much of each ran in the last run of
# tests/host/check with MVGPU_KERNEL=coverage:
#
#	MVGPU_KERNEL=coverage tests/host/coverage.sh [SUITE]
set -euo pipefail
# shellcheck source=tests/host/common.sh
. "$(dirname "$0")/common.sh"

SUITE=${1:-trixie}
check_suite "$SUITE"
BUILD=$(build_dir "$SUITE")

# What each VM left, where the suite's own gcov sees it.
rm -rf "$BUILD/gcov"
mkdir -p "$BUILD/gcov"
for dir in "$TOP"/out/check/vm-*/gcov; do
	[ -d "$dir/src" ] || die "there is nothing of a run with KERNEL=coverage"
	number=${dir%/gcov}
	cp -r "$dir/src" "$BUILD/gcov/${number##*-}"
done

# In the root: adds them up, and asks for each file.
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
	gcov -n "$file" | sed -n "\\|^File ./build/src/.*[.]c.$|{s|^File ./build/src/||; s/.$//; N; p}"
	cd /build/gcov
done'
"$HOST_DIR/enter-root.sh" "$SUITE" sh -c "$inside" | paste - - |
	sed -E 's/[[:space:]]*Lines executed:([0-9.]+)% of ([0-9]+)/ \1 \2/' |
	awk '{ printf "%-28s %6.1f %% of %5d lines\n", $1, $2, $3
	       ran += $2 * $3 / 100; all += $3 }
	     END { printf "%-28s %6.1f %% of %5d lines\n", "all", 100 * ran / all, all }'
