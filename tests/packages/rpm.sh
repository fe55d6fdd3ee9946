#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The RPM packages have the files of the Debian packages, are the same when they are built again, and
# are installed, upgraded and erased. This is Debian's rpm, which has no packages to depend on:
# what they require is compared, and not looked for.
#
# Functions that are called by their names are not seen to be called.
# shellcheck disable=SC2317
# shellcheck source=tests/packages/lib.sh
. /mvgpu/tests/packages/lib.sh

OLD=0.0.1
DIR=/tmp/rpm
CONF=/etc/mvgpu.conf

# Without the package of debugging symbols, for which RPM distributions have further programs.
build() { /mvgpu/packaging/rpm-build.sh "$@" --nodeps --define "debug_package %{nil}"; }
built() { find "$1" -name '*.rpm' -printf '%f\n' | sort; }
requires() { rpm -qp --requires "$1"; }
files() { rpm -qp --qf '[%{FILENAMES} %{FILEMODES:perms}\n]' "$1" | sed -n 's/ [-l][^ ]*$//p'; }
modules() { dkms status -m mvgpu | sed -E 's/^mvgpu\/([^,]*), [^:]*: /\1 /'; }
rpms() { rpm "$@" --nodeps; }

# DKMS builds for the kernel that runs, which has no headers here, and need not build for two.
rm -r /lib/modules/*-rt-*
kernel=$(ls /lib/modules)
mv /usr/bin/uname /usr/bin/uname.real
printf '#!/bin/sh\n[ "$*" = -r ] && echo %s || exec uname.real "$@"\n' "$kernel" >/usr/bin/uname
chmod +x /usr/bin/uname
does "the packages are built" build $BUILT/source.tar $DIR || bail "there are no packages"
dkms=$DIR/mvgpu-dkms-$VERSION-1.noarch.rpm
tools=$DIR/mvgpu-tools-$VERSION-1.x86_64.rpm
is "$(built $DIR | xargs)" "mvgpu-$VERSION-1.src.rpm ${dkms##*/} ${tools##*/}" \
	"there are a source package and two packages, of the version of the file VERSION"

has_sources < <(files "$dkms")
is "$(files "$dkms" | grep -v '^/usr/src')" "/usr/share/licenses/mvgpu-dkms-$VERSION/COPYING" \
	"and its licence"
files "$tools" | sort >/tmp/contents
is "$(listed | sort | comm -13 /tmp/contents -)" "" \
	"mvgpu-tools has all that install.list names"
is "$(listed | sort | comm -23 /tmp/contents - |
	grep -vE '^/usr/(share/(doc|licenses)|lib/\.build-id)/')" \
	$COMPLETIONS/mvgpu "and nothing else but documents and the number of its build"
is "$(rpm -qp --configfiles "$tools")" $CONF "its configuration is one"
is "$(requires "$dkms" | sort -u | grep -c '^dkms$') $(requires "$tools" | grep -c libvirglrenderer)" "1 1" \
	"they require dkms and virglrenderer"

# The source package has the name of the directory in which it was built, and the others its hash.
mv $DIR /tmp/first
export LC_ALL=C TZ=Pacific/Kiritimati
umask 027
does "they are built in another time zone and language, with another umask" \
	build $BUILT/source.tar $DIR
umask 022
for file in $(built /tmp/first); do
	does "$file is the same" cmp /tmp/first/"$file" $DIR/"$file"
done

# A tree that differs in its version.
mkdir /tmp/tree
tar -C /tmp/tree -xf $BUILT/source.tar
echo $OLD >/tmp/tree/VERSION
(cd /tmp/tree && tar -cf /tmp/old.tar -- *)
does "an older version is built" build /tmp/old.tar /tmp/old
does "it is installed" rpms --install /tmp/old/mvgpu-{dkms-$OLD-1.noarch,tools-$OLD-1.x86_64}.rpm
is "$(modules)" "$OLD installed" "DKMS has built the module"
echo "# mine" >>$CONF
does "it is upgraded" rpms --upgrade "$dkms" "$tools"
is "$(modules)" "$VERSION installed" "DKMS has the new module and not the old one"
is "$(modinfo -k "$kernel" -F version mvgpu)" "$VERSION" "modprobe finds the new one"
is "$(tail -n 1 $CONF)" "# mine" "the configuration is the administrator's"
does "the programs work" mvgpu-status
does "they are erased" rpms --erase mvgpu-dkms mvgpu-tools
is "$(modules)$(ls /usr/sbin/mvgpu-* 2>/dev/null)" "" "no module and no program is left"
is "$(tail -n 1 $CONF.rpmsave)" "# mine" "the configuration is kept"
end
