#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Renderers of vGPUs with different weights share the CPU by them, and the processes that a
# renderer starts for Vulkan can do what they need.
#
# mvgpu-limit: 600
# mvgpu-append: mvgpu.init=/mvgpu/tests/runner/init-systemd
# mvgpu-long: yes
# shellcheck source=tests/host/render-unit.sh
. tests/host/render-unit.sh

on_exit() { [ ${#burning[@]} -eq 0 ] || kill "${burning[@]}" 2>/dev/null; }

burning=()
units_start
wait_for 60 "the unit" active "$one"
wait_for 60 "the other unit" active "$two"

# used UUID: prints the microseconds of CPU time that the unit has used.
used() { sed -n 's/^usage_usec //p' "$(group "$1")/cpu.stat"; }

# burns UUID: two processes in the place of the unit's want all the time there is.
burns() {
	for _ in 1 2; do
		bash -c "echo \$\$ >'$(group "$1")/cgroup.procs' && while :; do :; done" &
		burning+=($!)
	done
}

# Both units want both CPUs for some seconds. How near the scheduler comes to the weights is its
# own affair, and shown only.
shares() {
	local before_one before_two
	burning=()
	burns "$one"
	burns "$two"
	sleep 2
	before_one=$(used "$one") before_two=$(used "$two")
	sleep 10
	ratio=$((10 * ($(used "$one") - before_one) / ($(used "$two") - before_two)))
	kill "${burning[@]}"
	wait "${burning[@]}" 2>/dev/null
}

is "$(set_attr "$vgpu/weight" 16)" "" "one of two vGPUs has four times the weight of the other"
follows "$one" "1280 $tasks 16" "and its unit as well"
shares
diag "when both renderers want the CPU, the first has $ratio tenths of what the other has"

# The processes of Vulkan, which are children of the renderer.
if [ -x /usr/libexec/virgl_render_server ]; then
	in_unit probe $BIN/mvgpu-render probe >"$WORK/probe"
	matches "$(cat "$WORK/probe")" "Vulkan: llvmpipe" \
		"a renderer can start the processes of Vulkan"
	sed 's/^/# /' "$WORK/probe"
	matches "$(in_unit landlock /usr/bin/python3 -c "\"$LANDLOCK\"")" \
		"^$(python3 -c "$LANDLOCK")\$" "a renderer can give up files, as far as the kernel lets it"
	killed="p = subprocess.Popen(['sleep', '60']); p.kill(); print(p.wait())"
	matches "$(in_unit children /usr/bin/python3 -c "\"import subprocess; $killed\"")" \
		"^-9\$" "a renderer can end its own processes"
	edit hog MemoryMax=64M
	hog="'python3', '-c', 'bytes([1]) * (128 << 20)'"
	matches "$(in_unit hog /usr/bin/python3 -c \
		"\"import subprocess; print(subprocess.call([$hog]))\"")" \
		"^-9\$" "a process of the unit that takes more memory than it may have dies alone"
else
	skip "a renderer can start the processes of Vulkan" "virglrenderer has none here"
fi

remove_vgpu "$one"
remove_vgpu "$two"
ok "the renderers end with the vGPUs" wait_for 20 "their end" inactive "$two"
is "$(systemctl --failed --plain --no-legend)" "" "no unit has failed"
ok "the script removes the GPU" "$BIND" --undo "$gpu"
plan
