// SPDX-License-Identifier: GPL-2.0
/*
 * The state of the virtio-pci transport: device status, features, queues and interrupts
 * (virtio 1.2, 2.1, 2.2, 2.6, 3.1 and 4.1). The registers are in gvt/vgpu/reg_table.c.
 */
#include <linux/bits.h>
#include <linux/lockdep.h>
#include <linux/nospec.h>
#include <linux/virtio_config.h>
#include <linux/virtio_gpu.h>
#include <linux/virtio_ring.h>
#include "gvt/sched/wakeup.h"
#include "gvt/trace/trace.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/ring_mem.h"
#include "gvt/virtio/transport.h"
#include "gvt/virtio/vring.h"

#define ISR_QUEUE	BIT(0)
#define ISR_CONFIG	BIT(1)

/* Bits that the guest may set; it clears them only by writing 0. */
#define STATUS_DRIVER_BITS						\
	(VIRTIO_CONFIG_S_ACKNOWLEDGE | VIRTIO_CONFIG_S_DRIVER |		\
	 VIRTIO_CONFIG_S_FEATURES_OK | VIRTIO_CONFIG_S_DRIVER_OK |	\
	 VIRTIO_CONFIG_S_FAILED)

static const u64 transport_features =
	BIT_ULL(VIRTIO_F_VERSION_1) |
	BIT_ULL(VIRTIO_F_ACCESS_PLATFORM) |
	BIT_ULL(VIRTIO_F_ORDER_PLATFORM) |
	BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC) |
	BIT_ULL(VIRTIO_RING_F_EVENT_IDX) |
	BIT_ULL(VIRTIO_F_RING_RESET);

/**
 * mvgpu_transport_queue_init() - Set up a queue as it is after a reset
 * @q: queue; vgpu->lock held
 *
 * Context: vgpu->lock held. May sleep: a mapped ring is unmapped.
 */
void mvgpu_transport_queue_init(struct mvgpu_queue_state *q)
{
	mvgpu_ring_unmap(q);
	q->size = MVGPU_VRING_MAX;
	q->enabled = false;
	q->vector = MVGPU_NO_VECTOR;
	q->desc = 0;
	q->avail = 0;
	q->used = 0;
	memset(&q->vring, 0, sizeof(q->vring));
}

/*
 * A guest whose pages are smaller than those of the host has to know the host's page size. On
 * amd64 all have the same.
 */
static u64 transport_blob_features(u64 gpu)
{
	return gpu & BIT_ULL(VIRTIO_GPU_F_RESOURCE_BLOB) ? BIT_ULL(MVGPU_F_BLOB_ALIGNMENT) : 0;
}

/**
 * mvgpu_transport_init() - Set up the registers as after power-on
 * @vgpu: vGPU
 *
 * Bus mastering is off until the VFIO face turns it on.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_transport_init(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_transport *t = &vgpu->transport;
	unsigned int i;

	for (i = 0; i < MVGPU_NR_QUEUES; i++)
		t->queue[i].vgpu = vgpu;
	t->device_features = transport_features | vgpu->gpu->caps.features |
			     transport_blob_features(vgpu->gpu->caps.features);
	t->bus_master = false;
	mvgpu_transport_reset(vgpu);
}

/**
 * mvgpu_transport_reset() - Apply a device reset to the registers
 * @vgpu: vGPU
 *
 * Unmaps the rings and lowers INTx. Bus mastering does not belong to virtio and stays.
 * Virtio 1.2, 2.4 and 4.1.4.3.1.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_transport_reset(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_transport *t = &vgpu->transport;
	unsigned int i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < MVGPU_NR_QUEUES; i++)
		mvgpu_transport_queue_init(&t->queue[i]);
	t->driver_features = 0;
	t->device_feature_select = 0;
	t->driver_feature_select = 0;
	t->queue_select = 0;
	t->config_vector = MVGPU_NO_VECTOR;
	t->status = 0;
	t->config_generation = 0;
	t->events = 0;
	t->seen = 0;
	t->missed = 0;
	atomic_set(&t->isr, 0);
	if (vgpu->guest)
		vgpu->guest->lower(vgpu->guest_priv);
}

/**
 * mvgpu_transport_features() - Get the negotiated features
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held.
 *
 * Return: mask of feature bits, 0 before FEATURES_OK.
 */
u64 mvgpu_transport_features(const struct mvgpu_vgpu *vgpu)
{
	const struct mvgpu_transport *t = &vgpu->transport;

	return t->status & VIRTIO_CONFIG_S_FEATURES_OK ? t->driver_features : 0;
}

/**
 * mvgpu_transport_live() - Check whether the rings may be accessed
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held.
 *
 * Return: true when a VMM has the vGPU open, its driver is ready, the guest allows the
 * device to do DMA, and no fatal error occurred.
 */
bool mvgpu_transport_live(const struct mvgpu_vgpu *vgpu)
{
	const struct mvgpu_transport *t = &vgpu->transport;

	return vgpu->is_open && t->bus_master &&
	       (t->status & VIRTIO_CONFIG_S_DRIVER_OK) &&
	       !(t->status & VIRTIO_CONFIG_S_NEEDS_RESET);
}

static void transport_raise(struct mvgpu_vgpu *vgpu, unsigned int isr, u16 vector)
{
	struct mvgpu_transport *t = &vgpu->transport;

	/* Virtio 1.2, 3.1.1: no notification before DRIVER_OK. */
	if (!vgpu->guest || !(t->status & VIRTIO_CONFIG_S_DRIVER_OK))
		return;
	atomic_or(isr, &t->isr);
	trace_mvgpu_irq(vgpu->name, isr, vector);
	vgpu->guest->raise(vgpu->guest_priv, vector);
}

/**
 * mvgpu_transport_queue_notify() - Notify the guest of used buffers
 * @vgpu: vGPU
 * @queue: 0..MVGPU_NR_QUEUES-1
 *
 * Context: vgpu->lock held.
 */
void mvgpu_transport_queue_notify(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	transport_raise(vgpu, ISR_QUEUE, vgpu->transport.queue[queue].vector);
}

/**
 * mvgpu_transport_config_event() - Notify the guest of a changed device configuration
 * @vgpu: vGPU
 * @events: VIRTIO_GPU_EVENT_*, added to those pending
 *
 * Context: vgpu->lock held.
 */
void mvgpu_transport_config_event(struct mvgpu_vgpu *vgpu, u32 events)
{
	struct mvgpu_transport *t = &vgpu->transport;

	lockdep_assert_held(&vgpu->lock);
	t->missed |= t->seen & events;
	t->events |= events;
	t->config_generation++;
	transport_raise(vgpu, ISR_CONFIG, t->config_vector);
}

/**
 * mvgpu_transport_event_seen() - The guest reads the state that an event announces
 * @vgpu: vGPU
 * @events: VIRTIO_GPU_EVENT_*
 *
 * Context: vgpu->lock held.
 */
void mvgpu_transport_event_seen(struct mvgpu_vgpu *vgpu, u32 events)
{
	struct mvgpu_transport *t = &vgpu->transport;

	lockdep_assert_held(&vgpu->lock);
	t->seen |= t->events & events;
}

/**
 * mvgpu_transport_event_clear() - The guest clears events
 * @vgpu: vGPU
 * @events: VIRTIO_GPU_EVENT_*
 *
 * Linux clears an event last (drivers/gpu/drm/virtio/virtgpu_kms.c), and with it one that
 * occurred after it read the state. That one is raised again; otherwise the guest would
 * never notice a link that went down and up in between.
 *
 * Context: vgpu->lock held.
 */
void mvgpu_transport_event_clear(struct mvgpu_vgpu *vgpu, u32 events)
{
	struct mvgpu_transport *t = &vgpu->transport;
	u32 again = t->missed & events;

	lockdep_assert_held(&vgpu->lock);
	t->events &= ~events;
	t->seen &= ~events;
	t->missed &= ~events;
	if (again)
		mvgpu_transport_config_event(vgpu, again);
}

/**
 * mvgpu_transport_need_reset() - Stop the device until its guest resets it
 * @vgpu: vGPU
 * @why: reason for the log, a string that is never freed
 *
 * The rings stop. Nothing else changes, and other vGPUs are not affected. Virtio 1.2,
 * 2.1.2.
 *
 * Context: vgpu->lock held.
 */
void mvgpu_transport_need_reset(struct mvgpu_vgpu *vgpu, const char *why)
{
	struct mvgpu_transport *t = &vgpu->transport;

	lockdep_assert_held(&vgpu->lock);
	if (t->status & VIRTIO_CONFIG_S_NEEDS_RESET)
		return;
	t->status |= VIRTIO_CONFIG_S_NEEDS_RESET;
	atomic64_inc(&vgpu->stats.fatal);
	trace_mvgpu_fatal(vgpu->name, why);
	mvgpu_guest_log(vgpu, "needs a reset by its guest: %s\n", why);
	transport_raise(vgpu, ISR_CONFIG, t->config_vector);
}

/**
 * mvgpu_transport_kick_queues() - Make the worker serve every enabled queue
 * @vgpu: vGPU; vgpu->lock held
 *
 * Context: vgpu->lock held.
 */
void mvgpu_transport_kick_queues(struct mvgpu_vgpu *vgpu)
{
	unsigned int i;

	for (i = 0; i < MVGPU_NR_QUEUES; i++)
		if (vgpu->transport.queue[i].enabled)
			mvgpu_vgpu_kick(vgpu, i);
}

/* Virtio 1.2, 2.2.1 and 6: only features that were offered, and always version 1. */
static bool transport_features_acceptable(const struct mvgpu_transport *t)
{
	return !(t->driver_features & ~t->device_features) &&
	       (t->driver_features & BIT_ULL(VIRTIO_F_VERSION_1));
}

/**
 * mvgpu_transport_set_status() - The guest writes the device status
 * @vgpu: vGPU
 * @status: value, not 0 (which is a reset)
 *
 * Bits are only added. FEATURES_OK does not stick when the features are not acceptable,
 * and DRIVER_OK does not without FEATURES_OK. Virtio 1.2, 2.1 and 3.1.1.
 *
 * Context: vgpu->lock held.
 */
void mvgpu_transport_set_status(struct mvgpu_vgpu *vgpu, u8 status)
{
	struct mvgpu_transport *t = &vgpu->transport;
	u8 add = status & STATUS_DRIVER_BITS & ~t->status;

	lockdep_assert_held(&vgpu->lock);
	if ((add & VIRTIO_CONFIG_S_FEATURES_OK) && !transport_features_acceptable(t))
		add &= ~VIRTIO_CONFIG_S_FEATURES_OK;
	if (!((t->status | add) & VIRTIO_CONFIG_S_FEATURES_OK))
		add &= ~VIRTIO_CONFIG_S_DRIVER_OK;
	t->status |= add;
	/* Buffers may have been added before. */
	if (add & VIRTIO_CONFIG_S_DRIVER_OK)
		mvgpu_transport_kick_queues(vgpu);
}

/**
 * mvgpu_transport_queue_enable() - The guest enables a queue
 * @vgpu: vGPU
 * @queue: 0..MVGPU_NR_QUEUES-1, not enabled
 *
 * This is ignored before FEATURES_OK, because the layout of the ring depends on the
 * features. A bad address is fatal. Virtio 1.2, 4.1.4.3.2.
 *
 * Context: vgpu->lock held.
 */
void mvgpu_transport_queue_enable(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	struct mvgpu_queue_state *q = &vgpu->transport.queue[queue];
	u64 features = mvgpu_transport_features(vgpu);

	lockdep_assert_held(&vgpu->lock);
	if (!features)
		return;
	if (mvgpu_vring_start(&q->vring, q->size, q->desc, q->avail, q->used,
			      features & BIT_ULL(VIRTIO_RING_F_EVENT_IDX),
			      features & BIT_ULL(VIRTIO_RING_F_INDIRECT_DESC))) {
		mvgpu_transport_need_reset(vgpu, q->vring.fault);
		return;
	}
	q->enabled = true;
	mvgpu_vgpu_kick(vgpu, queue);
}
