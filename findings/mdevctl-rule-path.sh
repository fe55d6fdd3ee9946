#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Debian's package of mdevctl has the program in /usr/bin, and a rule for udev that calls
# /usr/sbin/mdevctl, where upstream's Makefile installs it. The rule is what starts mediated
# devices that were defined with --auto when their parent appears. So none is started, at boot
# or later, and the command succeeds nevertheless: the error is a line in the journal.
#
# The same command works when it calls mdevctl without a path, as it does with logger: a shell
# without PATH in its environment looks in /usr/bin and in /usr/sbin.
#
# Expected: the program is where the rule calls it.
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

RULE=$TREE/usr/lib/udev/rules.d/60-mdevctl.rules

# called: prints the paths by which the rule calls the program.
called() { grep -o '[^ ]*mdevctl start-parent-mdevs' "$RULE" | sort | uniq -c | xargs; }

# there FILE...: prints which of these the packages have.
there() {
	local file
	for file; do
		[ ! -e "$TREE$file" ] || echo "$file"
	done | xargs
}

# ran: runs the command of the rule as udev does, for a parent "gpu", with a logger that prints;
# prints the status and how many lines it logs.
ran() {
	local command
	command=$(sed -n "s/.*RUN+=\"\/bin\/sh -c '\(.*\)'\"$/\1/p" "$RULE" | head -n 1)
	mkdir "$WORK/bin"
	printf '#!/bin/sh\nexec /bin/cat\n' >"$WORK/bin/logger"
	chmod +x "$WORK/bin/logger"
	env -i PATH="$WORK/bin" /bin/sh -c "${command//%k/gpu}" >"$WORK/logged" 2>&1
	echo "status $?, $(wc -l <"$WORK/logged") line"
}

packages trixie mdevctl=1.4.0-2+b1
[ -e "$RULE" ] || cannot "the package has no rule"
[ ! -e /usr/sbin/mdevctl ] || cannot "this machine has a program at that path"

seen "$(called)" "2 /usr/sbin/mdevctl start-parent-mdevs" "calls of the rule"
seen "$(there /usr/sbin/mdevctl /usr/bin/mdevctl)" "/usr/bin/mdevctl" "programs in the package"
seen "$(ran)" "status 0, 1 line" "the rule's command"
seen "$(grep -c 'sbin/mdevctl: ' "$WORK/logged")" 1 "lines that say that there is no such program"
