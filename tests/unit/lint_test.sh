#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# scripts/doc-paths.py and the search of scripts/lint.sh for pipes find what is planted
# in a repository of their own.
#
# shellcheck disable=SC2016
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/unit/taplib.sh
. tests/unit/taplib.sh
TOP=$PWD
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
PIPES=$(sed -n '/^lint_pipes()/,/^}/p' scripts/lint.sh)

# finds NAME WANT FILE TEXT COMMAND...: whether a command prints lines (some, none).
finds() {
	local got
	printf '%b\n' "$4" >"$WORK/$3"
	got=$(cd "$WORK" && git add -A && "${@:5}" 2>&1)
	[ -n "$got" ] || got=none
	[ "$2" = none ] || got=${got:+some}
	is "$got" "$2" "$1"
	rm "$WORK/$3"
}

path() { finds "paths: $3" "$1" x.md "$2" "$TOP/scripts/doc-paths.py"; }

# GREP stands for grep, as the search would find these lines here.
pipe() {
	set -- "$1" "${2//GREP/grep}"
	finds "pipes: $2" "$1" x.sh "#!/bin/bash\n$2" bash -c "$PIPES; lint_pipes"
}

git init -q "$WORK"
mkdir -p "$WORK"/{gvt/cmd,scripts,tests/vfio}
touch "$WORK"/{gvt/cmd/fence.c,scripts/tool,tests/vfio/commands.t,scripts/x.service}
path none 'gvt/cmd/fence.c' 'a file'
path some 'gvt/cmd/fences.c' 'a file that does not exist'
path none 'see scripts/tool.' 'a script'
path some 'see scripts/tools.' 'a script that does not exist'
path some '`scripts/y.service`' 'a service that does not exist'
path none 'gvt/cmd/ and gvt/*/*.c' 'folders and patterns'
path some '``gvt/command/``' 'a folder that does not exist'
path none 'the suite vfio/commands' 'a suite'
path some 'the suite vfio/command' 'a suite that does not exist'
path none 'tests/vfio/x.t, tests/NAME/x and vfio/NAME' 'what stands for any'
path none '/lib/modules/include/x.h ../include/y.h' 'a path elsewhere'
pipe none 'a | GREP x'
pipe some 'a | GREP -q x'
pipe some 'a | GREP -Eq x'
pipe some 'a | GREP -E -q x'
pipe some 'a |& GREP -q x'
pipe some 'a | GREP --quiet x'
pipe some 'a |\n\tGREP -q x'
pipe some 'a \\\\\n\t| GREP -q x'
pipe none 'GREP -q x <(a)'
pipe none 'a | GREP x; GREP -q y z'
end
