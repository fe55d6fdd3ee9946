#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# With KVM of Linux 6.14 or newer in a machine that QEMU emulates (TCG, a CPU with SVM), a guest
# cannot access a device after an exception that it handles itself: KVM_RUN ends with
# KVM_EXIT_INTERNAL_ERROR, suberror 3, and QEMU pauses its guest. A page fault of the guest that
# leads to a read of its disk is enough, so that guests with a disk do not boot.
#
# The emulated VMRUN notes an exception that it delivers in EVENTINJ, and clears the valid bit
# when it is delivered, but not its type; at the next exit both are copied to EXITINTINFO. KVM
# has looked at the type alone since 6.14, to find out whether an access to a device happened
# while an event was delivered (svm_check_emulate_instruction). AMD's manual says that without
# the valid bit the other fields are undefined.
#
# Expected: KVM_EXIT_MMIO, as without the exception and as with Linux 6.12. (When a guest stops
# at an access to its disk, one suspects the device, or the guest.)
# shellcheck source=findings/lib.sh
. "$(dirname "$0")/lib.sh"

packages trixie qemu-system-x86=1:10.0.13+ds-0+deb13u1 busybox-static=1:1.37.0-6+b9 \
	python3.13-minimal=3.13.5-2+deb13u5 libpython3.13-stdlib=3.13.5-2+deb13u5

# init prints what the machine starts: modules of KVM, and then kvm_event.py.
init() {
	cat <<-'END'
		#!/bin/busybox sh
		/bin/busybox mount -t devtmpfs dev /dev
		for module in /modules/*.ko; do
			/bin/busybox insmod "$module"
		done
		PYTHONHOME=/usr /usr/bin/python3.13 -B /kvm_event.py
		echo done
		/bin/busybox poweroff -f
	END
}

# initrd KERNEL: makes an archive with the modules of that kernel, in the order of insmod.
initrd() {
	local root=$WORK/root n=0 name file
	mkdir -p "$root/bin" "$root/dev" "$root/modules" "$root/usr/bin" "$root/lib64"
	cp "$TREE/usr/bin/busybox" "$root/bin"
	cp "$TREE/usr/bin/python3.13" "$root/usr/bin"
	mkdir -p "$root/usr/lib/x86_64-linux-gnu"
	cp -r "$TREE/usr/lib/python3.13" "$root/usr/lib"
	for name in libc libm libz libffi libexpat; do
		cp -P "$LIBRARIES/$name".so* "$root/usr/lib/x86_64-linux-gnu"
	done
	cp "$LIBRARIES/ld-linux-x86-64.so.2" "$root/lib64"
	ln -s usr/lib "$root/lib"
	for name in irqbypass ccp kvm kvm-amd; do
		file=$(find "$TREE" -path "*/modules/$1/*" -name "$name.ko*")
		[ -n "$file" ] || continue
		n=$((n + 1))
		python3 -c 'import lzma, sys
data = open(sys.argv[1], "rb").read()
sys.stdout.buffer.write(lzma.decompress(data) if sys.argv[1].endswith("xz") else data)' \
			"$file" >"$root/modules/$n-$name.ko"
	done
	cp "$HERE/kvm_event.py" "$root"
	init >"$root/init"
	chmod 755 "$root/init"
	(cd "$root" && find . | "$TREE/usr/bin/busybox" cpio -o -H newc) >"$WORK/initrd" 2>/dev/null
	rm -r "$root"
}

# boot KERNEL: runs the machine until init has ended.
boot() {
	initrd "$1"
	timeout 300 "${RUN[@]}" "$TREE/usr/bin/qemu-system-x86_64" \
		-L "$TREE/usr/share/qemu" -L "$TREE/usr/share/seabios" \
		-machine q35 -accel tcg -cpu max -m 512 -nodefaults -no-user-config \
		-no-reboot -display none -serial "file:$WORK/console" \
		-kernel "$TREE/boot/vmlinuz-$1" -initrd "$WORK/initrd" \
		-append "console=ttyS0 panic=-1 tsc_early_khz=1000000 no_timer_check" \
		2>>"$WORK/log" || true
	grep -qa '^done' "$WORK/console" || cannot "the machine did not come to its end"
}

# exit_of WHAT: prints the line of kvm_event.py.
exit_of() { tr -d '\r' <"$WORK/console" | sed -n "s/^$1: //p"; }

alone linux-image-6.12.117+deb13-cloud-amd64=6.12.117-1
boot 6.12.117+deb13-cloud-amd64
seen "$(exit_of "write by the handler")" KVM_EXIT_MMIO \
	"6.12, a write to a device after an exception"
sed -i 's/ trixie main/ trixie-backports main/' "$WORK/sources.list"
_apt update || cannot "the list of packages of trixie-backports is not available"
alone linux-image-6.18.15+deb13-cloud-amd64=6.18.15-1~bpo13+1
boot 6.18.15+deb13-cloud-amd64
seen "$(exit_of "plain write")" KVM_EXIT_MMIO "6.18, a write to a device"
seen "$(exit_of "write by the handler")" KVM_EXIT_INTERNAL_ERROR \
	"6.18, a write to a device after an exception"
