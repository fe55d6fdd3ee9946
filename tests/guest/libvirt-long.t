#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Domains of libvirt whose vGPU shows a picture before its driver draws (ramfb), or is given
# to QEMU by arguments.
#
# mvgpu-limit: 600
# mvgpu-gpu: virtio-gpu-gl-pci,blob=on,hostmem=256M
# mvgpu-long: yes
# shellcheck source=tests/guest/libvirt.sh
. tests/guest/libvirt.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh

XML=scripts/mvgpu-xml

on_exit() { libvirt_end; }

libvirt_begin
gpu=$(physical_gpu) || bail "there is no GPU"
take_gpu "$gpu" >/dev/null || bail "the GPU is not taken"
libvirtd_start || bail "libvirtd does not start"
uuid=$(small_vgpu) || bail "no vGPU"

# A vGPU that a domain has already, with ramfb as the display before the driver draws.
"$XML" "$uuid" >"$WORK/a.xml"
domain a "$(cat "$WORK/a.xml")" >"$WORK/domain.xml"
ok "the domain is defined" virsh define "$WORK/domain.xml"
ok "detach-device --config removes the vGPU from the domain" \
	virsh detach-device a "$WORK/a.xml" --config
"$XML" --ramfb on "$uuid" >"$WORK/a.xml"
ok "attach-device --config adds the vGPU with ramfb" \
	virsh attach-device a "$WORK/a.xml" --config
ok "the domain starts with ramfb" domain_start a
ok "the guest of the domain boots with ramfb" guest_ready a || bail "no guest"
draws a 3 "virsh screenshot shows what the guest draws with ramfb"
ok "the domain with ramfb is destroyed" domain_destroy a

# A vGPU by arguments of QEMU, for an older libvirt.
domain c "" "$("$XML" --qemu "$uuid")" >"$WORK/domain.xml"
virsh define "$WORK/domain.xml" >/dev/null
ok "a domain with arguments of QEMU starts" domain_start c
ok "the guest of the domain with arguments of QEMU boots" guest_ready c || bail "no guest"
is "$(guest_run c "cat /sys/class/drm/card0-Virtual-1/status")" connected \
	"the guest of the domain with arguments of QEMU has a monitor"
ok "the domain with arguments of QEMU is destroyed" domain_destroy c
unpinned "$uuid" "no page stays pinned after the domain is destroyed"
remove_vgpu "$uuid"
plan
