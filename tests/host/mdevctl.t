#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# mdevctl, the distribution's tool for mdevs, finds, defines and starts vGPUs.
# shellcheck source=tests/host/lib.sh
. tests/host/lib.sh

GPU=mvgpu-soft0
TYPE=mvgpu-vgpu_V1_4

attr() { cat "$MDEV_DIR/$UUID/$1"; }
define() { mdevctl define -u "$UUID" -p $GPU -t $TYPE; }

test_define() {
	ok "it defines a vGPU" define
	ok "with attributes" mdevctl modify -u "$UUID" \
		--addattr=max_resolution --value=1280x800
	ok "of several kinds" mdevctl modify -u "$UUID" \
		--addattr=display --value=region
	ok "a definition is not a vGPU" test ! -e "$MDEV_DIR/$UUID"
	ok "it starts the vGPU" mdevctl start -u "$UUID"
	is "$(attr max_resolution)" 1280x800 "the first attribute is set"
	is "$(attr display)" region "the second too"
	matches "$(mdevctl list)" "$UUID $GPU $TYPE" "it lists the vGPU"
	ok "it stops the vGPU" mdevctl stop -u "$UUID"
	ok "the vGPU is gone" test ! -e "$MDEV_DIR/$UUID"
}

test_bad_attribute() {
	ok "a bad attribute can be defined" mdevctl modify -u "$UUID" \
		--addattr=display --value=nonsense
	fails "and is refused at the start" mdevctl start -u "$UUID"
	ok "no half-made vGPU stays" test ! -e "$MDEV_DIR/$UUID"
	is "$(cat "$(parent)/mvgpu/vgpus_used")" 0 "nor what it took"
	ok "it forgets the vGPU" mdevctl undefine -u "$UUID"
}

load_module || bail "the module does not load"
UUID=$(new_uuid)
matches "$(mdevctl types)" "$GPU.*$TYPE.*Available instances: 4.*vfio-pci" \
	"it lists the types"
ok "it makes a vGPU without a definition" \
	mdevctl start -u "$UUID" -p $GPU -t $TYPE
ok "the vGPU is there" test -e "$MDEV_DIR/$UUID"
ok "and stops" mdevctl stop -u "$UUID"
test_define
test_bad_attribute
plan
