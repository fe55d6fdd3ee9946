#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Builds Debian packages of the files that git tracks, as they are now, in out/deb:
#
#	packaging/deb.sh [SUITE]
#
# They are built in a Debian root of the suite, see tests/runner/list-root.sh. The time in them
# is that of the last commit, so that the same tree gives the same packages.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tests/runner/common.sh
. tests/runner/common.sh

SUITE=${1:-trixie}
OUT=$TOP/out/deb

need_tool git tar
tests/runner/list-root.sh packages "$SUITE" >/dev/null
packaging/source.sh "$OUT"
tests/packages/enter.sh "$SUITE" env SOURCE_DATE_EPOCH="$(cat "$OUT/time")" sh -c '
	rm -rf /build/deb && packaging/deb-build.sh out/deb/source.tar /build/deb' \
	>"$OUT/log" 2>&1 || {
	tail -n 40 "$OUT/log" >&2
	die "the packages were not built, see $OUT/log"
}
cp "$(package_dir "$SUITE")"/deb/mvgpu* "$OUT"
say "built $(cd "$OUT" && printf '%s ' *.deb)in $OUT"
