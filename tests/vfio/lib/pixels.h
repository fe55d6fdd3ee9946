/* SPDX-License-Identifier: GPL-2.0 */
/* Framebuffers: drawing in guest memory, and reading planes as a VMM does. */
#ifndef PIXELS_H
#define PIXELS_H

#include "gpu.h"

#define FOURCC(a, b, c, d) \
	((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)

/* SCREEN: all heads composed in one plane, by region only. */
enum plane { SCREEN, PRIMARY, CURSOR };

/**
 * struct frame - a resource with backing
 * @id: of the resource
 * @w: pixels
 * @h: pixels
 * @pixels: its backing, lines of @w * 4 bytes
 */
struct frame {
	u32 id;
	u32 w;
	u32 h;
	u32 *pixels;
};

/**
 * struct view - a plane as a VMM sees it
 * @info: of the query
 * @fd: the dma-buf, -1 in region mode
 * @map: the picture
 * @size: bytes of @map
 * @raw: pixels are compared byte by byte; otherwise the guest's are in BGRA order, and those
 *	of the view in the order that @info says
 */
struct view {
	struct vfio_device_gfx_plane_info info;
	int fd;
	const u8 *map;
	size_t size;
	bool raw;
};

void draw(u32 *pixels, u32 count, u32 seed);
struct frame frame_create(struct dev *dev, u32 format, u32 w, u32 h);
void frame_show(struct dev *dev, const struct frame *f, u32 scanout);
struct frame blob_create(struct dev *dev, u32 w, u32 h, u32 shift);
u32 blob_show(struct dev *dev, const struct frame *f, u32 y);
void frame_paint(struct dev *dev, const struct frame *f, u32 seed);

int plane_ask(struct dev *dev, enum plane plane, u32 flags,
	      struct vfio_device_gfx_plane_info *info);
bool by_dmabuf(struct dev *dev);
u32 plane_id(struct dev *dev, enum plane plane);
int dmabuf_get(struct dev *dev, u32 id);
bool view_open(struct dev *dev, enum plane plane, struct view *view);
void view_close(struct view *view);
void view_sync(const struct view *view, bool begin);
void same_pixels(const struct view *view, const u32 *want, u32 line);
void shows(struct dev *dev, const struct frame *f);
void comes_to_show(struct dev *dev, const struct frame *f);
void shows_nothing(struct dev *dev, enum plane plane);

#endif /* PIXELS_H */
