# SPDX-License-Identifier: GPL-2.0
#
# The physical GPU goes while a guest draws on a vGPU of it; sources
# tests/guest/lib3d.sh.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib3d.sh
. tests/guest/lib3d.sh

# start GUEST: on a new vGPU.
start() {
	uuid=$(new_vgpu 2) || bail "no vGPU"
	userland_start "$1" -device "$(vgpu_device "$uuid")"
	ok "guest $1 boots" guest_ready "$1" || bail "no guest"
}

no_parent() { [ ! -e "/sys/class/mdev_bus/$GPU" ]; }

# survives GUEST COMMAND...: the guest draws, the command takes the GPU.
survives() {
	local guest=$1 remover
	shift
	start "$guest"
	ok "it draws without end" in_guest "$guest" endless
	goes_on "$guest" "it goes on"
	"$@" &
	remover=$!
	ok "the guest is told to reset its vGPU" \
		wait_for 30 "the status of the vGPU" told "$guest"
	fails "the GPU waits for its VMM" _gone $remover
	ok "QEMU quits" guest_quit "$guest"
	ok "then the GPU is let go" wait_for 30 "the GPU's end" _gone $remover
	ok "it is no parent" no_parent
	settles 0 "no picture of the guest is left" surfaces
	settles "" "no vGPU is left" ls "$MDEV_DIR"
}

# draws_again: a new guest on the GPU that is back has what the host VM has.
draws_again() {
	start last
	ok "it draws" in_guest last picture
	same_results last picture "its picture is what the host VM draws"
	screen_shows last "$NATIVE/picture.ppm" "its screen shows it"
	ends_clean last "$uuid"
	ok "the module unloads" unload_module
}
