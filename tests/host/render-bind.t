#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# mvgpu-bind makes and removes GPUs with renderers, and says what is wrong when it cannot;
# mvgpu-status and mvgpu-report show them.
#
# mvgpu-long: yes
# mvgpu-limit: 300
# shellcheck source=tests/runner/lib.sh
. tests/runner/lib.sh
# shellcheck source=tests/runner/render.sh
. tests/runner/render.sh

PARENTS=/sys/class/mdev_bus
NODE=/dev/dri/renderD128
BIND=$WORK/bin/mvgpu-bind
REPORT=$WORK/bin/mvgpu-report

on_exit() {
	stop_renderers
	modprobe -r vgem 2>/dev/null || true
}

parents() { find $PARENTS -mindepth 1 -printf '%f\n' 2>/dev/null | sort | xargs; }
node_is_there() { [ -c $NODE ] && [ -d "/sys/class/drm/${NODE##*/}" ]; }

# rejects LINE WORD...: prints what mvgpu-bind says when it fails.
rejects() {
	local want=$1
	shift
	is "$("$BIND" "$@" 2>&1 >/dev/null || echo "status $?")" \
		"mvgpu-bind: $want"$'\n'"status 1" "mvgpu-bind $* is rejected: ${want%%$'\n'*}"
}

as_nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }

# json EXPRESSION: evaluates an expression of the JSON output, which is "status".
json() {
	scripts/mvgpu-status --json | python3 -c "
import json, sys
status = json.load(sys.stdin)
print(eval(sys.argv[1]))" "$1"
}

# The programs are in one directory, as on a host where they are installed.
install -D -t "$WORK/bin" scripts/mvgpu-bind scripts/mvgpu-report scripts/mvgpu-status \
	"$RENDER" || bail "the programs are missing"
chmod 755 "$WORK" "$WORK/bin"
# An emulated machine needs longer than a real one.
load_module soft_gpus=0 renderer_wait_ms=60000 renderer_open_ms=120000 ||
	bail "the module does not load"

# A GPU without a node.
is "$("$BIND" --software)" \
	"render0: the types are in $PARENTS/render0/mdev_supported_types" \
	"a GPU of Mesa's software driver is made"
ok "its types are in that directory" \
	test -e "$PARENTS/render0/mdev_supported_types/mvgpu-vgpu_V1_4/create"
is "$(cat $PARENTS/render0/mvgpu/render_node)" "" "it has no render node"

# A GPU with a node that is no PCI function.
if modprobe vgem && wait_for 20 "the node of vgem" node_is_there; then
	matches "$("$BIND" --list)" "^$NODE (vgem|no driver)" "the list has a render node and its driver"
	is "$("$BIND" $NODE)" \
		"render1: the types are in $PARENTS/render1/mdev_supported_types" \
		"the GPU of a render node is shared"
	is "$(cat $PARENTS/render1/mvgpu/render_node)" "${NODE##*/}" \
		"the GPU has the name of the node"
	rejects "${NODE##*/} is shared already: $PARENTS/render1/mdev_supported_types" $NODE
	is "$(json "[gpu['render_node'] for gpu in status['gpus']]")" "[None, '${NODE##*/}']" \
		"mvgpu-status has the render nodes as JSON"
	matches "$(scripts/mvgpu-status)" "render1 \(render, ${NODE##*/}\)" \
		"mvgpu-status shows the render node"
	ok "a shared render node is given up" "$BIND" --undo $NODE
	is "$(parents)" render0 "its GPU is gone, and the other one is there"
	rejects "$NODE is not shared; mvgpu-status shows the GPUs of mvgpu" --undo $NODE
	"$BIND" --window 64 $NODE >/dev/null
	is "$(cat $PARENTS/render1/mvgpu/window_total)" $((64 << 20)) \
		"a GPU is shared with a host-visible region of the size that is asked for"
	ok "it is given up" "$BIND" --undo $NODE
else
	skip "the GPU of a render node is shared" "there is no vgem"
fi

# What cannot be shared.
rejects "/dev/dri/card7 is not a render node like $NODE; see mvgpu-bind --list" /dev/dri/card7
rejects "there is no render node /dev/dri/renderD191; see mvgpu-bind --list" \
	/dev/dri/renderD191
rejects "'00:02.0' is neither a PCI address like 0000:00:02.0 nor a render node;\
 see mvgpu-bind --list" 00:02.0
rejects "there is no PCI device 0000:00:1f.7; see mvgpu-bind --list" 0000:00:1f.7
rejects "--window takes a number of MiB; see mvgpu-bind --help" --window all $NODE
rejects "0000:00:00.0 is not a GPU; see mvgpu-bind --list" 0000:00:00.0
rejects "there is no GPU render7 to undo; see mvgpu-status" --undo render7
is "$(as_nobody "$BIND" --software 2>&1)" "mvgpu-bind: only root may do that" \
	"only root can make a GPU"
rm "$WORK/bin/mvgpu-render"
rejects "there is no program mvgpu-render: make -C render, and install it beside this\
 script"$'\n'"mvgpu-bind: the software renderer cannot be shared, see above" --software
install -t "$WORK/bin" "$RENDER"

# A vGPU and its renderer.
uuid=$(new_vgpu 4 "" $PARENTS/render0) || bail "no vGPU can be made"
is "$(json "status['gpus'][0]['vgpus'][0]['renderer']")" None \
	"mvgpu-status shows a vGPU without a renderer"
renderer "$uuid"
runs() { [ "$(json "status['gpus'][0]['vgpus'][0]['renderer']")" != None ]; }
ok "mvgpu-status shows the process of a renderer" wait_for 20 "the renderer" runs
matches "$(scripts/mvgpu-status | grep "^$uuid")" " $(json \
	"status['gpus'][0]['vgpus'][0]['renderer']")\$" "the table has it in its last column"
matches "$(as_nobody "$WORK/bin/mvgpu-status" | grep "^$uuid")" ' \?$' \
	"an ordinary user sees that this is unknown to him"

# The report.
echo "mvgpu: a line about $(uname -n), [52:54:00:12:34:56], serial number: 4711" >/dev/kmsg
"$REPORT" >"$WORK/report"
is $? 0 "the report is printed"
for words in '^Linux ' '^libvirglrenderer1 ' '^renderer: ' '^largest image: ' \
	'^render0 (render, software)' '^render0/mvgpu/backend: render' \
	'a line about HOST, \[MAC\], serial number: HIDDEN$'; do
	ok "the report has a line '$words'" grep -q -- "$words" "$WORK/report"
done
fails "the report has no name of the host" grep -qw -- "$(uname -n)" "$WORK/report"
fails "the report has no serial number" grep -q 4711 "$WORK/report"

stop_renderers
ok "the GPU is removed with its vGPU" "$BIND" --undo render0
is "$(parents)" "" "no GPU is left"
plan
