# SPDX-License-Identifier: GPL-2.0
#
# Physical GPUs, for suites with mvgpu-gpu in their head. Sourced after
# tests/runner/lib.sh.
#
# shellcheck shell=bash

BIND=scripts/mvgpu-bind

# physical_gpu [INDEX]: prints the PCI address of a GPU, in the order of the addresses.
physical_gpu() {
	local gpus
	mapfile -t gpus < <("$BIND" --list | sed -n '/^[^/]/s/ .*//p')
	[ -n "${gpus[${1:-0}]:-}" ] || return 1
	echo "${gpus[${1:-0}]}"
}

# gpu_driver ADDRESS: prints the driver of a GPU, or "no driver".
gpu_driver() { "$BIND" --list | sed -n "s/^$1 //p"; }

# gpu_has ADDRESS: prints what guests have on a GPU, "resources 0 mappings 0" for
# nothing. It waits, because what a guest left is removed a little after its end.
gpu_has() {
	local file=/sys/kernel/debug/mvgpu/$1
	wait_for 20 "the GPU to be empty" _gpu_is_empty "$file" >/dev/null || true
	sed -n 's/^\(resources\|mappings\) /&/p' "$file" | xargs
}

_gpu_is_empty() { [ "$(grep -cxE '(resources|mappings) 0' "$1")" = 2 ]; }

take_gpu() { "$BIND" "$1"; }

# give_gpu_to_host ADDRESS: binds the ordinary driver and waits for its console:
# virtio_gpu leaks when it is unbound before its console is up.
give_gpu_to_host() {
	modprobe virtio_gpu || return 1
	wait_for 30 "virtio_gpu to have its console" _has_console "$1"
}

# The framebuffer is below the PCI or the virtio device, depending on the kernel.
_has_console() {
	compgen -G "/sys/bus/pci/devices/$1/graphics/fb*" ||
		compgen -G "/sys/bus/pci/devices/$1/virtio*/graphics/fb*"
}
