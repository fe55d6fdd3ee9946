#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The parameters of the module: software GPUs with a budget each; an invalid value is
# rejected, and one line in the log has the reason.
# mvgpu-limit: 300
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

MIB=$((1 << 20))

budget() {
	local gpu=/sys/class/mdev_bus/soft$1/mvgpu
	echo "$(($(cat "$gpu/vram_total") / MIB)) $(cat "$gpu/contexts_total") $(cat "$gpu/vgpus_total")"
}

gpus() { find /sys/class/mdev_bus -mindepth 1 2>/dev/null | wc -l; }

# refused PARAMETERS LINE: the module does not load, and the log has the reason.
refused() {
	local words
	read -ra words <<<"$1"
	echo "mvgpu-test: params $1" >/dev/kmsg
	fails "'$1' is rejected" load_module "${words[@]}"
	is "$(dmesg | sed -n "/mvgpu-test: params $1\$/,\$p" | grep -c "mvgpu: $2")" 1 \
		"the log has the reason: $2"
	fails "the module is not loaded after '$1'" module_loaded
}

load_module soft_gpus=0 || bail "the module does not load without a GPU"
is "$(gpus)" 0 "with soft_gpus=0 there is no GPU"
ok "the module unloads" unload_module

load_module soft_gpus=3 soft_vram=64 soft_contexts=5 soft_vgpus=2 ||
	bail "the module does not load with three GPUs"
is "$(gpus)" 3 "with soft_gpus=3 there are three GPUs"
is "$(budget 0), $(budget 1), $(budget 2)" "64 5 2, 64 5 2, 64 5 2" \
	"a single value applies to each GPU"
uuid=$(new_vgpu 1 "$(new_uuid)" "$(parent 1)")
is "$(cat /sys/class/mdev_bus/soft{0,1,2}/mvgpu/vgpus_used | xargs)" \
	"0 1 0" "each GPU has a budget of its own"
is "$(readlink -f "$MDEV_DIR/$uuid/..")" "$(parent 1)" \
	"a vGPU is the child of its GPU"
is "$(set_attr "$(type_dir 4 "$(parent 2)")/create" "$uuid")" EEXIST \
	"a UUID is unique across GPUs"
ok "the module unloads" unload_module

load_module soft_gpus=3 soft_vram=64,128,256 soft_contexts=1,2 ||
	bail "the module does not load with arrays"
is "$(budget 0), $(budget 1), $(budget 2)" "64 1 8, 128 2 8, 256 2 8" \
	"a list has a value for each GPU; the last value applies to the rest"
ok "the module unloads" unload_module

load_module soft_gpus=16 || bail "the module does not load with 16 GPUs"
is "$(gpus)" 16 "16 GPUs are possible"
one_each() {
	local gpu
	for gpu in /sys/class/mdev_bus/*; do
		new_vgpu 1 "$(new_uuid)" "$gpu" || return 1
	done
}
ok "each GPU can have a vGPU" one_each
ok "the module unloads with these vGPUs" unload_module

refused "soft_gpus=17" "soft_gpus: 17 is more than 16"
refused "soft_vram=31" "soft_vram: 31 is out of range"
refused "soft_vram=0" "soft_vram: 0 is out of range"
refused "soft_vram=4294967295" "soft_vram: 4294967295 is out of range"
refused "soft_gpus=2 soft_vram=64,1" "soft_vram: 1 is out of range"
refused "soft_vram=64,64" "soft_vram has 2 values, but soft_gpus is 1"
refused "soft_contexts=65537" "soft_contexts: 65537 is out of range"
refused "soft_vgpus=0" "soft_vgpus: 0 is out of range"
fails "a negative number is rejected" load_module soft_gpus=-1
fails "a value that is not a number is rejected" load_module soft_vram=much
ok "the module loads after all these attempts" load_module
is "$(budget 0)" "512 64 8" "the module has its defaults again"

plan
