# SPDX-License-Identifier: GPL-2.0
#
# Guests with a whole Debian root, and programs whose results are compared. It sources
# tests/guest/lib.sh. The results of the host VM itself on its GPU are in $NATIVE, those
# of a guest in the directory that results_of prints.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh
# shellcheck source=tests/runner/physical.sh
. tests/runner/physical.sh

# In the output directory, because suites in one boot share the results.
NATIVE=/out/native
# In MiB; four guests with half of it fit into the host VM.
USERLAND_MEMORY=1024
USERLAND_WORDS="mvgpu.root=/dev/vda mvgpu.mount=share:/share:rw"
USERLAND_WORDS+=" mvgpu.mount=build:/build:ro,cache=loose"
USERLAND_WORDS+=" mvgpu.mount=mvgpu:/mvgpu:ro,cache=loose"
USERLAND_WORDS+=" mvgpu.init=/mvgpu/tests/guest/init-userland"
USERLAND_WORDS+=" MVGPU_STRETCH=$STRETCH"

# _share TAG DIR OPTION: prints the arguments of QEMU for a shared directory.
_share() {
	echo "-fsdev local,id=$1,path=$2,security_model=none,multidevs=remap$3"
	echo "-device virtio-9p-pci,fsdev=$1,mount_tag=$1"
}

# results_of GUEST: prints the directory that the guest has at /share.
results_of() { echo "/out/$(basename "$0" .t)-$1"; }

# _disk: prints the arguments of QEMU for the disk that holds a copy of the host VM's
# root, for guests.
_disk() {
	modprobe virtio_blk
	echo 1024 >/sys/block/vda/queue/read_ahead_kb
	echo "-drive file=/dev/vda,format=raw,if=virtio,readonly=on"
}

# userland_start NAME QEMU-ARGUMENT...: starts a guest on the host VM's own root. The GPU
# is among the arguments: "-device $(vgpu_device UUID)", or QEMU's own with
# "${OWN_GPU[@]}".
userland_start() {
	local name=$1 GUEST_MEMORY=$USERLAND_MEMORY GUEST_INITRD=$GUEST_BUILD/userland.img
	local GUEST_APPEND="$GUEST_APPEND $USERLAND_WORDS"
	shift
	rm -rf "$(results_of "$name")"
	mkdir -p "$(results_of "$name")"
	# shellcheck disable=SC2046
	guest_start "$name" "$@" $(_disk) $(_share build /build ,readonly=on) \
		$(_share mvgpu /mvgpu ,readonly=on) \
		$(_share share "$(results_of "$name")" "")
}

# Arguments for QEMU's own GPU in a guest, which draws on the GPU of the host VM.
# shellcheck disable=SC2034
OWN_GPU=(-device virtio-gpu-gl-pci
	-display "egl-headless,rendernode=/dev/dri/renderD128")

# venus_start NAME: starts a guest on QEMU's own GPU with Vulkan, by Mesa's software driver. QEMU's
# OpenGL, which no program uses then, needs a render node. QEMU maps memory of Vulkan in the
# region of hostmem=; blobs need guest memory that is shared.
venus_start() {
	VK_LOADER_DRIVERS_SELECT="*lvp*" userland_start "$1" \
		-device virtio-gpu-gl-pci,blob=on,venus=on,hostmem=256M \
		-display egl-headless,rendernode=/dev/dri/renderD128 \
		-object "memory-backend-memfd,id=ram0,size=${USERLAND_MEMORY}M" \
		-machine memory-backend=ram0
}

# The limit for all parts in one call of programs.sh, in seconds.
PROGRAMS_LIMIT=900

# in_guest NAME PART...: runs programs.sh in a guest and prints how long each part took.
in_guest() {
	local name=$1 GUEST_LIMIT=$PROGRAMS_LIMIT status=0
	shift
	guest_run "$name" "bash /mvgpu/tests/guest/programs.sh /share $*" \
		>"$WORK/programs-$name" || status=$?
	sed "s/^/# $name: /" "$WORK/programs-$name"
	return $status
}

native_gpu() { [ -e /dev/dri/card0 ]; }

# native_start: binds the host VM's GPU to the kernel's own driver.
native_start() {
	native_gpu && return
	modprobe virtio_gpu
	native_gpu || "$BIND" --undo "$(physical_gpu)" || return 1
	wait_for 10 "the host VM's GPU" native_gpu
	wait_for 30 "its console" _has_console "$(physical_gpu)"
}

# in_host PART...: runs programs.sh in the host VM, unless an earlier suite did so. No
# program is left running: otherwise the GPU would not be the first one when its driver
# is bound again.
in_host() {
	local part missing=() status=0
	for part; do
		[ -e "$NATIVE/$part.done" ] || missing+=("$part")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	native_start || return 1
	bash tests/guest/programs.sh "$NATIVE" "${missing[@]}" stop_picture \
		>"$WORK/programs" 2>&1 || status=$?
	sed 's/^/# /' "$WORK/programs"
	for part in "${missing[@]}"; do
		[ $status -ne 0 ] || touch "$NATIVE/$part.done"
	done
	return $status
}

# drawn GUEST PART: suites whose guests have another renderer than the host VM replace it.
drawn() { :; }

# same_results GUEST PART NAME: passes when the guest has the results of the host VM.
same_results() {
	local want="$NATIVE/$2.txt" got
	got="$(results_of "$1")/$2.txt"
	drawn "$1" "$2"
	if [ ! -s "$want" ] || [ ! -s "$got" ]; then
		fail "$3" "there are no results in $want or $got"
	elif diff -u "$want" "$got" >"$WORK/diff"; then
		pass "$3"
		return
	else
		fail "$3" "the results of the guest differ from those of the host VM:"
		head -n 40 "$WORK/diff" | sed 's/^/#   /'
	fi
	return 1
}

# side_by_side PART GUEST: prints how many results of each kind the host VM and the guest
# have.
side_by_side() {
	local dir
	for dir in "$NATIVE" "$(results_of "$2")"; do
		diag "$1, ${dir##*/}: $(sed -nE 's/.*: (\w+)$/\1/p' "$dir/$1.txt" |
			grep -xiE 'pass|fail|skip|warn|crash|success|failure|unknown' |
			sort | uniq -c | xargs)"
	done
}

# same_programs GUEST PART...: runs parts in the guest, which has to have the results of the
# host VM.
same_programs() {
	local guest=$1 part
	shift
	for part; do
		ok "the guest runs $part" in_guest "$guest" "$part"
		same_results "$guest" "$part" "$part has the results of the host VM"
		side_by_side "$part" "$guest"
	done
}

# seats: succeeds if weston can run. That of Debian 12 (10) shows no frames without a seat of
# logind.
seats() { grep -q -- --renderer= < <(weston --help); }

# same_desktop GUEST: compares the screens of a Wayland compositor.
same_desktop() {
	if ! seats; then
		skip "a Wayland compositor" "this weston needs logind"
		return
	fi
	ok "the guest runs desktop, a Wayland compositor" in_guest "$1" desktop
	same_results "$1" desktop "the compositor shows the same picture as in the host VM"
	screen_shows "$1" "$NATIVE/desktop.ppm" "the screen shows the picture of the compositor"
}

# rates PART DIR...: prints the rates of the host VM, of those results, and of the guest
# on QEMU's own GPU if native3d.t ran in this boot, with each as a percentage of the host
# VM's rate.
rates() {
	local part=$1 dir own=/out/native3d-own
	for dir in "$NATIVE" "${@:2}" $own; do
		[ ! -s "$dir/$part.fps" ] || awk -v name="${dir##*/}" -v part="$part" \
			'NR == FNR { native = $1; next }
			{ printf "# %s, %s: %.1f frames a second, %.0f %%\n",
				part, name, $1, 100 * $1 / native }' \
			"$NATIVE/$part.fps" "$dir/$part.fps"
	done
}

# endless_frames GUEST: prints how many frames the endless program of the guest reports.
endless_frames() {
	sed -n 's/^Rendered \([0-9]*\) frames.*/\1/p' \
		"$(results_of "$1")/endless.log" | tail -n 1
}

_frames_above() { [ "$(endless_frames "$1")" -gt "$2" ]; }

# goes_on GUEST NAME: passes when the endless program of the guest shows more frames.
goes_on() {
	ok "$2" wait_for 60 "frames of guest $1" _frames_above "$1" \
		"$(endless_frames "$1")"
}

NEEDS_RESET=0x40

# needs_reset GUEST: succeeds if the guest sees DEVICE_NEEDS_RESET in the status of its vGPU.
# shellcheck disable=SC2016
needs_reset() {
	local status
	status=$(guest_run "$1" 'cat "/sys/bus/virtio/devices/$(gpu)/status"')
	[ $((status & NEEDS_RESET)) != 0 ]
}

# use_gpu [PARAMETER=VALUE...]: loads the module and lets it take the GPU.
use_gpu() {
	GPU=$(physical_gpu) || bail "the host VM has no GPU"
	load_module soft_gpus=0 "$@" || bail "the module does not load"
	ok "the module takes the GPU" take_gpu "$GPU" || bail "no GPU"
}

_screen_is() {
	guest_screendump "$1" "$2" && cmp -s "$2" "$3"
}

# screen_shows GUEST PICTURE NAME: passes when the guest's screen, as QEMU shows it, becomes
# the picture of a program in the host VM.
screen_shows() {
	local shot=$WORK/shot-$1.ppm
	if wait_for 20 "the picture of guest $1" _screen_is "$1" "$shot" "$2"; then
		pass "$3"
		return
	fi
	fail "$3" "$(_difference "$shot" "$2")"
	_keep "$1" "$shot" "$2"
	return 1
}
