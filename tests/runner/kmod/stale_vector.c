// SPDX-License-Identifier: GPL-2.0
/*
 * For kernels on an emulator: guests get each interrupt once.
 *
 * VMRUN of QEMU's TCG delivers an interrupt to a guest and leaves its vector in the
 * field of the current exception (helper_vmrun, exception_index). When another thread
 * stops the emulated CPU before the guest exits, as each mapping in the host-visible
 * region of a GPU does, the vector is taken for a pending exception: the guest gets the
 * interrupt again, even with interrupts disabled. It then deadlocks on a lock that it
 * holds, or crashes on its entry stack. An interrupt of the host that is pending right
 * after VMRUN makes the guest exit before QEMU stops the CPU. Load it after kvm_amd.
 */

#include <linux/kprobes.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/smp.h>
#include <asm/ptrace.h>

/* Interrupts are disabled here and enabled by VMRUN. */
static int exit_soon(struct kprobe *probe, struct pt_regs *regs)
{
	struct kvm_vcpu *vcpu = (void *)regs_get_kernel_argument(regs, 0);
	/* smp_send_reschedule() is a macro that uses a symbol without an export. */
	void (*interrupt)(int cpu) = smp_ops.smp_send_reschedule;

	if (vcpu->arch.interrupt.injected)
		interrupt(smp_processor_id());
	return 0;
}

static struct kprobe vcpu_run = {
	.symbol_name = "svm_vcpu_run",
	.pre_handler = exit_soon,
};

static int __init stale_vector_init(void)
{
	return register_kprobe(&vcpu_run);
}
module_init(stale_vector_init);

static void __exit stale_vector_exit(void)
{
	unregister_kprobe(&vcpu_run);
}
module_exit(stale_vector_exit);

MODULE_DESCRIPTION("Gives guests of emulated CPUs each interrupt once");
MODULE_LICENSE("GPL");
