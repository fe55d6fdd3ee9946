# SPDX-License-Identifier: GPL-2.0
#
# The Debian mirror for the scripts that make roots with mmdebstrap.
#
# shellcheck shell=bash

# Prints the mirror that apt on this machine uses for the main archive of Debian.
find_mirror() {
	if [ -n "${MVGPU_MIRROR:-}" ]; then
		echo "$MVGPU_MIRROR"
		return
	fi
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
		'Origin: Debian' 'Label: Debian' | sort -u | head -n 1
}

# Prints the proxies and other options with which apt on this machine fetches packages.
fetch_options() {
	apt-config dump | grep '^Acquire::' || true
	echo 'APT::Install-Recommends "false";'
	echo 'Acquire::Languages "none";'
	echo 'Acquire::Retries "3";'
}

root_mode() { if [ "$(id -u)" = 0 ]; then echo root; else echo unshare; fi; }

# from_mirror DIR SUITE ARGUMENT...: runs mmdebstrap, which writes to standard output;
# DIR holds the settings of apt meanwhile. Returns the status of mmdebstrap.
from_mirror() {
	local dir=$1 suite=$2 mirror status=0
	shift 2
	PATH=$PATH:/usr/sbin:/sbin need_tool mmdebstrap apt-get tar
	mirror=$(find_mirror)
	[ -n "$mirror" ] || die "apt on this machine has no Debian mirror;" \
		"set MVGPU_MIRROR to the address of a mirror"
	fetch_options >"$dir/apt.conf" || return
	TMPDIR=${TMPDIR:-/var/tmp} mmdebstrap --mode="$(root_mode)" \
		--aptopt="$dir/apt.conf" --dpkgopt=force-unsafe-io "$@" \
		"$suite" - "$mirror" || status=$?
	rm -f "$dir/apt.conf"
	return $status
}
