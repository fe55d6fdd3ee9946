#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The library of suites and that of the VFIO client count nothing that failed as a pass:
# suites are played here, and so is the client.
#
# shellcheck disable=SC2016
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/unit/taplib.sh
. tests/unit/taplib.sh
PLAYED=$(mktemp -d)
trap 'rm -rf "$PLAYED"' EXIT
unset MVGPU_TEST

# says NAME WANT SUITE: whether a suite of these lines has this number of failures.
says() {
	local got
	got=$(bash -c ". tests/runner/lib.sh; module_loaded() { false; }; $3; plan" \
		2>/dev/null | grep -c '^not ok')
	is "$got" "$2" "$1"
}

# client NAME WANT LINE...: whether a client of these lines of shell has these failures.
client() {
	printf '%s\n' '#!/bin/bash' "${@:3}" >"$PLAYED/client"
	chmod +x "$PLAYED/client"
	says "client: $1" "$2" \
		". tests/vfio/client.sh; CLIENT=$PLAYED/client; client_tests"
}

says "a command that fails passes where it has to fail" 0 'fails x false'
says "one that does not fail fails" 1 'fails x true'
says "a program that does not exist did not fail" 1 'fails x /nothing'
says "nor one that cannot be executed" 1 'fails x /etc/passwd'
says "nor one in a guest that is silent" 1 'fails x bash -c "exit 125"'
client "all results" 0 'echo "ok 1 - a"' 'echo "1..1"'
client "a failure" 1 'echo "not ok 1 - a"' 'echo "1..1"' 'exit 1'
client "no plan" 1 'echo "ok 1 - a"'
client "a result too few" 1 'echo "ok 1 - a"' 'echo "1..2"'
client "a crash behind the plan" 1 'echo "ok 1 - a"' 'echo "1..1"' 'kill -SEGV $$'
client "a status without a failure" 1 'echo "ok 1 - a"' 'echo "1..1"' 'exit 1'
client "not ok with SKIP in its name" 1 'echo "not ok 1 - a # SKIP b"' 'echo "1..1"' 'exit 1'
client "a skipped test" 0 'echo "ok 1 - a # SKIP b"' 'echo "1..1"'
end
