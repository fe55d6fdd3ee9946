// SPDX-License-Identifier: GPL-2.0
/*
 * Lets the physical GPUs of mvgpu complete nothing, by withholding their interrupts: for
 * the milliseconds that are written to the parameter ms, or with -1 until mvgpu has
 * reset them. Drops as many doorbells, interrupts or completions of fenced commands as
 * are written to the parameter doorbells, interrupts or fences.
 */

#include <linux/kprobes.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/virtio.h>
#include <linux/virtio_gpu.h>
#include <linux/workqueue.h>
#include <asm/ptrace.h>

#define MOST 4

static DEFINE_SPINLOCK(lock);
static bool stuck;
static struct virtqueue *kept[MOST];
static int parameter;

static unsigned int doorbells;
module_param(doorbells, uint, 0644);
MODULE_PARM_DESC(doorbells, "the number of them to drop from now on");

static unsigned int interrupts;
module_param(interrupts, uint, 0644);
MODULE_PARM_DESC(interrupts, "the number of them to drop from now on");

static unsigned int fences;
module_param(fences, uint, 0644);
MODULE_PARM_DESC(fences, "the number of fenced commands whose completion is dropped");

/*
 * A probed function continues here when it is skipped. The stack is that of the skipped
 * function, so that this returns to the caller of that function.
 */
static noinline notrace void nothing(void)
{
	barrier();
}

static void keep(struct virtqueue *vq)
{
	unsigned int i;

	for (i = 0; i < MOST && kept[i] && kept[i] != vq; i++)
		;
	if (i < MOST)
		kept[i] = vq;
}

/* Skips the probed function, which returns @value. */
static int skip(struct pt_regs *regs, unsigned long value)
{
	regs->ip = (unsigned long)nothing;
	regs->ax = value;
	return 1;
}

static bool lose(unsigned int *left)
{
	if (!*left)
		return false;
	(*left)--;
	return true;
}

static int on_interrupt(struct kprobe *probe, struct pt_regs *regs)
{
	unsigned long flags;
	bool lost;

	spin_lock_irqsave(&lock, flags);
	lost = stuck || lose(&interrupts);
	if (stuck)
		keep((struct virtqueue *)regs->di);
	spin_unlock_irqrestore(&lock, flags);
	return lost ? skip(regs, 0) : 0;
}

static int on_poll(struct kprobe *probe, struct pt_regs *regs)
{
	return READ_ONCE(stuck) ? skip(regs, 0) : 0;
}

static bool is_ours(const struct virtqueue *vq)
{
	return !strcmp(vq->vdev->dev.driver->name, "mvgpu");
}

static int on_notify(struct kprobe *probe, struct pt_regs *regs)
{
	unsigned long flags;
	bool lost;

	spin_lock_irqsave(&lock, flags);
	lost = doorbells && is_ours((struct virtqueue *)regs->di) &&
	       lose(&doorbells);
	spin_unlock_irqrestore(&lock, flags);
	return lost ? skip(regs, true) : 0;
}

static int on_take(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	*(struct virtqueue **)instance->data = (struct virtqueue *)regs->di;
	return 0;
}

/* The token of a buffer of mvgpu begins with the request. */
static int on_taken(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	const struct virtio_gpu_ctrl_hdr *cmd = (void *)regs->ax;
	unsigned long flags;

	if (!fences || !cmd || !is_ours(*(struct virtqueue **)instance->data) ||
	    !(cmd->flags & cpu_to_le32(VIRTIO_GPU_FLAG_FENCE)))
		return 0;
	spin_lock_irqsave(&lock, flags);
	if (lose(&fences))
		regs->ax = 0;
	spin_unlock_irqrestore(&lock, flags);
	return 0;
}

static struct kretprobe take_probe = {
	.kp.symbol_name = "virtqueue_get_buf",
	.entry_handler = on_take,
	.handler = on_taken,
	.data_size = sizeof(struct virtqueue *),
};

/* With a post-handler, a kprobe may change the instruction pointer. */
static void after(struct kprobe *probe, struct pt_regs *regs,
		  unsigned long flags)
{
}

/* The queues whose interrupts are withheld are about to be deleted. */
static int on_stop(struct kprobe *probe, struct pt_regs *regs)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	memset(kept, 0, sizeof(kept));
	spin_unlock_irqrestore(&lock, flags);
	return 0;
}

static int on_start(struct kprobe *probe, struct pt_regs *regs)
{
	WRITE_ONCE(stuck, false);
	return 0;
}

static struct kprobe probes[] = {
	{
		.symbol_name = "mvgpu:vg_queue_interrupt",
		.pre_handler = on_interrupt,
		.post_handler = after,
	},
	{
		.symbol_name = "mvgpu:mvgpu_vg_poll",
		.pre_handler = on_poll,
		.post_handler = after,
	},
	{
		.symbol_name = "virtqueue_notify",
		.pre_handler = on_notify,
		.post_handler = after,
	},
	{ .symbol_name = "mvgpu:mvgpu_vg_queue_stop", .pre_handler = on_stop },
	{ .symbol_name = "mvgpu:mvgpu_vg_queue_start", .pre_handler = on_start },
};

/* Ends the stall and delivers the interrupts that were withheld. */
static void let_go(struct work_struct *work)
{
	struct virtqueue *due[MOST];
	unsigned int i;

	spin_lock_irq(&lock);
	stuck = false;
	memcpy(due, kept, sizeof(due));
	memset(kept, 0, sizeof(kept));
	spin_unlock_irq(&lock);
	for (i = 0; i < MOST && due[i]; i++)
		due[i]->callback(due[i]);
}

static DECLARE_DELAYED_WORK(end, let_go);

static int begin(const char *value, const struct kernel_param *kp)
{
	int err = param_set_int(value, kp);

	if (err)
		return err;
	if (parameter)
		WRITE_ONCE(stuck, true);
	if (parameter > 0)
		schedule_delayed_work(&end, msecs_to_jiffies(parameter));
	return 0;
}

static const struct kernel_param_ops ops = {
	.set = begin,
	.get = param_get_int,
};
module_param_cb(ms, &ops, &parameter, 0644);

static struct kprobe *all[ARRAY_SIZE(probes)];

static int __init stuck_gpu_init(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		all[i] = &probes[i];
	err = register_kprobes(all, ARRAY_SIZE(all));
	if (err)
		return err;
	err = register_kretprobe(&take_probe);
	if (err)
		unregister_kprobes(all, ARRAY_SIZE(all));
	return err;
}
module_init(stuck_gpu_init);

static void __exit stuck_gpu_exit(void)
{
	unregister_kretprobe(&take_probe);
	unregister_kprobes(all, ARRAY_SIZE(all));
	flush_delayed_work(&end);
}
module_exit(stuck_gpu_exit);

MODULE_DESCRIPTION("Lets physical GPUs complete nothing");
MODULE_LICENSE("GPL");
