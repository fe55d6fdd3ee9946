#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The file VERSION is the only place that states the version: the module, DKMS, the
# README and the changelog take theirs from it. With an argument, another tree is
# tested: version_test.sh TOP.
#
# shellcheck disable=SC2016
set -uo pipefail
TOP=$(realpath "${1:-$(dirname "$0")/../..}") || exit 1
# shellcheck source=tests/unit/taplib.sh
. "$(dirname "$0")/taplib.sh"
cd "$TOP" || exit 1
VERSION=$(cat VERSION)

# The version that the compiler is given for main.c, as kbuild reads Kbuild.
kbuild_version() {
	printf 'include $(src)/Kbuild\nall:\n\t@echo $(CFLAGS_main.o)\n' |
		make --no-print-directory -C / -f - src="$TOP" all |
		sed 's/-DMVGPU_VERSION=//; s/"//g'
}

# The version that DKMS sees, which sources the file from another directory.
dkms_version() {
	(
		set +u
		cd / || exit
		# shellcheck source=/dev/null
		. "$TOP/dkms.conf"
		echo "$PACKAGE_VERSION"
	)
}

changelog_version() { sed -n 's/^## \[\([^]]*\)\].*/\1/p' CHANGELOG.md | head -n 1; }

# Tags of the commit that is checked out, without their v; none in most trees.
tags() { git tag --points-at HEAD 2>/dev/null | sed -n 's/^v\([0-9]\)/\1/p'; }

# Versions that another file states: FILE:LINE:TEXT each.
copies() {
	grep -rnE --include='*.rst' --include='*.md' --include=main.c --include=Kbuild \
		--include=dkms.conf --exclude-dir=out --exclude=CHANGELOG.md \
		'MODULE_VERSION\("|mvgpu[/-][0-9]+\.[0-9]|PACKAGE_VERSION="?[0-9]' .
}

is "$(grep -cE '^[0-9]+\.[0-9]+\.[0-9]+$' VERSION)/$(wc -l <VERSION)" 1/1 \
	"VERSION is one line of three numbers"
is "$(kbuild_version)" "$VERSION" "kbuild gives it to main.c"
is "$(grep -c '^MODULE_VERSION(MVGPU_VERSION);$' main.c)" 1 "modinfo shows it"
is "$(dkms_version)" "$VERSION" "DKMS has it"
is "$(changelog_version)" "$VERSION" "it is the first one of the changelog"
is "$(tags | grep -vxF "$VERSION")" "" "a tag of this commit is v and the version"
is "$(grep -c 'dkms install mvgpu/$(cat VERSION)' README.md)" 1 "the README reads it"
is "$(copies)" "" "no other file states a version"
end
