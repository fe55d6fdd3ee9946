#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# Installs the programs, units, udev rules, man pages and completions of install.list:
#
#	make install-tools [PREFIX=/usr/local] [DESTDIR=] [O=out/render] [SBINDIR=] ...
#
# or removes them, by "make uninstall-tools". The variables of the list below may be set.
# mvgpu-render is installed from O if "make -C render" has built it there, and man pages are if
# rst2man is there to make them. /usr/local/sbin, as it stands in the units, becomes SBINDIR. A
# configuration file that exists is the administrator's, and stays.
set -eu
umask 022
cd "$(dirname "$0")/.."

: "${DESTDIR=}" "${PREFIX:=/usr/local}" "${O:=out/render}"
: "${SBINDIR:=$PREFIX/sbin}" "${MANDIR:=$PREFIX/share/man}" "${DOCDIR:=$PREFIX/share/doc/mvgpu}"
: "${UNITDIR:=$PREFIX/lib/systemd/system}" "${UDEVDIR:=$PREFIX/lib/udev/rules.d}"
: "${SYSCONFDIR:=/etc}" "${COMPLETIONDIR:=$PREFIX/share/bash-completion/completions}"

say() { printf 'install-tools: %s\n' "$*"; }

# rows: prints the kinds and files of the list, and those of the man pages.
rows() {
	sed -e '/^#/d' -e '/^$/d' packaging/install.list
	for page in Documentation/man/*.rst; do
		printf 'man\t%s\n' "$page"
	done
}

# target KIND FILE: prints the path of a file where it is installed.
target() {
	name=${2##*/}
	case $1 in
	program | built) echo "$SBINDIR/$name" ;;
	unit) echo "$UNITDIR/$name" ;;
	rules) echo "$UDEVDIR/$name" ;;
	completion) echo "$COMPLETIONDIR/mvgpu" ;;
	config) echo "$SYSCONFDIR/$name" ;;
	example) echo "$DOCDIR/examples/$name" ;;
	man) name=${name%.rst} && echo "$MANDIR/man${name##*.}/$name" ;;
	*) say "install.list: there is no kind '$1'" >&2; return 1 ;;
	esac
}

# put MODE PATH: installs what it reads.
put() {
	mkdir -p "$DESTDIR${2%/*}"
	cat >"$DESTDIR$2.new"
	chmod "$1" "$DESTDIR$2.new"
	mv "$DESTDIR$2.new" "$DESTDIR$2"
}

has() { [ -s "$1" ] || { say "$1 is missing or empty" >&2; return 1; }; }

# copy FILE MODE PATH
copy() {
	has "$1" || return
	put "$2" "$3" <"$1"
}

# The name of each command finds the same file.
commands() {
	rows | sed -nE 's,^(program|built)\t+(.*/)?,,p'
}

install_built() {
	if [ -x "$O/$1" ]; then
		copy "$O/$1" 755 "$2"
	else
		say "$1 is not installed: run make -C render first, where it is wanted"
	fi
}

# rst2man has another name in the packages of some distributions.
install_man() {
	for rst2man in rst2man rst2man.py none; do
		! command -v "$rst2man" >/dev/null || break
	done
	if [ "$rst2man" = none ]; then
		say "${2##*/} is not installed: there is no rst2man (Debian: python3-docutils)"
	else
		text=$(sed "s/@VERSION@/$(cat VERSION)/" "$1" | "$rst2man" --strict) &&
			printf '%s\n' "$text" | put 644 "$2"
	fi
}

install_completion() {
	copy "$1" 644 "$2"
	for command in $(commands); do
		ln -sf mvgpu "$DESTDIR$COMPLETIONDIR/$command"
	done
}

# install_row KIND FILE PATH
install_row() {
	case $1 in
	program) copy "$2" 755 "$3" ;;
	built) install_built "$2" "$3" ;;
	unit | rules) has "$2" && sed "s,/usr/local/sbin/,$SBINDIR/," "$2" | put 644 "$3" ;;
	config) [ -e "$DESTDIR$3" ] || copy "$2" 644 "$3" ;;
	completion) install_completion "$2" "$3" ;;
	man) install_man "$2" "$3" ;;
	*) copy "$2" 644 "$3" ;;
	esac
}

# remove_row KIND PATH
remove_row() {
	[ "$1" = config ] || rm -f "$DESTDIR$2"
	[ "$1" != completion ] || for command in $(commands); do
		rm -f "$DESTDIR$COMPLETIONDIR/$command"
	done
}

list=$(rows)
while read -r kind file; do
	path=$(target "$kind" "$file")
	case ${1-} in
	'') install_row "$kind" "$file" "$path" ;;
	--uninstall) remove_row "$kind" "$path" ;;
	*) say "usage: install.sh [--uninstall]" >&2; exit 2 ;;
	esac
done <<END
$list
END
[ -n "$DESTDIR" ] || say "run systemctl daemon-reload, and udevadm control --reload"
