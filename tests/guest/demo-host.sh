#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The demonstration, in the host VM: two vGPUs of different types, a guest on each, which
# draw at the same time, and a picture of each screen in /out. The GPU is the physical one
# of the host VM, if it has one, and the guests then draw by OpenGL. Otherwise it is a
# software GPU. With the argument "render", renderers on Mesa's software driver are the GPU,
# as they are on any render node. Each step is printed as an administrator would type it.
. tests/guest/lib3d.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

on_exit() {
	_end_guests
	stop_renderers
}

UUID_A=6f1c1d6e-0b1c-4a4e-9d4e-5a1f00000004
UUID_B=6f1c1d6e-0b1c-4a4e-9d4e-5a1f00000008

note() { printf '\n== %s\n' "$*"; }

give_up() {
	printf 'demo: %s\n' "$*"
	for name in "${!GUEST_PID[@]}"; do
		guest_tails "$name"
	done
	exit 1
}

# admin COMMAND: prints a command and runs it.
admin() {
	printf '# %s\n' "$*"
	eval "$*" || give_up "the command failed"
}

# show_command WORD...: prints a command line with one option on each line.
show_command() {
	local word line=''
	printf '# '
	for word; do
		case $word in
		-[a-z]*)
			[ -z "$line" ] || printf '%s \\\n      ' "$line"
			line=$word
			;;
		*[\ \']*) line+=" '$word'" ;;
		*) line+="${line:+ }$word" ;;
		esac
	done
	printf '%s &\n' "$line"
}

# in_shell NAME COMMAND: prints a command, runs it in the guest and prints its output.
in_shell() {
	local output
	printf '%s# %s\n' "$1" "$2"
	output=$(guest_run "$1" "$2") || give_up "guest $1: $output"
	printf '%s\n' "$output"
}

load() {
	admin "modprobe -a $(modinfo -F depends "$MODULE" | tr ',-' ' _') vfio_iommu_type1"
	admin insmod "$MODULE" "$@"
	_loaded=1
}

# physical_*, soft_*, render_*: the steps that differ between the kinds of GPU.
physical_load() {
	note "The module takes a physical GPU and offers slices in four sizes."
	load soft_gpus=0
	admin "scripts/mvgpu-bind --list"
	admin "scripts/mvgpu-bind $1"
	gpu=$(parent 0) || give_up "no GPU under /sys/class/mdev_bus"
}

physical_vgpu() { :; }
physical_start() { userland_start "$1" -device "$(vgpu_device "$2")"; }

# spin NAME OPTION: lets a guest draw a cube until it ends, and prints what draws there.
spin() {
	in_shell "$1" "sleep inf | stdbuf -oL kmscube $2 >cube 2>&1 &"
	in_shell "$1" "until grep 'Rendered [1-9]' cube; do sleep 1; done; grep renderer cube"
}

physical_paint() {
	note "Each guest draws by OpenGL with its own Mesa: a Wayland desktop, and a cube."
	in_shell Ada "bash /mvgpu/tests/guest/programs.sh /share show"
	in_shell Ada "grep 'GL renderer' /share/desktop.log"
	spin Grace "-M rgba"
}

soft_load() {
	note "The module makes a software GPU, which has slices in four sizes."
	load
	gpu=$(parent 0) || give_up "no GPU under /sys/class/mdev_bus"
}

soft_vgpu() { :; }
soft_start() { guest_start "$1" -device "$(vgpu_device "$2")"; }

# soft_draw NAME TYPE UUID SEED
soft_draw() {
	local command
	command="draw -s $4 -f 2 -t 'Guest $1' -l '$2' -l '$3'"
	# The shell of the guest expands these.
	# shellcheck disable=SC2016
	command+=' -l "$(mode), $(uname -sr), virtio_gpu"'
	in_shell "$1" "$command"
}

soft_paint() {
	note "Each guest draws on its screen."
	soft_draw Ada "${four#*-}" "$UUID_A" 1
	soft_draw Grace "${eight#*-}" "$UUID_B" 4
}

render_load() {
	note "A GPU that renderers share: Mesa's software driver here, a render node elsewhere."
	export PATH=$PATH:${RENDER%/*}
	load soft_gpus=0 renderer_wait_ms=60000 renderer_open_ms=120000
	admin "mvgpu-render probe"
	admin "scripts/mvgpu-bind --software"
	gpu=$(parent 0) || give_up "no GPU under /sys/class/mdev_bus"
}

# An emulated CPU draws slowly, so that the screen is small and a job may take minutes.
render_vgpu() {
	admin "echo 640x480 > $MDEV_DIR/$1/max_resolution"
	admin "echo 300000 > $MDEV_DIR/$1/job_timeout_ms"
	printf '# mvgpu-render serve %s &\n' "$1"
	renderer "$1"
}

render_start() { physical_start "$@"; }

render_paint() {
	local GUEST_LIMIT=900
	note "Each guest draws by OpenGL with its own Mesa: a smooth cube, and one with textures."
	spin Ada "-M smooth"
	spin Grace "-M rgba"
	[ ! -x /usr/libexec/virgl_render_server ] || render_vulkan Ada
}

# Without the variable, programs find the software driver of the guest as well.
render_vulkan() {
	local venus="VK_LOADER_DRIVERS_SELECT='*virtio*'"
	note "Vulkan in a guest: its device, and a computation whose results are checked."
	in_shell "$1" "$venus vulkaninfo --summary 2>/dev/null | grep deviceName"
	in_shell "$1" "$venus compute Venus 5 2>/dev/null"
}

kind=${1:-}
[ -n "$kind" ] || { address=$(physical_gpu) && kind=physical; } || kind=soft
"${kind}"_load "${address:-}"
types=/sys/class/mdev_bus/${gpu##*/}/$TYPES_DIR
four=$(basename "$(type_dir 4 "$gpu")") eight=$(basename "$(type_dir 8 "$gpu")")
admin "grep . $types/*/available_instances"
admin "cat $types/$four/description"

note "Two vGPUs are created: a quarter and an eighth of the GPU."
admin "echo $UUID_A > $types/$four/create"
admin "echo $UUID_B > $types/$eight/create"
"${kind}"_vgpu "$UUID_A"
"${kind}"_vgpu "$UUID_B"
admin "ls $MDEV_DIR"
admin "grep . $types/*/available_instances"

note "A guest is started on each: a stock kernel with its own virtio_gpu driver."
for guest in "Ada $UUID_A" "Grace $UUID_B"; do
	"${kind}"_start "${guest% *}" "${guest#* }"
	show_command "${GUEST_COMMAND[@]}"
done
guest_ready Ada || give_up "the first guest did not boot"
guest_ready Grace || give_up "the second guest did not boot"

"${kind}"_paint

note "QEMU writes the screen of each guest (QMP screendump)."
for guest in "Ada $four" "Grace $eight"; do
	file=/out/${guest#*-}.png
	printf 'QMP %s: screendump %s\n' "${guest% *}" "${file##*/}"
	guest_screendump "${guest% *}" "$file" png >/dev/null ||
		give_up "no picture of guest ${guest% *}"
done

note "The guests end, the vGPUs are removed, and the module is unloaded."
for guest in Ada Grace; do
	printf 'QMP %s: quit\n' "$guest"
	guest_quit "$guest" || give_up "QEMU of guest $guest does not end"
done
admin "grep . $MDEV_DIR/*/stats/pinned"
admin "echo 1 > $MDEV_DIR/$UUID_A/remove"
admin "echo 1 > $MDEV_DIR/$UUID_B/remove"
case $kind in
physical) admin "scripts/mvgpu-bind --undo $address" ;;
render) admin "scripts/mvgpu-bind --undo ${gpu##*/}" ;;
esac
admin rmmod mvgpu
_loaded=''
_planned=0
