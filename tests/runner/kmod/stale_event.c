// SPDX-License-Identifier: GPL-2.0
/*
 * For kernels on an emulator: guests of kernels from 6.14 on can access devices.
 *
 * When QEMU's TCG has delivered an exception to a guest, it clears the valid bit of EVENTINJ
 * and leaves the type, and copies this to EXITINTINFO at the next exit (do_interrupt_all,
 * do_vmexit). KVM looks at the type alone and takes an access to a device for one that
 * happened during the delivery, which it cannot emulate: the VMM gets an internal error. A
 * guest whose page fault leads to a read of its disk does not survive that. Whether there is
 * an event KVM knows from the valid bit (svm_complete_interrupts). Load it after kvm_amd.
 */

#include <linux/kprobes.h>
#include <linux/kvm_host.h>
#include <linux/module.h>
#include <asm/ptrace.h>

/* X86EMUL_CONTINUE and X86EMUL_UNHANDLEABLE_VECTORING of arch/x86/kvm/kvm_emulate.h */
#define EMULATES 0
#define NOT_DURING_EVENT 7

struct call {
	struct kvm_vcpu *vcpu;
};

static bool has_event(const struct kvm_vcpu *vcpu)
{
	return vcpu->arch.exception.injected || vcpu->arch.interrupt.injected ||
	       vcpu->arch.nmi_injected;
}

static int on_entry(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct call *call = (void *)instance->data;

	call->vcpu = (void *)regs_get_kernel_argument(regs, 0);
	return 0;
}

static int on_return(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	struct call *call = (void *)instance->data;

	if (regs_return_value(regs) == NOT_DURING_EVENT && !has_event(call->vcpu))
		regs_set_return_value(regs, EMULATES);
	return 0;
}

static struct kretprobe check = {
	.kp.symbol_name = "svm_check_emulate_instruction",
	.entry_handler = on_entry,
	.handler = on_return,
	.data_size = sizeof(struct call),
};

static int __init stale_event_init(void)
{
	return register_kretprobe(&check);
}
module_init(stale_event_init);

static void __exit stale_event_exit(void)
{
	unregister_kretprobe(&check);
}
module_exit(stale_event_exit);

MODULE_DESCRIPTION("Lets guests of emulated CPUs access devices after exceptions");
MODULE_LICENSE("GPL");
