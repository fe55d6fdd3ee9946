// SPDX-License-Identifier: GPL-2.0
/*
 * The state of the virtio-pci transport: device status, features, queues and
 * interrupts (virtio 1.2, 2.1, 2.2, 2.6, 3.1 and 4.1). The registers that
 * reach it are in regs.c.
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

/* What the guest may set; it clears by writing 0 only. */
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

/**
 * mvgpu_transport_init() - the register file as it is at power-on
 * @vgpu: the vGPU; vgpu->lock held
 *
 * Bus mastering is off until the VFIO face says otherwise.
 */
void mvgpu_transport_init(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_transport *t = &vgpu->transport;
	unsigned int i;

	for (i = 0; i < MVGPU_NR_QUEUES; i++)
		t->queue[i].vgpu = vgpu;
	t->device_features = transport_features | vgpu->gpu->caps.features;
	t->bus_master = false;
	mvgpu_transport_reset(vgpu);
}

/**
 * mvgpu_transport_reset() - what a device reset does to the register file
 * @vgpu: the vGPU; vgpu->lock held
 *
 * Gives mapped rings back and takes INTx away. Bus mastering is not virtio's
 * and stays. May sleep. Virtio 1.2, 2.4 and 4.1.4.3.1.
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
 * mvgpu_transport_features() - what was negotiated
 * @vgpu: the vGPU; vgpu->lock held
 *
 * Return: a mask of feature bits, 0 before FEATURES_OK.
 */
u64 mvgpu_transport_features(const struct mvgpu_vgpu *vgpu)
{
	const struct mvgpu_transport *t = &vgpu->transport;

	return t->status & VIRTIO_CONFIG_S_FEATURES_OK ? t->driver_features : 0;
}

/**
 * mvgpu_transport_live() - may the rings be touched?
 * @vgpu: the vGPU; vgpu->lock held
 *
 * Return: true when a VMM has the vGPU, its driver is ready, the guest lets
 * the device do DMA and nothing fatal happened.
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
 * mvgpu_transport_queue_notify() - tell the guest of used buffers
 * @vgpu: the vGPU; vgpu->lock held
 * @queue: 0..MVGPU_NR_QUEUES-1
 */
void mvgpu_transport_queue_notify(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	transport_raise(vgpu, ISR_QUEUE, vgpu->transport.queue[queue].vector);
}

/**
 * mvgpu_transport_config_event() - the device configuration changed
 * @vgpu: the vGPU; vgpu->lock held
 * @events: VIRTIO_GPU_EVENT_*, added to those pending
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
 * mvgpu_transport_event_seen() - the guest asks for what an event is about
 * @vgpu: the vGPU; vgpu->lock held
 * @events: VIRTIO_GPU_EVENT_*
 */
void mvgpu_transport_event_seen(struct mvgpu_vgpu *vgpu, u32 events)
{
	struct mvgpu_transport *t = &vgpu->transport;

	lockdep_assert_held(&vgpu->lock);
	t->seen |= t->events & events;
}

/**
 * mvgpu_transport_event_clear() - the guest is done with events
 * @vgpu: the vGPU; vgpu->lock held
 * @events: VIRTIO_GPU_EVENT_*
 *
 * Linux clears an event last (drivers/gpu/drm/virtio/virtgpu_kms.c), and with
 * it one that came after it asked: that one is raised again, or the guest
 * would never know of a link that went down and up while it looked.
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
 * mvgpu_transport_need_reset() - the guest made a mistake that is fatal
 * @vgpu: the vGPU; vgpu->lock held
 * @why: for the log: what it did, a string that stays
 *
 * The rings stop until the guest resets the device, nothing else happens to
 * anybody. Virtio 1.2, 2.1.2.
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
 * mvgpu_transport_kick_queues() - Let the worker look at every enabled queue
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

/* Virtio 1.2, 2.2.1 and 6: nothing we did not offer, and never without 1.0. */
static bool transport_features_acceptable(const struct mvgpu_transport *t)
{
	return !(t->driver_features & ~t->device_features) &&
	       (t->driver_features & BIT_ULL(VIRTIO_F_VERSION_1));
}

/**
 * mvgpu_transport_set_status() - the guest wrote its device status
 * @vgpu: the vGPU; vgpu->lock held
 * @status: what it wrote, not 0 (that is a reset)
 *
 * Bits are only added. FEATURES_OK does not stick when the features are
 * wrong, nor DRIVER_OK without FEATURES_OK. Virtio 1.2, 2.1 and 3.1.1.
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
	/* Buffers may have been put there before. */
	if (add & VIRTIO_CONFIG_S_DRIVER_OK)
		mvgpu_transport_kick_queues(vgpu);
}

/**
 * mvgpu_transport_queue_enable() - the guest starts a queue
 * @vgpu: the vGPU; vgpu->lock held
 * @queue: 0..MVGPU_NR_QUEUES-1, not enabled
 *
 * Refused before FEATURES_OK, because the ring's layout depends on the
 * features. A bad address is fatal. Virtio 1.2, 4.1.4.3.2.
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
