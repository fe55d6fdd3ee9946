# SPDX-License-Identifier: GPL-2.0
#
# A guest that loses its GPU. Sourced after tests/runner/lib.sh.
#
# shellcheck shell=bash

CLIENT=/build/vfio/vfio-client

# start_guest UUID: starts a client that uses a vGPU and prints what happens to it.
start_guest() {
	: >"$WORK/guest"
	"$CLIENT" --device "$MDEV_DIR/$1" --mode lost >"$WORK/guest" 2>&1 &
	GUEST=$!
	wait_for 20 "the guest to be ready" guest_says ready
}

# guest_says WORD [TIMES]: succeeds when the client printed the word, TIMES at least.
guest_says() { [ "$(grep -cx "$1" "$WORK/guest")" -ge "${2:-1}" ]; }

guest_is_heard() { sed 's/^/# guest: /' "$WORK/guest"; }

end_guest() {
	[ -z "${GUEST:-}" ] || kill -9 "$GUEST" 2>/dev/null
	GUEST=
}

# ended PID: succeeds when the process has ended.
ended() { ! kill -0 "$1" 2>/dev/null; }
