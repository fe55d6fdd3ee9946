#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The host-visible region of a GPU with renderers: a guest accesses memory of a renderer's
# process, of every kind that drivers have, and loses it at once when the renderer does. A
# renderer cannot show a guest what is not its to show.
#
# mvgpu-limit: 600
. tests/runner/lib.sh
. tests/vfio/client.sh
. tests/vfio/render.sh

on_exit() { unserve_all; }

BOTH="mirror: guest and renderer see what the other one writes"
TAKEN="mirror: memory that the renderer takes away is gone at once"
HIDDEN="mirror: memory that no guest may see is not shown"
LIE="mirror: what cannot be memory ends the renderer"
KILLED="mirror: the memory of a renderer that is killed is gone at once"
REJECTED_BY_KVM="mirror: pages that KVM would reject are blank"
STORM="mirror: a renderer that changes its memory all the time holds nobody up"
REPLACED="mirror: memory that is replaced all the time is never seen again"

# memory KIND: it can be had here.
memory() {
	case $1 in
	udmabuf) modprobe -q udmabuf; [ -e /dev/udmabuf ] ;;
	vgem) modprobe -q vgem && [ -e /dev/dri/card0 ] ;;
	*) true ;;
	esac
}

# blank_kind KIND: memory without references, which some kernels' KVM does not take, is blank.
blank_kind() {
	serve_vgpu "$device" --memory "$1"
	ok "$1: memory that KVM would reject is blank" one_test "$HIDDEN" || said
	unserve "$device"
}

# of_kind KIND: what a guest and a renderer do with memory of a kind.
of_kind() {
	if ! memory "$1"; then
		skip "memory of the kind $1 can be mirrored" "this kernel has no $1"
		return
	fi
	serve_vgpu "$device" --memory "$1"
	ok "$1: $BOTH" one_test "$BOTH" || said
	unserve "$device"
	with_mode moves "$BOTH" "$1: memory that the renderer moves is seen where it is" --memory "$1"
	with_mode drops "$TAKEN" "$1: memory that the renderer drops is blank at once" --memory "$1"
	case $1 in memfd | vgem) in_every_way "$1" ;; esac
}

# in_every_way KIND: what does not depend on more than whether there are pages behind it.
in_every_way() {
	with_mode protects "$TAKEN" "$1: memory that the renderer makes read-only is blank at once" \
		--memory "$1"
	with_mode churns "$REPLACED" "$1: a guest never sees memory that was replaced" --memory "$1"
	with_mode die=ctx-detach "$KILLED" "$1: the memory of a renderer that is killed is blank" \
		--memory "$1"
}

# kvm_takes_references: this kernel is older than 6.13.
kvm_takes_references() {
	[ "$(printf '%s\n' 6.13 "$(uname -r)" | sort -V | head -n 1)" != 6.13 ]
}

# from_pools: pages without a reference, which some kernels' KVM does not take.
from_pools() {
	ok "pool_pages.ko, which has pages without a reference, loads" \
		insmod /build/kmod/pool_pages.ko || return 0
	if kvm_takes_references; then
		serve_vgpu "$device" --memory pool
		ok "pages that KVM would reject are blank" one_test "$REJECTED_BY_KVM" || said
		unserve "$device"
		matches "$(dmesg)" "takes no pages without a reference" "the log says so"
	else
		with_mode moves "$BOTH" "pages without a reference are seen where they are" \
			--memory pool
	fi
	ok "its memory is not in use any more" rmmod pool_pages
}

said() { sed 's/^/#   /' "$WORK/output.${device##*/}" "$WORK/log.${device##*/}" | tail -n 12; }

load_module soft_gpus=0 || bail "the module does not load"
new_gpu --window 256
is "$(cat "$gpu/mvgpu/window_total")" $((256 << 20)) "the host-visible region can be shared"
two_vgpus "$gpu"
is "$(cat "$gpu/mvgpu/window_used")" $((192 << 20)) "two vGPUs have their parts of the region"

serve_vgpu "$device"
serve_vgpu "$other"
client_tests --device "$device" --other "$other" "window: the host" "window: a new blob" \
	"window: an unmapped" "window: offsets" "window: blobs" "window: the number" \
	"window: no blob" "window: the region" "window: a mapping" "window: two vGPUs" \
	"mirror: guest and" "mirror: the region" "mirror: a blob" config
pages_given_back
settles 0 "no blob is left in the region" cat "$device/stats/mapped"
unserve "$device"

for kind in memfd anonymous udmabuf vgem; do
	of_kind $kind
done
# All but the first page of a transparent huge page have no reference of their own.
if kvm_takes_references; then blank_kind huge; else of_kind huge; fi

from_pools

with_mode storms "$STORM" "a vGPU can be closed while its renderer invalidates all the time"
diag "$(dmesg | grep -c "changes all the time") renderers were killed for it"

for mode in "hole=where nothing is" "readonly=that it cannot write" "queue=of its queue" \
	"commands=of the module's queue" "slot=that it was lent" "file=of a file"; do
	with_mode "map-${mode%%=*}" "$HIDDEN" "a renderer cannot show memory ${mode#*=}"
done
for mode in "odd-address=an address within a page" "null=no address" \
	"kernel=an address of the kernel" "end=memory beyond the last address" \
	"wraps=an impossible size" "small=less memory than the blob's" \
	"odd-size=a part of a page" "no-cache=no caching mode"; do
	with_mode "map-${mode%%=*}" "$LIE" "a renderer that names ${mode#*=} is ended"
done
unserve_all
ok "the GPU is removed" "$FAKE" remove "${gpu##*/}"
settles 0 "no surface is left" surfaces
ok "the module unloads" unload_module
plan
