#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The package mvgpu-tools, which "make deb" has built, is installed on a host that runs: without
# a reboot the programs, units and rules work from where they are, and what runs goes on when the
# package is removed.
#
# mvgpu-long: yes
# mvgpu-limit: 900
# mvgpu-append: mvgpu.init=/mvgpu/tests/runner/init-systemd
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

CLIENT=/build/vfio/vfio-client
PARENTS=/sys/class/mdev_bus
PACKAGE=out/deb/mvgpu-tools_$(cat VERSION)_amd64.deb

unit() { echo "mvgpu-render@$1.service"; }
active() { systemctl is-active --quiet "$(unit "$1")"; }
inactive() { ! active "$1"; }
pid_of() { systemctl show --property MainPID --value "$(unit "$1")"; }

[ "$(cat /proc/1/comm)" = systemd ] || bail "this machine was not booted by systemd"
[ -s "$PACKAGE" ] || bail "there is no $PACKAGE; run make deb"
# The root of the host VM leaves documentation out.
rm -f /etc/dpkg/dpkg.cfg.d/*
load_module soft_gpus=0 renderer_wait_ms=60000 renderer_open_ms=120000 ||
	bail "the module does not load"

ok "the package is installed while systemd runs" dpkg --install "$PACKAGE" ||
	bail "it is not installed: $(cat "$WORK/output")"
is "$(command -v mvgpu-bind mvgpu-render | xargs)" "/usr/sbin/mvgpu-bind /usr/sbin/mvgpu-render" \
	"its programs are found"
matches "$(zcat /usr/share/man/man8/mvgpu-bind.8.gz)" '\.TH "?MVGPU-BIND' "its man pages are there"
gpu=$(mvgpu-bind --software | sed -n 's/: the types are in .*//p')
is "$(cat "$PARENTS/$gpu/mvgpu/backend")" render \
	"mvgpu-bind makes a GPU with the package's renderer"
uuid=$(new_vgpu 4 "" "$PARENTS/$gpu") || bail "no vGPU can be made"
ok "the rule of udev starts the unit of the renderer" wait_for 60 "the unit" active "$uuid" ||
	diag "$(systemctl status "$(unit "$uuid")" 2>&1)"
is "$(readlink "/proc/$(pid_of "$uuid")/exe")" /usr/sbin/mvgpu-render \
	"this is the program of the package"
limits=/run/systemd/system/$(unit "$uuid").d/10-slice.conf
is "$(grep -c '^CPUWeight=' "$limits")" 1 "the unit has the limits of the vGPU"
ok "a guest uses 3D" "$CLIENT" --device "$MDEV_DIR/$uuid" "3d: a context"
ok "the next renderer is there" wait_for 60 "the unit" active "$uuid"
is "$(mvgpu-status --json | python3 -c "
import json, sys
print(*(v['uuid'] for g in json.load(sys.stdin)['gpus'] for v in g['vgpus']))")" "$uuid" \
	"mvgpu-status shows the vGPU"
matches "$(mvgpu-status --prometheus)" "mvgpu_vgpu_info\{.*$uuid" "and metrics of it"

was=$(pid_of "$uuid")
fails "the renderer has a process" test "$was" = 0
ok "the package is installed once more" dpkg --install "$PACKAGE"
is "$(pid_of "$uuid")" "$was" "the renderer goes on"
ok "the package is removed" dpkg --remove mvgpu-tools
is "$(pid_of "$uuid")/$(cat "$PARENTS/$gpu/mvgpu/backend")" "$was/render" \
	"the renderer and its GPU go on"
remove_vgpu "$uuid"
ok "the renderer ends with the vGPU" wait_for 60 "its end" inactive "$uuid"
ok "the package is purged" dpkg --purge mvgpu-tools
is "$(find /usr/sbin /usr/share /usr/lib/systemd /usr/lib/udev -name '*mvgpu*')" "" \
	"nothing of it is left"
plan
