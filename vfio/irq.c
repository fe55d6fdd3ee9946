// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts of a vGPU: INTx, three MSI-X vectors, and the request to give
 * the device back, all by eventfd.
 *
 * All that a signal looks at is under one spinlock, and an eventfd is
 * signalled, replaced and dropped under it. So none can be used after it was
 * put, none can be lost at a re-arm, and nothing signals a trigger that is not
 * there. The listeners (eventfds by which user space masks INTx) run from a
 * workqueue, never from the wake-up itself, so that signalling under the
 * spinlock cannot meet a wake-up that wants it; they are set up and torn down
 * under mvgpu_vdev.lock.
 *
 * INTx is level triggered: the level is what the device asserts, a signal
 * masks it, and an unmask signals again while the level is still there. That is
 * how KVM resamples: each end of an interrupt in the guest unmasks by eventfd,
 * and an interrupt that was not answered has to come again, as often as the
 * guest ends it. It must not come again by itself. So a listener does not hear
 * what a vGPU signals, its own or another one: who has them unmask each other,
 * or in a ring, gets one interrupt for each thing that a guest or a VMM does.
 */
#include <linux/err.h>
#include <linux/nospec.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include "vfio/vdev.h"

/* Who signals an eventfd of ours on this CPU; NULL when nobody does. */
static DEFINE_PER_CPU(struct task_struct *, irq_signaller);

/**
 * struct irq_request - one VFIO_DEVICE_SET_IRQS, checked
 * @start: first subindex
 * @count: subindices, within those of the index
 * @type: VFIO_IRQ_SET_DATA_*
 * @bools: data when @type is BOOL
 * @fds: data when @type is EVENTFD
 */
struct irq_request {
	u32 start;
	u32 count;
	u32 type;
	const u8 *bools;
	const s32 *fds;
};

/* Wake-ups are called from inside: irq_heard() sees whose they are. */
static void irq_signal_eventfd(struct mvgpu_irq *irq, struct eventfd_ctx *ctx)
{
	lockdep_assert_held(&irq->lock);

	this_cpu_write(irq_signaller, current);
	mvgpu_eventfd_signal(ctx);
	this_cpu_write(irq_signaller, NULL);
}

static void irq_signal(struct mvgpu_vdev *vdev, struct eventfd_ctx *ctx)
{
	lockdep_assert_held(&vdev->irq.lock);

	if (!ctx)
		return;
	/* Who sees it finds it counted. */
	atomic64_inc(&vdev->vgpu->stats.irqs);
	irq_signal_eventfd(&vdev->irq, ctx);
}

/* Signal INTx if everything lets it through; a signal masks it. */
static void irq_deliver_intx(struct mvgpu_vdev *vdev)
{
	struct mvgpu_irq *irq = &vdev->irq;

	lockdep_assert_held(&irq->lock);

	if (irq->index != VFIO_PCI_INTX_IRQ_INDEX || !irq->intx)
		return;
	if (!irq->level || irq->masked || irq->disabled)
		return;
	irq->masked = true;
	irq_signal(vdev, irq->intx);
}

static void irq_set_masked(struct mvgpu_vdev *vdev, bool masked)
{
	unsigned long flags;

	spin_lock_irqsave(&vdev->irq.lock, flags);
	vdev->irq.masked = masked;
	irq_deliver_intx(vdev);
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
}

/*
 * A listener was signalled: whether its work shall be done. The task is looked
 * at because a realtime kernel preempts who holds a spinlock.
 */
static int irq_heard(void *opaque, void *data)
{
	return this_cpu_read(irq_signaller) != current;
}

static void irq_mask_work(void *opaque, void *data)
{
	irq_set_masked(opaque, true);
}

static void irq_unmask_work(void *opaque, void *data)
{
	irq_set_masked(opaque, false);
}

/* -1 is no eventfd. */
static int irq_get_eventfd(s32 fd, struct eventfd_ctx **ctx)
{
	*ctx = NULL;
	if (fd == -1)
		return 0;
	if (fd < 0)
		return -EINVAL;
	*ctx = eventfd_ctx_fdget(fd);
	if (!IS_ERR(*ctx))
		return 0;
	return PTR_ERR(*ctx);
}

static void irq_put_eventfd(struct eventfd_ctx *ctx)
{
	if (ctx)
		eventfd_ctx_put(ctx);
}

static void irq_replace(struct mvgpu_irq *irq, struct eventfd_ctx **slot,
			struct eventfd_ctx *ctx)
{
	struct eventfd_ctx *old;
	unsigned long flags;

	spin_lock_irqsave(&irq->lock, flags);
	old = *slot;
	*slot = ctx;
	spin_unlock_irqrestore(&irq->lock, flags);
	irq_put_eventfd(old);
}

static u32 irq_index(struct mvgpu_irq *irq)
{
	/* Written under mvgpu_vdev.lock as well, which the callers hold. */
	return READ_ONCE(irq->index);
}

static void irq_listener_drop(struct mvgpu_irq_listener *listener)
{
	vfio_virqfd_disable(&listener->virqfd);
	irq_put_eventfd(listener->ctx);
	listener->ctx = NULL;
}

static int irq_listener_set(struct mvgpu_vdev *vdev,
			    struct mvgpu_irq_listener *listener,
			    void (*work)(void *, void *), s32 fd)
{
	struct eventfd_ctx *ctx;
	int ret;

	ret = irq_get_eventfd(fd, &ctx);
	if (ret)
		return ret;
	irq_listener_drop(listener);
	if (!ctx)
		return 0;
	/* A trigger that unmasks itself would run for ever. */
	ret = -EINVAL;
	if (ctx != vdev->irq.intx)
		ret = vfio_virqfd_enable(vdev, irq_heard, work, NULL,
					 &listener->virqfd, fd);
	if (ret)
		irq_put_eventfd(ctx);
	else
		listener->ctx = ctx;
	return ret;
}

static bool irq_is_listener(const struct mvgpu_irq *irq,
			    const struct eventfd_ctx *ctx)
{
	return ctx && (ctx == irq->mask.ctx || ctx == irq->unmask.ctx);
}

/* Whether the request acts on subindex @start + @i (NONE: on all of them). */
static bool irq_wanted(const struct irq_request *req, u32 i)
{
	return req->type == VFIO_IRQ_SET_DATA_NONE || req->bools[i];
}

static int irq_set_mask(struct mvgpu_vdev *vdev, const struct irq_request *req,
			bool mask)
{
	if (irq_index(&vdev->irq) != VFIO_PCI_INTX_IRQ_INDEX || req->count != 1)
		return -EINVAL;
	if (req->type == VFIO_IRQ_SET_DATA_EVENTFD)
		return irq_listener_set(vdev, mask ? &vdev->irq.mask :
						     &vdev->irq.unmask,
					mask ? irq_mask_work : irq_unmask_work,
					req->fds[0]);
	if (irq_wanted(req, 0))
		irq_set_masked(vdev, mask);
	return 0;
}

static int intx_mask(struct mvgpu_vdev *vdev, const struct irq_request *req)
{
	return irq_set_mask(vdev, req, true);
}

static int intx_unmask(struct mvgpu_vdev *vdev, const struct irq_request *req)
{
	return irq_set_mask(vdev, req, false);
}

/* Back to no interrupt mode, every eventfd of INTx and MSI-X put. */
static void irq_disable(struct mvgpu_vdev *vdev)
{
	struct mvgpu_irq *irq = &vdev->irq;
	unsigned long flags;
	unsigned int i;

	irq_listener_drop(&irq->mask);
	irq_listener_drop(&irq->unmask);
	spin_lock_irqsave(&irq->lock, flags);
	irq->index = MVGPU_IRQ_NONE;
	irq->masked = false;
	spin_unlock_irqrestore(&irq->lock, flags);
	irq_replace(irq, &irq->intx, NULL);
	for (i = 0; i < MVGPU_MSIX_VECTORS; i++)
		irq_replace(irq, &irq->msix[i], NULL);
}

/* Enter the mode if none is in use; -EINVAL when the other one is. */
static int irq_enable(struct mvgpu_vdev *vdev, u32 index)
{
	struct mvgpu_irq *irq = &vdev->irq;
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&irq->lock, flags);
	if (irq->index == MVGPU_IRQ_NONE)
		irq->index = index;
	else if (irq->index != index)
		ret = -EINVAL;
	spin_unlock_irqrestore(&irq->lock, flags);
	return ret;
}

static int intx_set_trigger(struct mvgpu_vdev *vdev, s32 fd)
{
	struct mvgpu_irq *irq = &vdev->irq;
	struct eventfd_ctx *ctx;
	unsigned long flags;
	int ret;

	ret = irq_get_eventfd(fd, &ctx);
	if (ret)
		return ret;
	ret = irq_is_listener(irq, ctx) ? -EINVAL :
	      irq_enable(vdev, VFIO_PCI_INTX_IRQ_INDEX);
	if (ret) {
		irq_put_eventfd(ctx);
		return ret;
	}
	irq_replace(irq, &irq->intx, ctx);
	/* The line may have been asserted before anybody listened. */
	spin_lock_irqsave(&irq->lock, flags);
	irq_deliver_intx(vdev);
	spin_unlock_irqrestore(&irq->lock, flags);
	return 0;
}

/* Loopback test: as if the device had asserted, without the level. */
static void irq_loopback(struct mvgpu_vdev *vdev, struct eventfd_ctx **slot)
{
	unsigned long flags;

	spin_lock_irqsave(&vdev->irq.lock, flags);
	irq_signal(vdev, *slot);
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
}

static int intx_trigger(struct mvgpu_vdev *vdev, const struct irq_request *req)
{
	bool active = irq_index(&vdev->irq) == VFIO_PCI_INTX_IRQ_INDEX;

	if (active && !req->count && req->type == VFIO_IRQ_SET_DATA_NONE) {
		irq_disable(vdev);
		return 0;
	}
	if (req->count != 1)
		return -EINVAL;
	if (req->type == VFIO_IRQ_SET_DATA_EVENTFD)
		return intx_set_trigger(vdev, req->fds[0]);
	if (!active)
		return -EINVAL;
	if (irq_wanted(req, 0) && !READ_ONCE(vdev->irq.disabled))
		irq_loopback(vdev, &vdev->irq.intx);
	return 0;
}

/* All the eventfds or, when one of them is none, nothing. */
static int msix_set_triggers(struct mvgpu_vdev *vdev,
			     const struct irq_request *req)
{
	struct eventfd_ctx *ctx[MVGPU_MSIX_VECTORS] = {};
	int ret = 0;
	u32 i;

	for (i = 0; i < req->count && !ret; i++)
		ret = irq_get_eventfd(req->fds[i], &ctx[i]);
	if (ret)
		ctx[i - 1] = NULL;
	else
		ret = irq_enable(vdev, VFIO_PCI_MSIX_IRQ_INDEX);
	for (i = 0; i < req->count; i++) {
		if (ret)
			irq_put_eventfd(ctx[i]);
		else
			irq_replace(&vdev->irq,
				    &vdev->irq.msix[req->start + i], ctx[i]);
	}
	return ret;
}

static int msix_trigger(struct mvgpu_vdev *vdev, const struct irq_request *req)
{
	bool active = irq_index(&vdev->irq) == VFIO_PCI_MSIX_IRQ_INDEX;
	u32 i;

	if (active && !req->count && req->type == VFIO_IRQ_SET_DATA_NONE) {
		irq_disable(vdev);
		return 0;
	}
	if (!req->count)
		return -EINVAL;
	if (req->type == VFIO_IRQ_SET_DATA_EVENTFD)
		return msix_set_triggers(vdev, req);
	if (!active)
		return -EINVAL;
	for (i = 0; i < req->count; i++)
		if (irq_wanted(req, i))
			irq_loopback(vdev, &vdev->irq.msix[req->start + i]);
	return 0;
}

static int req_trigger(struct mvgpu_vdev *vdev, const struct irq_request *req)
{
	struct mvgpu_irq *irq = &vdev->irq;
	struct eventfd_ctx *ctx;
	int ret;

	if (!req->count && req->type == VFIO_IRQ_SET_DATA_NONE) {
		irq_replace(irq, &irq->req, NULL);
		return 0;
	}
	if (req->count != 1)
		return -EINVAL;
	if (req->type == VFIO_IRQ_SET_DATA_EVENTFD) {
		ret = irq_get_eventfd(req->fds[0], &ctx);
		if (!ret)
			irq_replace(irq, &irq->req, ctx);
		return ret;
	}
	if (irq_wanted(req, 0))
		irq_loopback(vdev, &irq->req);
	return 0;
}

struct irq_action {
	u32 index;
	u32 action;
	int (*fn)(struct mvgpu_vdev *vdev, const struct irq_request *req);
};

static const struct irq_action irq_actions[] = {
	{ VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_MASK, intx_mask },
	{ VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_UNMASK, intx_unmask },
	{ VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER, intx_trigger },
	{ VFIO_PCI_MSIX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER, msix_trigger },
	{ VFIO_PCI_REQ_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER, req_trigger },
};

/* An index without interrupts has a row of zeroes. */
static const struct {
	u32 count;
	u32 flags;
} irq_indices[VFIO_PCI_NUM_IRQS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = {
		1, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
		   VFIO_IRQ_INFO_AUTOMASKED },
	/* Vectors come and go one by one, so not NORESIZE. */
	[VFIO_PCI_MSIX_IRQ_INDEX] = {
		MVGPU_MSIX_VECTORS, VFIO_IRQ_INFO_EVENTFD },
	[VFIO_PCI_REQ_IRQ_INDEX] = { 1, VFIO_IRQ_INFO_EVENTFD },
};

/**
 * mvgpu_irq_count - interrupts of an index
 * @index: VFIO_PCI_*_IRQ_INDEX, any value
 *
 * Return: how many; 0 for those that do not exist.
 */
unsigned int mvgpu_irq_count(u32 index)
{
	if (index >= VFIO_PCI_NUM_IRQS)
		return 0;
	return irq_indices[array_index_nospec(index, VFIO_PCI_NUM_IRQS)].count;
}

/**
 * mvgpu_irq_info - answer VFIO_DEVICE_GET_IRQ_INFO
 * @info: index in, count and flags out
 *
 * The error index belongs to PCI Express, which the vGPU is not: like a
 * conventional device's it is refused, else QEMU complains of its count.
 *
 * Return: 0, or -EINVAL for an index out of range.
 */
int mvgpu_irq_info(struct vfio_irq_info *info)
{
	u32 index = info->index;

	if (index >= VFIO_PCI_NUM_IRQS || index == VFIO_PCI_ERR_IRQ_INDEX)
		return -EINVAL;
	index = array_index_nospec(index, VFIO_PCI_NUM_IRQS);
	info->count = irq_indices[index].count;
	info->flags = irq_indices[index].flags;
	return 0;
}

/**
 * mvgpu_irq_set - do a VFIO_DEVICE_SET_IRQS
 * @vdev: the device
 * @set: header, validated by the VFIO core: subindices inside the index
 * @data: what follows it, of the validated size
 *
 * Context: process context, may sleep; takes mvgpu_vdev.lock.
 *
 * Return: 0; -ENOTTY for an action the index does not have; -EINVAL for a
 * request that does not fit the state (INTx and MSI-X exclude each other);
 * or what the eventfd answered.
 */
int mvgpu_irq_set(struct mvgpu_vdev *vdev, const struct vfio_irq_set *set,
		  const void *data)
{
	u32 action = set->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK;
	struct irq_request req = {
		.start = set->start,
		.count = set->count,
		.type = set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK,
		.bools = data,
		.fds = data,
	};
	int ret = -ENOTTY;
	size_t i;

	mutex_lock(&vdev->lock);
	for (i = 0; i < ARRAY_SIZE(irq_actions); i++)
		if (irq_actions[i].index == set->index &&
		    irq_actions[i].action == action)
			ret = irq_actions[i].fn(vdev, &req);
	mutex_unlock(&vdev->lock);
	return ret;
}

/**
 * mvgpu_irq_raise - the device interrupts its guest
 * @vdev: the device
 * @vector: MSI-X vector, or MVGPU_NO_VECTOR; not looked at with INTx
 *
 * Context: any; never sleeps.
 */
void mvgpu_irq_raise(struct mvgpu_vdev *vdev, u16 vector)
{
	struct mvgpu_irq *irq = &vdev->irq;
	unsigned long flags;

	spin_lock_irqsave(&irq->lock, flags);
	if (irq->index != VFIO_PCI_MSIX_IRQ_INDEX) {
		irq->level = true;
		irq_deliver_intx(vdev);
	} else if (vector < MVGPU_MSIX_VECTORS) {
		vector = array_index_nospec(vector, MVGPU_MSIX_VECTORS);
		irq_signal(vdev, irq->msix[vector]);
	}
	spin_unlock_irqrestore(&irq->lock, flags);
}

/**
 * mvgpu_irq_lower - the device takes INTx back
 * @vdev: the device
 *
 * Context: any; never sleeps.
 */
void mvgpu_irq_lower(struct mvgpu_vdev *vdev)
{
	unsigned long flags;

	spin_lock_irqsave(&vdev->irq.lock, flags);
	vdev->irq.level = false;
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
}

/**
 * mvgpu_irq_disable_intx - follow the interrupt-disable bit
 * @vdev: the device
 * @disabled: the bit
 *
 * A level asserted meanwhile is delivered when the bit is cleared.
 *
 * Context: any; never sleeps.
 */
void mvgpu_irq_disable_intx(struct mvgpu_vdev *vdev, bool disabled)
{
	unsigned long flags;

	spin_lock_irqsave(&vdev->irq.lock, flags);
	vdev->irq.disabled = disabled;
	irq_deliver_intx(vdev);
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
}

/**
 * mvgpu_irq_intx_level - what the status register shows
 * @vdev: the device
 *
 * Context: any; never sleeps.
 *
 * Return: whether the device asserts INTx.
 */
bool mvgpu_irq_intx_level(struct mvgpu_vdev *vdev)
{
	return READ_ONCE(vdev->irq.level);
}

/**
 * mvgpu_irq_request - the administrator wants the device back
 * @core: the device
 * @count: how often it was asked already
 *
 * The VFIO core calls it every few seconds while a removal waits.
 *
 * Context: process context.
 */
void mvgpu_irq_request(struct vfio_device *core, unsigned int count)
{
	struct mvgpu_vdev *vdev = to_mvgpu_vdev(core);
	unsigned long flags;
	bool told;

	spin_lock_irqsave(&vdev->irq.lock, flags);
	told = vdev->irq.req;
	if (told)
		irq_signal_eventfd(&vdev->irq, vdev->irq.req);
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
	if (count)
		return;
	if (told)
		dev_info(core->dev, "removal waits: asked the VMM to let go\n");
	else
		dev_warn(core->dev,
			 "removal waits until the VMM closes the device: it does not listen to requests\n");
}

/**
 * mvgpu_irq_init - no interrupts
 * @irq: what to set up
 */
void mvgpu_irq_init(struct mvgpu_irq *irq)
{
	spin_lock_init(&irq->lock);
	irq->index = MVGPU_IRQ_NONE;
}

/**
 * mvgpu_irq_shutdown - drop every eventfd and forget the state
 * @vdev: the device
 *
 * An interrupt raised during or after it finds no trigger.
 *
 * Context: process context, may sleep; takes mvgpu_vdev.lock.
 */
void mvgpu_irq_shutdown(struct mvgpu_vdev *vdev)
{
	mutex_lock(&vdev->lock);
	irq_disable(vdev);
	irq_replace(&vdev->irq, &vdev->irq.req, NULL);
	mvgpu_irq_lower(vdev);
	mvgpu_irq_disable_intx(vdev, false);
	mutex_unlock(&vdev->lock);
}
