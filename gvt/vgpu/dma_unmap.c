// SPDX-License-Identifier: GPL-2.0
/* The VMM unmaps guest memory: rings are unmapped, backings detached and unpinned. */
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/xarray.h>
#include "gvt/cmd/worker.h"
#include "gvt/display/release.h"
#include "gvt/mem/backing.h"
#include "gvt/resource/resource.h"
#include "gvt/sched/lock.h"
#include "gvt/vgpu/dma_unmap.h"
#include "gvt/vgpu/unmap_backoff.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/ring_mem.h"

static bool dma_unmap_affects(const struct mvgpu_resource *res, u64 iova, u64 len)
{
	return res->backing && mvgpu_backing_overlaps(res->backing, iova, len);
}

static bool dma_unmap_affects_any(struct mvgpu_vgpu *vgpu, u64 iova, u64 len)
{
	struct mvgpu_resource *res;
	unsigned long id;

	xa_for_each(&vgpu->resources, id, res)
		if (dma_unmap_affects(res, iova, len))
			return true;
	/* A command in flight is going to unpin memory, which may be in the range. */
	return vgpu->nr_unpinning;
}

/*
 * Detach and unpin every backing that has a page in the range, as a whole. Waits for
 * the commands in flight when there is one.
 */
static void dma_unmap_backings(struct mvgpu_vgpu *vgpu, u64 iova, u64 len)
{
	struct mvgpu_resource *res;
	unsigned long id;

	lockdep_assert_held(&vgpu->lock);
	if (!dma_unmap_affects_any(vgpu, iova, len))
		return;
	mvgpu_worker_drain(vgpu, false);
	xa_for_each(&vgpu->resources, id, res)
		if (dma_unmap_affects(res, iova, len))
			mvgpu_release_backing(vgpu, res);
}

/**
 * mvgpu_vgpu_dma_unmap() - The VMM unmaps guest memory
 * @vgpu: vGPU, open or not
 * @iova: first guest address
 * @len: bytes
 *
 * When this returns nothing in the range is pinned, and nothing can be pinned there
 * until the unmap has completed. After many ranges in one unmap this is so for all memory.
 *
 * Context: thread that unmaps. Takes vgpu->lock, may sleep; waits for one command at
 * most.
 */
void mvgpu_vgpu_dma_unmap(struct mvgpu_vgpu *vgpu, u64 iova, u64 len)
{
	unsigned int i;

	mvgpu_vgpu_lock(vgpu);
	/* Announce it first: commands that complete meanwhile may not pin the range again. */
	if (mvgpu_unmap_announce(vgpu, iova, len)) {
		iova = 0;
		len = U64_MAX;
	}
	for (i = 0; i < MVGPU_NR_QUEUES; i++)
		mvgpu_ring_dma_unmap(&vgpu->transport.queue[i], iova, len);
	dma_unmap_backings(vgpu, iova, len);
	mutex_unlock(&vgpu->lock);
}
