#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The demonstration, in the host VM: two vGPUs of different types, a guest on
# each, both at work at the same time, and a picture of each screen in /out. The
# GPU is the host VM's physical one if it has one, and the guests then draw by
# OpenGL; else it is one without hardware. Every step is shown as what an
# administrator would type.
. tests/guest/lib3d.sh

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

# Shows a command and runs it.
admin() {
	printf '# %s\n' "$*"
	eval "$*" || give_up "that failed"
}

# A command line on several lines, an option on each.
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

# in_shell NAME COMMAND: in the guest.
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

# What differs with a physical GPU: how it is got, the guests, what they draw.
physical_load() {
	note "The module takes a physical GPU, and offers slices of four sizes."
	load soft_gpus=0
	admin "scripts/mvgpu-bind --list"
	admin "scripts/mvgpu-bind $1"
	gpu=$(parent 0) || give_up "no GPU under /sys/class/mdev_bus"
}

physical_start() { userland_start "$1" -device "$(vgpu_device "$2")"; }

physical_paint() {
	note "Each draws by OpenGL, through its own Mesa: a Wayland desktop, and a cube."
	in_shell Ada "bash /mvgpu/tests/guest/programs.sh /share show"
	in_shell Ada "grep 'GL renderer' /share/desktop.log"
	in_shell Grace "sleep inf | stdbuf -oL kmscube -M rgba >cube 2>&1 &"
	in_shell Grace "until grep Rendered cube; do sleep 1; done; grep renderer cube"
}

soft_load() {
	note "The module makes a GPU without hardware; it offers slices of four sizes."
	load
	gpu=$(parent 0) || give_up "no GPU under /sys/class/mdev_bus"
}

soft_start() { guest_start "$1" -device "$(vgpu_device "$2")"; }

# soft_draw NAME TYPE UUID SEED
soft_draw() {
	local command
	command="draw -s $4 -f 2 -t 'Guest $1' -l '$2' -l '$3'"
	# The guest itself knows its mode and its kernel.
	# shellcheck disable=SC2016
	command+=' -l "$(mode), $(uname -sr), virtio_gpu"'
	in_shell "$1" "$command"
}

soft_paint() {
	note "Each guest draws on its screen."
	soft_draw Ada "${four#*-}" "$UUID_A" 1
	soft_draw Grace "${eight#*-}" "$UUID_B" 4
}

address=$(physical_gpu) && kind=physical || kind=soft
"${kind}"_load "$address"
types=/sys/class/mdev_bus/${gpu##*/}/$TYPES_DIR
four=$(basename "$(type_dir 4 "$gpu")") eight=$(basename "$(type_dir 8 "$gpu")")
admin "grep . $types/*/available_instances"
admin "cat $types/$four/description"

note "Two vGPUs, a quarter and an eighth of it."
admin "echo $UUID_A > $types/$four/create"
admin "echo $UUID_B > $types/$eight/create"
admin "ls $MDEV_DIR"
admin "grep . $types/*/available_instances"

note "A guest on each: a stock kernel with its own virtio_gpu driver."
for guest in "Ada $UUID_A" "Grace $UUID_B"; do
	"${kind}"_start "${guest% *}" "${guest#* }"
	show_command "${GUEST_COMMAND[@]}"
done
guest_ready Ada || give_up "the first guest did not boot"
guest_ready Grace || give_up "the second guest did not boot"

"${kind}"_paint

note "What QEMU shows of each (QMP screendump)."
for guest in "Ada $four" "Grace $eight"; do
	file=/out/${guest#*-}.png
	printf 'QMP %s: screendump %s\n' "${guest% *}" "${file##*/}"
	guest_screendump "${guest% *}" "$file" png >/dev/null ||
		give_up "no picture of guest ${guest% *}"
done

note "The guests end, the vGPUs go, the module goes."
for guest in Ada Grace; do
	printf 'QMP %s: quit\n' "$guest"
	guest_quit "$guest" || give_up "QEMU of $guest does not end"
done
admin "grep . $MDEV_DIR/*/stats/pinned"
admin "echo 1 > $MDEV_DIR/$UUID_A/remove"
admin "echo 1 > $MDEV_DIR/$UUID_B/remove"
[ "$kind" = soft ] || admin "scripts/mvgpu-bind --undo $address"
admin rmmod mvgpu
_loaded=''
_planned=0
