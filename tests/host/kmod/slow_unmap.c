// SPDX-License-Identifier: GPL-2.0
/*
 * Holds up who unmaps guest memory, between the moment at which mvgpu has let go of
 * it and the one at which the container looks: as a VMM can by its priority.
 */

#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/module.h>

#define PAUSE_MS 20

static int pause_after(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	mdelay(PAUSE_MS);
	return 0;
}

static struct kretprobe unmap_probe = {
	.kp.symbol_name = "mvgpu_guest_dma_unmap",
	.handler = pause_after,
};

static int __init slow_unmap_init(void)
{
	return register_kretprobe(&unmap_probe);
}
module_init(slow_unmap_init);

static void __exit slow_unmap_exit(void)
{
	unregister_kretprobe(&unmap_probe);
}
module_exit(slow_unmap_exit);

MODULE_DESCRIPTION("Makes unmapping of guest memory slow");
MODULE_LICENSE("GPL");
