#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Between the module and a renderer: a vGPU works with a renderer that keeps to
# include/uapi/mvgpu_render.h, and one that breaks its rules is ended without harm to others.
#
# mvgpu-limit: 1500
. tests/runner/lib.sh
. tests/vfio/client.sh
. tests/vfio/render.sh

on_exit() { unserve_all; }

PARAMETERS=/sys/module/mvgpu/parameters

# opens UUID: the error of an opened vGPU, or "open".
opens() { "$CLIENT" --device "$MDEV_DIR/$1" --mode open; }

# exit_status COMMAND...: prints the status of a command.
exit_status() {
	"$@" >"$WORK/said" 2>&1
	echo $?
}

add_refusals() {
	local line
	while IFS= read -r line; do
		case $line in
		'good '*) pass "a GPU is not added with ${line#good }" ;;
		'bad '*) fail "a GPU is not added with ${line#bad }" ;;
		esac
	done < <("$FAKE" refusals)
}

without_renderer() {
	local begin=$SECONDS uuid=${device##*/}
	echo 500 >$PARAMETERS/renderer_wait_ms
	is "$(opens "$uuid")" "errno 11" "a vGPU without a renderer does not open: EAGAIN"
	ok "that takes no longer than renderer_wait_ms" \
		test $((SECONDS - begin)) -le $((10 * STRETCH))
	matches "$(cat "$gpu/mvgpu/last_refusal")" "$uuid: no renderer" \
		"last_refusal says that there is no renderer"
	matches "$(dmesg)" "$uuid: no renderer" "the log says so"
	echo 15000 >$PARAMETERS/renderer_wait_ms
	is "$(exit_status "$FAKE" serve "$(new_uuid)") $(grep -o "No such.*" "$WORK/said")" \
		"4 No such file or directory" "a renderer of an unknown vGPU is rejected: ENOENT"
}

in_open() { grep -q mvgpu_rd_client_open "/proc/$1/stack"; }

# suspended WHAT: the host is suspended as far as all processes are frozen, while a VMM opens
# the vGPU.
suspended() {
	local vmm
	"$CLIENT" --device "$device" --mode open >"$WORK/opened" 2>&1 &
	vmm=$!
	wait_for 20 "the VMM to wait" in_open $vmm
	is "$(set_attr /sys/power/state freeze)" "" \
		"the host can be suspended while a VMM waits for $1"
	[ -e "$WORK/serve.${device##*/}" ] || serve_vgpu "$device"
	wait $vmm
	is "$(cat "$WORK/opened")" open "the vGPU opens afterwards: a VMM waited for $1"
	unserve "$device"
}

suspends() {
	if [ ! -e /sys/power/pm_test ]; then
		# Without a wake-up the VM would sleep for ever.
		skip "the host can be suspended while a VMM waits" "CONFIG_PM_DEBUG is not set"
		return
	fi
	echo freezer >/sys/power/pm_test
	echo 0 >/sys/module/suspend/parameters/pm_test_delay
	echo 3000 >/sys/power/pm_freeze_timeout
	suspended "a renderer"
	serve_vgpu "$device" --behave slow=2000 --open
	suspended "its GPU"
	echo none >/sys/power/pm_test
}

# bad_open MODE ERRNO NAME: a renderer that cannot begin.
bad_open() {
	serve_vgpu "$device" --behave "$1" --open
	is "$(opens "${device##*/}")" "errno $2" "$3"
	unserve "$device"
	settles 0 "no page is left pinned: $3" cat "$device/stats/pinned"
}

second_renderer() {
	serve_vgpu "$device"
	is "$(exit_status "$FAKE" serve "${device##*/}") $(grep -o "Device or.*" "$WORK/said")" \
		"4 Device or resource busy" "a second renderer of a vGPU is rejected: EBUSY"
	fails "the module cannot be unloaded while there is a session" rmmod mvgpu
	is "$(opens "${device##*/}")" open "a vGPU with a renderer opens"
	settles "0" "the renderer of a VMM that closes ends with 0" head -n 1 "$WORK/ends.${device##*/}"
	is "$(opens "${device##*/}")" open "another renderer serves the next VMM"
	unserve "$device"
}

removed_meanwhile() {
	local uuid status=0
	uuid=$(new_vgpu 8 "" "$gpu") || bail "no third vGPU"
	"$FAKE" serve "$uuid" --log "$WORK/log.$uuid" &
	wait_for 20 "a renderer of $uuid" has_renderer "$uuid"
	ok "a vGPU can be removed while its renderer waits" remove_vgpu "$uuid"
	wait $! || status=$?
	is "$status" 0 "the renderer of a vGPU that is removed ends with 0"
}

gpu_removed_meanwhile() {
	local status=0 name=${gpu##*/}
	serve_vgpu "$device"
	hold "${device##*/}" || bail "the vGPU does not open"
	# The holder ends when nothing else has descriptor 9.
	"$FAKE" remove "$name" >"$WORK/removal" 2>&1 9>&- &
	local removal=$!
	sleep 0.5
	ok "the removal of a GPU waits while a VMM has a vGPU open" kill -0 $removal
	release
	wait $removal || status=$?
	is "$status" 0 "a GPU is removed when the VMM closes"
	ok "the mdev parent is gone" test ! -e "$gpu"
	ok "its vGPU is gone" test ! -e "$device"
	fails "a GPU that is not there cannot be removed" "$FAKE" remove "$name"
	unserve_all
}

# foreign WHO: how many of them could use something; "none" when there was none.
foreign() {
	local all
	all=$(in_log "$device" "^foreign $1")
	[ "$all" = 0 ] && echo none && return
	echo $((all - $(in_log "$device" "^foreign $1 used 0$")))
}

# misbehaviour: every way of it that the client knows.
misbehaviour() {
	serve_told "$device"
	client_tests --device "$device" --other "$other" behave
	is "$(foreign child)" 0 \
		"a child of a renderer can use neither its session nor its mappings"
	is "$(foreign program)" 0 "another program cannot use the file of a session"
	ok "mappings beyond the interface were attempted" \
		test "$(in_log "$device" '^map .* good:')" -ge 15
	is "$(in_log "$device" '^map .* bad:')" 0 \
		"mappings of a session beyond the interface are rejected" ||
		grep '^map .* bad' "$WORK/log.${device##*/}" | sed 's/^/#   /'
	unserve "$device"
}

load_module soft_gpus=0 || bail "the module does not load"
add_refusals
ok "no GPU was added" test ! -e /sys/class/mdev_bus/render0
new_gpu
is "$(cat "$gpu/mvgpu/backend")" render "the backend of the GPU is render"
two_vgpus "$gpu"
without_renderer
suspends
second_renderer
removed_meanwhile
bad_open error=open 12 "a renderer that cannot use its GPU: the error reaches the VMM"
bad_open exit=open 5 "a renderer that ends while it begins: EIO"
bad_open die=open 5 "a renderer that is killed while it begins: EIO"
echo 500 >$PARAMETERS/renderer_open_ms
bad_open stall 110 "a renderer that does not begin in renderer_open_ms: ETIMEDOUT"
echo 30000 >$PARAMETERS/renderer_open_ms

serve_vgpu "$device"
serve_vgpu "$other"
# What the module rejects or answers itself is tested with other GPUs (commands.t, display.t).
client_tests --device "$device" --other "$other" "fence:" "response:" "uuid:" "counters:" \
	"limit:" "debugfs:" "isolation:" "create:" "unref:" "attach:" "detach:" "transfer:" \
	"flush:" "display dmabuf:" "display auto:" "monitor:" "kept dmabuf:" dma
client_tests --device "$device" --other "$other" "3d: the capability" "3d: contexts" \
	"3d: debugfs" "3d: the number" "3d: a texture keeps" "3d: a partial" \
	"3d: a buffer keeps" "3d: a new resource is cleared in every face" \
	"3d: transfers outside" "3d: a reset" "3d: resources of another" \
	"3d: two vGPUs that work" "3d: unknown" \
	"3d: a resource may"
pages_given_back
unserve "$device"

misbehaviour
gpu_removed_meanwhile
settles 0 "no surface is left" surfaces
ok "the module unloads" unload_module
plan
