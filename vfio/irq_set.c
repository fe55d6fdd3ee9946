// SPDX-License-Identifier: GPL-2.0
/* VFIO_DEVICE_GET_IRQ_INFO and VFIO_DEVICE_SET_IRQS. */
#include <linux/nospec.h>
#include "vfio/eventfd.h"
#include "vfio/irq.h"
#include "vfio/irq_listener.h"
#include "vfio/irq_set.h"
#include "vfio/vdev_types.h"

/**
 * struct set_request - VFIO_DEVICE_SET_IRQS that the VFIO core validated
 * @start: first subindex
 * @count: number of subindices, within those of the index
 * @type: VFIO_IRQ_SET_DATA_*
 * @bools: data if @type is BOOL
 * @fds: data if @type is EVENTFD
 */
struct set_request {
	u32 start;
	u32 count;
	u32 type;
	const u8 *bools;
	const s32 *fds;
};

/* Whether the request acts on subindex @start + @i; NONE acts on all of them. */
static bool set_wanted(const struct set_request *req, u32 i)
{
	return req->type == VFIO_IRQ_SET_DATA_NONE || req->bools[i];
}

/* Without data and with a count of 0, all triggers of an index are dropped. */
static bool set_drops_all(const struct set_request *req)
{
	return !req->count && req->type == VFIO_IRQ_SET_DATA_NONE;
}

static void set_disable(struct mvgpu_vdev *vdev)
{
	mvgpu_irq_listener_drop(vdev);
	mvgpu_irq_leave(vdev);
}

static int set_masked(struct mvgpu_vdev *vdev, const struct set_request *req,
		      bool mask)
{
	if (mvgpu_irq_index(vdev) != VFIO_PCI_INTX_IRQ_INDEX || req->count != 1)
		return -EINVAL;
	if (req->type == VFIO_IRQ_SET_DATA_EVENTFD)
		return mvgpu_irq_listener_set(vdev, mask, req->fds[0]);
	if (set_wanted(req, 0))
		mvgpu_irq_set_masked(vdev, mask);
	return 0;
}

static int set_intx_mask(struct mvgpu_vdev *vdev, const struct set_request *req)
{
	return set_masked(vdev, req, true);
}

static int set_intx_unmask(struct mvgpu_vdev *vdev,
			   const struct set_request *req)
{
	return set_masked(vdev, req, false);
}

static int set_intx_eventfd(struct mvgpu_vdev *vdev, s32 fd)
{
	struct eventfd_ctx *ctx;
	int ret;

	ret = mvgpu_eventfd_get(fd, &ctx);
	if (ret)
		return ret;
	ret = mvgpu_irq_is_listener(vdev, ctx) ? -EINVAL :
	      mvgpu_irq_enter(vdev, VFIO_PCI_INTX_IRQ_INDEX);
	if (ret)
		mvgpu_eventfd_put(ctx);
	else
		mvgpu_irq_replace_intx(vdev, ctx);
	return ret;
}

static int set_intx_trigger(struct mvgpu_vdev *vdev,
			    const struct set_request *req)
{
	bool active = mvgpu_irq_index(vdev) == VFIO_PCI_INTX_IRQ_INDEX;

	if (active && set_drops_all(req)) {
		set_disable(vdev);
		return 0;
	}
	if (req->count != 1)
		return -EINVAL;
	if (req->type == VFIO_IRQ_SET_DATA_EVENTFD)
		return set_intx_eventfd(vdev, req->fds[0]);
	if (!active)
		return -EINVAL;
	if (set_wanted(req, 0) && !READ_ONCE(vdev->irq.disabled))
		mvgpu_irq_loopback(vdev, &vdev->irq.intx);
	return 0;
}

/* Sets all the eventfds, or none if one of the file descriptors is bad. */
static int set_msix_eventfds(struct mvgpu_vdev *vdev,
			     const struct set_request *req)
{
	struct eventfd_ctx *ctx[MVGPU_MSIX_VECTORS] = {};
	int ret = 0;
	u32 i;

	for (i = 0; i < req->count && !ret; i++)
		ret = mvgpu_eventfd_get(req->fds[i], &ctx[i]);
	if (ret)
		ctx[i - 1] = NULL;
	else
		ret = mvgpu_irq_enter(vdev, VFIO_PCI_MSIX_IRQ_INDEX);
	for (i = 0; i < req->count; i++) {
		if (ret)
			mvgpu_eventfd_put(ctx[i]);
		else
			mvgpu_irq_replace(vdev, &vdev->irq.msix[req->start + i],
					  ctx[i]);
	}
	return ret;
}

static int set_msix_trigger(struct mvgpu_vdev *vdev,
			    const struct set_request *req)
{
	bool active = mvgpu_irq_index(vdev) == VFIO_PCI_MSIX_IRQ_INDEX;
	u32 i;

	if (active && set_drops_all(req)) {
		set_disable(vdev);
		return 0;
	}
	if (!req->count)
		return -EINVAL;
	if (req->type == VFIO_IRQ_SET_DATA_EVENTFD)
		return set_msix_eventfds(vdev, req);
	if (!active)
		return -EINVAL;
	for (i = 0; i < req->count; i++)
		if (set_wanted(req, i))
			mvgpu_irq_loopback(vdev,
					   &vdev->irq.msix[req->start + i]);
	return 0;
}

static int set_req_trigger(struct mvgpu_vdev *vdev,
			   const struct set_request *req)
{
	struct mvgpu_irq *irq = &vdev->irq;
	struct eventfd_ctx *ctx;
	int ret;

	if (set_drops_all(req)) {
		mvgpu_irq_replace(vdev, &irq->req, NULL);
		return 0;
	}
	if (req->count != 1)
		return -EINVAL;
	if (req->type == VFIO_IRQ_SET_DATA_EVENTFD) {
		ret = mvgpu_eventfd_get(req->fds[0], &ctx);
		if (!ret)
			mvgpu_irq_replace(vdev, &irq->req, ctx);
		return ret;
	}
	if (set_wanted(req, 0))
		mvgpu_irq_loopback(vdev, &irq->req);
	return 0;
}

struct set_action {
	u32 index;
	u32 action;
	int (*fn)(struct mvgpu_vdev *vdev, const struct set_request *req);
};

static const struct set_action set_actions[] = {
	{ VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_MASK, set_intx_mask },
	{ VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_UNMASK,
	  set_intx_unmask },
	{ VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER,
	  set_intx_trigger },
	{ VFIO_PCI_MSIX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER,
	  set_msix_trigger },
	{ VFIO_PCI_REQ_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER,
	  set_req_trigger },
};

/* An index without interrupts has a row of zeroes. */
static const struct {
	u32 count;
	u32 flags;
} set_indices[VFIO_PCI_NUM_IRQS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = {
		1, VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
		   VFIO_IRQ_INFO_AUTOMASKED },
	/* Each vector can be set and dropped separately, so not NORESIZE. */
	[VFIO_PCI_MSIX_IRQ_INDEX] = {
		MVGPU_MSIX_VECTORS, VFIO_IRQ_INFO_EVENTFD },
	[VFIO_PCI_REQ_IRQ_INDEX] = { 1, VFIO_IRQ_INFO_EVENTFD },
};

/**
 * mvgpu_irq_count() - Number of interrupts of an index
 * @index: VFIO_PCI_*_IRQ_INDEX, any value
 *
 * Context: any.
 *
 * Return: the number; 0 for an index that does not exist.
 */
unsigned int mvgpu_irq_count(u32 index)
{
	if (index >= VFIO_PCI_NUM_IRQS)
		return 0;
	return set_indices[array_index_nospec(index, VFIO_PCI_NUM_IRQS)].count;
}

/**
 * mvgpu_irq_info() - Answer VFIO_DEVICE_GET_IRQ_INFO
 * @info: request with the index; count and flags are filled in
 *
 * The error index belongs to PCI Express, which the vGPU is not. It is rejected, as by a
 * conventional device; otherwise QEMU warns about its count.
 *
 * Context: any.
 *
 * Return: 0, or -EINVAL for an index out of range.
 */
int mvgpu_irq_info(struct vfio_irq_info *info)
{
	u32 index = info->index;

	if (index >= VFIO_PCI_NUM_IRQS || index == VFIO_PCI_ERR_IRQ_INDEX)
		return -EINVAL;
	index = array_index_nospec(index, VFIO_PCI_NUM_IRQS);
	info->count = set_indices[index].count;
	info->flags = set_indices[index].flags;
	return 0;
}

/**
 * mvgpu_irq_set() - Execute VFIO_DEVICE_SET_IRQS
 * @vdev: VFIO device
 * @set: header, validated by the VFIO core: the subindices are inside of the index
 * @data: data behind the header, of the validated size
 *
 * Context: process context. Takes mvgpu_vdev.lock, may sleep.
 *
 * Return: 0; -ENOTTY for an action that the index does not have; -EINVAL for a request
 * that the state does not allow (INTx and MSI-X exclude each other); the error of
 * mvgpu_eventfd_get() or of the VFIO core.
 */
int mvgpu_irq_set(struct mvgpu_vdev *vdev, const struct vfio_irq_set *set,
		  const void *data)
{
	u32 action = set->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK;
	struct set_request req = {
		.start = set->start,
		.count = set->count,
		.type = set->flags & VFIO_IRQ_SET_DATA_TYPE_MASK,
		.bools = data,
		.fds = data,
	};
	int ret = -ENOTTY;
	size_t i;

	mutex_lock(&vdev->lock);
	for (i = 0; i < ARRAY_SIZE(set_actions); i++)
		if (set_actions[i].index == set->index &&
		    set_actions[i].action == action)
			ret = set_actions[i].fn(vdev, &req);
	mutex_unlock(&vdev->lock);
	return ret;
}

/**
 * mvgpu_irq_shutdown() - Drop all eventfds and reset the state of interrupts
 * @vdev: VFIO device
 *
 * An interrupt that is raised meanwhile, or afterwards, has no trigger.
 *
 * Context: process context. Takes mvgpu_vdev.lock, may sleep.
 */
void mvgpu_irq_shutdown(struct mvgpu_vdev *vdev)
{
	mutex_lock(&vdev->lock);
	set_disable(vdev);
	mvgpu_irq_replace(vdev, &vdev->irq.req, NULL);
	mvgpu_irq_lower(vdev);
	mvgpu_irq_disable_intx(vdev, false);
	mutex_unlock(&vdev->lock);
}
