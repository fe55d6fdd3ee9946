#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# "make install-tools" installs what packaging/install.list has, where it is asked to, and
# "make uninstall-tools" leaves nothing of it. Completion finds GPUs and vGPUs in sysfs.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/unit/taplib.sh
. tests/unit/taplib.sh
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
ROOT=$WORK/root

tools() { make --no-print-directory "$@" DESTDIR="$ROOT" O="$WORK/out"; }
installed() { (cd "$ROOT" 2>/dev/null && find . ! -type d | sed 's,^\.,,' | sort); }
# kept: the configuration files, which stay.
kept() { sed -n "s,^config[[:space:]]*.*/,/etc/,p" packaging/install.list; }
row() { sed -n "s/^$1[[:space:]]*//p" packaging/install.list | sed 's,.*/,,'; }
# mode PERMISSIONS FOLDER: the names of the files in it that have these.
mode() { find "$ROOT$2" -type f -perm "$1" -printf '%f\n' | sort | xargs; }

# programs_of FOLDER: the programs of mvgpu that the units in it start, each once.
programs_of() {
	sed -n 's/^Exec[A-Za-z]*=-\?\([^ ]*mvgpu[^ ]*\).*/\1/p' "$ROOT$1"/*.service | sort -u
}

# wanted FOLDER: the same, as they stand in the sources, in a folder.
wanted() {
	grep -ho '^Exec[A-Za-z]*=-\?/usr/local/sbin/[^ ]*' scripts/*.service | sed "s,.*/,$1/," |
		sort -u
}

# completes NAME WANT WORD...: what bash offers for the last word.
completes() {
	is "$(bash -c '_mvgpu_root=$1; shift
		. packaging/completion.bash
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_mvgpu "$1" "${@: -1}" "${@: -2:1}"
		printf "%s\n" "${COMPREPLY[@]}"' bash "$WORK/sys-root" "${@:3}" | xargs)" "$2" \
		"completion: $1"
}

# The defaults, without mvgpu-render.
tools install-tools >"$WORK/said" 2>&1
is "$?" 0 "the tools are installed without mvgpu-render"
is "$(grep -c 'mvgpu-render is not installed' "$WORK/said")" 1 "it is said that this one is not"
is "$(mode 755 /usr/local/sbin)" "$(row program | sort | xargs)" \
	"all programs are in /usr/local/sbin"
is "$(programs_of /usr/local/lib/systemd/system)" "$(wanted /usr/local/sbin)" \
	"the units start them there"
tools uninstall-tools >/dev/null
is "$(installed)" "$(kept)" "uninstall-tools leaves nothing but the configuration"
rm -r "$ROOT"

# As a package of a distribution.
mkdir "$WORK/out"
install /bin/true "$WORK/out/mvgpu-render"
tools install-tools PREFIX=/usr SBINDIR=/usr/bin UNITDIR=/lib/systemd/system >"$WORK/said" 2>&1
is "$?" 0 "the tools are installed elsewhere"
is "$(mode 755 /usr/bin)" "$({ row program; row built; } | sort | xargs)" \
	"all programs are there, with mvgpu-render"
units=$(mode 644 /lib/systemd/system)
is "$units" "$(row unit | sort | xargs)" "the units are where they are asked for"
is "$(programs_of /lib/systemd/system)" "$(wanted /usr/bin)" \
	"the units start the programs where they are"
is "$(wanted x | grep -c mvgpu-render)" 2 "there are such units"
is "$(grep -rl /usr/local "$ROOT" | grep -v /sbin/)" "" "no file names another place"
is "$(mode 644 /usr/lib/udev/rules.d)" "$(row rules | sort | xargs)" "the rules of udev are installed"
is "$(mode 644 /usr/share/doc/mvgpu/examples)" "$(row example)" "the example is one"
is "$(find "$ROOT/usr/share/bash-completion/completions" -type l -exec test -s {} \; \
	-printf '%f\n' | sort | xargs)" "$({ row program; row built; } | sort | xargs)" \
	"each program has completions"
if command -v rst2man >/dev/null || command -v rst2man.py >/dev/null; then
	is "$(find "$ROOT/usr/share/man" -name 'mvgpu*.[1-9]' -size +0 -printf '%f\n' | sort |
		xargs)" \
		"$(cd Documentation/man && printf '%s\n' *.rst | sed 's/\.rst$//' | sort | xargs)" \
		"the man pages are installed"
	is "$(grep -L "mvgpu $(cat VERSION)" "$ROOT"/usr/share/man/man?/*)" "" "they have the version"
else
	is "$(grep -c 'there is no rst2man' "$WORK/said")" \
		"$(find Documentation/man -name '*.rst' | wc -l)" "it is said why man pages are not"
fi
tools uninstall-tools PREFIX=/usr SBINDIR=/usr/bin UNITDIR=/lib/systemd/system >/dev/null
is "$(installed)" "$(kept)" "uninstall-tools leaves nothing else there"
rm -r "$ROOT"

# The administrator's files, of a tree with one of them.
mkdir -p "$WORK"/tree/{packaging,Documentation/man}
cp packaging/install.sh "$WORK/tree/packaging"
cp VERSION "$WORK/tree"
cp Documentation/man/mvgpu.4.rst "$WORK/tree/Documentation/man"
echo 'config x.conf' >"$WORK/tree/packaging/install.list"
echo new >"$WORK/tree/x.conf"
DESTDIR=$ROOT "$WORK/tree/packaging/install.sh" >/dev/null
is "$(cat "$ROOT/etc/x.conf")" new "a configuration file is installed"
echo edited >"$ROOT/etc/x.conf"
DESTDIR=$ROOT "$WORK/tree/packaging/install.sh" >/dev/null
is "$(cat "$ROOT/etc/x.conf")" edited "one that exists stays as it is"
DESTDIR=$ROOT "$WORK/tree/packaging/install.sh" --uninstall
is "$(installed)" /etc/x.conf "uninstall-tools leaves it"

# A mistake in the list, and an administrator who hides new files.
echo 'unit none.service' >"$WORK/tree/packaging/install.list"
DESTDIR=$WORK/none "$WORK/tree/packaging/install.sh" >"$WORK/said" 2>&1
is "$? $(find "$WORK/none" -type f 2>/dev/null)" "1 " "a unit that is missing is not installed"
is "$(grep -c 'none.service is missing' "$WORK/said")" 1 "it is said which one"
echo 'config x.conf' >"$WORK/tree/packaging/install.list"
(umask 077 && DESTDIR=$WORK/open "$WORK/tree/packaging/install.sh" >/dev/null)
is "$(find "$WORK/open" -mindepth 1 -type d ! -perm 755)" "" "all may look into the folders"

# Completion.
uuid=4b1e28ba-2fa1-11d2-883f-0016d3cca427
mkdir -p "$WORK"/sys-root/sys/{bus/mdev/devices/$uuid,class/drm/{card0,renderD128}} \
	"$WORK"/sys-root/sys/class/mdev_bus/{soft0,render0,0000:00:03.0}/mvgpu \
	"$WORK"/sys-root/sys/class/mdev_bus/0000:00:04.0 \
	"$WORK"/sys-root/sys/bus/pci/devices/0000:00:0{2,3}.0
echo 0x030000 >"$WORK/sys-root/sys/bus/pci/devices/0000:00:02.0/class"
echo 0x020000 >"$WORK/sys-root/sys/bus/pci/devices/0000:00:03.0/class"
completes "options, GPUs and render nodes" \
	"--software --window --undo --list --help 0000:00:02.0 /dev/dri/renderD128" mvgpu-bind ""
completes "GPUs that can be undone" "0000:00:03.0 render0 /dev/dri/renderD128" \
	mvgpu-bind --undo ""
completes "vGPUs" $uuid mvgpu-xml 4b
completes "commands of mvgpu-config" "apply" mvgpu-config a
completes "GPUs of a command" "0000:00:03.0 render0 soft0" mvgpu-config gpu ""
completes "commands of mvgpu-render" "serve" mvgpu-render s
completes "vGPUs of a command" $uuid mvgpu-render serve ""
completes "values of an option" "on off" mvgpu-xml --display ""
completes "nothing is known of a size" "" mvgpu-bind --window ""
end
