#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Installs the packages that "make check" and "make demo" need on a Debian 12 (or
# newer) machine, and those named as arguments, by apt. It prints the packages
# first, and does nothing if none is missing.
set -euo pipefail

PACKAGES=(make gcc libc6-dev libbsd-dev libcmocka-dev edid-decode python3 mmdebstrap e2fsprogs
	debian-archive-keyring qemu-system-x86 util-linux
	libvirglrenderer-dev libvulkan-dev libegl1 libgl1-mesa-dri "$@")
# An ordinary user builds the Debian root of the host VM in a user namespace.
[ "$(id -u)" = 0 ] || PACKAGES+=(uidmap)

die() { echo "setup-deps: $*" >&2; exit 1; }

command -v dpkg-query >/dev/null ||
	die "this is not a Debian machine; install the equivalents of: ${PACKAGES[*]}"

installed() {
	# shellcheck disable=SC2016
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
for package in "${PACKAGES[@]}"; do
	installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

sudo=()
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || die "run as root:" \
		"apt-get install --no-install-recommends ${missing[*]}"
	sudo=(sudo)
fi
echo "setup-deps: installing with apt: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"
