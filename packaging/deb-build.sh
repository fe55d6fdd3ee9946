#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Builds the Debian packages of a tree in a tar archive, with the packages of this machine:
#
#	packaging/deb-build.sh ARCHIVE DIR [VERSION]
#
# DIR gets the source package and the binary packages. With VERSION the tree is taken for this
# one, for tests of upgrades. deb.sh calls this in a Debian root.
set -eu
archive=$1 dir=$2 version=${3-}

umask 022
mkdir -p "$dir/mvgpu"
tar -C "$dir/mvgpu" -xf "$archive"
cd "$dir/mvgpu"
[ -z "$version" ] || echo "$version" >VERSION
cp -r packaging/debian debian
packaging/changelog.sh >debian/changelog
dpkg-buildpackage --no-sign
rm -r "$dir/mvgpu"
