/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A surface: host pages that hold a picture, reference counted, exportable.
 * The storage of a soft 2D resource is one (so a flip copies nothing), a
 * guest-memory blob shown in place is one made of the guest's own pages, and
 * a picture that can be neither is copied into one of the display's own.
 * A view is a rectangle of another surface that begins at a page: it shares
 * the pages. An overlay shares them, too, but for a few that it has copied.
 * A dma-buf and a mapping of the display region each hold a reference, so a
 * surface outlives its resource, its vGPU and the device file. What a client
 * of the display can keep alive that way is bounded by the vGPU's account.
 */
#ifndef MVGPU_GVT_MEM_SURFACE_H
#define MVGPU_GVT_MEM_SURFACE_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/mm_types.h>
#include <linux/types.h>

/**
 * struct mvgpu_account - bytes of surface storage that a vGPU made and that
 *	somebody still holds; outlives the vGPU while such a surface does
 * @ref: the vGPU's reference and one per charged surface
 * @bytes: in all surfaces charged
 */
struct mvgpu_account {
	struct kref ref;
	atomic64_t bytes;
};

struct mvgpu_account *mvgpu_account_new(void);
void mvgpu_account_put(struct mvgpu_account *account);

/**
 * struct mvgpu_surface - pages with a picture in them; read-only once made
 * @ref: references
 * @id: number no other living surface has, drawn cyclically from 1..U32_MAX:
 *	the dmabuf_id
 * @width: pixels per line
 * @height: lines
 * @stride: bytes from line to line
 * @fourcc: DRM format (linear)
 * @size: bytes, a multiple of PAGE_SIZE
 * @nr_pages: size of @pages
 * @pages: order-0 pages, the first pixel at byte 0 of the first
 * @borrowed: guest pages (we hold page references), not ours to free or zero
 * @base: the surface whose pages a view or an overlay shows (a reference), else
 *	NULL
 * @offset: where in @base the view begins, bytes
 * @own_first: first of @pages that an overlay has for itself
 * @own_nr: how many of them it has
 * @account: where @size is charged (a reference), else NULL
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
	struct mvgpu_surface *base;
	u64 offset;
	unsigned int own_first;
	unsigned int own_nr;
	struct mvgpu_account *account;
};

struct mvgpu_surface *mvgpu_surface_alloc(u32 width, u32 height, u32 stride,
					  u32 fourcc);
struct mvgpu_surface *mvgpu_surface_borrow(u32 width, u32 height, u32 stride,
					   u32 fourcc, struct page **pages,
					   unsigned int nr_pages);
struct mvgpu_surface *mvgpu_surface_view(struct mvgpu_surface *base,
					 u32 width, u32 height, u32 stride,
					 u32 fourcc, u64 offset);
struct mvgpu_surface *mvgpu_surface_overlay(struct mvgpu_surface *base,
					    u64 offset, u64 len);
void mvgpu_surface_refresh(struct mvgpu_surface *overlay);
void mvgpu_surface_charge(struct mvgpu_surface *surface,
			  struct mvgpu_account *account);
struct mvgpu_surface *mvgpu_surface_get(struct mvgpu_surface *surface);
void mvgpu_surface_put(struct mvgpu_surface *surface);
void *mvgpu_surface_map(const struct mvgpu_surface *surface, u64 offset);
void mvgpu_surface_read(const struct mvgpu_surface *surface, u64 offset,
			void *dst, size_t len);
void mvgpu_surface_write(struct mvgpu_surface *surface, u64 offset,
			 const void *src, size_t len);
void mvgpu_surface_copy(struct mvgpu_surface *dst, u64 dst_offset,
			const struct mvgpu_surface *src, u64 src_offset,
			size_t len);

/* Surfaces alive in this module, for the leak counters in debugfs. */
unsigned int mvgpu_surfaces_alive(void);

#endif /* MVGPU_GVT_MEM_SURFACE_H */
