/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A surface: host pages that hold a picture, reference counted, exportable.
 * The storage of a soft 2D resource is one (so a flip copies nothing), a
 * guest-memory blob shown in place is one made of the guest's own pages, and
 * a picture that can be neither is copied into one of the display's own.
 * A dma-buf and a mapping of the display region each hold a reference, so a
 * surface outlives its resource, its vGPU and the device file.
 */
#ifndef MVGPU_GVT_SURFACE_H
#define MVGPU_GVT_SURFACE_H

#include <linux/kref.h>
#include <linux/mm_types.h>
#include <linux/types.h>

/**
 * struct mvgpu_surface - pages with a picture in them; read-only once made
 * @ref: references
 * @id: number never used twice in this module's life: the dmabuf_id, 1..
 * @width: pixels per line
 * @height: lines
 * @stride: bytes from line to line
 * @fourcc: DRM format (linear)
 * @size: bytes, a multiple of PAGE_SIZE
 * @nr_pages: size of @pages
 * @pages: order-0 pages, the first pixel at byte 0 of the first
 * @borrowed: guest pages (we hold page references), not ours to free or zero
 */
struct mvgpu_surface {
	struct kref ref;
	u32 id;
	u32 width;
	u32 height;
	u32 stride;
	u32 fourcc;
	u64 size;
	unsigned int nr_pages;
	struct page **pages;
	bool borrowed;
};

struct mvgpu_surface *mvgpu_surface_alloc(u32 width, u32 height, u32 stride,
					  u32 fourcc);
struct mvgpu_surface *mvgpu_surface_borrow(u32 width, u32 height, u32 stride,
					   u32 fourcc, struct page **pages,
					   unsigned int nr_pages);
struct mvgpu_surface *mvgpu_surface_get(struct mvgpu_surface *surface);
void mvgpu_surface_put(struct mvgpu_surface *surface);
void mvgpu_surface_write(struct mvgpu_surface *surface, u64 offset,
			 const void *src, size_t len);

/* Surfaces alive in this module, for the leak counters in debugfs. */
unsigned int mvgpu_surfaces_alive(void);

#endif /* MVGPU_GVT_SURFACE_H */
