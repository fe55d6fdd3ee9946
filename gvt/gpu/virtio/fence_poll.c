// SPDX-License-Identifier: GPL-2.0
/*
 * Notifications by which a device looks for fences that have signalled. QEMU looks every
 * 10 ms, and each time that it is notified (virtio_gpu_gl_handle_ctrl), whether or not there
 * is a new command. Without such notifications the GPU is idle for much of these 10 ms, and
 * a guest waits for them. A device that reports fences by itself ignores them.
 *
 * The longer nothing completes, the longer are the intervals, until QEMU looks as often by
 * itself: then the notifications end, so that a job that never completes costs nothing.
 */
#include <linux/cleanup.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/virtio.h>
#include "compat.h"
#include "gvt/gpu/virtio/fence_poll.h"
#include "gvt/gpu/virtio/vg_types.h"

/* Each notification is an exit of this host, if it is a VM, and work for its hypervisor. */
#define VG_FENCE_POLL_MIN_US 50U
/* The interval of QEMU (virtio_gpu_virgl_fence_poll). */
#define VG_FENCE_POLL_MAX_NS (10 * NSEC_PER_MSEC)
/* An interval is this part of the time in which nothing has completed. */
#define VG_FENCE_POLL_PART 8

static unsigned int fence_poll_us = 500;
module_param(fence_poll_us, uint, 0644);
MODULE_PARM_DESC(fence_poll_us, "Microseconds after which a physical GPU at work is notified again, to look for completed jobs (500; 0: never)");

/* Returns the shortest interval, 0 for none. */
static u64 vg_fence_poll_shortest(void)
{
	unsigned int us = READ_ONCE(fence_poll_us);

	return us ? (u64)max(us, VG_FENCE_POLL_MIN_US) * NSEC_PER_USEC : 0;
}

static void vg_fence_poll_start(struct mvgpu_vg *vg, u64 now_ns, u64 delay_ns)
{
	vg->fence_armed = true;
	vg->fence_next_ns = now_ns + delay_ns;
	hrtimer_start(&vg->fence_timer, ns_to_ktime(delay_ns), HRTIMER_MODE_REL_SOFT);
}

/* A device without 3D completes each command before it takes the next one. */
static bool vg_fence_poll_needed(const struct mvgpu_vg *vg)
{
	lockdep_assert_held(&vg->lock);
	return vg->live && vg->ctx && vg->fences;
}

/*
 * Returns true when the device is to be notified now. Otherwise the next time is set, unless
 * nothing is needed.
 */
static bool vg_fence_poll_is_due(struct mvgpu_vg *vg, u64 shortest)
{
	u64 now_ns = ktime_get_ns(), since_ns;

	guard(spinlock_irqsave)(&vg->lock);
	vg->fence_armed = false;
	if (!shortest || !vg_fence_poll_needed(vg))
		return false;
	since_ns = now_ns - vg->fence_ns;
	if (since_ns >= shortest)
		return true;
	vg_fence_poll_start(vg, now_ns, shortest - since_ns);
	return false;
}

/* Sets the next time, unless QEMU looks by itself before. */
static void vg_fence_poll_set_next(struct mvgpu_vg *vg, u64 shortest)
{
	u64 now_ns = ktime_get_ns(), delay_ns;

	guard(spinlock_irqsave)(&vg->lock);
	atomic64_inc(&vg->stats.fence_polls);
	delay_ns = max(shortest, (now_ns - vg->fence_ns) / VG_FENCE_POLL_PART);
	if (vg_fence_poll_needed(vg) && !vg->fence_armed &&
	    delay_ns < max_t(u64, shortest + 1, VG_FENCE_POLL_MAX_NS))
		vg_fence_poll_start(vg, now_ns, delay_ns);
}

/*
 * vg->lock is not held for the notification, which may be slow, and needs no lock. The queue
 * exists as long as this runs.
 */
static enum hrtimer_restart vg_fence_poll_expired(struct hrtimer *timer)
{
	struct mvgpu_vg *vg = container_of(timer, struct mvgpu_vg, fence_timer);
	u64 shortest = vg_fence_poll_shortest();

	if (vg_fence_poll_is_due(vg, shortest) && virtqueue_notify(vg->ctrl))
		vg_fence_poll_set_next(vg, shortest);
	return HRTIMER_NORESTART;
}

/**
 * mvgpu_vg_fence_poll_on() - Find out whether devices are notified at present
 *
 * Context: any.
 *
 * Return: true when a completion is found soon after it happened.
 */
bool mvgpu_vg_fence_poll_on(void)
{
	return vg_fence_poll_shortest();
}

/**
 * mvgpu_vg_fence_poll_init() - Initialise the notifications
 * @vg: GPU
 *
 * Context: any.
 */
void mvgpu_vg_fence_poll_init(struct mvgpu_vg *vg)
{
	mvgpu_hrtimer_setup(&vg->fence_timer, vg_fence_poll_expired,
			    CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	vg->fence_completed = -1;
}

/**
 * mvgpu_vg_fence_poll_update() - Note which fenced commands are on the ring
 * @vg: GPU; vg->lock held
 *
 * To be called when commands were put on the ring or taken off it. The intervals begin anew
 * when a fenced command is the first on the ring, or one has completed and others have not. A
 * timer that expires too early is left, as each start of it costs an exit of a host that is a
 * VM itself.
 *
 * Context: any, vg->lock held.
 */
void mvgpu_vg_fence_poll_update(struct mvgpu_vg *vg)
{
	u64 shortest = vg_fence_poll_shortest(), now_ns;
	s64 completed;

	lockdep_assert_held(&vg->lock);
	completed = atomic64_read(&vg->stats.fences) - vg->fences;
	/* A command that is the first on the ring comes after others that have completed. */
	if (!shortest || !vg_fence_poll_needed(vg) || completed == vg->fence_completed)
		return;
	now_ns = ktime_get_ns();
	vg->fence_completed = completed;
	vg->fence_ns = now_ns;
	if (!vg->fence_armed || vg->fence_next_ns > now_ns + shortest)
		vg_fence_poll_start(vg, now_ns, shortest);
}

/**
 * mvgpu_vg_fence_poll_stop() - Wait until no notification is sent any more
 * @vg: GPU, whose queue is not live
 *
 * Context: process context, sleeps.
 */
void mvgpu_vg_fence_poll_stop(struct mvgpu_vg *vg)
{
	hrtimer_cancel(&vg->fence_timer);
	vg->fence_armed = false;
}
