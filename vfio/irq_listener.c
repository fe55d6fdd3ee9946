// SPDX-License-Identifier: GPL-2.0
/*
 * Eventfds by which user space masks and unmasks INTx ("listeners").
 *
 * They act from a workqueue, not from the wake-up function itself, because an eventfd is
 * signalled under the interrupt lock, which they take. mvgpu_vdev.lock protects them.
 *
 * A signal of a vGPU, the same one or another, does not wake a listener. Otherwise a VMM
 * whose triggers unmask each other, or form a ring, would make interrupts repeat by
 * themselves. As it is, such a VMM gets one interrupt for each event that a guest or a VMM
 * causes.
 */
#include "vfio/eventfd.h"
#include "vfio/irq.h"
#include "vfio/irq_listener.h"
#include "vfio/vdev_types.h"

/* Wake-up function of a listener: whether the work is to be done. */
static int listener_heard(void *opaque, void *data)
{
	return !mvgpu_eventfd_triggering();
}

static void listener_mask(void *opaque, void *data)
{
	mvgpu_irq_set_masked(opaque, true);
}

static void listener_unmask(void *opaque, void *data)
{
	mvgpu_irq_set_masked(opaque, false);
}

static void listener_drop(struct mvgpu_irq_listener *listener)
{
	vfio_virqfd_disable(&listener->virqfd);
	mvgpu_eventfd_put(listener->ctx);
	listener->ctx = NULL;
}

/**
 * mvgpu_irq_listener_set() - Set the eventfd that masks, or the one that unmasks
 * @vdev: VFIO device
 * @mask: the one that masks
 * @fd: file descriptor, or -1 for none
 *
 * Context: process context. mvgpu_vdev.lock is held. May sleep.
 *
 * Return: 0; -EINVAL if the eventfd is the trigger of INTx, which would unmask itself for
 * ever; the error of mvgpu_eventfd_get() or of the VFIO core.
 */
int mvgpu_irq_listener_set(struct mvgpu_vdev *vdev, bool mask, s32 fd)
{
	struct mvgpu_irq_listener *listener =
		mask ? &vdev->irq.mask : &vdev->irq.unmask;
	struct eventfd_ctx *ctx;
	int ret;

	lockdep_assert_held(&vdev->lock);

	ret = mvgpu_eventfd_get(fd, &ctx);
	if (ret)
		return ret;
	listener_drop(listener);
	if (!ctx)
		return 0;
	ret = -EINVAL;
	if (ctx != vdev->irq.intx)
		ret = vfio_virqfd_enable(vdev, listener_heard,
					 mask ? listener_mask : listener_unmask,
					 NULL, &listener->virqfd, fd);
	if (ret)
		mvgpu_eventfd_put(ctx);
	else
		listener->ctx = ctx;
	return ret;
}

/**
 * mvgpu_irq_listener_drop() - Drop both eventfds
 * @vdev: VFIO device
 *
 * Context: process context. mvgpu_vdev.lock is held. May sleep.
 */
void mvgpu_irq_listener_drop(struct mvgpu_vdev *vdev)
{
	lockdep_assert_held(&vdev->lock);

	listener_drop(&vdev->irq.mask);
	listener_drop(&vdev->irq.unmask);
}

/**
 * mvgpu_irq_is_listener() - Check whether an eventfd masks or unmasks INTx
 * @vdev: VFIO device
 * @ctx: eventfd, or NULL
 *
 * Context: mvgpu_vdev.lock is held.
 *
 * Return: true if it does; false for NULL.
 */
bool mvgpu_irq_is_listener(const struct mvgpu_vdev *vdev,
			   const struct eventfd_ctx *ctx)
{
	lockdep_assert_held(&vdev->lock);

	return ctx && (ctx == vdev->irq.mask.ctx || ctx == vdev->irq.unmask.ctx);
}
