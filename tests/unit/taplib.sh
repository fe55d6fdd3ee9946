# SPDX-License-Identifier: GPL-2.0
#
# TAP for tests in shell, which source it.
#
# shellcheck shell=bash

_count=0 _failed=0

# result ok|"not ok" NAME
result() {
	_count=$((_count + 1))
	[ "$1" = ok ] || _failed=1
	echo "$1 $_count - $2"
}

# is GOT WANT NAME
is() {
	if [ "$1" = "$2" ]; then
		result ok "$3"
	else
		result "not ok" "$3"
		printf '# got:  %s\n# want: %s\n' "${1:-nothing}" "${2:-nothing}"
	fi
}

# Prints the plan, and ends the test with its status.
end() {
	echo "1..$_count"
	[ $_count -gt 0 ] || _failed=1
	exit $_failed
}
