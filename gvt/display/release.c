// SPDX-License-Identifier: GPL-2.0
/* The end of a resource: heads stop showing it, then what it took is released. */
#include <linux/lockdep.h>
#include <linux/xarray.h>
#include "invariant.h"
#include "gvt/display/release.h"
#include "gvt/display/scanout.h"
#include "gvt/resource/host_visible.h"
#include "gvt/resource/resource.h"
#include "gvt/resource/view.h"
#include "gvt/sched/batch.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_release_backing() - Detach the guest memory of a resource
 * @vgpu: vGPU
 * @res: resource, with or without a backing
 *
 * When this returns the memory is not accessed any more, and it is unpinned. A 2D resource
 * keeps its pixels; a blob of guest memory is not shown any more.
 *
 * Context: vgpu->lock held. Sleeps until the backend has completed the detach.
 */
void mvgpu_release_backing(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	const struct mvgpu_gpu_ops *ops = vgpu->gpu->ops;
	struct mvgpu_batch_req req;
	struct mvgpu_batch batch;

	lockdep_assert_held(&vgpu->lock);
	if (!res->backing)
		return;
	if (res->host_id) {
		mvgpu_batch_init(&batch);
		ops->detach_backing(vgpu->client, res->host_id,
				    mvgpu_batch_add(&batch, &req));
		mvgpu_batch_wait(vgpu, &batch);
	}
	if (res->blob && !res->on_gpu) {
		mvgpu_scanout_resource_removed(vgpu, res);
		mvgpu_view_drop_all(res);
	}
	mvgpu_resource_unpin(vgpu, res);
}

/**
 * mvgpu_release_unlink() - Remove a resource from the guest's table
 * @vgpu: vGPU
 * @res: resource; the backend may still have it and its backing
 *
 * Heads that show it are blanked, and it leaves the host-visible region. Storage that a
 * display client references stays.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_release_unlink(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	lockdep_assert_held(&vgpu->lock);
	mvgpu_invariant(res->linked);
	mvgpu_scanout_resource_removed(vgpu, res);
	mvgpu_view_drop_all(res);
	mvgpu_hostvis_hide(vgpu, &res->range);
	xa_erase(&vgpu->resources, res->guest_id);
	res->linked = false;
}

/**
 * mvgpu_release_resource() - Remove a resource that the backend does not have
 * @vgpu: vGPU
 * @res: resource; freed when no command references it
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_release_resource(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	mvgpu_release_unlink(vgpu, res);
	mvgpu_resource_reap(vgpu, res);
}

/**
 * mvgpu_release_all() - Remove every resource
 * @vgpu: vGPU without a command in flight
 *
 * Context: vgpu->lock held. Sleeps until the backend has destroyed them.
 */
void mvgpu_release_all(struct mvgpu_vgpu *vgpu)
{
	const struct mvgpu_gpu_ops *ops = vgpu->gpu->ops;
	struct mvgpu_resource *res;
	struct mvgpu_batch batch;
	unsigned long id;

	lockdep_assert_held(&vgpu->lock);
	mvgpu_hostvis_hide_all(vgpu);
	mvgpu_batch_init(&batch);
	xa_for_each(&vgpu->resources, id, res)
		if (res->host_id)
			ops->resource_destroy(vgpu->client, res->host_id,
					      mvgpu_batch_add(&batch, &res->req));
	mvgpu_batch_wait(vgpu, &batch);
	xa_for_each(&vgpu->resources, id, res)
		mvgpu_release_resource(vgpu, res);
}
