// SPDX-License-Identifier: GPL-2.0
/*
 * For kernels that run on an emulator: guests always trap when they write CR8.
 *
 * KVM on AMD lets a guest write CR8 by itself while no interrupt waits for that.
 * QEMU's TCG then looks for interrupts without the lock that this needs
 * (helper_write_crN), and aborts: "tcg_handle_interrupt: assertion failed:
 * (bql_locked())". UEFI firmware and Windows write CR8 all the time. KVM begins
 * with the trap set and looks after the register in software whenever it is; so
 * what takes it away is skipped. To be loaded after kvm_amd.
 */

#include <linux/compiler.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <asm/ptrace.h>

/* Has the stack as its caller's callee has it: it returns in that one's place. */
static noinline notrace void nothing(void)
{
	barrier();
}

static int skip(struct kprobe *probe, struct pt_regs *regs)
{
	regs->ip = (unsigned long)nothing;
	return 1;
}

/* One that has this may change where execution goes on. */
static void after(struct kprobe *probe, struct pt_regs *regs,
		  unsigned long flags)
{
}

static struct kprobe update_cr8_intercept = {
	.symbol_name = "svm_update_cr8_intercept",
	.pre_handler = skip,
	.post_handler = after,
};

static int __init cr8_trap_init(void)
{
	return register_kprobe(&update_cr8_intercept);
}
module_init(cr8_trap_init);

static void __exit cr8_trap_exit(void)
{
	unregister_kprobe(&update_cr8_intercept);
}
module_exit(cr8_trap_exit);

MODULE_DESCRIPTION("Keeps guests of emulated CPUs from writing CR8 untrapped");
MODULE_LICENSE("GPL");
