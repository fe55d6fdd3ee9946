// SPDX-License-Identifier: GPL-2.0
/* The control queue: sending, polling, quiescing, start and stop. */
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include "compat.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/complete.h"
#include "gvt/gpu/virtio/fence_poll.h"
#include "gvt/gpu/virtio/queue.h"
#include "gvt/gpu/virtio/ring.h"
#include "gvt/gpu/virtio/vg_types.h"

/* Limit of the descriptors of a chain in QEMU, whatever the size of the ring. */
#define VG_MAX_CHAIN 1024U
/* Pieces of the fixed part of a request and of both parts of a response. */
#define VG_FIXED_PIECES 3

enum { VG_CTRL_QUEUE, VG_CURSOR_QUEUE, VG_NR_QUEUES };

/* Puts pending commands on the ring. vg->lock held. */
static void vg_queue_start_pending(struct mvgpu_vg *vg, struct list_head *completed)
{
	mvgpu_vg_ring_start(vg, completed);
	mvgpu_vg_fence_poll_update(vg);
}

/* Takes completed commands off the ring, and puts pending ones on it. */
static void vg_queue_serve(struct mvgpu_vg *vg, bool interrupt)
{
	unsigned long flags;
	LIST_HEAD(completed);

	spin_lock_irqsave(&vg->lock, flags);
	if (vg->live) {
		mvgpu_vg_ring_take(vg, &completed);
		if (!interrupt && !list_empty(&completed))
			atomic64_inc(&vg->stats.polled);
		vg_queue_start_pending(vg, &completed);
		if (virtqueue_is_broken(vg->ctrl))
			queue_work(vg->wq, &vg->lost_work);
	}
	spin_unlock_irqrestore(&vg->lock, flags);
	mvgpu_vg_complete_all(vg, &completed);
}

static void vg_queue_interrupt(struct virtqueue *vq)
{
	vg_queue_serve(vq->vdev->priv, true);
}

/* A notification without new commands is harmless. */
static void vg_queue_notify_again(struct mvgpu_vg *vg)
{
	unsigned long flags;

	spin_lock_irqsave(&vg->lock, flags);
	if (vg->live && !list_empty(&vg->running))
		virtqueue_notify(vg->ctrl);
	spin_unlock_irqrestore(&vg->lock, flags);
}

/**
 * mvgpu_vg_poll() - Continue after a lost notification or interrupt
 * @gpu: GPU
 *
 * QEMU (10.0) writes to the ring when it needs the next notification, and checks for more
 * work without a barrier in between (virtio_gpu_handle_ctrl, virtqueue_pop). A notification
 * by a CPU that it emulates may also reach another device while the memory map changes
 * (iotlb_to_section). The device then is not notified of commands that are added at that
 * moment, nor of all that follow.
 *
 * Context: any, vg->lock not held.
 */
void mvgpu_vg_poll(struct mvgpu_gpu *gpu)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);

	vg_queue_serve(vg, false);
	vg_queue_notify_again(vg);
}

/**
 * mvgpu_vg_send_all() - Send commands without others in between
 * @vg: GPU
 * @cmds: commands by their link, in order; empty afterwards
 *
 * Each command is completed, possibly before this function returns: its complete function
 * and then req->done() are called, in any context (with cmd->defer: one that may sleep).
 * On a lost GPU the commands are completed with -ENODEV.
 *
 * Context: process context or softirq, interrupts enabled; takes vg->lock.
 */
void mvgpu_vg_send_all(struct mvgpu_vg *vg, struct list_head *cmds)
{
	struct mvgpu_vg_cmd *cmd;
	LIST_HEAD(completed);

	spin_lock_irq(&vg->lock);
	list_for_each_entry(cmd, cmds, link) {
		cmd->err = -ENODEV;
		cmd->seq = vg->next_seq++;
		list_add_tail(&cmd->in_flight, &vg->in_flight);
	}
	list_splice_tail_init(cmds, vg->live ? &vg->pending : &completed);
	vg_queue_start_pending(vg, &completed);
	spin_unlock_irq(&vg->lock);
	mvgpu_vg_complete_all(vg, &completed);
}

/**
 * mvgpu_vg_send() - Send a command
 * @vg: GPU
 * @cmd: command, which the caller does not own any more
 *
 * As mvgpu_vg_send_all().
 *
 * Context: process context or softirq, interrupts enabled; takes vg->lock.
 */
void mvgpu_vg_send(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	LIST_HEAD(cmds);

	list_add(&cmd->link, &cmds);
	mvgpu_vg_send_all(vg, &cmds);
}

static bool vg_queue_idle_until(struct mvgpu_vg *vg, u64 seq)
{
	struct mvgpu_vg_cmd *first;
	bool idle;

	spin_lock_irq(&vg->lock);
	first = list_first_entry_or_null(&vg->in_flight, struct mvgpu_vg_cmd,
					 in_flight);
	idle = !first || first->seq >= seq;
	spin_unlock_irq(&vg->lock);
	return idle;
}

/**
 * mvgpu_vg_quiesce() - Wait for the completion of all commands sent before the call
 * @vg: GPU
 *
 * Context: process context, sleeps.
 */
void mvgpu_vg_quiesce(struct mvgpu_vg *vg)
{
	u64 seq;

	spin_lock_irq(&vg->lock);
	seq = vg->next_seq;
	spin_unlock_irq(&vg->lock);
	while (!wait_event_timeout(vg->idle, vg_queue_idle_until(vg, seq),
				   MVGPU_VG_POLL_INTERVAL))
		mvgpu_vg_poll(&vg->gpu);
}

/**
 * mvgpu_vg_quiesce_for() - Wait until no command is in flight, for a limited time
 * @vg: GPU
 * @ms: milliseconds
 *
 * Context: process context, sleeps.
 */
void mvgpu_vg_quiesce_for(struct mvgpu_vg *vg, unsigned int ms)
{
	unsigned long end = jiffies + msecs_to_jiffies(ms);

	while (!wait_event_timeout(vg->idle, vg_queue_idle_until(vg, U64_MAX),
				   MVGPU_VG_POLL_INTERVAL) &&
	       time_before(jiffies, end))
		mvgpu_vg_poll(&vg->gpu);
}

/**
 * mvgpu_vg_queue_init() - Initialise what does not depend on the state of the device
 * @vg: GPU; the owner initialises vg->lost_work and vg->reset_work
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_vg_queue_init(struct mvgpu_vg *vg)
{
	spin_lock_init(&vg->lock);
	INIT_LIST_HEAD(&vg->pending);
	INIT_LIST_HEAD(&vg->running);
	INIT_LIST_HEAD(&vg->in_flight);
	INIT_LIST_HEAD(&vg->deferred);
	init_waitqueue_head(&vg->idle);
	mvgpu_vg_fence_poll_init(vg);
	INIT_WORK(&vg->deferred_work, mvgpu_vg_complete_work);
	vg->wq = alloc_workqueue("mvgpu-%s", WQ_UNBOUND | WQ_HIGHPRI, 0,
				 dev_name(vg->gpu.dev));
	return vg->wq ? 0 : -ENOMEM;
}

/**
 * mvgpu_vg_queue_exit() - Undo mvgpu_vg_queue_init()
 * @vg: GPU, stopped
 *
 * Context: process context, sleeps.
 */
void mvgpu_vg_queue_exit(struct mvgpu_vg *vg)
{
	destroy_workqueue(vg->wq);
}

static int vg_queue_find(struct mvgpu_vg *vg)
{
	vq_callback_t *callbacks[VG_NR_QUEUES] = { vg_queue_interrupt, NULL };
	const char *const names[VG_NR_QUEUES] = { "control", "cursor" };
	struct virtqueue *vqs[VG_NR_QUEUES];
	int err;

	err = mvgpu_find_vqs(vg->vdev, VG_NR_QUEUES, vqs, callbacks, names);
	if (err)
		return err;
	vg->ctrl = vqs[VG_CTRL_QUEUE];
	return 0;
}

/**
 * mvgpu_vg_queue_start() - Prepare the queue for commands
 * @vg: GPU, whose features are negotiated and which is not in use
 *
 * Sets DRIVER_OK.
 *
 * Context: process context, sleeps.
 *
 * Return: 0; -ENODEV when the ring is too small; an error of finding the queues.
 */
int mvgpu_vg_queue_start(struct mvgpu_vg *vg)
{
	unsigned int size;
	int err;

	err = vg_queue_find(vg);
	if (err)
		return err;
	size = virtqueue_get_vring_size(vg->ctrl);
	if (size <= VG_FIXED_PIECES) {
		vg->vdev->config->del_vqs(vg->vdev);
		return -ENODEV;
	}
	vg->max_pieces = min(size, VG_MAX_CHAIN) - VG_FIXED_PIECES;
	virtio_device_ready(vg->vdev);
	spin_lock_irq(&vg->lock);
	vg->last_fence = 0;
	vg->fences = 0;
	vg->live = true;
	spin_unlock_irq(&vg->lock);
	return 0;
}

/* Completes all commands in flight after a reset. */
static void vg_queue_abort(struct mvgpu_vg *vg)
{
	struct mvgpu_vg_cmd *cmd;
	LIST_HEAD(completed);

	while (virtqueue_detach_unused_buf(vg->ctrl))
		cond_resched();
	spin_lock_irq(&vg->lock);
	list_splice_tail_init(&vg->running, &completed);
	list_splice_tail_init(&vg->pending, &completed);
	list_for_each_entry(cmd, &completed, link)
		cmd->err = -ENODEV;
	spin_unlock_irq(&vg->lock);
	mvgpu_vg_complete_all(vg, &completed);
}

/**
 * mvgpu_vg_queue_stop() - Reset the device and release its queues
 * @vg: GPU; nothing happens when it is stopped
 *
 * All commands sent before are completed with -ENODEV before this function returns, and
 * later ones at once. The caller serialises calls.
 *
 * Context: process context, sleeps.
 */
void mvgpu_vg_queue_stop(struct mvgpu_vg *vg)
{
	bool live;

	spin_lock_irq(&vg->lock);
	live = vg->live;
	vg->live = false;
	spin_unlock_irq(&vg->lock);
	if (!live)
		return;
	mvgpu_vg_fence_poll_stop(vg);
	virtio_reset_device(vg->vdev);
	vg_queue_abort(vg);
	mvgpu_vg_quiesce(vg);
	vg->vdev->config->del_vqs(vg->vdev);
	vg->ctrl = NULL;
}
