// SPDX-License-Identifier: GPL-2.0
/* Resets of a vGPU and of one of its queues, and the end of bus mastering. */
#include <linux/lockdep.h>
#include <linux/virtio_config.h>
#include "invariant.h"
#include "gvt/cmd/worker.h"
#include "gvt/display/export.h"
#include "gvt/display/readback.h"
#include "gvt/display/release.h"
#include "gvt/display/scanout.h"
#include "gvt/resource/context.h"
#include "gvt/sched/lock.h"
#include "gvt/trace/trace.h"
#include "gvt/vgpu/reset.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/transport.h"

/* Stop everything but the display. */
static void reset_stop(struct mvgpu_vgpu *vgpu)
{
	unsigned int queue;

	for (queue = 0; queue < MVGPU_NR_QUEUES; queue++)
		mvgpu_worker_abandon_queue(vgpu, queue);
	mvgpu_context_remove_opaque(vgpu);
	mvgpu_worker_drain(vgpu, true);
	mvgpu_export_drain(vgpu);
	mvgpu_readback_drain(vgpu);
	clear_bit(MVGPU_TIMED_OUT, &vgpu->kicked);
	mvgpu_transport_reset(vgpu);
}

/* Check that everything that the guest had was released. */
static void reset_check_empty(const struct mvgpu_vgpu *vgpu)
{
	mvgpu_invariant(!vgpu->nr_cmds && !vgpu->nr_deferred && !vgpu->cmd_bytes);
	mvgpu_invariant(!vgpu->nr_aside && !vgpu->nr_on_rings);
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
	/* A loss of the GPU in the meantime has no effect: the vGPU has nothing left on it. */
	clear_bit(MVGPU_DEVICE_LOST, &vgpu->kicked);
	atomic64_inc(&vgpu->stats.resets);
}

/**
 * mvgpu_reset_locked() - Reset a vGPU to the state after power-on
 * @vgpu: vGPU
 *
 * When this returns no command is in flight, no guest page is pinned, no host id is
 * allocated and nothing is shown. Plugged monitors, attributes, counters and the bus
 * master bit stay. VFIO_DEVICE_RESET, open and close all end here.
 *
 * Context: vgpu->lock held. Sleeps, bounded by what the backend has in flight and by
 * gvt/sched/watchdog.c.
 */
void mvgpu_reset_locked(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	trace_mvgpu_reset(vgpu->name, false);
	reset_stop(vgpu);
	mvgpu_scanout_reset(vgpu);
	reset_forget(vgpu);
}

/**
 * mvgpu_reset_by_driver() - Reset a vGPU because its driver wrote 0 to the status
 * @vgpu: vGPU
 *
 * As mvgpu_reset_locked(), except that framebuffers are retained for the display
 * client, so that the screen does not go blank between firmware and kernel, or between
 * one kernel and the next. Virtio 1.2, 2.4.
 *
 * Context: vgpu->lock held. Sleeps as mvgpu_reset_locked().
 */
void mvgpu_reset_by_driver(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	trace_mvgpu_reset(vgpu->name, true);
	reset_stop(vgpu);
	mvgpu_scanout_driver_reset(vgpu);
	reset_forget(vgpu);
}

/**
 * mvgpu_reset_bus_master() - The guest changed its bus master bit or power state
 * @vgpu: vGPU
 * @on: the device may do DMA
 *
 * Off: when this returns the rings have stopped, the GPU has no work of the vGPU but that
 * of rings of opaque contexts, which are not in the guest's memory, no
 * thread writes to the guest's memory, and nothing in it is shown any more. On again:
 * responses to commands that completed meanwhile are sent, and the queues are served.
 * PCI 3.0, 6.2.2 (bus master); PCI Power Management 1.2, 5.4.1 (D3hot).
 *
 * Context: thread of the VMM. Takes vgpu->lock. Sleeps until the backend has completed
 * its operations; the watchdog bounds that.
 */
void mvgpu_reset_bus_master(struct mvgpu_vgpu *vgpu, bool on)
{
	mvgpu_vgpu_lock(vgpu);
	vgpu->transport.bus_master = on;
	if (on) {
		mvgpu_transport_kick_queues(vgpu);
	} else {
		mvgpu_worker_drain(vgpu, false);
		mvgpu_scanout_leave_guest_memory(vgpu);
	}
	mutex_unlock(&vgpu->lock);
}

/**
 * mvgpu_reset_queue() - The guest resets one queue
 * @vgpu: vGPU
 * @queue: 0..MVGPU_NR_QUEUES-1, enabled
 *
 * When this returns the device does not use the memory of the queue any more. Virtio
 * 1.2, 2.6.1.
 *
 * Context: vgpu->lock held. May sleep.
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
