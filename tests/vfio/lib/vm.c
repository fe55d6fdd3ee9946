// SPDX-License-Identifier: GPL-2.0
/*
 * A guest under KVM that accesses memory of this process. KVM takes other ways to a page than
 * an access of the process itself, and rejects pages that the process can access.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/kvm.h>
#include "vm.h"

#define PAGE 4096
#define CODE 0x1000
#define MEM 0x10000
#define SYSTEM 0xfffbd000

/* In real mode: adds 1 to the second word of each page. */
static const u8 code[] = {
	0xb8, MEM >> 4 & 0xff, MEM >> 12,	/* mov ax, MEM / 16 */
	0x8e, 0xd8,			/* mov ds, ax */
	0x31, 0xdb,			/* xor bx, bx */
	0x66, 0xff, 0x47, 0x04,		/* 1: inc dword [bx + 4] */
	0x81, 0xc3, 0x00, 0x10,		/* add bx, PAGE */
	0xe2, 0xf6,			/* loop 1b */
	0xf4,				/* hlt */
};

struct machine {
	int kvm, vm, cpu;
	u8 *code;
	struct kvm_run *run;
	size_t run_size;
};

static int attempt(int ret)
{
	return ret < 0 ? -errno : ret;
}

static int add_memory(struct machine *m, u32 slot, u64 addr, volatile void *mem, u64 bytes)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot, .guest_phys_addr = addr, .memory_size = bytes,
		.userspace_addr = (uintptr_t)mem,
	};

	return attempt(ioctl(m->vm, KVM_SET_USER_MEMORY_REGION, &region));
}

static int make_vm(struct machine *m, volatile u32 *mem, unsigned int pages)
{
	int err;

	m->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	m->vm = m->kvm < 0 ? -1 : ioctl(m->kvm, KVM_CREATE_VM, 0);
	if (m->vm < 0)
		return -errno;
	/* Some Intel CPUs need memory of the guest for real mode. */
	err = attempt(ioctl(m->vm, KVM_SET_TSS_ADDR, SYSTEM));
	m->code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (err || m->code == MAP_FAILED)
		return err ?: -ENOMEM;
	memcpy(m->code, code, sizeof(code));
	err = add_memory(m, 0, CODE, m->code, PAGE);
	return err ?: add_memory(m, 1, MEM, mem, (u64)pages * PAGE);
}

static int make_cpu(struct machine *m, unsigned int pages)
{
	struct kvm_regs regs = { .rip = CODE, .rflags = 2, .rcx = pages };
	struct kvm_sregs sregs;
	int size;

	m->cpu = ioctl(m->vm, KVM_CREATE_VCPU, 0);
	size = ioctl(m->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (m->cpu < 0 || size < 0 || ioctl(m->cpu, KVM_GET_SREGS, &sregs))
		return -errno;
	m->run_size = size;
	m->run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, m->cpu, 0);
	if (m->run == MAP_FAILED)
		return -errno;
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	if (ioctl(m->cpu, KVM_SET_SREGS, &sregs) || ioctl(m->cpu, KVM_SET_REGS, &regs))
		return -errno;
	return 0;
}

static int run(struct machine *m)
{
	int err;

	do {
		err = attempt(ioctl(m->cpu, KVM_RUN, 0));
	} while (err == -EINTR);
	if (err)
		return err;
	return m->run->exit_reason == KVM_EXIT_HLT ? 0 : -EPROTO;
}

static void unmap(void *mem, size_t bytes)
{
	if (mem && mem != MAP_FAILED)
		munmap(mem, bytes);
}

static void destroy(struct machine *m)
{
	unmap(m->run, m->run_size);
	close(m->cpu);
	close(m->vm);
	close(m->kvm);
	unmap(m->code, PAGE);
}

/**
 * vm_increment() - let a guest add 1 to the second word of each page
 * @mem: memory that the process can access, page aligned
 * @pages: 1..VM_PAGES
 *
 * Return: 0; -EFAULT when KVM rejects a page, which ends the guest of a VMM; -EPROTO when the
 * guest does something else; another -errno without KVM.
 */
int vm_increment(volatile u32 *mem, unsigned int pages)
{
	struct machine m = { .kvm = -1, .vm = -1, .cpu = -1 };
	int err = make_vm(&m, mem, pages);

	if (!err)
		err = make_cpu(&m, pages);
	if (!err)
		err = run(&m);
	destroy(&m);
	return err;
}
