#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Prints debian/changelog, for the version of the file VERSION:
#
#	packaging/changelog.sh
#
# A version that has a date in CHANGELOG.md is released on that day. One that has none is of the
# time SOURCE_DATE_EPOCH, or now.
set -eu
cd "$(dirname "$0")/.."

version=$(cat VERSION)
day=$(sed -n "s/^## \[$version\] - \([0-9]\{4\}-[0-9-]*\)\$/\1/p" CHANGELOG.md)
if [ -n "$day" ]; then
	distribution=unstable time=$day
else
	distribution=UNRELEASED time=@${SOURCE_DATE_EPOCH:-$(date +%s)}
fi
cat <<END
mvgpu ($version) $distribution; urgency=medium

  * CHANGELOG.md has the changes of this version.

 -- $(sed -n 's/^Maintainer: //p' packaging/debian/control)  $(LC_ALL=C date -R -u -d "$time")
END
