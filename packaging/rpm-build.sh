#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Builds the RPM packages of a tree in a tar archive, with the packages of this machine:
#
#	packaging/rpm-build.sh ARCHIVE DIR [OPTION of rpmbuild...]
#
# DIR gets the source package and the binary packages. With the same SOURCE_DATE_EPOCH and the
# same DIR the same tree gives the same packages.
set -eu
archive=$1 dir=$2
shift 2

umask 022
mkdir -p "$dir/top/SOURCES"
version=$(tar -xOf "$archive" VERSION)
cp "$archive" "$dir/top/SOURCES/mvgpu-$version.tar"
{
	tar -xOf "$archive" packaging/mvgpu.spec | sed "s/@VERSION@/$version/"
	printf '\n%%changelog\n* %s The mvgpu authors - %s-1\n- %s\n' \
		"$(LC_ALL=C date -u -d "@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')" "$version" \
		"CHANGELOG.md has the changes of this version."
} >"$dir/top/mvgpu.spec"
touch -d "@$SOURCE_DATE_EPOCH" "$dir/top/mvgpu.spec" "$dir/top/SOURCES/mvgpu-$version.tar"
rpmbuild -ba --define "_topdir $dir/top" --define "_rpmdir $dir" --define "_srcrpmdir $dir" \
	--define "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" \
	--define "use_source_date_epoch_as_buildtime 1" \
	--define "clamp_mtime_to_source_date_epoch 1" \
	--define "build_mtime_policy clamp_to_source_date_epoch" --define "_buildhost localhost" \
	"$@" "$dir/top/mvgpu.spec"
rm -r "$dir/top"
