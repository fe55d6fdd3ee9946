#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Second half of debug-kernel.sh, which runs in a root of the suite: /usr/src has the
# source and /debug.config the configuration. The result is left in /out.
set -euo pipefail

# Fails for an option that "allnoconfig" dropped because a dependency is missing.
check_config() {
	local line name
	while read -r line; do
		name=${line%%=*}
		case $line in
		'' | '#'*) ;;
		*=n) ! grep "^$name=" .config || return 1 ;;
		*) grep -qxF "$line" .config || { echo "dropped: $line"; return 1; } ;;
		esac
	done </debug.config
}

# Runs a command with its output in /log. Prints every 250th line of it, and the last
# lines when the command fails.
quietly() {
	"$@" 2>&1 | tee -a /log | sed -un '0~250s/^/debug kernel: /p' ||
		{ tail -n 40 /log; return 1; }
}

mkdir /linux /out
cd /linux
echo "debug kernel: unpacking the source"
tar -xf /usr/src/linux-source-*.tar.xz --strip-components=1
make -s KCONFIG_ALLCONFIG=/debug.config allnoconfig
check_config
quietly make -j"$(nproc)" bzImage modules
kver=$(make -s kernelrelease)
quietly make INSTALL_MOD_PATH=/out/installed INSTALL_MOD_STRIP=1 modules_install
rm -f "/out/installed/lib/modules/$kver/"{build,source}
mv "/out/installed/lib/modules/$kver" /out/modules
rm -r /out/installed
# shellcheck disable=SC2016
make -s run-command \
	KBUILD_RUN_COMMAND='"$(srctree)"/scripts/package/install-extmod-build /out/build'
cp .config arch/x86/boot/bzImage /out
echo "$kver" >/out/kver
chmod -R u+rwX /out
