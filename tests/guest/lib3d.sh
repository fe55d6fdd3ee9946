# SPDX-License-Identifier: GPL-2.0
#
# Guests with a whole Debian root, and programs whose results are compared;
# sources tests/guest/lib.sh. Results of the host VM itself on its GPU are in
# $NATIVE, those of a guest in the directory that results_of prints.
#
# shellcheck shell=bash
# shellcheck source=tests/guest/lib.sh
. tests/guest/lib.sh

# Kept in the output directory: suites of one boot share them.
NATIVE=/out/native
USERLAND_WORDS="mvgpu.root=root mvgpu.mount=share:/share:rw"
USERLAND_WORDS+=" mvgpu.init=/mvgpu/tests/guest/init-userland"
USERLAND_WORDS+=" MVGPU_STRETCH=$STRETCH"

# _share TAG DIR OPTION: arguments for QEMU.
_share() {
	echo "-fsdev local,id=$1,path=$2,security_model=none,multidevs=remap$3"
	echo "-device virtio-9p-pci,fsdev=$1,mount_tag=$1"
}

# results_of GUEST: the directory it has at /share.
results_of() { echo "/out/$(basename "$0" .t)-$1"; }

# userland_start NAME QEMU-ARGUMENT...: a guest on the host VM's own root. The GPU
# is among the arguments: "-device $(vgpu_device UUID)", or QEMU's own with
# $OWN_GPU.
userland_start() {
	local name=$1 GUEST_MEMORY=1024 GUEST_INITRD=$GUEST_BUILD/userland.img
	local GUEST_APPEND="$GUEST_APPEND $USERLAND_WORDS"
	shift
	rm -rf "$(results_of "$name")"
	mkdir -p "$(results_of "$name")"
	# shellcheck disable=SC2046
	guest_start "$name" "$@" $(_share root / ,readonly=on) \
		$(_share share "$(results_of "$name")" "")
}

# QEMU's own GPU for a guest, drawing on the host VM's: the arguments.
# shellcheck disable=SC2034
OWN_GPU=(-device virtio-gpu-gl-pci
	-display "egl-headless,rendernode=/dev/dri/renderD128")

# What the seconds of programs.sh need at most, for all parts of a call.
PROGRAMS_LIMIT=900

# in_guest NAME PART...: programs.sh in a guest; shows how long each took.
in_guest() {
	local name=$1 GUEST_LIMIT=$((PROGRAMS_LIMIT * STRETCH)) status=0
	shift
	guest_run "$name" "bash /mvgpu/tests/guest/programs.sh /share $*" \
		>"$WORK/programs" || status=$?
	sed 's/^/# /' "$WORK/programs"
	return $status
}

native_gpu() { [ -e /dev/dri/card0 ]; }

# The host VM's GPU, driven by the kernel's own driver.
native_start() {
	native_gpu && return
	modprobe virtio_gpu
	wait_for 10 "the host VM's GPU" native_gpu
}

# in_host PART...: programs.sh in the host VM, unless an earlier suite did that.
in_host() {
	local part missing=() status=0
	for part; do
		[ -e "$NATIVE/$part.done" ] || missing+=("$part")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	native_start || return 1
	bash tests/guest/programs.sh "$NATIVE" "${missing[@]}" \
		>"$WORK/programs" 2>&1 || status=$?
	sed 's/^/# /' "$WORK/programs"
	for part in "${missing[@]}"; do
		[ $status -ne 0 ] || touch "$NATIVE/$part.done"
	done
	return $status
}

# same_results GUEST PART NAME: passes when a guest's are the host VM's.
same_results() {
	local want="$NATIVE/$2.txt" got
	got="$(results_of "$1")/$2.txt"
	if [ ! -s "$want" ] || [ ! -s "$got" ]; then
		fail "$3" "no results in $want or $got"
	elif diff -u "$want" "$got" >"$WORK/diff"; then
		pass "$3"
		return
	else
		fail "$3" "guest's results differ from the host VM's:"
		head -n 40 "$WORK/diff" | sed 's/^/#   /'
	fi
	return 1
}

# rate DIR PART: frames per second.
rate() { cat "$1/$2.fps" 2>/dev/null || echo none; }

# gpu_address: of the host VM's first physical GPU on the PCI bus.
gpu_address() {
	scripts/mvgpu-bind --list | sed -n '1s/ .*//p' | grep .
}

# keep_shot GOT WANT: pictures that differ, for who looks at the failure.
keep_shot() {
	local base
	base="/out/$(basename "$0" .t)"
	cp "$1" "$base-got.ppm"
	cp "$2" "$base-want.ppm"
	diag "$(_difference "$1" "$2")" "kept $base-got.ppm and -want.ppm"
}
