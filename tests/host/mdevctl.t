#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# mdevctl lists, starts, defines and stops vGPUs and replays their attributes.
# mvgpu-limit: 300
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh

GPU=soft0
MIB=$((1 << 20))

# listed [OPTION...]: prints UUID, GPU and type of the vGPUs that mdevctl knows.
listed() { mdevctl list "$@" | awk '{ print $1, $2, $3 }' | sort; }
attr() { cat "$MDEV_DIR/$1/$2"; }
there() { [ -e "$MDEV_DIR/$1" ]; }

command -v mdevctl >/dev/null || bail "there is no mdevctl in this root"
load_module || bail "the module does not load"

matches "$(mdevctl types)" "$GPU.*mvgpu-vgpu_V1_4.*Available instances: 4.*vfio-pci" \
	"mdevctl lists the types"
is "$(mdevctl types --dumpjson | python3 -c '
import json, sys
for parent in json.load(sys.stdin):
    for types in parent.values():
        for entry in types:
            for name, what in entry.items():
                print(name, what["available_instances"])' | sort | xargs)" \
	"mvgpu-vgpu_V1_1 1 mvgpu-vgpu_V1_2 2 mvgpu-vgpu_V1_4 4 mvgpu-vgpu_V1_8 8" \
	"mdevctl lists the available instances"

uuid=$(new_uuid)
ok "start creates a vGPU" mdevctl start -u "$uuid" -p $GPU -t mvgpu-vgpu_V1_4
ok "the vGPU exists" there "$uuid"
is "$(listed)" "$uuid $GPU mvgpu-vgpu_V1_4" "list shows the vGPU"
fails "a second start with the same UUID is rejected" \
	mdevctl start -u "$uuid" -p $GPU -t mvgpu-vgpu_V1_4
ok "stop removes the vGPU" mdevctl stop -u "$uuid"
fails "the vGPU is gone" there "$uuid"

# A definition with each attribute, in an order that must work.
ok "define stores a vGPU" \
	mdevctl define -u "$uuid" -p $GPU -t mvgpu-vgpu_V1_4 --auto
for attr in vram:$((256 * MIB)) heads:2 max_resolution:1920x1080 weight:33 \
	display:dmabuf console:1 monitors:1 job_timeout_ms:777; do
	ok "the definition gets ${attr%:*}" mdevctl modify -u "$uuid" \
		--addattr "${attr%:*}" --value "${attr#*:}"
done
fails "a definition creates no vGPU" there "$uuid"
is "$(listed --defined)" "$uuid $GPU mvgpu-vgpu_V1_4" "list knows the definition"
for round in 1 2; do
	ok "round $round: start creates the defined vGPU" mdevctl start -u "$uuid"
	is "$(for f in vram heads max_resolution weight display console monitors job_timeout_ms; do
		attr "$uuid" $f
	done | xargs)" \
		"$((256 * MIB)) 2 1920x1080 33 dmabuf 1 1 777" \
		"round $round: each attribute is as defined"
	ok "round $round: stop removes the vGPU" mdevctl stop -u "$uuid"
done

# A definition that cannot be started leaves nothing behind.
ok "an invalid value can be defined" mdevctl modify -u "$uuid" --addattr weight --value 0
fails "start rejects the invalid value" mdevctl start -u "$uuid"
fails "the rejected start leaves no vGPU behind" there "$uuid"
is "$(cat "/sys/class/mdev_bus/$GPU/mvgpu/vgpus_used")" 0 \
	"the rejected start takes nothing of the GPU"
ok "undefine removes the definition" mdevctl undefine -u "$uuid"
is "$(listed --defined)" "" "no definition is left"

# No room.
ok "a vGPU can take the whole GPU" mdevctl start -u "$uuid" -p $GPU -t mvgpu-vgpu_V1_1
matches "$(mdevctl types)" "mvgpu-vgpu_V1_1.*Available instances: 0" \
	"types without instances stay listed"
fails "another vGPU is rejected" mdevctl start -p $GPU -t mvgpu-vgpu_V1_8
is "$(listed)" "$uuid $GPU mvgpu-vgpu_V1_1" "the rejected start does not affect the first vGPU"
ok "stop gives the GPU back" mdevctl stop -u "$uuid"

plan
