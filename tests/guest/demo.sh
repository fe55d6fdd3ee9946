#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make demo: demo-host.sh in the host VM, its pictures in out/demo. Arguments: the
# suite, and the GPU of the host VM as vm.py takes it, or none.
set -euo pipefail

SUITE=${1:-trixie}
case ${2:-1} in
none) GPU=() ;;
1) GPU=(--gpu virtio-gpu-gl-pci) ;;
*) GPU=(--gpu "$2") ;;
esac
# Seconds for all that happens in the VM; a quiet machine needs a fifth.
LIMIT=900
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
step "booting the host VM, a machine that may crash; the rest happens in it"
status=0
tests/runner/vm.py --suite "$SUITE" "${GPU[@]}" --out "$OUT/vm" --limit $LIMIT \
	bash tests/guest/demo-host.sh || status=$?
[ $status = 0 ] || {
	step "failed (status $status); logs are in $OUT/vm"
	exit 1
}
pictures=("$OUT"/vm/*.png)
[ ${#pictures[@]} = 2 ] || {
	step "made ${#pictures[@]} pictures instead of two; logs are in $OUT/vm"
	exit 1
}
mv "${pictures[@]}" "$OUT"
step "what the two guests show:"
for file in "$OUT"/*.png; do
	printf '  %s\n' "$PWD/$file"
done
