#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Puts the files that git tracks, as they are now, into an archive for a build of packages:
#
#	packaging/source.sh DIR
#
# DIR is made anew; it gets source.tar, and the file time: the time of the last commit, so that the
# same tree gives the same packages. SOURCE_DATE_EPOCH is another time.
set -euo pipefail
cd "$(dirname "$0")/.."

dir=$1
git rev-parse --git-dir >/dev/null || {
	echo "source.sh: packages are built of what git tracks; clone the repository" >&2
	exit 1
}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
rm -rf "$dir"
mkdir -p "$dir"
echo "$SOURCE_DATE_EPOCH" >"$dir/time"
git ls-files --deduplicate -z | while read -rd '' file; do
	[ ! -e "$file" ] || printf '%s\0' "$file"
done | tar --null --files-from=- --sort=name --owner=0 --group=0 --numeric-owner \
	--mode='u=rwX,go=rX' --mtime="@$SOURCE_DATE_EPOCH" -cf "$dir/source.tar"
