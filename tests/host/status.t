#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# mvgpu-status shows what there is, as a table and for programs.
# mvgpu-limit: 300
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/loss.sh
. tests/runner/loss.sh

STATUS=scripts/mvgpu-status

on_exit() { end_guest; }

# json EXPRESSION: of what it says for programs, which is "status".
json() {
	"$STATUS" --json | python3 -c "
import json, sys
status = json.load(sys.stdin)
print(eval(sys.argv[1]))" "$1"
}

# line WORD: of the table, the line that has the word, without double spaces.
line() { "$STATUS" | grep -wF -- "$1" | tr -s ' '; }

is "$("$STATUS")" "mvgpu is not loaded" "it says that there is no module"
is "$(json "status['gpus']")" "[]" "for programs, too"
load_module soft_gpus=0 || bail "the module does not load"
is "$("$STATUS")" "mvgpu is loaded and has no GPU; see mvgpu-bind --list" \
	"it says that there is no GPU"
unload_module
load_module soft_gpus=2 soft_vram=512,256 || bail "the module does not load"
gpu=$(parent)
name=${gpu##*/}

is "$(json "[gpu['name'] for gpu in status['gpus']]")" \
	"['mvgpu-soft0', 'mvgpu-soft1']" "all GPUs are there"
is "$(json "status['gpus'][0]['backend']")" soft "each with its backend"
matches "$("$STATUS" | head -n 1)" "^$name \(soft\)$" "the table has it, too"
is "$("$STATUS" | grep -c '^no vGPUs$')" 2 "it says that there are no vGPUs"
is "$(line 'vram (MiB)' | head -n 1)" "vram (MiB) 512 0 512" "the pools are right"
is "$(json "status['gpus'][1]['pools']['vram']")" \
	"{'total': $((256 << 20)), 'used': 0, 'free': $((256 << 20))}" \
	"in bytes for programs"
is "$(line mvgpu-vgpu_V1_4 | head -n 1)" \
	"mvgpu-vgpu_V1_4 4 128MiB 1 2560x1440 4" "the room for a type is right"

idle=$(new_vgpu 4) used=$(new_vgpu 2)
new_vgpu 1 >/dev/null 2>&1
is "$(json "[v['uuid'] for v in status['gpus'][0]['vgpus']] == sorted(['$idle', '$used'])")" \
	True "the vGPUs are those of sysfs"
is "$(json "status['gpus'][0]['pools']['vgpus']['used']")" 2 "and are counted"
is "$(line "$idle" | head -n 1)" "$idle vgpu_V1_4 none - auto 1 0 of 128 4 0.0 0" \
	"an idle one is shown as one"
is "$("$STATUS" | sed -n 's/^last refusal: //p')" "$(cat "$gpu/mvgpu/last_refusal")" \
	"why one was refused is shown"

start_guest "$used" || bail "no guest"
matches "$(line "$used")" "running vfio-client \($GUEST\)" \
	"who uses a vGPU is shown, and that its driver runs"
is "$(json "[(v['in_use'], [u['pid'] for u in v['users']], v['driver']['state'])
	for v in status['gpus'][0]['vgpus'] if v['uuid'] == '$used']")" \
	"[(True, [$GUEST], 'running')]" "for programs, too"
is "$(json "[sorted(v['stats']) for v in status['gpus'][0]['vgpus']
	if v['uuid'] == '$used'][0] == sorted('$(find "$MDEV_DIR/$used/stats/" \
		-type f -printf '%f ')'.split())")" True "programs get every counter"
matches "$(setpriv --reuid 65534 --regid 65534 --clear-groups "$STATUS" |
	grep -wF "$used" | tr -s ' ')" "running a process of another user" \
	"an ordinary user may look"
end_guest
wait_for 20 "the vGPU to be free" grep -qx 0 "$MDEV_DIR/$used/in_use"
is "$(json "[v['in_use'] for v in status['gpus'][0]['vgpus']]")" "[False, False]" \
	"a VMM that is killed uses nothing"
plan
