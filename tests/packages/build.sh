#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The packages have what they should, and are the same whoever builds them.
# shellcheck source=tests/packages/lib.sh
. /mvgpu/tests/packages/lib.sh

AGAIN=/tmp/elsewhere/again

contents() { dpkg-deb --fsys-tarfile "$1" | tar -t | grep -v '/$' | sed 's,^\.,,' | sort; }
field() { dpkg-deb --field "$1" "$2"; }
built() { find "$1" -maxdepth 1 -regex '.*\.\(deb\|dsc\|xz\)' -printf '%f\n' | sort; }

dkms=$BUILT/mvgpu-dkms_${VERSION}_all.deb
tools=$BUILT/mvgpu-tools_${VERSION}_amd64.deb
is "$(debs $BUILT | xargs)" "$dkms $tools" \
	"there are two packages, of the version of the file VERSION"

has_sources < <(contents "$dkms")
is "$(contents "$dkms" | grep -vE '^/usr/(src|share/doc/mvgpu-dkms)/')" "" \
	"and nothing else"
is "$(dpkg-deb --fsys-tarfile "$dkms" | tar -xO "./usr/src/mvgpu-$VERSION/dkms.conf" |
	grep '^PACKAGE_VERSION')" "PACKAGE_VERSION=\"$VERSION\"" "dkms.conf has the version"

contents "$tools" >/tmp/contents
is "$(listed | sort | comm -13 /tmp/contents -)" "" "mvgpu-tools has all that install.list names"
is "$(listed | sort | comm -23 /tmp/contents - | grep -vE '^/usr/share/(doc|lintian)/')" \
	$COMPLETIONS/mvgpu "and nothing else but documents"
is "$(field "$tools" Depends | grep -o 'libvirglrenderer1')" libvirglrenderer1 \
	"it depends on virglrenderer, as the renderer does"

# Whoever builds the same tree gets the same bytes.
export LC_ALL=C TZ=Pacific/Kiritimati
umask 027
does "they are built in another place, time zone and language, with another umask" \
	/mvgpu/packaging/deb-build.sh $BUILT/source.tar $AGAIN
is "$(built $AGAIN)" "$(built $BUILT)" "with the same files"
for file in $(built $BUILT); do
	does "$file is the same" cmp $BUILT/"$file" $AGAIN/"$file"
done
is "$(built $BUILT | wc -l)" 5 "these are a source package, two packages and the symbols of one"

is "$(lintian --allow-root --pedantic --display-info $BUILT/*.dsc $BUILT/*.deb 2>&1)" "" \
	"lintian has nothing to say"
end
