#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each file in sysfs has an entry in Documentation/ABI, and each entry has a file.
# mvgpu-limit: 120
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

ABI=Documentation/ABI/testing/sysfs-mvgpu
# Files that the driver core, the mdev core and VFIO create for any device.
CORE='^(uevent|subsystem|driver|power/.*|iommu_group|mdev_type|vfio-dev/.*)$'

files() { (cd "$1" && find . \( -type f -o -type l \) | sed 's|^\./||' | sort); }
entries() { sed -n "s|^What:[[:space:]]*$1||p" "$ABI" | sort; }

load_module || bail "the module does not load"
gpu=$(parent)
uuid=$(new_vgpu 4) || bail "no vGPU can be made"

is "$(entries '/sys/class/mdev_bus/<gpu>/mvgpu/')" "$(files "$gpu/mvgpu")" \
	"the files of a GPU are those of the ABI document"
for type in "$gpu/$TYPES_DIR"/*; do
	is "$(entries '/sys/class/mdev_bus/<gpu>/mdev_supported_types/<type>/')" \
		"$(files "$type" | grep -v '^devices/')" \
		"the files of ${type##*/} are those of the ABI document"
done
is "$(entries '/sys/bus/mdev/devices/<uuid>/')" \
	"$(files "$MDEV_DIR/$uuid/" | grep -Ev "$CORE")" \
	"the files of a vGPU are those of the ABI document"

mode() {
	case $1 in
	RW) echo 644 ;;
	RO) echo 444 ;;
	WO) echo 200 ;;
	esac
}

# Prints the mode that each entry names, as "MODE PATH" lines.
modes() {
	awk '/^What:/ { what = $2 } match($0, /\((RW|RO|WO)\)/) { print substr($0, RSTART + 1, 2), what }' "$ABI"
}

wrong=$(modes | while read -r mode path; do
	path=${path/<gpu>/${gpu##*/}}
	path=${path/<type>/mvgpu-vgpu_V1_4}
	path=${path/<uuid>/$uuid}
	[ "$(stat -L -c %a "$path")" = "$(mode "$mode")" ] ||
		echo "$path: $(stat -L -c %a "$path"), document: $mode"
done)
is "$wrong" "" "each file has the mode that the document names"
is "$(modes | wc -l)" "$(grep -c ^What: "$ABI")" "each entry names a mode"

plan
