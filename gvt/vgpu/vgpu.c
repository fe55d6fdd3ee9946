// SPDX-License-Identifier: GPL-2.0
/* The life of a vGPU. */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/memcontrol.h>
#include <linux/nospec.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "compat.h"
#include "gvt/cmd/worker.h"
#include "gvt/display/export.h"
#include "gvt/display/monitor.h"
#include "gvt/display/readback.h"
#include "gvt/display/scanout.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/host_visible.h"
#include "gvt/sched/lock.h"
#include "gvt/sched/turn.h"
#include "gvt/sched/wakeup.h"
#include "gvt/vgpu/reset.h"
#include "gvt/vgpu/unmap_backoff.h"
#include "gvt/vgpu/vgpu.h"
#include "gvt/virtio/transport.h"

static int vgpu_alloc(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_gpu_client *client;

	vgpu->account = mvgpu_account_new();
	if (!vgpu->account)
		return -ENOMEM;
	client = vgpu->gpu->ops->client_new(vgpu->gpu, vgpu, vgpu->name);
	if (IS_ERR(client)) {
		mvgpu_account_put(vgpu->account);
		return PTR_ERR(client);
	}
	vgpu->client = client;
	return 0;
}

/**
 * mvgpu_vgpu_create() - Create a vGPU
 * @gpu: GPU that it is a slice of; must outlive it
 * @slice: its share, copied
 * @name: its UUID as text, copied
 *
 * Nothing is allocated on the GPU before a guest requests it.
 *
 * Context: process context, may sleep.
 *
 * Return: vGPU, or ERR_PTR(-ENOMEM) or that of the backend.
 */
struct mvgpu_vgpu *mvgpu_vgpu_create(struct mvgpu_gpu *gpu,
				     const struct mvgpu_slice *slice,
				     const char *name)
{
	struct mvgpu_vgpu *vgpu = kvzalloc(sizeof(*vgpu), GFP_KERNEL_ACCOUNT);
	int err;

	if (!vgpu)
		return ERR_PTR(-ENOMEM);
	vgpu->gpu = gpu;
	strscpy(vgpu->name, name, sizeof(vgpu->name));
	err = vgpu_alloc(vgpu);
	if (err) {
		kvfree(vgpu);
		return ERR_PTR(err);
	}
	atomic_set(&vgpu->barred, 0);
	vgpu->slice = *slice;
	mutex_init(&vgpu->lock);
	spin_lock_init(&vgpu->worker_lock);
	spin_lock_init(&vgpu->done_lock);
	init_waitqueue_head(&vgpu->done_wait);
	INIT_LIST_HEAD(&vgpu->cmds);
	INIT_LIST_HEAD(&vgpu->spare_cmds);
	INIT_LIST_HEAD(&vgpu->done_cmds);
	xa_init(&vgpu->resources);
	xa_init(&vgpu->contexts);
	mvgpu_hostvis_init(&vgpu->hostvis);
	mvgpu_unmap_init(vgpu);
	mvgpu_export_init(vgpu);
	bitmap_fill(vgpu->monitors, MVGPU_MAX_HEADS);
	ratelimit_state_init(&vgpu->log_limit, 5 * HZ, 5);
	mutex_lock(&vgpu->lock);
	mvgpu_transport_init(vgpu);
	mvgpu_scanout_init(vgpu);
	mutex_unlock(&vgpu->lock);
	return vgpu;
}

/**
 * mvgpu_vgpu_destroy() - Free a vGPU
 * @vgpu: vGPU that nothing else refers to
 *
 * Context: process context, may sleep.
 */
void mvgpu_vgpu_destroy(struct mvgpu_vgpu *vgpu)
{
	mvgpu_vgpu_close(vgpu);
	mvgpu_export_exit(vgpu);
	vgpu->gpu->ops->client_free(vgpu->client);
	mvgpu_unmap_exit(vgpu);
	xa_destroy(&vgpu->resources);
	xa_destroy(&vgpu->contexts);
	mvgpu_account_put(vgpu->account);
	mvgpu_hostvis_exit(&vgpu->hostvis);
	mvgpu_monitor_exit(vgpu);
	mutex_destroy(&vgpu->lock);
	kvfree(vgpu);
}

/* Replace the worker. No thread queues work on the old one afterwards. */
static struct kthread_worker *vgpu_swap_worker(struct mvgpu_vgpu *vgpu,
					       struct kthread_worker *worker)
{
	struct kthread_worker *old;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->worker_lock, flags);
	old = vgpu->worker;
	vgpu->worker = worker;
	spin_unlock_irqrestore(&vgpu->worker_lock, flags);
	return old;
}

static void vgpu_power_on(struct mvgpu_vgpu *vgpu, struct kthread_worker *worker,
			  const struct mvgpu_guest_ops *guest, void *priv)
{
	vgpu->memcg = get_mem_cgroup_from_mm(current->mm);
	mutex_lock(&vgpu->lock);
	mvgpu_hostvis_set_guest(vgpu, guest, priv);
	mvgpu_unmap_open(vgpu);
	vgpu->is_open = true;
	/* A work stores the worker that it was queued on, so it is initialised each time. */
	kthread_init_work(&vgpu->work, mvgpu_worker_run);
	mvgpu_transport_init(vgpu);
	mvgpu_scanout_init(vgpu);
	mvgpu_turn_join(vgpu);
	mvgpu_export_open(vgpu);
	mvgpu_readback_init(vgpu);
	vgpu_swap_worker(vgpu, worker);
	mutex_unlock(&vgpu->lock);
	if (READ_ONCE(vgpu->kicked))
		mvgpu_vgpu_queue_work(vgpu);
}

static int vgpu_open_client(struct mvgpu_vgpu *vgpu)
{
	const struct mvgpu_gpu_ops *ops = vgpu->gpu->ops;

	/* A loss from here on is one that the guest is notified of. */
	vgpu->kicked = 0;
	return ops->client_open ? ops->client_open(vgpu->client) : 0;
}

static void vgpu_close_client(struct mvgpu_vgpu *vgpu)
{
	const struct mvgpu_gpu_ops *ops = vgpu->gpu->ops;

	if (ops->client_close)
		ops->client_close(vgpu->client);
}

static struct kthread_worker *vgpu_new_worker(struct mvgpu_vgpu *vgpu)
{
	struct kthread_worker *worker;
	int ret = mvgpu_worker_init(vgpu);

	if (ret)
		return ERR_PTR(ret);
	worker = mvgpu_run_worker(0, "mvgpu/%.8s", vgpu->name);
	if (IS_ERR(worker))
		mvgpu_worker_exit(vgpu);
	return worker;
}

/**
 * mvgpu_vgpu_open() - A VMM opens the vGPU
 * @vgpu: vGPU
 * @guest: services of the VFIO face, valid until mvgpu_vgpu_close() has returned
 * @priv: their first argument
 *
 * Starts the worker. The registers are those after power-on, with bus mastering off.
 * VFIO serialises this against mvgpu_vgpu_close().
 *
 * Context: thread of the VMM. Takes vgpu->lock, may sleep.
 *
 * Return: 0; -EBUSY when it is open; -ENOMEM; why the GPU takes no client; or why no
 * thread could be created.
 */
int mvgpu_vgpu_open(struct mvgpu_vgpu *vgpu,
		    const struct mvgpu_guest_ops *guest, void *priv)
{
	struct kthread_worker *worker;
	int ret;

	if (READ_ONCE(vgpu->is_open))
		return -EBUSY;
	ret = vgpu_open_client(vgpu);
	if (ret)
		return ret;
	worker = vgpu_new_worker(vgpu);
	if (IS_ERR(worker)) {
		vgpu_close_client(vgpu);
		return PTR_ERR(worker);
	}
	vgpu_power_on(vgpu, worker, guest, priv);
	return 0;
}

/*
 * When this returns the worker is not running and no thread can queue it. It does not wait
 * for guest memory meanwhile, because a VMM that was killed may close the provider of that
 * memory after the device.
 */
static struct kthread_worker *vgpu_stop_worker(struct mvgpu_vgpu *vgpu)
{
	struct kthread_worker *worker;

	mvgpu_vgpu_bar(vgpu);
	mutex_lock(&vgpu->lock);
	vgpu->is_open = false;
	worker = vgpu_swap_worker(vgpu, NULL);
	mutex_unlock(&vgpu->lock);
	kthread_flush_work(&vgpu->work);
	mvgpu_vgpu_unbar(vgpu);
	return worker;
}

/**
 * mvgpu_vgpu_close() - The VMM closed the vGPU, or was killed
 * @vgpu: vGPU; nothing happens when it is not open
 *
 * When this returns nothing of the VMM is in use any more: no page is pinned, and no
 * service of the VFIO face is called.
 *
 * Context: process context. Takes vgpu->lock, sleeps.
 */
void mvgpu_vgpu_close(struct mvgpu_vgpu *vgpu)
{
	struct kthread_worker *worker;

	if (!READ_ONCE(vgpu->is_open))
		return;
	worker = vgpu_stop_worker(vgpu);
	mutex_lock(&vgpu->lock);
	mvgpu_reset_locked(vgpu);
	mvgpu_monitor_init(vgpu);
	vgpu->transport.bus_master = false;
	mvgpu_hostvis_set_guest(vgpu, NULL, NULL);
	mvgpu_turn_leave(vgpu);
	mvgpu_export_close(vgpu);
	mutex_unlock(&vgpu->lock);
	kthread_destroy_worker(worker);
	mvgpu_worker_exit(vgpu);
	vgpu_close_client(vgpu);
	mem_cgroup_put(vgpu->memcg);
	vgpu->memcg = NULL;
}

/**
 * mvgpu_vgpu_reset() - VFIO_DEVICE_RESET
 * @vgpu: vGPU
 *
 * The bus master bit belongs to the configuration space, whose owner calls
 * mvgpu_reset_bus_master().
 *
 * Context: thread of the VMM. Takes vgpu->lock, may sleep.
 */
void mvgpu_vgpu_reset(struct mvgpu_vgpu *vgpu)
{
	mvgpu_vgpu_lock(vgpu);
	mvgpu_reset_locked(vgpu);
	mvgpu_unmap_reset(vgpu);
	mutex_unlock(&vgpu->lock);
}

/**
 * mvgpu_vgpu_gpu_lost() - The GPU was removed, or has lost its state
 * @vgpu: vGPU
 *
 * A guest that drives the vGPU is notified by DEVICE_NEEDS_RESET. The vGPU's worker does
 * that, because a VMM can delay a thread that takes vgpu->lock, and other vGPUs wait for
 * the GPU as well. The guest's reset works as usual; commands after it fail as long as the
 * GPU is lost. When this returns no mapping of the GPU's memory is left.
 *
 * Context: process context, sleeps. vgpu->lock is not taken.
 */
void mvgpu_vgpu_gpu_lost(struct mvgpu_vgpu *vgpu)
{
	mvgpu_hostvis_hide_all(vgpu);
	set_bit(MVGPU_DEVICE_LOST, &vgpu->kicked);
	mvgpu_vgpu_queue_work(vgpu);
}
