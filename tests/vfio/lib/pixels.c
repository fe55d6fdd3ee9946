// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/dma-buf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "pixels.h"

/**
 * draw() - draw pixels that differ from their neighbours
 * @pixels: where to
 * @count: how many
 * @seed: another number, another picture
 */
void draw(u32 *pixels, u32 count, u32 seed)
{
	for (u32 i = 0; i < count; i++)
		pixels[i] = (i + 1) * 2654435761U ^ seed * 40503U;
}

/**
 * frame_create() - create a resource with backing
 * @dev: the device
 * @format: VIRTIO_GPU_FORMAT_*
 * @w: pixels
 * @h: pixels
 *
 * Return: the frame.
 */
struct frame frame_create(struct dev *dev, u32 format, u32 w, u32 h)
{
	struct frame f = { .id = dev->next_id++, .w = w, .h = h };

	f.pixels = dma_alloc(dev, w * h * 4);
	is(gpu_create_2d(dev, f.id, format, w, h), OK);
	is(gpu_attach_one(dev, f.id, dma_iova(dev, f.pixels), w * h * 4), OK);
	return f;
}

/**
 * frame_show() - set a frame as the scanout of a head
 * @dev: the device
 * @f: the frame
 * @scanout: the head
 */
void frame_show(struct dev *dev, const struct frame *f, u32 scanout)
{
	is(gpu_set_scanout(dev, scanout, f->id, RECT(0, 0, f->w, f->h)), OK);
}

/**
 * blob_create() - create a blob of whole pages of guest memory
 * @dev: the device
 * @w: pixels
 * @h: pixels
 * @shift: bytes from the beginning of a page to the first one
 *
 * Return: the blob; with @shift 0 a VMM can see the guest's own memory.
 */
struct frame blob_create(struct dev *dev, u32 w, u32 h, u32 shift)
{
	u32 size = (w * h * 4 + 4095) & ~4095U;
	struct frame f = { dev->next_id++, w, h, NULL };
	struct virtio_gpu_mem_entry e;
	u8 *mem = dma_alloc(dev, size + 4096);

	f.pixels = (u32 *)(mem + shift);
	e = ENTRY(dma_iova(dev, f.pixels), size);
	is(gpu_create_blob(dev, f.id, 1, 1, size, &e, 1), OK);
	return f;
}

/**
 * blob_show() - set a blob, from one line on, as the scanout of head 0
 * @dev: the device
 * @f: the blob
 * @y: the line
 *
 * Return: type of the response.
 */
u32 blob_show(struct dev *dev, const struct frame *f, u32 y)
{
	struct blob_scanout arg = {
		.id = f->id, .rect = RECT(0, 0, f->w, f->h - y), .width = f->w,
		.height = f->h - y, .format = 2, .stride = f->w * 4,
		.offset = y * f->w * 4,
	};

	return gpu_set_scanout_blob(dev, &arg);
}

/**
 * frame_paint() - draw, transfer, flush
 * @dev: the device
 * @f: the frame
 * @seed: of the picture
 */
void frame_paint(struct dev *dev, const struct frame *f, u32 seed)
{
	draw(f->pixels, f->w * f->h, seed);
	is(gpu_transfer(dev, f->id, RECT(0, 0, f->w, f->h), 0), OK);
	is(gpu_flush(dev, f->id, RECT(0, 0, f->w, f->h)), OK);
}

/**
 * plane_ask() - VFIO_DEVICE_QUERY_GFX_PLANE
 * @dev: the device
 * @plane: which
 * @flags: VFIO_GFX_PLANE_TYPE_*
 * @info: filled in
 *
 * Return: 0 or -errno.
 */
int plane_ask(struct dev *dev, enum plane plane, u32 flags,
	      struct vfio_device_gfx_plane_info *info)
{
	memset(info, 0, sizeof(*info));
	info->argsz = sizeof(*info);
	info->flags = flags;
	info->drm_plane_type = plane;
	return dev_ioctl(dev, VFIO_DEVICE_QUERY_GFX_PLANE, info);
}

/**
 * by_dmabuf() - whether planes are offered by dma-buf
 * @dev: the device
 *
 * Return: true for dma-bufs, false for the region.
 */
bool by_dmabuf(struct dev *dev)
{
	struct vfio_device_gfx_plane_info info;

	return !plane_ask(dev, PRIMARY, VFIO_GFX_PLANE_TYPE_PROBE |
			  VFIO_GFX_PLANE_TYPE_DMABUF, &info);
}

/**
 * plane_id() - query the dmabuf_id of a plane
 * @dev: the device, display by dma-buf
 * @plane: which
 *
 * Return: the id, 0 when nothing is shown.
 */
u32 plane_id(struct dev *dev, enum plane plane)
{
	struct vfio_device_gfx_plane_info info;

	is(plane_ask(dev, plane, VFIO_GFX_PLANE_TYPE_DMABUF, &info), 0);
	return info.size ? info.dmabuf_id : 0;
}

/**
 * dmabuf_get() - VFIO_DEVICE_GET_GFX_DMABUF
 * @dev: the device
 * @id: of a query
 *
 * Return: a dma-buf or -errno.
 */
int dmabuf_get(struct dev *dev, u32 id)
{
	return dev_ioctl(dev, VFIO_DEVICE_GET_GFX_DMABUF, &id);
}

static void view_map(struct dev *dev, struct view *view)
{
	int fd = view->fd < 0 ? dev->fd : view->fd;
	off_t at = view->fd < 0 ? (off_t)view->info.region_index << 40 : 0;
	void *map;

	view->size = (view->info.size + 4095) & ~4095UL;
	map = mmap(NULL, view->size, PROT_READ, MAP_SHARED, fd, at);
	if (map == MAP_FAILED)
		fail("the picture cannot be mapped: %m");
	view->map = map;
}

/**
 * view_open() - query and map a plane, by the method that the device offers
 * @dev: the device
 * @plane: which
 * @view: filled in
 *
 * Return: whether anything is shown.
 */
bool view_open(struct dev *dev, enum plane plane, struct view *view)
{
	bool dmabuf = by_dmabuf(dev);
	u32 flags = dmabuf ? VFIO_GFX_PLANE_TYPE_DMABUF :
			     VFIO_GFX_PLANE_TYPE_REGION;

	memset(view, 0, sizeof(*view));
	view->fd = -1;
	is(plane_ask(dev, plane, flags, &view->info), 0);
	if (!view->info.size)
		return false;
	if (dmabuf) {
		view->fd = dmabuf_get(dev, view->info.dmabuf_id);
		holds(view->fd >= 0, "no dma-buf: %s", strerror(-view->fd));
	}
	view_map(dev, view);
	return true;
}

/**
 * view_close() - unmap a view
 * @view: it
 */
void view_close(struct view *view)
{
	munmap((void *)view->map, view->size);
	if (view->fd >= 0)
		close(view->fd);
}

/**
 * view_sync() - begin or end reading a dma-buf
 * @view: it; harmless in region mode
 * @begin: which
 */
void view_sync(const struct view *view, bool begin)
{
	struct dma_buf_sync sync = {
		.flags = DMA_BUF_SYNC_READ |
			 (begin ? DMA_BUF_SYNC_START : DMA_BUF_SYNC_END),
	};

	if (view->fd >= 0)
		is(ioctl(view->fd, DMA_BUF_IOCTL_SYNC, &sync), 0);
}

/* Drivers export textures with the order of components that the hardware likes. */
static bool is_swapped(const struct view *view)
{
	u32 format = view->info.drm_format;

	return !view->raw && (format == FOURCC('A', 'B', '2', '4') ||
			      format == FOURCC('X', 'B', '2', '4'));
}

/* A pixel of the view, in the guest's order. */
static u32 pixel_at(const struct view *view, u32 x, u32 y)
{
	const u32 *line = (const void *)(view->map + (size_t)y * view->info.stride);
	u32 p = line[x];

	if (!is_swapped(view))
		return p;
	return (p & 0xff00ff00) | (p & 0xff) << 16 | (p >> 16 & 0xff);
}

static bool same_line(const struct view *view, u32 y, const u32 *want, u32 w)
{
	u32 x = 0;

	while (x < w && pixel_at(view, x, y) == want[x])
		x++;
	return x == w;
}

/**
 * same_pixels() - compare a view with what was drawn
 * @view: it
 * @want: first pixel
 * @line: pixels from line to line there
 */
void same_pixels(const struct view *view, const u32 *want, u32 line)
{
	u32 w = view->info.width;

	view_sync(view, true);
	for (u32 y = 0; y < view->info.height; y++)
		for (u32 x = 0; x < w; x++)
			holds(pixel_at(view, x, y) == want[y * line + x],
			      "pixel %u,%u is 0x%08x, want 0x%08x", x, y,
			      pixel_at(view, x, y), want[y * line + x]);
	view_sync(view, false);
}

/**
 * shows() - whether the console shows exactly the memory of a frame
 * @dev: the device
 * @f: the frame
 */
void shows(struct dev *dev, const struct frame *f)
{
	struct view view;

	holds(view_open(dev, PRIMARY, &view), "nothing is shown");
	is(view.info.width, f->w);
	is(view.info.height, f->h);
	same_pixels(&view, f->pixels, f->w);
	view_close(&view);
}

static bool looks_like(struct dev *dev, const struct frame *f)
{
	bool same = true;
	struct view view;

	if (!view_open(dev, PRIMARY, &view))
		return false;
	view_sync(&view, true);
	for (u32 y = 0; same && y < f->h && y < view.info.height; y++)
		same = same_line(&view, y, f->pixels + y * f->w, f->w);
	view_sync(&view, false);
	view_close(&view);
	return same;
}

/**
 * comes_to_show() - wait until the console shows exactly the memory of a frame
 * @dev: the device
 * @f: the frame, which only the GPU has: a look may see what was recent
 */
void comes_to_show(struct dev *dev, const struct frame *f)
{
	for (int ms = 0; ms < WAIT_MS && !looks_like(dev, f); ms += 20)
		usleep(20000);
	shows(dev, f);
}

/**
 * shows_nothing() - whether a plane is disabled
 * @dev: the device
 * @plane: which
 */
void shows_nothing(struct dev *dev, enum plane plane)
{
	struct view view;

	holds(!view_open(dev, plane, &view), "something is shown");
	is(view.info.drm_format, 0);
	is(view.info.width, 0);
	is(view.info.height, 0);
	is(view.info.size, 0);
}
