/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Surfaces: host pages that hold pixels, reference counted, exportable.
 *
 * The storage of a soft 2D resource is a surface, so that a page flip copies nothing. A
 * blob of guest memory that is shown in place is a surface of the guest's own pages. A
 * framebuffer that can be neither is copied into a surface of the display's own. A view is
 * a rectangle of another surface that begins at a page, and shares its pages. An overlay
 * shares them as well, except for a few that are copies. A dma-buf and a mapping of the
 * display region each hold a reference, so a surface may outlive its resource, its vGPU
 * and the device file. The account of the vGPU bounds what a display client can keep that
 * way. A foreign surface is a dma-buf of another driver, and has no pages.
 */
#ifndef MVGPU_GVT_MEM_SURFACE_H
#define MVGPU_GVT_MEM_SURFACE_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/mm_types.h>
#include <linux/types.h>

struct dma_buf;

/**
 * struct mvgpu_account - Bytes of surfaces that a vGPU created and that are still
 * referenced; outlives the vGPU while such a surface exists
 * @ref: reference of the vGPU and one per charged surface
 * @bytes: sum of the sizes of all charged surfaces
 */
struct mvgpu_account {
	struct kref ref;
	atomic64_t bytes;
};

struct mvgpu_account *mvgpu_account_new(void);
void mvgpu_account_put(struct mvgpu_account *account);

/**
 * struct mvgpu_surface - Pages with pixels; constant once created
 * @ref: references
 * @id: id that no other existing surface has, allocated cyclically from 1..U32_MAX: the
 *	dmabuf_id
 * @width: pixels per line
 * @height: lines
 * @stride: bytes from line to line
 * @fourcc: DRM format
 * @modifier: how the lines lie in memory, DRM_FORMAT_MOD_*; of pages: linear
 * @size: bytes, a multiple of PAGE_SIZE
 * @nr_pages: number of @pages
 * @pages: order-0 pages, the first pixel at byte 0 of the first
 * @foreign: dma-buf that has the pixels instead (a reference), else NULL
 * @borrowed: guest pages, on which references are held; they are not freed or zeroed
 * @base: surface that a view or an overlay is based on (a reference), else NULL
 * @offset: offset of a view in @base, bytes
 * @own_first: index of the first of an overlay's own pages
 * @own_nr: number of an overlay's own pages
 * @account: account that is charged @size (a reference), else NULL
 */
struct mvgpu_surface {
	struct kref ref;
	u32 id;
	u32 width;
	u32 height;
	u32 stride;
	u32 fourcc;
	u64 modifier;
	u64 size;
	unsigned int nr_pages;
	struct page **pages;
	struct dma_buf *foreign;
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
struct mvgpu_surface *mvgpu_surface_foreign(u32 width, u32 height, u32 stride,
					    u32 fourcc, u64 modifier,
					    struct dma_buf *buf);
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

unsigned int mvgpu_surfaces_alive(void);

#endif /* MVGPU_GVT_MEM_SURFACE_H */
