#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make demo: runs demo-host.sh in the host VM and puts its pictures into out/demo. The
# arguments are the suite, and the GPU of the host VM as vm.py takes it, or none, or render.
set -euo pipefail

SUITE=${1:-trixie}
# In seconds, for everything in the VM; an idle machine needs a fifth.
LIMIT=900
KIND=()
case ${2:-1} in
none) GPU=() ;;
1) GPU=(--gpu virtio-gpu-gl-pci) ;;
render)
	# The VM has a disk for its guests only beside a GPU. This one stays unused.
	GPU=(--gpu virtio-gpu-gl-pci) KIND=(render) LIMIT=2400
	;;
*) GPU=(--gpu "$2") ;;
esac
cd "$(dirname "$0")/../.."
OUT=out/demo

step() { printf '\ndemo: %s\n' "$*"; }

rm -rf "$OUT"
mkdir -p "$OUT"
step "building the module and the guests' program for $SUITE"
tests/runner/build.py "$SUITE" >"$OUT/build.log" 2>&1 || {
	tail -n 20 "$OUT/build.log"
	step "the build failed; all of its output is in $OUT/build.log"
	exit 1
}
step "booting the host VM, in which the rest happens"
status=0
tests/runner/vm.py --suite "$SUITE" "${GPU[@]}" --out "$OUT/vm" --limit $LIMIT \
	bash tests/guest/demo-host.sh "${KIND[@]}" || status=$?
[ $status = 0 ] || {
	step "failed (status $status); logs are in $OUT/vm"
	exit 1
}
pictures=("$OUT"/vm/*.png)
[ ${#pictures[@]} = 2 ] || {
	step "the demonstration made ${#pictures[@]} pictures instead of two; logs are in $OUT/vm"
	exit 1
}
mv "${pictures[@]}" "$OUT"
step "the screens of the two guests:"
for file in "$OUT"/*.png; do
	printf '  %s\n' "$PWD/$file"
done
