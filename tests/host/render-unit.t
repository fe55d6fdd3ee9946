#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# systemd runs a renderer for each vGPU that needs one: it begins and ends with the vGPU,
# has no more rights than it needs, and takes only its own vGPU along when it dies.
# Administrators make such GPUs by mvgpu-bind.
#
# mvgpu-limit: 900
# mvgpu-append: mvgpu.init=/mvgpu/tests/runner/init-systemd
# shellcheck source=tests/host/render-unit.sh
. tests/host/render-unit.sh
# shellcheck source=tests/runner/loss.sh
. tests/runner/loss.sh

NODE=/dev/dri/renderD128

on_exit() {
	end_guest
	end_other
}

# replaced UUID PID: succeeds when the vGPU has another renderer than PID.
replaced() { active "$1" && ! [[ $(pid_of "$1") =~ ^(0|$2)$ ]]; }

# status_of UUID KEY: prints a line of the status of the renderer's process.
status_of() { sed -n "s/^$2:[[:space:]]*//p" "/proc/$(pid_of "$1")/status"; }

# draws UUID: a guest in user space uses 3D.
draws() { "$CLIENT" --device "$MDEV_DIR/$1" "3d: a context"; }

# start_other UUID: a second guest, see start_guest; end_other ends it.
start_other() {
	"$CLIENT" --device "$MDEV_DIR/$1" --mode lost >"$WORK/other" 2>&1 &
	OTHER=$!
	wait_for 20 "the other guest" grep -qx ready "$WORK/other"
}
end_other() { [ -z "${OTHER:-}" ] || kill -9 "$OTHER" 2>/dev/null; OTHER=; }

# loses WHAT COMMAND...: a command takes the renderer of a vGPU from its guest.
loses() {
	local what=$1 was with
	shift
	was=$(pid_of "$one") with=$(pid_of "$two")
	start_guest "$one" || bail "the guest does not start: $(cat "$WORK/guest")"
	"$@" >"$WORK/loss" 2>&1 || diag "$(cat "$WORK/loss")"
	ok "$what: the guest is notified" wait_for 20 "it" guest_says told ||
		guest_is_heard
	ok "$what: the vGPU gets another renderer" wait_for 20 "it" replaced "$one" "$was"
	end_guest
	is "$(pid_of "$two") $(grep -cx told "$WORK/other")" "$with 0" \
		"$what: the neighbour and its renderer notice nothing"
}

limit_memory() { systemctl set-property --runtime "$(unit "$1")" MemoryMax="$2"; }

# enforce_memory UUID BYTES: since Linux 6.16 systemd sets a limit without taking the memory that
# is beyond it, which happens when the renderer allocates more. The same by hand takes it.
enforce_memory() {
	local file
	file=$(group "$1")/memory.max
	[ ! -e "$file" ] || echo "$2" >"$file"
}

# The renderer that comes next has its memory.
limit_and_free() {
	limit_memory "$1" 4M
	enforce_memory "$1" 4M
	limit_memory "$1" 1280M
}

# confined: prints what such a program can do that it should not.
confined() { in_unit confined "$CONFINED" "$(pid_of "$two")"; }

units_start
is "$(stat -c '%U:%G %a' /dev/mvgpu-render)" "root:root 600" \
	"only root can open the device file of the renderers"
is "$(cat "$PARENTS/$gpu/mvgpu/backend")" render "the script makes a GPU of Mesa's software driver"

# The unit begins with the vGPU.
ok "a renderer is started when a vGPU appears" wait_for 60 "the unit" active "$one" ||
	diag "$(systemctl status "$(unit "$one")" 2>&1)"
wait_for 60 "the other unit" active "$two"
was=$(pid_of "$one")
ok "a guest uses 3D" draws "$one" ||
	diag "$(journalctl --no-pager -u "$(unit "$one")" 2>&1 | tail -n 20)"
ok "each life of a guest has a renderer of its own" \
	wait_for 20 "the next renderer" replaced "$one" "$was"
is "$(systemctl show --property Result --value "$(unit "$one")")" success \
	"a renderer whose guest has ended has not failed"

# What a renderer may do.
wait_for 20 "the unit" active "$one"
wait_for 20 "the other unit" active "$two"
matches "$(status_of "$one" Uid)" '^6[1-5][0-9]{3}' "renderers run as a user that owns nothing"
is "$(status_of "$one" 'Cap\(Eff\|Bnd\|Prm\)' | sort -u) $(status_of "$one" NoNewPrivs)" \
	"0000000000000000 1" "a renderer has no capabilities and gets none"
matches "$(scripts/mvgpu-status | grep "^$one")" " $(pid_of "$one")\$" \
	"mvgpu-status shows the process of the unit"
ok "and how much memory it has" test "$(scripts/mvgpu-status --json | python3 -c "
import json, sys
print(sum(v['renderer_memory'] for g in json.load(sys.stdin)['gpus'] for v in g['vgpus']))")" \
	-gt $((1 << 20))
is "$(status_of "$one" Seccomp)" 2 "the system calls of a renderer are filtered"
# Where systemd has no PID namespaces for units, renderers give up signals themselves.
signals=
[ "$(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p')" -ge 257 ] ||
	signals="signal another renderer"
is "$(confined)" "$signals" "a program in its place can do none of what it should not"
is "$("$CONFINED" "$(pid_of "$two")" | wc -l)" "$(grep -c '^    "[a-z]' tests/host/confined.py)" \
	"the same program outside of the unit can do all of that"
ok "systemd rates the exposure of the unit as 2.0 or less" systemd-analyze security \
	--no-pager --offline=yes --threshold=20 scripts/mvgpu-render@.service
diag "$(systemd-analyze security --no-pager --offline=yes scripts/mvgpu-render@.service | tail -n 2)"

# The limits of the slice.
MIB=$((1 << 20))
follows "$one" "1280 $tasks 4" "the unit has the limits of the slice of its vGPU"
is "$(set_attr "$vgpu/weight" 9)" "" "weight is set"
follows "$one" "1280 $tasks 9" "the unit's share of the CPU follows weight"
is "$(set_attr "$vgpu/vram" $((96 * MIB)))" "" "vram is set"
follows "$one" "1216 $tasks 9" "the unit's memory follows vram"
edit "$one" "MemoryMax=3G"
systemctl restart "$(unit "$one")"
follows "$one" "3072 $tasks 9" "the administrator's limit applies"
is "$(set_attr "$vgpu/vram" $((128 * MIB)))$(set_attr "$vgpu/weight" 4)" "" \
	"vram and weight are set again"
follows "$one" "3072 $tasks 4" "and stays when the slice changes"
rm -r "/etc/systemd/system/$(unit "$one").d"
systemctl daemon-reload
systemctl restart "$(unit "$one")"
follows "$one" "1280 $tasks 4" "without it the limit of the slice is back"
matches "$(scripts/mvgpu-status | grep "^$one")" " of 1280 " "mvgpu-status shows the limit"

# The loss of a renderer.
ok "another guest uses 3D" start_other "$two" ||
	bail "the second guest does not start: $(cat "$WORK/other")"
loses "a renderer that is killed" systemctl kill --signal KILL "$(unit "$one")"
loses "a renderer that needs more memory than it may have" limit_and_free "$one"
end_other
ok "a guest uses 3D after that" draws "$one"

# A GPU with a render node, which the group render may open.
node_is_there() { [ -d "/sys/class/drm/${NODE##*/}" ] && [ -c $NODE ]; }
said() { journalctl --quiet --no-pager --output cat --unit "$(unit "$1")"; }

# opens_in UUID FILE: whether a process of the unit's control group opens a file.
opens_in() { bash -c "echo \$\$ >'$(group "$1")/cgroup.procs' && exec 9<>'$2'"; }

if modprobe vgem && wait_for 20 "the node of vgem" node_is_there; then
	udevadm settle -t 60
	named=$(gpu_made $NODE)
	three=$(new_vgpu 4 "" "$PARENTS/$named") || bail "no vGPU of a node can be made"
	wait_for 60 "its unit" active "$three"
	ok "its renderer may open the render node of the GPU" \
		opens_in "$three" $NODE
	ok "the renderer of another GPU may open a file" opens_in "$one" /dev/null
	fails "but not this node" opens_in "$one" $NODE
	ok "a guest uses 3D on a GPU with a render node" draws "$three"
	said "$three" >"$WORK/journal"
	fails "its renderer does not say that it may not" \
		grep "mvgpu-render: cannot open" "$WORK/journal"
	diag "$(cat "$WORK/journal")"
	ok "the script removes that GPU with its vGPU" "$BIND" --undo $NODE
	ok "the renderer of a vGPU that was removed with its GPU ends" \
		wait_for 20 "its end" inactive "$three"
else
	skip "a guest uses 3D on a GPU with a render node" "there is no vgem"
fi

# The unit ends with the vGPU.
remove_vgpu "$one"
ok "the renderer ends with the vGPU" wait_for 20 "its end" inactive "$one"
remove_vgpu "$two"
wait_for 20 "its end" inactive "$two"
gone() { [ -z "$(find $RUNTIME $RUNTIME.control -name "*$one*" -o -name "*$two*")" ]; }
ok "its limits are removed" wait_for 60 "that" gone
is "$(systemctl --failed --plain --no-legend)" "" "no unit has failed"
gone=0
strace -f -o "$WORK/trace" -e trace=landlock_restrict_self \
	$BIN/mvgpu-render serve "$(new_uuid)" 2>"$WORK/gone" || gone=$?
if [ "$(python3 -c "$LANDLOCK")" -gt 0 ]; then
	matches "$(cat "$WORK/trace")" "= 0" "a renderer gives up files before it has a vGPU"
else
	skip "a renderer gives up files before it has a vGPU" "the kernel has no Landlock"
fi
matches "$(systemctl show --property SuccessExitStatus --value "$(unit "$one")")" "\b$gone\b" \
	"a renderer that is started for a vGPU that is gone has not failed"
ok "the script removes the GPU" "$BIND" --undo "$gpu"
fails "the GPU is gone" test -e "$PARENTS/$gpu"
plan
