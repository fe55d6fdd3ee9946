// SPDX-License-Identifier: GPL-2.0
/*
 * Access to guest memory by the VFIO container: to what the VMM mapped for DMA, and to
 * nothing else. The BARs of the vGPU itself are not accessible in this way: registers are
 * trapped, and the mappings of BAR 4 and of the display regions are of a kind that the
 * container does not pin.
 */
#include <linux/iommu.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "gvt/vgpu/dma_unmap.h"
#include "gvt/vgpu/unmap_backoff.h"
#include "vfio/guest_mem.h"
#include "vfio/host_visible.h"
#include "vfio/irq.h"
#include "vfio/vdev_types.h"

/* Whether @iova + @len - 1 does not overflow. */
static bool guest_range_ok(u64 iova, u64 len)
{
	u64 last;

	return len && !check_add_overflow(iova, len - 1, &last);
}

static int guest_rw(void *priv, u64 iova, void *buf, size_t len, bool write)
{
	struct mvgpu_vdev *vdev = priv;

	if (!len)
		return 0;
	if (!guest_range_ok(iova, len))
		return -EINVAL;
	return vfio_dma_rw(&vdev->vdev, iova, buf, len, write);
}

static int guest_read(void *priv, u64 iova, void *buf, size_t len)
{
	return guest_rw(priv, iova, buf, len, false);
}

static int guest_write(void *priv, u64 iova, const void *buf, size_t len)
{
	/* The core only reads the buffer of a write; it has one prototype for both. */
	return guest_rw(priv, iova, (void *)buf, len, true);
}

static void guest_unpin(void *priv, u64 iova, unsigned int nr)
{
	struct mvgpu_vdev *vdev = priv;

	while (nr) {
		unsigned int n = min_t(unsigned int, nr,
				       VFIO_PIN_PAGES_MAX_ENTRIES);

		vfio_unpin_pages(&vdev->vdev, iova, n);
		iova += (u64)n << PAGE_SHIFT;
		nr -= n;
	}
}

/*
 * A VMM may map device memory for its guest, such as the BAR of another device. Its page
 * frames may have no struct page, or one that no allocator manages and that has no
 * reference count. Neither can be used as memory.
 */
static bool guest_pages_ok(struct page **pages, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		unsigned long pfn = page_to_pfn(pages[i]);

		if (is_zero_pfn(pfn))
			continue;
		if (!pfn_valid(pfn) || PageReserved(pages[i]))
			return false;
	}
	return true;
}

static int guest_pin_chunk(struct mvgpu_vdev *vdev, u64 iova, unsigned int nr,
			   int prot, struct page **pages)
{
	int ret = vfio_pin_pages(&vdev->vdev, iova, nr, prot, pages);

	/* A container says -EINVAL where nothing is mapped, and iommufd -ENOENT. */
	if (ret == -ENOENT)
		return -EINVAL;
	/* A call pins all pages or none, so the count is never short. */
	if (ret < 0)
		return ret;
	if (ret == nr && guest_pages_ok(pages, nr))
		return 0;
	vfio_unpin_pages(&vdev->vdev, iova, ret);
	return -EFAULT;
}

/*
 * If a pin fails, the guest's screen is black or its device fails, so the message tells the
 * administrator what to change. VFIO itself logs the process and its limit.
 */
static void guest_pin_failed(struct mvgpu_vdev *vdev, unsigned int nr, int err)
{
	if (err == -ENOMEM)
		dev_warn_ratelimited(vdev->vdev.dev,
				     "cannot pin %u more pages of the guest: the VMM's RLIMIT_MEMLOCK, or the host's memory, is used up\n",
				     nr);
	if (err == -EFAULT || err == -EOPNOTSUPP)
		dev_warn_ratelimited(vdev->vdev.dev,
				     "cannot pin %u pages of the guest: they are secret memory of the VMM (memfd_secret), of a device, of a file on a disk, or gone; the guest needs ordinary memory\n",
				     nr);
}

static int guest_pin(void *priv, u64 iova, unsigned int nr, bool writable,
		     struct page **pages)
{
	int prot = IOMMU_READ | (writable ? IOMMU_WRITE : 0);
	struct mvgpu_vdev *vdev = priv;
	unsigned int done = 0;
	u64 len = (u64)nr << PAGE_SHIFT;
	int ret;

	if (!PAGE_ALIGNED(iova) || !guest_range_ok(iova, len))
		return -EINVAL;
	/* Memory that is being unmapped is treated as unmapped. */
	if (!mvgpu_unmap_may_pin(vdev->vgpu, iova, len))
		return -EINVAL;
	while (done < nr) {
		unsigned int n = min_t(unsigned int, nr - done,
				       VFIO_PIN_PAGES_MAX_ENTRIES);

		ret = guest_pin_chunk(vdev, iova + ((u64)done << PAGE_SHIFT), n,
				      prot, pages + done);
		if (ret) {
			guest_unpin(priv, iova, done);
			guest_pin_failed(vdev, n, ret);
			return ret;
		}
		done += n;
	}
	return 0;
}

static int guest_map_pages(struct mvgpu_vdev *vdev, u64 first,
			   struct mvgpu_guest_map *map)
{
	void *va;
	int ret;

	map->pages = kvmalloc_array(map->nr_pages, sizeof(*map->pages),
				    GFP_KERNEL_ACCOUNT);
	if (!map->pages)
		return -ENOMEM;
	ret = guest_pin(vdev, first, map->nr_pages, true, map->pages);
	if (ret)
		goto free;
	va = vmap(map->pages, map->nr_pages, VM_MAP, PAGE_KERNEL);
	if (!va) {
		ret = -ENOMEM;
		goto unpin;
	}
	map->va = va + (map->iova - first);
	return 0;
unpin:
	guest_unpin(vdev, first, map->nr_pages);
free:
	kvfree(map->pages);
	return ret;
}

static int guest_map(void *priv, u64 iova, size_t len,
		     struct mvgpu_guest_map *map)
{
	u64 first = iova & PAGE_MASK;
	int ret;

	memset(map, 0, sizeof(*map));
	if (!len || len > MVGPU_GUEST_MAP_MAX || !guest_range_ok(iova, len))
		return -EINVAL;
	map->iova = iova;
	map->len = len;
	map->nr_pages = DIV_ROUND_UP(iova - first + len, PAGE_SIZE);
	ret = guest_map_pages(priv, first, map);
	if (ret)
		memset(map, 0, sizeof(*map));
	return ret;
}

static void guest_unmap(void *priv, struct mvgpu_guest_map *map)
{
	u64 first = map->iova & PAGE_MASK;

	if (!map->va)
		return;
	vunmap(map->va - (map->iova - first));
	guest_unpin(priv, first, map->nr_pages);
	kvfree(map->pages);
	memset(map, 0, sizeof(*map));
}

static void guest_raise(void *priv, u16 vector)
{
	mvgpu_irq_raise(priv, vector);
}

static void guest_hostvis_changed(void *priv, u64 offset, u64 len)
{
	mvgpu_hostvis_bar_changed(priv, offset, len);
}

static void guest_lower(void *priv)
{
	mvgpu_irq_lower(priv);
}

const struct mvgpu_guest_ops mvgpu_guest_ops = {
	.read = guest_read,
	.write = guest_write,
	.pin = guest_pin,
	.unpin = guest_unpin,
	.map = guest_map,
	.unmap = guest_unmap,
	.raise = guest_raise,
	.hostvis_changed = guest_hostvis_changed,
	.lower = guest_lower,
};

/**
 * mvgpu_guest_dma_unmap() - Unpin guest memory that the VMM unmaps
 * @core: device of the VFIO core
 * @iova: first guest address
 * @len: bytes
 *
 * No page of the range is pinned when this returns, as the container requires. The call is
 * hidden from lockdep: the container takes device_list_lock inside iommu->lock, but calls
 * this with device_list_lock held although unpinning takes iommu->lock
 * (vfio_notify_dma_unmap() in drivers/vfio/vfio_iommu_type1.c). See
 * Documentation/locking.rst.
 *
 * Context: thread of the VMM whose ioctl unmaps, with the container's device_list_lock
 * held. Takes vgpu->lock, may sleep.
 */
void mvgpu_guest_dma_unmap(struct vfio_device *core, u64 iova, u64 len)
{
	lockdep_off();
	mvgpu_vgpu_dma_unmap(to_mvgpu_vdev(core)->vgpu, iova, len);
	lockdep_on();
}
