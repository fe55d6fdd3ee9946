# SPDX-License-Identifier: GPL-2.0
#
# Where Debian's packages come from, for scripts that make roots with mmdebstrap.
#
# shellcheck shell=bash

# The mirror this machine's own apt uses for Debian's main archive.
find_mirror() {
	if [ -n "${MVGPU_MIRROR:-}" ]; then
		echo "$MVGPU_MIRROR"
		return
	fi
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		'Origin: Debian' 'Label: Debian' | sort -u | head -n 1
}

# Proxies and the like, as this machine's apt is told to fetch.
fetch_options() {
	apt-config dump | grep '^Acquire::' || true
	echo 'APT::Install-Recommends "false";'
	echo 'Acquire::Languages "none";'
	echo 'Acquire::Retries "3";'
}

root_mode() { if [ "$(id -u)" = 0 ]; then echo root; else echo unshare; fi; }

# from_mirror ROOM SUITE ARGUMENT...: mmdebstrap, to standard output; ROOM has its
# settings meanwhile. Its status is that of mmdebstrap, whatever is cleaned up after.
from_mirror() {
	local room=$1 suite=$2 mirror status=0
	shift 2
	PATH=$PATH:/usr/sbin:/sbin need_tool mmdebstrap apt-get tar
	mirror=$(find_mirror)
	[ -n "$mirror" ] || die "apt on this machine knows no Debian mirror;" \
		"set MVGPU_MIRROR to the address of one"
	fetch_options >"$room/apt.conf" || return
	TMPDIR=${TMPDIR:-/var/tmp} mmdebstrap --mode="$(root_mode)" \
		--aptopt="$room/apt.conf" --dpkgopt=force-unsafe-io "$@" \
		"$suite" - "$mirror" || status=$?
	rm -f "$room/apt.conf"
	return $status
}
