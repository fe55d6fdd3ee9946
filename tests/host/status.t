#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# mvgpu-status shows the GPUs and vGPUs, as a table and as JSON.
# mvgpu-limit: 300
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/loss.sh
. tests/runner/loss.sh

STATUS=scripts/mvgpu-status

on_exit() { end_guest; }

# json EXPRESSION: evaluates an expression of the JSON output, which is "status".
json() {
	"$STATUS" --json | python3 -c "
import json, sys
status = json.load(sys.stdin)
print(eval(sys.argv[1]))" "$1"
}

# line WORD: prints the line of the table that has the word, without double spaces.
line() { "$STATUS" | grep -wF -- "$1" | tr -s ' '; }

is "$("$STATUS")" "mvgpu is not loaded" "the table shows that the module is not loaded"
is "$(json "status['gpus']")" "[]" "the JSON output has no GPU without the module"
load_module soft_gpus=0 || bail "the module does not load"
is "$("$STATUS")" "mvgpu is loaded and has no GPU; see mvgpu-bind --list" \
	"the table shows that there is no GPU"
unload_module
load_module soft_gpus=2 soft_vram=512,256 || bail "the module does not load"
gpu=$(parent)
name=${gpu##*/}

is "$(json "[gpu['name'] for gpu in status['gpus']]")" \
	"['soft0', 'soft1']" "the JSON output has all GPUs"
is "$(json "status['gpus'][0]['backend']")" soft "the JSON output has the backend of each GPU"
is "$(json "status['gpus'][0]['sched_policy']")" best-effort \
	"the JSON output has the policy of each GPU"
matches "$("$STATUS" | head -n 1)" "^$name \(soft\)$" "the table has the backend"
is "$("$STATUS" | grep -c '^no vGPUs$')" 2 "the table shows that there are no vGPUs"
is "$(line 'vram (MiB)' | head -n 1)" "vram (MiB) 512 0 512" "the table has the pools in MiB"
is "$(json "status['gpus'][1]['pools']['vram']")" \
	"{'total': $((256 << 20)), 'used': 0, 'free': $((256 << 20))}" \
	"the JSON output has the pools in bytes"
is "$(line mvgpu-vgpu_V1_4 | head -n 1)" \
	"mvgpu-vgpu_V1_4 4 128MiB 1 2560x1440 4" "the table has the available instances of a type"

idle=$(new_vgpu 4) used=$(new_vgpu 2)
new_vgpu 1 >/dev/null 2>&1
is "$(json "[v['uuid'] for v in status['gpus'][0]['vgpus']] == sorted(['$idle', '$used'])")" \
	True "the JSON output has the vGPUs of sysfs"
is "$(json "status['gpus'][0]['pools']['vgpus']['used']")" 2 \
	"the JSON output has the number of vGPUs"
is "$(line "$idle" | head -n 1)" "$idle vgpu_V1_4 none - auto 1 0 of 128 4 0.0 0" \
	"the table shows an idle vGPU"
is "$("$STATUS" | sed -n 's/^last refusal: //p')" "$(cat "$gpu/mvgpu/last_refusal")" \
	"the table shows why the last vGPU was rejected"

start_guest "$used" || bail "no guest"
matches "$(line "$used")" "running vfio-client \($GUEST\)" \
	"the table shows the user of a vGPU, and that its driver runs"
is "$(json "[(v['in_use'], [u['pid'] for u in v['users']], v['driver']['state'])
	for v in status['gpus'][0]['vgpus'] if v['uuid'] == '$used']")" \
	"[(True, [$GUEST], 'running')]" "the JSON output has the user of a vGPU and the state of its driver"
is "$(json "[sorted(v['stats']) for v in status['gpus'][0]['vgpus']
	if v['uuid'] == '$used'][0] == sorted('$(find "$MDEV_DIR/$used/stats/" \
		-type f -printf '%f ')'.split())")" True "the JSON output has all counters"
matches "$(setpriv --reuid 65534 --regid 65534 --clear-groups "$STATUS" |
	grep -wF "$used" | tr -s ' ')" "running a process of another user" \
	"an unprivileged user can print the table"
end_guest
wait_for 20 "the vGPU to be free" grep -qx 0 "$MDEV_DIR/$used/in_use"
is "$(json "[v['in_use'] for v in status['gpus'][0]['vgpus']]")" "[False, False]" \
	"no vGPU is in use after its VMM is killed"
plan
