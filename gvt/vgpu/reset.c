// SPDX-License-Identifier: GPL-2.0
/* What a reset of one vGPU means, whoever asks for it. */
#include <linux/lockdep.h>
#include <linux/virtio_config.h>
#include "invariant.h"
#include "gvt/cmd/worker.h"
#include "gvt/display/readback.h"
#include "gvt/display/release.h"
#include "gvt/display/scanout.h"
#include "gvt/resource/context.h"
#include "gvt/sched/lock.h"
#include "gvt/vgpu/reset.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/transport.h"

/* All but what is on the screens. */
static void reset_stop(struct mvgpu_vgpu *vgpu)
{
	unsigned int queue;

	for (queue = 0; queue < MVGPU_NR_QUEUES; queue++)
		mvgpu_worker_abandon_queue(vgpu, queue);
	mvgpu_worker_drain(vgpu);
	mvgpu_readback_drain(vgpu);
	clear_bit(MVGPU_TIMED_OUT, &vgpu->kicked);
	mvgpu_transport_reset(vgpu);
}

/* Everything that a guest had is given back. */
static void reset_check_empty(const struct mvgpu_vgpu *vgpu)
{
	mvgpu_invariant(!vgpu->nr_cmds && !vgpu->nr_deferred && !vgpu->cmd_bytes);
	mvgpu_invariant(xa_empty(&vgpu->resources) && !vgpu->nr_resources);
	mvgpu_invariant(xa_empty(&vgpu->contexts) && !vgpu->nr_contexts);
	mvgpu_invariant(!vgpu->vram_used && !vgpu->nr_unpinning);
	mvgpu_invariant(!vgpu->backing_pages);
	mvgpu_invariant(!atomic64_read(&vgpu->stats.pinned));
	mvgpu_invariant(!atomic64_read(&vgpu->stats.mapped));
	mvgpu_invariant(RB_EMPTY_ROOT(&vgpu->hostvis.ranges));
}

static void reset_forget(struct mvgpu_vgpu *vgpu)
{
	mvgpu_context_remove_all(vgpu);
	mvgpu_release_all(vgpu);
	reset_check_empty(vgpu);
	/* If it happened meanwhile, what was lost is gone. */
	clear_bit(MVGPU_DEVICE_LOST, &vgpu->kicked);
	atomic64_inc(&vgpu->stats.resets);
}

/**
 * mvgpu_reset_locked() - back to the state after power-on
 * @vgpu: the vGPU; vgpu->lock held
 *
 * When it returns no command is under way, no guest page is pinned, no host id
 * is taken and nothing is shown. Plugged monitors, knobs, counters and the bus
 * master bit stay. VFIO_DEVICE_RESET, open and close all end here. Sleeps,
 * bounded by what the backend has under way and by gvt/sched/watchdog.c.
 */
void mvgpu_reset_locked(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	reset_stop(vgpu);
	mvgpu_scanout_reset(vgpu);
	reset_forget(vgpu);
}

/**
 * mvgpu_reset_by_driver() - the guest wrote 0 to the status
 * @vgpu: the vGPU; vgpu->lock held
 *
 * As mvgpu_reset_locked(), but who looks at the screens may go on doing so: from
 * firmware to kernel, and from one kernel to the next, the picture stays. Sleeps
 * likewise. Virtio 1.2, 2.4.
 */
void mvgpu_reset_by_driver(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	reset_stop(vgpu);
	mvgpu_scanout_driver_reset(vgpu);
	reset_forget(vgpu);
}

/**
 * mvgpu_reset_bus_master() - the guest changed its command register
 * @vgpu: the vGPU; takes vgpu->lock
 * @on: the device may do DMA
 *
 * Off: when it returns the rings have stopped, the GPU has nothing of the vGPU to
 * do, and nobody writes to the guest's memory; what is shown out of it is so no
 * longer. On again: what was finished meanwhile is answered, and what the guest put
 * into the rings is looked at. Sleeps until the backend is done, but not for ever.
 * PCI 3.0, 6.2.2 (bus master); PCI Power Management 1.2, 5.4.1 (D3hot).
 */
void mvgpu_reset_bus_master(struct mvgpu_vgpu *vgpu, bool on)
{
	mvgpu_vgpu_lock(vgpu);
	vgpu->transport.bus_master = on;
	if (on) {
		mvgpu_transport_kick_queues(vgpu);
	} else {
		mvgpu_worker_drain(vgpu);
		mvgpu_scanout_leave_guest_memory(vgpu);
	}
	mutex_unlock(&vgpu->lock);
}

/**
 * mvgpu_reset_queue() - the guest resets one queue
 * @vgpu: the vGPU; vgpu->lock held
 * @queue: 0..MVGPU_NR_QUEUES-1, enabled
 *
 * When it returns the device uses nothing of the queue any more. Virtio 1.2,
 * 2.6.1. May sleep.
 */
void mvgpu_reset_queue(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	u64 features = mvgpu_transport_features(vgpu);

	lockdep_assert_held(&vgpu->lock);
	if (!(features & BIT_ULL(VIRTIO_F_RING_RESET)))
		return;
	mvgpu_worker_abandon_queue(vgpu, queue);
	mvgpu_transport_queue_init(&vgpu->transport.queue[queue]);
}
