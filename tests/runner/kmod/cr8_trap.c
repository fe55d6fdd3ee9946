// SPDX-License-Identifier: GPL-2.0
/*
 * For kernels on an emulator: guests always trap when they write CR8.
 *
 * KVM on AMD lets a guest write CR8 directly while no pending interrupt depends on it.
 * QEMU's TCG then checks for interrupts without the lock that this needs
 * (helper_write_crN), and aborts: "tcg_handle_interrupt: assertion failed:
 * (bql_locked())". UEFI firmware and Windows write CR8 often. KVM starts with the trap
 * enabled and emulates the register while it is; this module skips the function that
 * disables the trap. Load it after kvm_amd.
 */

#include <linux/compiler.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <asm/ptrace.h>

/*
 * A probed function continues here when it is skipped. The stack is that of the skipped
 * function, so that this returns to the caller of that function.
 */
static noinline notrace void nothing(void)
{
	barrier();
}

static int skip(struct kprobe *probe, struct pt_regs *regs)
{
	regs->ip = (unsigned long)nothing;
	return 1;
}

/* With a post-handler, a kprobe may change the instruction pointer. */
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
