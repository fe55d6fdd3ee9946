#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# mvgpu.service applies /etc/mvgpu.conf again and again: what was changed in the file, and
# nothing at all when it has a mistake. It boots as autostart.t does, which has what
# happens at boot.
#
# mvgpu-limit: 300
# mvgpu-gpu: virtio-gpu-pci
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-append: mvgpu.init=/mvgpu/tests/runner/init-systemd
# mvgpu-append: MVGPU_BEFORE=tests/host/autostart.t
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh

FILE=/etc/mvgpu.conf
MIB=$((1 << 20))
NOWHERE=0000:7f:00.0

# attr GPU NAME: prints an attribute of a GPU.
attr() { cat "/sys/class/mdev_bus/$1/mvgpu/$2"; }

# file LINE...: writes the file. logged PATTERN: whether the unit has said this since.
file() {
	printf '%s\n' "$@" >$FILE
	since=$(date +%s)
}
logged() { grep -qE -- "$1" < <(journalctl -o cat --no-pager -u mvgpu --since "@$since"); }

# says PATTERN NAME: passes when the unit has said this.
says() {
	ok "$2" wait_for 20 "the journal" logged "$1" || {
		diag "$(journalctl -o cat --no-pager -u mvgpu -n 20)"
	}
}

# What the boot, and perhaps autostart.t, have left.
fresh_start() {
	systemctl stop mvgpu "mvgpu-bind@$two_d"
	_remove_all
	! module_loaded || unload_module || return 1
	rm -rf /etc/mdevctl.d/* /etc/modprobe.d/mvgpu.conf
	[ "$(gpu_driver "$three_d")" != virtio_gpu ] ||
		wait_for 30 "the console" _has_console "$three_d"
}

[ "$(cat /proc/1/comm)" = systemd ] || bail "this machine was not booted by systemd"
two_d=$(physical_gpu) || bail "there is no GPU"
three_d=$(physical_gpu 1) || bail "there is no second GPU"
fresh_start >"$WORK/start" 2>&1 || bail "mvgpu does not end: $(cat "$WORK/start")"
cat "$WORK/start"

file "[module]" "soft_gpus = 0" "gpu_vram = 256" "[gpu $three_d]" "sched_policy = fixed-share"
ok "the unit applies the file" systemctl start mvgpu
is "$(cat /sys/module/mvgpu/parameters/soft_gpus) $(attr "$three_d" vram_total)" \
	"0 $((256 * MIB))" "the module is loaded with the parameters of the file"
is "$(attr "$three_d" sched_policy)" fixed-share "the GPU has its policy"
is "$(stat -c %a /run/mvgpu-config.lock /run/mvgpu-bind.lock | xargs)" "600 600" \
	"only root can hold the locks, and keep others waiting"

file "[gpu $three_d] # first" "sched_policy = equal-share" "[gpu $two_d]" "vgpus = 3"
ok "a file that was changed is applied by a reload" systemctl reload mvgpu
is "$(attr "$three_d" sched_policy) $(attr "$two_d" vgpus_total)" "equal-share 3" \
	"another policy is set, and a GPU that was added is taken"

file "[gpu $three_d]" "contexts = 9" "vgpu = 4" "[gpu $two_d]" "vgpus = 9999"
fails "a file with mistakes is not applied" systemctl reload mvgpu
says "^$FILE:3: .*did you mean 'vgpus'" "the journal has the line of the first mistake"
says "^$FILE:5: .*from 1 to 1024" "and that of the second one"
is "$(attr "$three_d" contexts_total)" 64 "what is right in such a file is not set"

uuid=$(new_vgpu 4 "" "/sys/class/mdev_bus/$three_d") || bail "no vGPU can be made"
file "[module]" "soft_gpus = 1" "[gpu $NOWHERE]" "[gpu $three_d]" "vram = 448" \
	"sched_policy = fixed-share"
fails "a file of which a part is not possible fails" systemctl reload mvgpu
says "^$FILE:2: soft_gpus is 0 .* when the module is loaded" "the line of a parameter is named"
says "^$FILE:3: .*there is no PCI device $NOWHERE" "that of a GPU that is not there"
says "^$FILE:5: vram is 256 .* has vGPUs" "that of a budget in use"
is "$(attr "$three_d" sched_policy)" fixed-share "the rest is set"
says "^$two_d is not in $FILE, and is left as it is" "a GPU that was taken out is named"
is "$(attr "$two_d" vgpus_total)" 3 "and stays"
remove_vgpu "$uuid"

ok "a GPU is given back" "$BIND" --undo "$three_d"
wait_for 30 "the console" _has_console "$three_d"
ok "and taken by hand" "$BIND" "$three_d"
settles fixed-share "udev sets what the file says" attr "$three_d" sched_policy
settles $((448 * MIB)) "and what was not possible before" attr "$three_d" vram_total
plan
