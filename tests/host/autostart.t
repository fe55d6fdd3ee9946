#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# After a boot of the host by systemd everything is as the administrator left it:
# the module, the GPUs that it takes, one by a unit and one by /etc/mvgpu.conf, and the
# vGPUs that mdevctl or libvirt is to start, with their settings.
#
# mvgpu-limit: 600
# mvgpu-gpu: virtio-gpu-pci
# mvgpu-gpu: virtio-gpu-gl-pci
# mvgpu-append: mvgpu.init=/mvgpu/tests/runner/init-systemd
# mvgpu-append: MVGPU_BEFORE=tests/host/autostart.t
MIB=$((1 << 20))
SOFT=soft0
SOFT_AUTO=5c1f8d2e-0a6b-4f0e-9d3c-3f0b8c7a1e01
SOFT_MANUAL=5c1f8d2e-0a6b-4f0e-9d3c-3f0b8c7a1e02
PCI_AUTO=5c1f8d2e-0a6b-4f0e-9d3c-3f0b8c7a1e03
PCI_LIBVIRT=5c1f8d2e-0a6b-4f0e-9d3c-3f0b8c7a1e04
NAMED_AUTO=5c1f8d2e-0a6b-4f0e-9d3c-3f0b8c7a1e05
ATTRS=(vram heads monitors max_resolution weight display console job_timeout_ms)
SOFT_ATTRS=($((64 * MIB)) 2 1 1280x800 33 region 1 777)
PCI_ATTRS=($((128 * MIB)) 3 1 1024x768 44 off 2 888)

# definition TYPE auto|manual [VALUE...]: prints mdevctl's definition of a vGPU.
definition() {
	local i attrs=()
	for ((i = 2; i < $#; i++)); do
		attrs+=("{\"${ATTRS[i - 2]}\": \"${*:i + 1:1}\"}")
	done
	printf '{"mdev_type": "%s", "start": "%s", "attrs": [%s]}\n' "$1" "$2" \
		"$(IFS=, && echo "${attrs[*]}")"
}

# defined PARENT UUID TYPE auto|manual [VALUE...]: defines a vGPU for mdevctl.
defined() {
	definition "${@:3}" >/run/definition
	mdevctl define --parent "$1" --uuid "$2" --jsonfile /run/definition
}

# Sets up what an earlier boot would have left. Debian's rule for mdevctl calls it at a
# path where it is not installed.
before_boot() {
	mapfile -t gpus < <(scripts/mvgpu-bind --list | sed -n '/^[^/]/s/ .*//p')
	gpu=${gpus[0]}
	install scripts/mvgpu-bind scripts/mvgpu-config /usr/local/sbin
	install -m 644 scripts/mvgpu-bind@.service scripts/mvgpu.service /etc/systemd/system
	install -D -m 644 -t /etc/udev/rules.d scripts/59-mvgpu-config.rules
	systemctl --quiet enable "mvgpu-bind@$gpu" mvgpu
	printf '%s\n' "[gpu ${gpus[1]}]" "sched_policy = equal-share" "vram = 640" \
		>/etc/mvgpu.conf
	echo mvgpu >/etc/modules-load.d/mvgpu.conf
	echo "options mvgpu soft_gpus=1 soft_vram=192 gpu_vram=384" \
		>/etc/modprobe.d/mvgpu.conf
	[ -e /usr/sbin/mdevctl ] || ln -s ../bin/mdevctl /usr/sbin/mdevctl
	defined $SOFT $SOFT_AUTO mvgpu-vgpu_V1_4 auto "${SOFT_ATTRS[@]}"
	defined $SOFT $SOFT_MANUAL mvgpu-vgpu_V1_4 manual
	defined "$gpu" $PCI_AUTO virtio-pci-vgpu_V1_2 auto "${PCI_ATTRS[@]}"
	defined "${gpus[1]}" $NAMED_AUTO virtio-pci-vgpu_V1_1 auto
}

if [ "${1:-}" = before-boot ]; then
	before_boot
	exit
fi
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh

there() { [ -e "$MDEV_DIR/$1" ]; }
gone() { ! there "$1"; }
total() { cat "/sys/class/mdev_bus/$1/mvgpu/vram_total"; }

# attrs_of UUID: prints the values of its attributes, in the order of ATTRS.
attrs_of() { (cd "$MDEV_DIR/$1" && cat "${ATTRS[@]}" | xargs); }

# comes UUID WANT WHAT: passes when the vGPU exists, with those attributes.
comes() {
	ok "$3 is started" wait_for 20 "vGPU $1" there "$1" || return
	udevadm settle -t 60
	is "$(attrs_of "$1")" "$2" "$3 has all its settings"
}

# node UUID: prints libvirt's name for it. node_is UUID "ACTIVE PERSISTENT AUTOSTART":
# whether libvirt reports this state.
node() { echo "mdev_${1//-/_}_${gpu//[:.]/_}"; }
node_is() {
	[ "$(virsh nodedev-info "$(node "$1")" |
		sed -nE 's/^(Active|Persistent|Autostart): *//p' | xargs)" = "$2" ]
}

[ "$(cat /proc/1/comm)" = systemd ] || bail "this machine was not booted by systemd"
gpu=$(physical_gpu) || bail "there is no GPU"
named=$(physical_gpu 1) || bail "there is no second GPU"
unit=mvgpu-bind@$gpu

ok "the module is loaded at boot" module_loaded
is "$(total $SOFT)" $((192 * MIB)) "the module has its options of modprobe.d"
comes $SOFT_AUTO "${SOFT_ATTRS[*]}" "a vGPU of a software GPU"
ok "a vGPU with manual start is not started" gone $SOFT_MANUAL
is "$(systemctl is-active "$unit")" active "the unit that takes a GPU is active"
is "$(gpu_driver "$gpu")" mvgpu "the GPU is taken"
is "$(total "$gpu")" $((384 * MIB)) "the GPU has the memory of the module's option"
comes $PCI_AUTO "${PCI_ATTRS[*]}" "a vGPU of that GPU"
is "$(systemctl is-active mvgpu)" active "the unit that applies /etc/mvgpu.conf is active"
is "$(gpu_driver "$named")" mvgpu "the GPU that the file names is taken"
is "$(cat "/sys/class/mdev_bus/$named/mvgpu/sched_policy")" equal-share "it has its policy"
wait_for 20 "mdevctl" there $NAMED_AUTO
is "$(cat "$MDEV_DIR/$NAMED_AUTO/vram")" $((640 * MIB)) \
	"it had its memory before mdevctl started its vGPU"
is "$(systemctl --failed --plain --no-legend)" "" "no unit has failed"

# libvirt keeps its definitions where mdevctl does.
ok "libvirt knows the vGPU that mdevctl started" wait_for 10 "libvirt's state" \
	node_is $PCI_AUTO "yes yes yes"
type_dir 8 "/sys/class/mdev_bus/$gpu" >/dev/null || bail "there is no type"
new_vgpu 8 $PCI_LIBVIRT "/sys/class/mdev_bus/$gpu" >/dev/null
set_attr "$MDEV_DIR/$PCI_LIBVIRT/weight" 55
set_attr "$MDEV_DIR/$PCI_LIBVIRT/max_resolution" 800x600
want=$(attrs_of $PCI_LIBVIRT)
scripts/mvgpu-xml --nodedev $PCI_LIBVIRT >"$WORK/node.xml"
remove_vgpu $PCI_LIBVIRT
ok "libvirt defines a vGPU" virsh nodedev-define "$WORK/node.xml"
wait_for 20 "libvirt's state" node_is $PCI_LIBVIRT "no yes no"
ok "libvirt accepts to start the vGPU automatically" \
	virsh nodedev-autostart "$(node $PCI_LIBVIRT)"
ok "libvirt has not started the vGPU yet" \
	wait_for 10 "libvirt's state" node_is $PCI_LIBVIRT "no yes yes"

ok "the unit gives the GPU back" systemctl stop "$unit"
is "$(gpu_driver "$gpu")" virtio_gpu "the GPU's ordinary driver has it"
fails "the GPU's vGPUs are removed" there $PCI_AUTO
wait_for 30 "the console" _has_console "$gpu"
ok "the unit takes the GPU again" systemctl start "$unit"
comes $PCI_AUTO "${PCI_ATTRS[*]}" "mdevctl's vGPU"
comes $PCI_LIBVIRT "$want" "libvirt's vGPU"
ok "libvirt reports its vGPU as started" \
	wait_for 10 "libvirt's state" node_is $PCI_LIBVIRT "yes yes yes"

# The other order: mvgpu is loaded before the driver that would take the GPU.
ok "the unit is stopped" systemctl disable --now "$unit"
wait_for 30 "the console" _has_console "$gpu"
unload_module
basename "/sys/bus/pci/devices/$gpu"/virtio* \
	>/sys/bus/virtio/drivers/virtio_gpu/unbind
rmmod virtio_gpu
echo "options mvgpu gpus=$gpu" >>/etc/modprobe.d/mvgpu.conf
echo "softdep virtio_gpu pre: mvgpu" >>/etc/modprobe.d/mvgpu.conf
ok "the GPU's ordinary driver is loaded" modprobe virtio_gpu
is "$(gpu_driver "$gpu")" mvgpu "mvgpu was loaded earlier and has the GPU"
comes $PCI_AUTO "${PCI_ATTRS[*]}" "the vGPU"
comes $SOFT_AUTO "${SOFT_ATTRS[*]}" "the vGPU of the software GPU"
plan
