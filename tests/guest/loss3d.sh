# SPDX-License-Identifier: GPL-2.0
#
# The physical GPU is removed while a guest draws on a vGPU of it. It sources
# tests/guest/lib3d.sh.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib3d.sh
. tests/guest/lib3d.sh

# start GUEST: starts a guest on a new vGPU.
start() {
	uuid=$(new_vgpu 2) || bail "no vGPU"
	userland_start "$1" -device "$(vgpu_device "$uuid")"
	ok "guest $1 boots" guest_ready "$1" || bail "no guest"
}

no_parent() { [ ! -e "/sys/class/mdev_bus/$GPU" ]; }

# survives GUEST COMMAND...: the guest draws while the command removes the GPU.
survives() {
	local guest=$1 remover
	shift
	start "$guest"
	ok "guest $guest draws frames" in_guest "$guest" endless
	goes_on "$guest" "guest $guest continues to draw"
	"$@" &
	remover=$!
	ok "guest $guest is notified that its vGPU needs a reset" \
		wait_for 30 "the status of the vGPU" needs_reset "$guest"
	fails "the removal of the GPU waits for the VMM" _gone $remover
	ok "QEMU of guest $guest quits" guest_quit "$guest"
	ok "the removal of the GPU completes after QEMU has quit" \
		wait_for 30 "the end of the removal" _gone $remover
	ok "the GPU is no parent of vGPUs any more" no_parent
	settles 0 "no surface of the guest is left" surfaces
	settles "" "no vGPU is left" ls "$MDEV_DIR"
}

# draws_again: a new guest on the GPU that is back draws what the host VM draws.
draws_again() {
	start last
	ok "a new guest draws after the GPU is back" in_guest last picture
	same_results last picture "the new guest draws the picture of the host VM"
	screen_shows last "$NATIVE/picture.ppm" "the screen of the new guest shows the picture"
	ends_clean last "$uuid"
	ok "the module unloads" unload_module
}
