#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The packages are installed by apt, upgraded, removed and purged; DKMS builds the module for
# each kernel, and signs it.
#
# Functions that are called by their names are not seen to be called.
# shellcheck disable=SC2317
# shellcheck source=tests/packages/lib.sh
. /mvgpu/tests/packages/lib.sh

OLD=0.0.1
DEFINITION=/etc/mdevctl.d/soft0/4b1e28ba-2fa1-11d2-883f-0016d3cca427
WANTS=/etc/systemd/system/multi-user.target.wants
LINK=$WANTS/mvgpu-bind@0000:00:02.0.service
UNITS=/usr/lib/systemd/system

apt() { apt-get -q -y -o APT::Sandbox::User=root "$@"; }

# apt_install DIR
apt_install() {
	local files
	mapfile -t files < <(debs "$1")
	apt install "${files[@]}"
}

# modules: the kernels with the state and version of the module, as DKMS has them.
modules() { dkms status -m mvgpu | sed -E 's/^mvgpu\/([^,]*), ([^,]*), [^:]*: /\2 \1 /' | sort; }

# module KERNEL FIELD: what the module that modprobe would load says.
module() { modinfo -k "$1" -F "$2" mvgpu; }

# left: files of the packages, or made for them, in all of the system but logs and caches.
left() {
	find / -xdev \( -path /mvgpu -o -path /build -o -path /tmp -o -path /proc -o -path /dev \
		-o -path /var/log -o -path /var/cache \) -prune -o -name '*mvgpu*' -print
	grep -l mvgpu /lib/modules/*/modules.dep
}

# pages: the names of the man pages, as mvgpu.4.
pages() { (cd /mvgpu/Documentation/man && printf '%s\n' *.rst | sed 's/\.rst$//'); }

# The second kernel comes later.
first=$(find /lib/modules -mindepth 1 -maxdepth 1 ! -name '*-rt-*' -printf '%f\n')
second=$(find /lib/modules -mindepth 1 -maxdepth 1 -name '*-rt-*' -printf '%f\n')
[ -n "$first" ] || bail "there are no headers of a kernel"
[ -n "$second" ] || bail "there are no headers of a second kernel"
mv "/lib/modules/$second" /tmp/second
is "$(left)" "" "there is nothing of mvgpu in the root"

DEB_BUILD_OPTIONS=nocheck /mvgpu/packaging/deb-build.sh $BUILT/source.tar /tmp/old $OLD \
	>/tmp/output 2>&1 || bail "an older version is not built: $(tail -n 5 /tmp/output)"
does "apt installs an older version" apt_install /tmp/old || bail "it cannot be upgraded"
is "$(modules)" "$first $OLD installed" "DKMS has built the module for the kernel"
is "$(module "$first" version)" $OLD "which is the one that modprobe finds"

# What an administrator has.
mkdir -p "${DEFINITION%/*}"
echo '{"mdev_type": "mvgpu-vgpu_V1_4", "start": "auto", "attrs": []}' >$DEFINITION
systemctl enable mvgpu-bind@0000:00:02.0 >/tmp/output 2>&1
does "a GPU can be bound at boot" test -L $LINK
systemctl enable mvgpu >/tmp/output 2>&1
does "the configuration can be applied at boot" test -L $WANTS/mvgpu.service

does "apt upgrades both packages" apt_install $BUILT
is "$(modules)" "$first $VERSION installed" "DKMS has the new module and not the old one"
is "$(module "$first" version)" "$VERSION" "modprobe finds the new one"
is "$(module "$first" sig_id)/$(module "$first" signer)" "PKCS#7/DKMS module signing key" \
	"it is signed by the key of DKMS"
does "the GPU is still bound at boot" test -e $LINK
does "the configuration is still applied at boot" test -e $WANTS/mvgpu.service

mv /tmp/second "/lib/modules/$second"
does "a second kernel is installed" run-parts --arg="$second" /etc/kernel/header_postinst.d
is "$(modules)" "$(printf '%s\n' "$first" "$second" | sort | sed "s/$/ $VERSION installed/")" \
	"DKMS has built the module for it"
is "$(module "$second" vermagic | cut -d' ' -f1)/$(module "$second" signer)" \
	"$second/DKMS module signing key" "it is one of this kernel, and signed"

# The programs, where they are installed.
does "mvgpu-bind works" mvgpu-bind --list
is "$(mvgpu-status)" "mvgpu is not loaded" "mvgpu-status works"
is "$(mvgpu-status --prometheus | grep -v '^#')" "mvgpu_loaded 0" "mvgpu-prometheus is found"
does "mvgpu-render has its libraries" mvgpu-render --help
does "systemd finds no mistake in the units" systemd-analyze verify --man=yes \
	$UNITS/mvgpu.service $UNITS/mvgpu-{bind@gpu,render@vgpu,render-limits}.service
does "udev finds no mistake in the rules" udevadm verify \
	/usr/lib/udev/rules.d/{59-mvgpu-config,60-mvgpu-render}.rules
does "the file that is installed has no mistake" mvgpu-config check
is "$(for page in $(pages); do
	man "${page##*.}" "${page%.*}" 2>&1 | grep -o "^ *${page%.*} - " | sed "s/ - /.${page##*.}/"
done | xargs)" "$(pages | xargs)" "man shows the pages of all programs and of the module"
is "$(bash -c '. /usr/share/bash-completion/bash_completion && _comp_load mvgpu-top &&
	complete -p mvgpu-top')" "complete -F _mvgpu mvgpu-top" "bash finds the completions"

does "apt removes both packages" apt remove mvgpu-dkms mvgpu-tools
is "$(modules)" "" "no module is left"
is "$(command -v mvgpu-status)" "" "no program is left"
does "apt purges both packages" apt purge mvgpu-dkms mvgpu-tools
is "$(left)" "" "nothing of them is left"
is "$(grep -o auto $DEFINITION)" auto \
	"definitions of mdevctl are as they were"
end
