// SPDX-License-Identifier: GPL-2.0
/*
 * Export of framebuffers to a VMM: VFIO_DEVICE_QUERY_GFX_PLANE and
 * VFIO_DEVICE_GET_GFX_DMABUF.
 *
 * Exactly one method is offered, because a VMM uses the first that it finds. QEMU probes
 * dma-buf before region and, if that succeeds, does not start unless its display has
 * OpenGL. So "auto" means region, which works with every display of a VMM. "dmabuf" is for
 * hosts that have a GPU for the windows of the VMM: the one that the guest draws with, or
 * with "dmabuf-copy" another one. "off" offers neither.
 */
#include <linux/highmem.h>
#include <linux/nospec.h>
#include <linux/uaccess.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_plane.h>
#include "gvt/display/plane.h"
#include "gvt/display/scanout.h"
#include "gvt/mem/surface.h"
#include "vfio/display_region.h"
#include "vfio/dmabuf.h"
#include "vfio/gfx.h"
#include "vfio/vdev_types.h"

/* "x_hot/y_hot is set to 0xFFFFFFFF if no hotspot information available" */
#define GFX_NO_HOTSPOT 0xffffffff

static u64 gfx_cursor_bytes(void)
{
	return PAGE_ALIGN(MVGPU_CURSOR_SIZE * MVGPU_CURSOR_SIZE * 4);
}

static bool gfx_by_region(const struct mvgpu_vdev *vdev)
{
	return vdev->gfx.method == MVGPU_DISPLAY_AUTO ||
	       vdev->gfx.method == MVGPU_DISPLAY_REGION;
}

static bool gfx_by_dmabuf(const struct mvgpu_vdev *vdev)
{
	return vdev->gfx.method == MVGPU_DISPLAY_DMABUF ||
	       vdev->gfx.method == MVGPU_DISPLAY_DMABUF_COPY;
}

static int gfx_create_region(struct mvgpu_vdev *vdev, bool cursor, u64 size)
{
	struct mvgpu_display_region *region = mvgpu_display_region_create(size);

	if (IS_ERR(region))
		return PTR_ERR(region);
	vdev->gfx.region[cursor] = region;
	return 0;
}

/**
 * mvgpu_gfx_open() - Set up the display for a VMM
 * @vdev: VFIO device whose vGPU is open, so that its slice does not change
 *
 * Context: process context. May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_gfx_open(struct mvgpu_vdev *vdev)
{
	const struct mvgpu_slice *slice = &vdev->vgpu->slice;
	int ret;

	vdev->gfx.method = slice->display;
	if (!gfx_by_region(vdev))
		return 0;
	ret = gfx_create_region(vdev, false, mvgpu_scanout_max_bytes(slice));
	if (!ret)
		ret = gfx_create_region(vdev, true, gfx_cursor_bytes());
	if (ret)
		mvgpu_gfx_close(vdev);
	return ret;
}

/**
 * mvgpu_gfx_close() - Destroy the display regions
 * @vdev: VFIO device without an ioctl or mmap in flight
 *
 * Exported dma-bufs remain valid.
 *
 * Context: process context. May sleep.
 */
void mvgpu_gfx_close(struct mvgpu_vdev *vdev)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(vdev->gfx.region); i++) {
		mvgpu_display_region_destroy(vdev->gfx.region[i]);
		vdev->gfx.region[i] = NULL;
	}
}

/* -EINVAL unless @flags request, with or without a probe, the method that is offered. */
static int gfx_check_method(const struct mvgpu_vdev *vdev, u32 flags)
{
	u32 method = flags & ~VFIO_GFX_PLANE_TYPE_PROBE;

	if (method == VFIO_GFX_PLANE_TYPE_REGION)
		return gfx_by_region(vdev) ? 0 : -EINVAL;
	if (method == VFIO_GFX_PLANE_TYPE_DMABUF)
		return gfx_by_dmabuf(vdev) ? 0 : -EINVAL;
	return -EINVAL;
}

static void gfx_fill(struct vfio_device_gfx_plane_info *info, bool cursor,
		     const struct mvgpu_plane *plane)
{
	info->drm_format = plane->surface->fourcc;
	info->drm_format_mod = plane->surface->modifier;
	info->width = plane->surface->width;
	info->height = plane->surface->height;
	info->stride = plane->surface->stride;
	info->size = plane->surface->size;
	info->x_pos = plane->x;
	info->y_pos = plane->y;
	info->x_hot = cursor ? plane->hot_x : GFX_NO_HOTSPOT;
	info->y_hot = cursor ? plane->hot_y : GFX_NO_HOTSPOT;
}

/* Clear the members that are filled in. The answer without a plane is all zero. */
static void gfx_clear(struct vfio_device_gfx_plane_info *info)
{
	struct vfio_device_gfx_plane_info in = *info;

	memset(info, 0, sizeof(*info));
	info->argsz = in.argsz;
	info->flags = in.flags;
	info->drm_plane_type = in.drm_plane_type;
}

/*
 * Query a plane. A framebuffer of more than @limit bytes is not shown, because a VMM would
 * read beyond the region that it mapped.
 */
static void gfx_plane(struct mvgpu_vdev *vdev, enum mvgpu_plane_kind kind,
		      u64 limit, struct mvgpu_plane *plane)
{
	mvgpu_plane_query(vdev->vgpu, kind, plane);
	if (!plane->surface || plane->surface->size <= limit)
		return;
	dev_warn_ratelimited(vdev->vdev.dev,
			     "a framebuffer of %llu bytes does not fit the %llu of the display\n",
			     plane->surface->size, limit);
	mvgpu_surface_put(plane->surface);
	plane->surface = NULL;
}

static void gfx_query_region(struct mvgpu_vdev *vdev,
			     enum mvgpu_plane_kind kind,
			     struct vfio_device_gfx_plane_info *info)
{
	bool cursor = kind == MVGPU_PLANE_CURSOR;
	struct mvgpu_display_region *region = vdev->gfx.region[cursor];
	struct mvgpu_plane plane;

	gfx_plane(vdev, kind, mvgpu_display_region_size(region), &plane);
	if (!plane.retained)
		mvgpu_display_region_show(region, plane.surface);
	info->region_index = cursor ? MVGPU_REGION_CURSOR :
				      MVGPU_REGION_PRIMARY;
	if (!plane.surface)
		return;
	gfx_fill(info, cursor, &plane);
	mvgpu_surface_put(plane.surface);
}

static void gfx_query_dmabuf(struct mvgpu_vdev *vdev,
			     enum mvgpu_plane_kind kind,
			     struct vfio_device_gfx_plane_info *info)
{
	struct mvgpu_plane plane;

	gfx_plane(vdev, kind, U32_MAX, &plane);
	if (!plane.surface)
		return;
	gfx_fill(info, kind == MVGPU_PLANE_CURSOR, &plane);
	info->dmabuf_id = plane.surface->id;
	mvgpu_surface_put(plane.surface);
}

/*
 * Plane of a type; -EINVAL if it does not exist. In region mode QEMU does not set the type
 * (0, which means an overlay), and does not query the cursor. The screen with the cursor
 * composed into it is shown then, as its users would have no cursor otherwise.
 */
static int gfx_plane_kind(const struct mvgpu_vdev *vdev, u32 type,
			  enum mvgpu_plane_kind *kind)
{
	switch (type) {
	case DRM_PLANE_TYPE_CURSOR:
		*kind = MVGPU_PLANE_CURSOR;
		return 0;
	case DRM_PLANE_TYPE_PRIMARY:
		*kind = MVGPU_PLANE_PRIMARY;
		return 0;
	case DRM_PLANE_TYPE_OVERLAY:
		*kind = MVGPU_PLANE_SCREEN;
		return gfx_by_region(vdev) ? 0 : -EINVAL;
	default:
		return -EINVAL;
	}
}

/**
 * mvgpu_gfx_query() - Answer VFIO_DEVICE_QUERY_GFX_PLANE
 * @vdev: VFIO device
 * @info: request, which becomes the answer
 *
 * In region mode a flip becomes visible at this moment. After a reset by the driver no
 * plane is shown, but the region retains the last framebuffer. QEMU shows it, or its ramfb
 * if it has one, until there is a plane again.
 *
 * Context: process context. Takes vgpu->lock, and then the page lock of the region; may
 * sleep.
 *
 * Return: 0, also if no plane is shown (the answer is all zero then); -EINVAL for a method
 * that is not offered or a plane that does not exist.
 */
int mvgpu_gfx_query(struct mvgpu_vdev *vdev,
		    struct vfio_device_gfx_plane_info *info)
{
	enum mvgpu_plane_kind kind;

	if (gfx_check_method(vdev, info->flags))
		return -EINVAL;
	if (info->flags & VFIO_GFX_PLANE_TYPE_PROBE)
		return 0;
	if (gfx_plane_kind(vdev, info->drm_plane_type, &kind))
		return -EINVAL;
	gfx_clear(info);
	if (gfx_by_region(vdev))
		gfx_query_region(vdev, kind, info);
	else
		gfx_query_dmabuf(vdev, kind, info);
	return 0;
}

/**
 * mvgpu_gfx_get_dmabuf() - Answer VFIO_DEVICE_GET_GFX_DMABUF
 * @vdev: VFIO device
 * @id: dmabuf_id of a query
 *
 * Context: process context. Takes vgpu->lock, may sleep.
 *
 * Return: a new file descriptor; -EINVAL if dma-bufs are not offered; -ENOENT if no
 * surface with this id is shown, was shown at the last query, or is retained; the error of
 * mvgpu_dmabuf_export().
 */
int mvgpu_gfx_get_dmabuf(struct mvgpu_vdev *vdev, u32 id)
{
	struct mvgpu_surface *surface;
	int fd;

	if (!gfx_by_dmabuf(vdev))
		return -EINVAL;
	surface = mvgpu_plane_surface_by_id(vdev->vgpu, id);
	if (!surface)
		return -ENOENT;
	fd = mvgpu_dmabuf_export(surface);
	mvgpu_surface_put(surface);
	return fd;
}

/**
 * mvgpu_gfx_region_size() - Size of a display region
 * @vdev: VFIO device
 * @cursor: region of the cursor, not of the primary plane
 *
 * Context: any; the regions do not change while the device is open.
 *
 * Return: bytes; 0 if the method is not region.
 */
u64 mvgpu_gfx_region_size(struct mvgpu_vdev *vdev, bool cursor)
{
	struct mvgpu_display_region *region = vdev->gfx.region[cursor];

	return region ? mvgpu_display_region_size(region) : 0;
}

static ssize_t gfx_copy_page(struct page *page, unsigned int offset,
			     char __user *buf, size_t len)
{
	void *va = kmap_local_page(page);
	unsigned long left = copy_to_user(buf, va + offset, len);

	kunmap_local(va);
	return left ? -EFAULT : 0;
}

static ssize_t gfx_copy(const struct mvgpu_surface *surface, u64 offset,
			char __user *buf, size_t count)
{
	unsigned int nr = surface ? surface->nr_pages : 0;
	size_t done, n;

	for (done = 0; done < count; done += n) {
		u64 pgoff = (offset + done) >> PAGE_SHIFT;
		unsigned int in_page = offset_in_page(offset + done);
		int ret;

		n = min_t(size_t, count - done, PAGE_SIZE - in_page);
		if (pgoff < nr)
			ret = gfx_copy_page(surface->pages[array_index_nospec(pgoff, nr)],
					    in_page, buf + done, n);
		else
			ret = clear_user(buf + done, n) ? -EFAULT : 0;
		if (ret)
			return ret;
		cond_resched();
	}
	return count;
}

/**
 * mvgpu_gfx_region_read() - Read a display region
 * @vdev: VFIO device
 * @cursor: region of the cursor, not of the primary plane
 * @offset: first byte
 * @buf: destination
 * @count: bytes, inside of the region
 *
 * The contents are those of a mapping: the surface of the last query, and zeroes behind it.
 *
 * Context: process context. Takes the page lock of the region, may sleep.
 *
 * Return: @count or -EFAULT.
 */
ssize_t mvgpu_gfx_region_read(struct mvgpu_vdev *vdev, bool cursor, u64 offset,
			      char __user *buf, size_t count)
{
	struct mvgpu_surface *surface;
	ssize_t ret;

	surface = mvgpu_display_region_shown(vdev->gfx.region[cursor]);
	ret = gfx_copy(surface, offset, buf, count);
	if (surface)
		mvgpu_surface_put(surface);
	return ret;
}

/**
 * mvgpu_gfx_region_mmap() - Map a display region
 * @vdev: VFIO device
 * @cursor: region of the cursor, not of the primary plane
 * @vma: mapping to set up
 * @pgoff: first page in the region
 *
 * Context: process context. mmap_lock is held; the regions do not change while the device
 * is open.
 *
 * Return: 0; -EINVAL if the region does not exist, or the range is not inside of it;
 * -EPERM for a writable mapping.
 */
int mvgpu_gfx_region_mmap(struct mvgpu_vdev *vdev, bool cursor,
			  struct vm_area_struct *vma, unsigned long pgoff)
{
	struct mvgpu_display_region *region = vdev->gfx.region[cursor];

	if (!region)
		return -EINVAL;
	return mvgpu_display_region_map(region, vma, pgoff);
}
