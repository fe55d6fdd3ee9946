# SPDX-License-Identifier: GPL-2.0
#
# The units of renderers, for suites in a host VM that was booted by systemd.
#
# shellcheck shell=bash
# Suites use what is set here.
# shellcheck disable=SC2034
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

BIN=/usr/local/sbin
BIND=$BIN/mvgpu-bind
PARENTS=/sys/class/mdev_bus
CONFINED=/usr/local/lib/mvgpu-confined
RUNTIME=/run/systemd/system
# Prints the version of Landlock, -1 for none.
LANDLOCK="import ctypes; print(ctypes.CDLL(None).syscall(444, None, 0, 1))"

unit() { echo "mvgpu-render@$1.service"; }
active() { systemctl is-active --quiet "$(unit "$1")"; }
inactive() { ! systemctl is-active --quiet "$(unit "$1")"; }

# pid_of UUID: prints the process id of the renderer, 0 for none.
pid_of() { systemctl show --property MainPID --value "$(unit "$1")"; }

install_all() {
	install /build/render/mvgpu-render scripts/mvgpu-bind scripts/mvgpu-render-limits $BIN &&
		install -D tests/host/confined.py $CONFINED &&
		install -m 644 scripts/mvgpu-render@.service \
			scripts/mvgpu-render-limits.service /etc/systemd/system &&
		install -m 644 scripts/60-mvgpu-render.rules /etc/udev/rules.d &&
		systemctl daemon-reload && udevadm control --reload
}

# gpu_made WORD...: binds and prints the name of the GPU that the script made.
gpu_made() { "$BIND" "$@" | sed -n 's/: the types are in .*//p'; }

# group UUID: prints the directory of the unit's control group.
group() { echo "/sys/fs/cgroup$(systemctl show --property ControlGroup --value "$(unit "$1")")"; }

# limits UUID: prints the limits that the kernel has for the unit: MiB, processes, weight.
limits() {
	local at
	at=$(group "$1")
	echo "$(($(cat "$at/memory.max") >> 20)) $(cat "$at/pids.max" "$at/cpu.weight" | xargs)"
}
has_limits() { [ "$(limits "$1" 2>/dev/null)" = "$2" ]; }

# follows UUID LIMITS WHAT: the unit has these limits soon.
follows() {
	ok "$3" wait_for 60 "the limits $2" has_limits "$1" "$2" || {
		diag "limits: $(limits "$1" 2>&1)"
		systemctl status mvgpu-render-limits 2>&1 | tail | sed 's/^/# /'
	}
}

# edit UUID LINE: what "systemctl edit" writes.
edit() {
	mkdir -p "/etc/systemd/system/$(unit "$1").d"
	printf '[Service]\n%s\n' "$2" >"/etc/systemd/system/$(unit "$1").d/override.conf"
	systemctl daemon-reload
}

# in_unit NAME COMMAND...: prints what a program says in the place of a renderer.
in_unit() {
	local file=/run/$1 name=mvgpu-render@$1.service
	shift
	mkdir -p "$RUNTIME/$name.d"
	cat >"$RUNTIME/$name.d/test.conf" <<-END
		[Unit]
		StopWhenUnneeded=no
		[Service]
		Type=oneshot
		Restart=no
		ExecStart=
		ExecStart=$*
		StandardInput=null
		StandardOutput=file:$file
		StandardError=file:$file
	END
	systemctl daemon-reload
	systemctl start "$name" || echo "the unit failed"
	cat "$file"
}

# units_start: installs the units, and makes a GPU of Mesa's software driver, which is in gpu,
# and the vGPUs one and two of it.
units_start() {
	[ "$(cat /proc/1/comm)" = systemd ] || bail "this machine was not booted by systemd"
	install_all || bail "the units cannot be installed"
	# An emulated machine needs longer than a real one.
	load_module soft_gpus=0 renderer_wait_ms=60000 renderer_open_ms=120000 ||
		bail "the module does not load"
	udevadm settle -t 60
	gpu=$(gpu_made --software) || bail "there is no GPU"
	one=$(new_vgpu 4 "" "$PARENTS/$gpu") two=$(new_vgpu 4 "" "$PARENTS/$gpu") ||
		bail "no vGPU can be made"
	# MDEV_DIR has the type's vram of 128 MiB and 16 contexts.
	vgpu=$MDEV_DIR/$one
	tasks=$((128 + $(cat "$vgpu/contexts") * (16 + $(nproc))))
}
