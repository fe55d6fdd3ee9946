# SPDX-License-Identifier: GPL-2.0
#
# Runs the VFIO client; its results are results of the suite. Sourced after
# tests/runner/lib.sh.
#
# shellcheck shell=bash disable=SC2154,SC2034

CLIENT=${MVGPU_CLIENT:-/build/vfio/vfio-client}

# _client_line LINE: handles one line of the TAP of the client.
_client_line() {
	local name=${1#* - }
	case $1 in
	'ok '*'# SKIP'*) skip "${name%% # SKIP*}" "${name##*# SKIP }" ;;
	'ok '*) pass "$name" ;;
	'not ok '*) fail "$name" ;;
	'1..'*) _client_planned=${1#1..} ;;
	*) echo "$1" ;;
	esac
}

# client_tests ARGUMENT...: the results of the client, and one more: that it printed as
# many as it planned, and that one of them failed when its status says so. With selected
# tests (MVGPU_TEST) it may have had none to run.
client_tests() {
	local line before=$_count failed=$_failed status=0 _client_planned=none
	while IFS= read -r line; do
		_client_line "$line"
	done < <("$CLIENT" "$@" 2>&1)
	wait $! || status=$?
	if [ $status -lt 126 ] && [ "$_failed$_words" != "$failed" ]; then
		status=0
	fi
	is "$((_count - before)) $status" "$_client_planned 0" \
		"the client came to its end: $*"
}

# whole_vgpu NAME: creates a vGPU that has all of the GPU with this name; prints its directory.
whole_vgpu() {
	local uuid
	uuid=$(new_vgpu 1 "" "/sys/class/mdev_bus/$1") || return 1
	echo "$MDEV_DIR/$uuid"
}

# two_vgpus [PARENT]: creates a half and a quarter of a GPU; sets device and other.
two_vgpus() {
	local of=${1:+ of ${1##*/}}
	device=$MDEV_DIR/$(new_vgpu 2 "" "${1:-}") || bail "no vGPU$of"
	other=$MDEV_DIR/$(new_vgpu 4 "" "${1:-}") || bail "no second vGPU$of"
}

# new_vgpus: loads the module and creates two vGPUs of its first GPU.
new_vgpus() {
	load_module || bail "the module does not load"
	two_vgpus
}

# pages_given_back: the module has no surface and no pinned page of the tests.
pages_given_back() {
	settles 0 "no surface is left" surfaces
	settles 0 "no page is left pinned" cat "$device/stats/pinned"
}
