# SPDX-License-Identifier: GPL-2.0
#
# The library of the tests of packages, which run in the root of enter.sh.
#
# shellcheck shell=bash
set -uo pipefail
# shellcheck source=tests/unit/taplib.sh
. /mvgpu/tests/unit/taplib.sh

# What packaging/deb.sh has built.
BUILT=/mvgpu/out/deb
# shellcheck disable=SC2034
VERSION=$(cat /mvgpu/VERSION)
export SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(cat $BUILT/time)

bail() {
	echo "Bail out! $*"
	exit 1
}

# does NAME COMMAND...: passes when the command succeeds, and shows its output otherwise.
does() {
	if "${@:2}" >/tmp/output 2>&1; then
		result ok "$1"
	else
		result "not ok" "$1"
		tail -n 25 /tmp/output | sed 's/^/# /'
		return 1
	fi
}

# debs DIR: the packages that users install.
debs() { find "$1" -name '*.deb' ! -name '*-dbgsym_*' | sort; }
