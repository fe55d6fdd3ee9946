# SPDX-License-Identifier: GPL-2.0
#
# What suites about the consumers of mdev share: GPUs of each kind, and sysfs as those
# programs read it. Sourced after tests/runner/lib.sh.
#
# shellcheck shell=bash disable=SC2034

MDEV_BUS=/sys/class/mdev_bus
PCI_DEVICES=/sys/bus/pci/devices

# FAKE, a renderer without a GPU.
# shellcheck source=tests/vfio/render.sh
. tests/vfio/render.sh

# pci_function: prints the address of a PCI function that has a driver, such as the disk of
# this machine, which is not disturbed.
pci_function() {
	local dir
	for dir in "$PCI_DEVICES"/*/driver; do
		[ ! -d "$dir" ] || { dir=${dir%/*} && echo "${dir##*/}" && return; }
	done
	return 1
}

# gpu_of_node: makes a GPU with renderers that is no PCI function; prints its name.
gpu_of_node() { "$FAKE" add; }

# gpu_of_pci: makes one that is a PCI function; prints its address.
gpu_of_pci() { "$FAKE" add --pci "$(pci_function)"; }

# parents: prints the names of the GPUs of mvgpu.
parents() { (cd "$MDEV_BUS" && echo *); }

# lines TEXT: sorts lines and joins them by "; ", for assertions.
lines() { sort <<<"$1" | sed '/^$/d' | paste -sd ';' | sed 's/;/; /g'; }

# write FILE TEXT: writes a text without a newline, as programs in Go and Perl do.
write() { printf %s "$2" >"$1"; }

# last_part LINK: prints the last part of what a link leads to.
last_part() {
	local link
	link=$(readlink "$1") && echo "${link##*/}"
}

# number TEXT: the text is a decimal number and nothing else.
number() { [[ $1 =~ ^[0-9]+$ ]]; }

# first_line FILE
first_line() {
	local line
	IFS= read -r line <"$1" && printf '%s\n' "$line"
}
