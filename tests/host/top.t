#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# mvgpu-top shows rates that agree with the counters, also on a terminal; and what
# mvgpu-status prints for Prometheus is read by its node exporter.
# mvgpu-limit: 600
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/vfio/client.sh
. tests/vfio/client.sh
# shellcheck source=tests/vfio/render.sh
. tests/vfio/render.sh

TOP=scripts/mvgpu-top
ADDRESS=127.0.0.1:9100
# What a process may write into its command line must reach neither terminal nor metrics.
NAME=$'a,,b"\\\e[31m'
SHOWN='a,b"\\x1b[31m'

pids=()

on_exit() {
	[ ${#pids[@]} -eq 0 ] || kill -9 "${pids[@]}" 2>/dev/null
	unserve_all
	wait
}

# draws UUID: starts a guest that draws all the time.
draws() {
	"$CLIENT" --device "$MDEV_DIR/$1" --mode busy >"$WORK/guest-$1" 2>&1 &
	pids+=($!)
	wait_for 20 "the guest to draw" counts "$1" flushes 10
}

# counts UUID COUNTER NUMBER: the counter is larger.
counts() { [ "$(cat "$MDEV_DIR/$1/stats/$2")" -gt "$3" ]; }
counters() { cat "$MDEV_DIR/$1"/stats/{commands,flushes,gpu_ns} | xargs; }

# seen EXPRESSION: evaluates an expression of the samples in $WORK/json.
seen() { tests/host/samples.py "$WORK/json" "$1"; }

# Without the module.
matches "$("$TOP" --batch -n 1 -d 0.1)" "  mvgpu is not loaded$" \
	"mvgpu-top shows that the module is not loaded"

load_module || bail "the module does not load"
soft=$(parent)
idle=$(new_vgpu 4) used=$(new_vgpu 2)
new_gpu
served=$(new_vgpu 4 "" "$gpu") || bail "no vGPU of a GPU with renderers"
serve_vgpu "$MDEV_DIR/$served"
draws "$used"
draws "$served"

# Samples of two guests that draw.
declare -A on=([$used]=soft [$served]=render)
before=$(counters "$used")
"$TOP" --json -n 3 -d 1 >"$WORK/json"
is "$? $(wc -l <"$WORK/json")" "0 3" "mvgpu-top --json prints as many lines as it is told"
after=$(counters "$used")
# They take most of an emulated machine.
kill -STOP "${pids[@]}"
is "$(seen "[[gpu['name'], [v['uuid'] for v in gpu['vgpus']]] for gpu in samples[2]['gpus']] ==
	sorted([['${soft##*/}', sorted(['$idle', '$used'])], ['${gpu##*/}', ['$served']]])")" True \
	"each sample has all GPUs and vGPUs"
for uuid in "$used" "$served"; do
	is "$(seen "[agree(number, '$uuid') for number in (1, 2)]")" "[True, True]" \
		"rates agree with the counters, on a GPU with the backend ${on[$uuid]}"
	is "$(seen "min(new - old for new, old in zip(counted(2, '$uuid')[:2],
		counted(0, '$uuid')[:2])) > 0")" True "and these counters grow"
done
is "$(seen "all(a <= b <= c <= d for a, b, c, d in zip(map(int, '$before'.split()),
	counted(0, '$used'), counted(2, '$used'), map(int, '$after'.split())))")" True \
	"the counters are those of the module"
is "$(seen "vgpu(2, '$served')['counters']['gpu_ns'] > 0")" True \
	"the time of a GPU with renderers is counted"
is "$(seen "[vgpu(2, '$idle')[name] for name in ('busy_percent', 'frames_per_second',
	'commands_per_second', 'errors', 'vram_used')]")" "[0.0, 0.0, 0.0, 0, 0]" \
	"a vGPU without a guest does nothing"
is "$(seen "[sums(gpu) for gpu in samples[2]['gpus']]")" "[True, True]" \
	"a GPU has the sums of its vGPUs"
is "$(seen "(vgpu(2, '$served')['renderer_memory'] > 0, vgpu(2, '$used')['renderer_memory'])")" \
	"(True, None)" "a renderer has memory, and a vGPU without one has none"
is "$(setpriv --reuid 65534 --regid 65534 --clear-groups "$TOP" --batch -n 1 -d 0.1 |
	grep -F "$used" | awk '{ print $1 }')" "?" \
	"an ordinary user sees that the VM's name is unknown to him"

# A program that is stopped for long gives up.
kill -9 "${pids[0]}"
wait "${pids[0]}" 2>/dev/null

# The name of a VM.
qemu-system-x86_64 -name "guest=$NAME,debug-threads=on" -S -M q35 -accel tcg -m 32 -nodefaults \
	-display none -device "vfio-pci,sysfsdev=$MDEV_DIR/$idle,display=off" >"$WORK/qemu" 2>&1 &
pids+=($!)
ok "QEMU opens a vGPU" wait_for 60 "QEMU" grep -qx 1 "$MDEV_DIR/$idle/in_use" ||
	sed 's/^/# /' "$WORK/qemu"
is "$("$TOP" --batch -n 1 -d 0.1 | grep -F "$idle" | awk '{ print $1 }')" "$SHOWN" \
	"the name of QEMU's VM is shown, without control characters"

# On a terminal.
mkfifo "$WORK/keys"
tests/host/terminal.py "$WORK/screen" "$TOP" -d 0.5 <"$WORK/keys" >"$WORK/terminal" 2>&1 &
terminal=$!
pids+=("$terminal")
exec 7>"$WORK/keys"

press() { (echo "$1" >&7) 2>/dev/null; }

# shows PATTERN: the screen has it; asks for all of the screen if it has not.
shows() {
	grep -qE "$1" "$WORK/screen" && return
	press paint
	return 1
}

# comes PATTERN PROMISE: passes when the screen has it soon.
comes() {
	ok "$2" wait_for 30 "the screen to show $1" shows "$1" ||
		cat -v "$WORK/screen" "$WORK/terminal" | sed 's/^/# /'
}

comes "2 GPUs, 3 vGPUs" "mvgpu-top shows GPUs and vGPUs on a terminal"
comes "$used" "with the UUIDs"
comes '7m(.\[[0-9;]*m)*busy %' "it is sorted by the first number"
press s
comes '7m(.\[[0-9;]*m)*wait %' "the key s sorts by the next column"
press p
comes "  paused  " "the key p stops it"
press "size 5 24"
comes $'2 G($|\e)' "a small window shows as much as it has room for"
press "size 24 160"
press p
new=$(new_vgpu 4 "" "$soft")
comes "$new" "a vGPU that comes is shown, in a window that is large again"
press p

# Prometheus.
metrics() { scripts/mvgpu-status --prometheus >"$WORK/textfile/mvgpu.prom.tmp" &&
	mv "$WORK/textfile/mvgpu.prom.tmp" "$WORK/textfile/mvgpu.prom"; }

# scraped EXPRESSION: evaluates an expression of what the exporter says and of its file.
scraped() {
	local value
	echo "$1" >&6
	read -rt 120 value <&5 && echo "$value" && [[ $value != error:* ]]
}

mkdir "$WORK/textfile"
coproc tests/host/scrape.py "http://$ADDRESS/metrics" "$WORK/textfile/mvgpu.prom"
pids+=("$COPROC_PID")
exec 5<&"${COPROC[0]}" 6>&"${COPROC[1]}"
ok "mvgpu-status prints metrics" metrics
ip link set lo up
prometheus-node-exporter --collector.disable-defaults --collector.textfile \
	--collector.textfile.directory="$WORK/textfile" --web.listen-address=$ADDRESS \
	>"$WORK/exporter" 2>&1 &
pids+=($!)
wait_for 60 "the exporter" scraped 1 || sed 's/^/# /' "$WORK/exporter"
is "$(scraped "one('node_textfile_scrape_error')")" 0.0 \
	"the node exporter of Prometheus reads them without an error"
is "$(scraped "len(ours) > 50 and set(ours.items()) - set(got.items())")" "set()" \
	"it has each sample, with labels and value"
is "$(scraped "sorted(heads(written) - heads(said))")" "[]" "it has each help text and type"
is "$(scraped "one('mvgpu_vgpu_commands_total', '$used') > 10")" True "commands are counted"
is "$(scraped "one('mvgpu_vgpu_vram_bytes', '$used')")" "$(cat "$MDEV_DIR/$used/vram").0" \
	"memory is in bytes"
is "$(scraped "one('mvgpu_vgpu_renderer_memory_bytes', '$served') > 0")" True \
	"a renderer has memory"
is "$(scraped "label('mvgpu_vgpu_info', 'vm', '$idle')")" 'a,b\"\\\\x1b[31m' \
	"the name of a VM is escaped"
before=$(scraped "int(one('mvgpu_vgpu_frames_total', '$used'))")
draws "$used"
ok "another guest draws" wait_for 30 "its frames" counts "$used" flushes "$before"
kill -STOP "${pids[-1]}"
metrics
is "$(scraped "one('mvgpu_vgpu_frames_total', '$used') > $before")" True \
	"the next file replaces the last one"
echo 'mvgpu_broken{' >"$WORK/textfile/broken.prom"
is "$(scraped "one('node_textfile_scrape_error')")" 1.0 \
	"the control: it says when a file is broken"

# The module goes while mvgpu-top runs.
press p
kill -9 "${pids[@]:1:2}" "${pids[-1]}"
wait "${pids[@]:1:2}" "${pids[-1]}" 2>/dev/null
unserve_all
for uuid in "$idle" "$used" "$served" "$new"; do
	wait_for 20 "$uuid to be free" grep -qx 0 "$MDEV_DIR/$uuid/in_use"
	remove_vgpu "$uuid"
done
comes "2 GPUs, 0 vGPUs" "vGPUs that go are shown no more"
unload_module
comes "mvgpu is not loaded" "a module that is unloaded is shown to be"
load_module
comes "1 GPU, 0 vGPUs" "so is one that is loaded again"
press q
ok "the key q ends it" wait_for 20 "mvgpu-top to end" eval "! kill -0 $terminal"
wait $terminal
is $? 0 "it ends without an error"
plan
