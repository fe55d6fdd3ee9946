// SPDX-License-Identifier: GPL-2.0
/*
 * For kernels on an emulator: continues after a breakpoint that was removed.
 *
 * The kernel patches its code by way of a breakpoint in the first byte. QEMU discards
 * the translation of a page before it does the store to that page. Another emulated CPU
 * can translate the old byte in between, and hit the breakpoint after the kernel has
 * removed its handler: "Oops: int3".
 */

#include <linux/kdebug.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/uaccess.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>

#define INT3_OPCODE 0xcc

/* Returns true when the byte at the trap is no breakpoint any more. */
static bool is_stale(const struct pt_regs *regs)
{
	unsigned char now;

	if (copy_from_kernel_nofault(&now, (void *)(regs->ip - 1), 1))
		return false;
	return now != INT3_OPCODE;
}

/*
 * Executes the instruction again. The resume flag is part of what QEMU looks
 * translated code up by, so this time it reads the memory.
 */
static int on_die(struct notifier_block *block, unsigned long event, void *data)
{
	struct die_args *args = data;

	if (event != DIE_INT3 || user_mode(args->regs) || !is_stale(args->regs))
		return NOTIFY_DONE;
	args->regs->ip -= 1;
	args->regs->flags |= X86_EFLAGS_RF;
	return NOTIFY_STOP;
}

static struct notifier_block die_block = {
	.notifier_call = on_die,
};

static int __init stale_int3_init(void)
{
	return register_die_notifier(&die_block);
}
module_init(stale_int3_init);

static void __exit stale_int3_exit(void)
{
	unregister_die_notifier(&die_block);
}
module_exit(stale_int3_exit);

MODULE_DESCRIPTION("Survives stale breakpoints of emulated CPUs");
MODULE_LICENSE("GPL");
