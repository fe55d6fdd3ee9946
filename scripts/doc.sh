#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Makes HTML of Documentation/ in out/doc/html, with the kernel-doc of the sources:
#
#	scripts/doc.sh [KERNEL-DOC]
#
# KERNEL-DOC is the kernel's script of that name; without it the one of the host VM's
# Debian root is used (make host-image). A warning of either tool is an error. Only
# warnings are printed, or where the result is. scripts/lint.sh does this as well.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=tests/runner/common.sh
. tests/runner/common.sh

OUT=$TOP/out/doc
export MVGPU_TOP=$TOP

kernel_doc() {
	compgen -G "$(root_dir trixie)/tree/usr/lib/linux-kbuild-*/scripts/kernel-doc" |
		head -n 1
}

# Folders with sources, from the bottom up, as their includes go.
folders() { sed -n '/^ORDER/,/)/p' scripts/include-order.py | grep -oE '"[^"]+"' | tr -d '"'; }

# sources_of FOLDER: those with kernel-doc, headers first.
sources_of() { grep -lsE '^/\*\*$' "$1"/*.h "$1"/*.c || true; }

underlined() { printf '%s\n%s\n\n' "$1" "${1//?/$2}"; }

# page_of FILE FOLDER: what kernel-doc has of each file, under the file's name.
page_of() {
	local page=$1 name=$2 file
	{
		echo '.. SPDX-License-Identifier: GPL-2.0'
		echo
		underlined "$name" =
		for file in "${@:3}"; do
			underlined "${file##*/}" -
			"$KERNEL_DOC" -rst -sphinx-version "$SPHINX" "$file"
		done
	} >"$page"
}

api_pages() {
	local folder files page name
	for folder in $(folders); do
		mapfile -t files < <(sources_of "$folder")
		[ ${#files[@]} -gt 0 ] || continue
		name=$folder/
		[ "$folder" != . ] || name='top of the tree'
		page=${name//[\/ ]/-}
		page=${page%-}
		page_of "$OUT/source/api/$page.rst" "$name" "${files[@]}"
		echo "   $page" >>"$OUT/source/api/index.rst"
	done
}

need_tool sphinx-build
KERNEL_DOC=${1:-$(kernel_doc)}
[ -x "$KERNEL_DOC" ] || die "no kernel-doc; run make host-image, or name one"
SPHINX=$(sphinx-build --version | grep -oE '[0-9]+(\.[0-9]+)+')
rm -rf "$OUT"
mkdir -p "$OUT"
cp -r Documentation "$OUT/source"
api_pages 2>"$OUT/kernel-doc.log"
sphinx-build -q -W --keep-going -b html "$OUT/source" "$OUT/html" 2>"$OUT/sphinx.log" ||
	true
sed "s|^$OUT/source/|Documentation/|" "$OUT/kernel-doc.log" "$OUT/sphinx.log" >&2
[ ! -s "$OUT/kernel-doc.log" ] && [ ! -s "$OUT/sphinx.log" ] || exit 1
[ ! -t 1 ] || echo "doc: $OUT/html/index.html"
