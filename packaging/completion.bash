# SPDX-License-Identifier: GPL-2.0
# Completion of bash for the commands of mvgpu: options, GPUs, render nodes and vGPUs.
# shellcheck shell=bash

# Of sysfs and /dev, which the tests replace.
_mvgpu_root=${_mvgpu_root-}

_mvgpu_names() {
	local path
	for path in "$_mvgpu_root$1"/*; do
		[ ! -e "$path" ] || printf '%s\n' "${path##*/}"
	done
}

_mvgpu_vgpus() { _mvgpu_names /sys/bus/mdev/devices; }

# GPUs of mvgpu. Parents of other modules are on the same bus.
_mvgpu_ours() {
	local gpu
	for gpu in $(_mvgpu_names /sys/class/mdev_bus); do
		[ ! -e "$_mvgpu_root/sys/class/mdev_bus/$gpu/mvgpu" ] || echo "$gpu"
	done
}

# Those that can be undone: not the software GPUs of the module.
_mvgpu_gpus() { _mvgpu_ours | grep -v '^soft'; }

_mvgpu_nodes() {
	local node
	for node in $(_mvgpu_names /sys/class/drm); do
		[ "${node#renderD}" = "$node" ] || echo "/dev/dri/$node"
	done
}

# Addresses of the PCI functions that are GPUs.
_mvgpu_addresses() {
	local class
	for class in "$_mvgpu_root"/sys/bus/pci/devices/*/class; do
		case $(cat "$class" 2>/dev/null) in
		0x03*) class=${class%/class} && echo "${class##*/}" ;;
		esac
	done
}

# _mvgpu_option COMMAND OPTION: prints the values of an option, or fails where it has none.
# Values that nothing is known of are an empty list.
_mvgpu_option() {
	case "$1 $2" in
	'mvgpu-bind --undo') _mvgpu_gpus; _mvgpu_nodes ;;
	'mvgpu-xml --display' | 'mvgpu-xml --ramfb') printf '%s\n' on off ;;
	'mvgpu-config gpu') _mvgpu_ours ;;
	'mvgpu-timeline --vgpu') _mvgpu_vgpus ;;
	'mvgpu-render --node') _mvgpu_nodes ;;
	'mvgpu-render --pci') _mvgpu_addresses ;;
	'mvgpu-render --device') echo /dev/mvgpu-render ;;
	'mvgpu-top -s' | 'mvgpu-top --sort')
		echo vm busy wait frames/s commands/s errors vram window memory engines vgpu ;;
	*\ --window | 'mvgpu-top -d' | 'mvgpu-top -n') ;;
	*) return 1 ;;
	esac
}

# _mvgpu_words COMMAND: prints options and names that may follow.
_mvgpu_words() {
	case $1 in
	mvgpu-bind) echo "--software --window --undo --list --help"
		_mvgpu_addresses; _mvgpu_nodes ;;
	mvgpu-config) echo "check show apply gpu --help" ;;
	mvgpu-xml) echo "--display --ramfb --qemu --nodedev --help"; _mvgpu_vgpus ;;
	mvgpu-status) echo "--json --prometheus --help" ;;
	mvgpu-top) echo "-b --batch --json -d -n -s --sort --help" ;;
	mvgpu-timeline) echo "--vgpu --svg --help" ;;
	mvgpu-report | mvgpu-prometheus) echo "--help" ;;
	mvgpu-render) echo "--node --pci --window --device --help" ;;
	esac
}

# _mvgpu_render_words: the first word of mvgpu-render is a command, the second one depends on it.
_mvgpu_render_words() {
	case $COMP_CWORD-${COMP_WORDS[1]} in
	1-*) echo "serve add remove probe --help" ;;
	2-serve) _mvgpu_vgpus ;;
	2-remove) _mvgpu_gpus ;;
	*) _mvgpu_words mvgpu-render ;;
	esac
}

# _mvgpu_fill WORDS: the words that begin as the present one. Addresses have colons, at which
# bash breaks words.
_mvgpu_fill() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
	! declare -F __ltrim_colon_completions >/dev/null || __ltrim_colon_completions "$cur"
}

_mvgpu() {
	local cur=$2 prev=$3 words command=${1##*/}
	if declare -F _get_comp_words_by_ref >/dev/null; then
		_get_comp_words_by_ref -n : cur prev
	fi
	if [ "$command $prev" = 'mvgpu-timeline --svg' ]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	elif words=$(_mvgpu_option "$command" "$prev"); then
		_mvgpu_fill "$words"
	elif [ "$command" = mvgpu-render ]; then
		_mvgpu_fill "$(_mvgpu_render_words)"
	else
		_mvgpu_fill "$(_mvgpu_words "$command")"
		[[ $command != mvgpu-@(config|timeline) ]] || mapfile -t -O ${#COMPREPLY[@]} COMPREPLY \
			< <(compgen -f -- "$cur")
	fi
}

complete -F _mvgpu mvgpu-bind mvgpu-config mvgpu-prometheus mvgpu-render mvgpu-report mvgpu-status \
	mvgpu-timeline mvgpu-top mvgpu-xml
