// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts of a vGPU: INTx, three MSI-X vectors, and the request for the device, all
 * signalled by eventfd.
 *
 * A spinlock protects everything that a signal depends on, and is held while an eventfd
 * is signalled, replaced or dropped. So no eventfd is used after its reference was put,
 * no interrupt is lost when a trigger is replaced, and no trigger is signalled that is
 * not in place.
 *
 * INTx is level triggered: the device asserts a level, a signal masks INTx, and an unmask
 * signals again while the level is asserted. KVM resamples in this way: at each end of an
 * interrupt in the guest it unmasks by eventfd, and an interrupt that the guest did not
 * acknowledge is signalled again, each time that the guest ends it.
 */
#include <linux/nospec.h>
#include "gvt/vgpu/guest_types.h"
#include "vfio/eventfd.h"
#include "vfio/irq.h"
#include "vfio/vdev_types.h"

static void irq_signal(struct mvgpu_vdev *vdev, struct eventfd_ctx *ctx)
{
	lockdep_assert_held(&vdev->irq.lock);

	if (!ctx)
		return;
	/* The counter is up to date when user space sees the signal. */
	atomic64_inc(&vdev->vgpu->stats.irqs);
	mvgpu_eventfd_trigger(ctx);
}

/* Signal INTx unless something prevents it; a signal masks it. */
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

/**
 * mvgpu_irq_init() - Set up the interrupts of a device that is not in use yet
 * @irq: interrupts; zeroed
 *
 * Context: any.
 */
void mvgpu_irq_init(struct mvgpu_irq *irq)
{
	spin_lock_init(&irq->lock);
	irq->index = MVGPU_IRQ_NONE;
}

/**
 * mvgpu_irq_raise() - Raise an interrupt of the device
 * @vdev: VFIO device
 * @vector: MSI-X vector, or MVGPU_NO_VECTOR; ignored with INTx
 *
 * Context: any. Takes the interrupt lock.
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
 * mvgpu_irq_lower() - Deassert INTx
 * @vdev: VFIO device
 *
 * Context: any. Takes the interrupt lock.
 */
void mvgpu_irq_lower(struct mvgpu_vdev *vdev)
{
	unsigned long flags;

	spin_lock_irqsave(&vdev->irq.lock, flags);
	vdev->irq.level = false;
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
}

/**
 * mvgpu_irq_disable_intx() - Follow the interrupt-disable bit
 * @vdev: VFIO device
 * @disabled: the bit
 *
 * A level that is asserted while the bit is set is signalled when it is cleared.
 *
 * Context: any. Takes the interrupt lock.
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
 * mvgpu_irq_intx_level() - Level of INTx, for the status register
 * @vdev: VFIO device
 *
 * Context: any.
 *
 * Return: whether the device asserts INTx.
 */
bool mvgpu_irq_intx_level(struct mvgpu_vdev *vdev)
{
	return READ_ONCE(vdev->irq.level);
}

/**
 * mvgpu_irq_request() - Request the device from user space
 * @core: device of the VFIO core
 * @count: number of previous requests
 *
 * The VFIO core calls this every few seconds while a removal waits.
 *
 * Context: process context. Takes the interrupt lock.
 */
void mvgpu_irq_request(struct vfio_device *core, unsigned int count)
{
	struct mvgpu_vdev *vdev = to_mvgpu_vdev(core);
	unsigned long flags;
	bool notified;

	spin_lock_irqsave(&vdev->irq.lock, flags);
	notified = vdev->irq.req;
	if (notified)
		mvgpu_eventfd_trigger(vdev->irq.req);
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
	if (count)
		return;
	if (notified)
		dev_info(core->dev, "removal waits: the VMM was requested to release the device\n");
	else
		dev_warn(core->dev,
			 "removal waits until the VMM closes the device, which it cannot be requested to do\n");
}

/**
 * mvgpu_irq_index() - Interrupt index that is in use
 * @vdev: VFIO device
 *
 * Context: mvgpu_vdev.lock is held, so that the index does not change.
 *
 * Return: VFIO_PCI_INTX_IRQ_INDEX, VFIO_PCI_MSIX_IRQ_INDEX or MVGPU_IRQ_NONE.
 */
u32 mvgpu_irq_index(struct mvgpu_vdev *vdev)
{
	lockdep_assert_held(&vdev->lock);
	return READ_ONCE(vdev->irq.index);
}

/**
 * mvgpu_irq_enter() - Use an interrupt index
 * @vdev: VFIO device
 * @index: VFIO_PCI_INTX_IRQ_INDEX or VFIO_PCI_MSIX_IRQ_INDEX
 *
 * Context: mvgpu_vdev.lock is held. Takes the interrupt lock.
 *
 * Return: 0; -EINVAL if the other index is in use.
 */
int mvgpu_irq_enter(struct mvgpu_vdev *vdev, u32 index)
{
	struct mvgpu_irq *irq = &vdev->irq;
	unsigned long flags;
	int ret = 0;

	lockdep_assert_held(&vdev->lock);

	spin_lock_irqsave(&irq->lock, flags);
	if (irq->index == MVGPU_IRQ_NONE)
		irq->index = index;
	else if (irq->index != index)
		ret = -EINVAL;
	spin_unlock_irqrestore(&irq->lock, flags);
	return ret;
}

/**
 * mvgpu_irq_leave() - Use no interrupt index, and drop the triggers of INTx and MSI-X
 * @vdev: VFIO device without listeners
 *
 * Context: mvgpu_vdev.lock is held. Takes the interrupt lock.
 */
void mvgpu_irq_leave(struct mvgpu_vdev *vdev)
{
	struct mvgpu_irq *irq = &vdev->irq;
	unsigned long flags;
	unsigned int i;

	lockdep_assert_held(&vdev->lock);

	spin_lock_irqsave(&irq->lock, flags);
	irq->index = MVGPU_IRQ_NONE;
	irq->masked = false;
	spin_unlock_irqrestore(&irq->lock, flags);
	mvgpu_irq_replace(vdev, &irq->intx, NULL);
	for (i = 0; i < MVGPU_MSIX_VECTORS; i++)
		mvgpu_irq_replace(vdev, &irq->msix[i], NULL);
}

/**
 * mvgpu_irq_replace() - Replace a trigger
 * @vdev: VFIO device
 * @slot: the trigger
 * @ctx: new eventfd, whose reference is taken over, or NULL
 *
 * Context: mvgpu_vdev.lock is held. Takes the interrupt lock.
 */
void mvgpu_irq_replace(struct mvgpu_vdev *vdev, struct eventfd_ctx **slot,
		       struct eventfd_ctx *ctx)
{
	struct eventfd_ctx *old;
	unsigned long flags;

	spin_lock_irqsave(&vdev->irq.lock, flags);
	old = *slot;
	*slot = ctx;
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
	mvgpu_eventfd_put(old);
}

/**
 * mvgpu_irq_replace_intx() - Replace the trigger of INTx
 * @vdev: VFIO device
 * @ctx: new eventfd, whose reference is taken over, or NULL
 *
 * The device may already assert INTx, which is signalled then.
 *
 * Context: mvgpu_vdev.lock is held. Takes the interrupt lock.
 */
void mvgpu_irq_replace_intx(struct mvgpu_vdev *vdev, struct eventfd_ctx *ctx)
{
	unsigned long flags;

	mvgpu_irq_replace(vdev, &vdev->irq.intx, ctx);
	spin_lock_irqsave(&vdev->irq.lock, flags);
	irq_deliver_intx(vdev);
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
}

/**
 * mvgpu_irq_set_masked() - Mask or unmask INTx
 * @vdev: VFIO device
 * @masked: whether INTx is masked
 *
 * A level that is asserted is signalled when INTx is unmasked.
 *
 * Context: any. Takes the interrupt lock.
 */
void mvgpu_irq_set_masked(struct mvgpu_vdev *vdev, bool masked)
{
	unsigned long flags;

	spin_lock_irqsave(&vdev->irq.lock, flags);
	vdev->irq.masked = masked;
	irq_deliver_intx(vdev);
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
}

/**
 * mvgpu_irq_loopback() - Signal a trigger for a loopback test
 * @vdev: VFIO device
 * @slot: the trigger
 *
 * This signals as if the device had raised the interrupt, but does not change the level.
 *
 * Context: any. Takes the interrupt lock.
 */
void mvgpu_irq_loopback(struct mvgpu_vdev *vdev, struct eventfd_ctx **slot)
{
	unsigned long flags;

	spin_lock_irqsave(&vdev->irq.lock, flags);
	irq_signal(vdev, *slot);
	spin_unlock_irqrestore(&vdev->irq.lock, flags);
}
