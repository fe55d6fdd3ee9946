// SPDX-License-Identifier: GPL-2.0
/*
 * Guest memory that the VMM is taking back. VFIO's container tells of it before it
 * looks whether a page of it is pinned, and again when one is: the guest has had it
 * pinned meanwhile. To be told in vain eleven times is a BUG to the container
 * (vfio_dma_do_unmap() in drivers/vfio/vfio_iommu_type1.c), and a VMM can be slow
 * to look by its priority. So who pins such memory waits, longer each time.
 */
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include "gvt/vgpu.h"

/* Notifications of one range in a row without consequences: VMMs map it again. */
#define FREE_TIMES	3

/* What the next one costs who pins, twice that the one after it, and so on. */
#define FIRST_WAIT	(HZ / 50)
#define LONGEST_WAIT	(2 * HZ)

/* After this the range is asked for the first time again. */
#define FORGOTTEN	(10 * HZ)

/**
 * mvgpu_going_note() - the container says that a range goes
 * @vgpu: the vGPU; vgpu->lock held; nothing of the range is pinned any more
 * @iova: first guest address
 * @len: bytes
 */
void mvgpu_going_note(struct mvgpu_vgpu *vgpu, u64 iova, u64 len)
{
	struct mvgpu_going *g = &vgpu->going;

	lockdep_assert_held(&vgpu->lock);
	if (g->iova != iova || g->len != len ||
	    time_after(jiffies, g->last + FORGOTTEN))
		g->times = 0;
	g->iova = iova;
	g->len = len;
	g->last = jiffies;
	g->times++;
}

static bool overlaps(const struct mvgpu_going *g, u64 iova, u64 len)
{
	return g->iova >= iova ? g->iova - iova < len : iova - g->iova < g->len;
}

static unsigned long wait_of(const struct mvgpu_going *g)
{
	unsigned int more = g->times - FREE_TIMES - 1;

	if (g->times <= FREE_TIMES)
		return 0;
	return min_t(unsigned long, FIRST_WAIT << min(more, 16U), LONGEST_WAIT);
}

/**
 * mvgpu_going_wait() - before guest memory is pinned
 * @vgpu: the vGPU; vgpu->lock held, it stays so
 * @iova: first guest address
 * @len: bytes, 1..; @iova + @len - 1 does not overflow
 *
 * Sleeps, up to two seconds, when it goes, and has been asked for over and over.
 */
void mvgpu_going_wait(struct mvgpu_vgpu *vgpu, u64 iova, u64 len)
{
	struct mvgpu_going *g = &vgpu->going;
	unsigned long end;

	lockdep_assert_held(&vgpu->lock);
	if (!g->times || !overlaps(g, iova, len))
		return;
	end = g->last + wait_of(g);
	if (time_before(jiffies, end))
		schedule_timeout_uninterruptible(end - jiffies);
}
