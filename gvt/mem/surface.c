// SPDX-License-Identifier: GPL-2.0
/* Surfaces: host pages that hold pixels. */
#include <linux/dma-buf.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/nospec.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#include <drm/drm_fourcc.h>
#include "gvt/mem/geometry.h"
#include "gvt/mem/surface.h"

#define SURFACE_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/* Ids in use, so that none is allocated twice after 2^32 surfaces. */
static DEFINE_XARRAY_ALLOC1(surface_ids);
static u32 surface_next_id = 1;
static atomic_t surfaces_alive = ATOMIC_INIT(0);

/**
 * mvgpu_account_new() - Create an empty account
 *
 * Context: process context, may sleep.
 *
 * Return: account with a reference for the caller, or NULL.
 */
struct mvgpu_account *mvgpu_account_new(void)
{
	struct mvgpu_account *account;

	account = kzalloc(sizeof(*account), GFP_KERNEL_ACCOUNT);
	if (account)
		kref_init(&account->ref);
	return account;
}

static void surface_account_free(struct kref *ref)
{
	kfree(container_of(ref, struct mvgpu_account, ref));
}

/**
 * mvgpu_account_put() - Drop a reference to an account
 * @account: account, or NULL
 *
 * Context: any.
 */
void mvgpu_account_put(struct mvgpu_account *account)
{
	if (account)
		kref_put(&account->ref, surface_account_free);
}

static struct mvgpu_surface *surface_new(unsigned int nr_pages)
{
	struct mvgpu_surface *s = kzalloc(sizeof(*s), SURFACE_GFP);

	if (!s)
		return NULL;
	s->pages = kvcalloc(nr_pages, sizeof(*s->pages), SURFACE_GFP);
	if (!s->pages)
		goto free;
	if (xa_alloc_cyclic(&surface_ids, &s->id, s, xa_limit_32b,
			    &surface_next_id, SURFACE_GFP) < 0)
		goto free;
	kref_init(&s->ref);
	s->modifier = DRM_FORMAT_MOD_LINEAR;
	s->size = (u64)nr_pages << PAGE_SHIFT;
	atomic_inc(&surfaces_alive);
	return s;
free:
	kvfree(s->pages);
	kfree(s);
	return NULL;
}

static void surface_shape(struct mvgpu_surface *s, u32 width, u32 height,
			  u32 stride, u32 fourcc)
{
	s->width = width;
	s->height = height;
	s->stride = stride;
	s->fourcc = fourcc;
}

/* Number of pages of a framebuffer; 0 when it is empty or too large. */
static unsigned int surface_nr_pages(u32 width, u32 height, u32 stride)
{
	u64 end;

	if (mvgpu_span_end(0, stride, width, height, &end))
		return 0;
	end = DIV_ROUND_UP_ULL(end, PAGE_SIZE);
	return end > INT_MAX ? 0 : end;
}

static void surface_free_own(struct mvgpu_surface *s)
{
	while (s->nr_pages) {
		__free_page(s->pages[--s->nr_pages]);
		cond_resched();
	}
}

static void surface_put_borrowed(struct mvgpu_surface *s)
{
	while (s->nr_pages) {
		put_page(s->pages[--s->nr_pages]);
		cond_resched();
	}
}

static void surface_free(struct kref *ref)
{
	struct mvgpu_surface *s = container_of(ref, struct mvgpu_surface, ref);

	xa_erase(&surface_ids, s->id);
	if (s->account)
		atomic64_sub(s->size, &s->account->bytes);
	mvgpu_account_put(s->account);
	while (s->own_nr)
		__free_page(s->pages[s->own_first + --s->own_nr]);
	if (s->foreign)
		dma_buf_put(s->foreign);
	else if (s->base)
		mvgpu_surface_put(s->base);
	else if (s->borrowed)
		surface_put_borrowed(s);
	else
		surface_free_own(s);
	kvfree(s->pages);
	kfree(s);
	atomic_dec(&surfaces_alive);
}

/**
 * mvgpu_surface_alloc() - Create a surface with zeroed pages of its own
 * @width: pixels, 1..
 * @height: lines, 1..
 * @stride: bytes from line to line, at least @width * 4
 * @fourcc: DRM format, four bytes per pixel
 *
 * The caller has checked that the size is within the limits of its vGPU.
 *
 * Context: process context, may sleep.
 *
 * Return: surface with a reference for the caller, or NULL.
 */
struct mvgpu_surface *mvgpu_surface_alloc(u32 width, u32 height, u32 stride,
					  u32 fourcc)
{
	unsigned int nr = surface_nr_pages(width, height, stride);
	struct mvgpu_surface *s = nr ? surface_new(nr) : NULL;
	struct page *page;

	if (!s)
		return NULL;
	surface_shape(s, width, height, stride, fourcc);
	while (s->nr_pages < nr) {
		page = alloc_page(SURFACE_GFP | __GFP_ZERO |
				  __GFP_RETRY_MAYFAIL);
		if (!page) {
			mvgpu_surface_put(s);
			return NULL;
		}
		s->pages[s->nr_pages++] = page;
		cond_resched();
	}
	return s;
}

/**
 * mvgpu_surface_borrow() - Create a surface of pages that belong to another owner
 * @width: pixels; 0 for a surface that is only the base of views
 * @height: lines
 * @stride: bytes from line to line
 * @fourcc: DRM format
 * @pages: order-0 pages that the caller uses; the array is copied
 * @nr_pages: number of @pages, 1..; the framebuffer lies inside them
 *
 * Each page is referenced, so that the surface may be accessed after the owner has given
 * up the pages.
 *
 * Context: process context, may sleep.
 *
 * Return: surface with a reference for the caller, or NULL.
 */
struct mvgpu_surface *mvgpu_surface_borrow(u32 width, u32 height, u32 stride,
					   u32 fourcc, struct page **pages,
					   unsigned int nr_pages)
{
	struct mvgpu_surface *s = surface_new(nr_pages);

	if (!s)
		return NULL;
	surface_shape(s, width, height, stride, fourcc);
	s->borrowed = true;
	for (; s->nr_pages < nr_pages; s->nr_pages++) {
		get_page(pages[s->nr_pages]);
		s->pages[s->nr_pages] = pages[s->nr_pages];
	}
	return s;
}

/**
 * mvgpu_surface_foreign() - Create a surface of a dma-buf of another driver
 * @width: pixels, 1..
 * @height: lines, 1..
 * @stride: bytes from line to line
 * @fourcc: DRM format
 * @modifier: DRM_FORMAT_MOD_*
 * @buf: dma-buf; the surface gets a reference of its own
 *
 * It has no pages, so that it can only be exported. Its size is that of the lines where that of
 * the dma-buf is less, because the memory is elsewhere.
 *
 * Context: process context, may sleep.
 *
 * Return: surface with a reference for the caller, or NULL.
 */
struct mvgpu_surface *mvgpu_surface_foreign(u32 width, u32 height, u32 stride,
					    u32 fourcc, u64 modifier,
					    struct dma_buf *buf)
{
	struct mvgpu_surface *s = surface_new(0);

	if (!s)
		return NULL;
	surface_shape(s, width, height, stride, fourcc);
	s->modifier = modifier;
	s->size = max_t(u64, buf->size, PAGE_ALIGN((u64)stride * height));
	get_dma_buf(buf);
	s->foreign = buf;
	return s;
}

/**
 * mvgpu_surface_view() - Create a surface that is a part of another one
 * @base: other surface, itself no view
 * @width: pixels, 1..
 * @height: lines, 1..
 * @stride: bytes from line to line
 * @fourcc: DRM format
 * @offset: bytes before the first pixel, a multiple of PAGE_SIZE
 *
 * The two share their pages.
 *
 * Context: process context, may sleep.
 *
 * Return: surface with a reference for the caller; NULL without memory, and for a part
 * that does not lie inside @base.
 */
struct mvgpu_surface *mvgpu_surface_view(struct mvgpu_surface *base,
					 u32 width, u32 height, u32 stride,
					 u32 fourcc, u64 offset)
{
	unsigned int nr = surface_nr_pages(width, height, stride);
	struct mvgpu_surface *s;

	if (!nr || offset > base->size ||
	    ((u64)nr << PAGE_SHIFT) > base->size - offset)
		return NULL;
	s = surface_new(nr);
	if (!s)
		return NULL;
	surface_shape(s, width, height, stride, fourcc);
	memcpy(s->pages, base->pages + (offset >> PAGE_SHIFT),
	       nr * sizeof(*s->pages));
	s->nr_pages = nr;
	s->borrowed = base->borrowed;
	s->base = mvgpu_surface_get(base);
	s->offset = offset;
	return s;
}

/* Allocate the overlay's own pages. Where one is missing, the base's page stays. */
static int surface_overlay_copy(struct mvgpu_surface *s, unsigned int nr)
{
	struct page *page;

	for (; s->own_nr < nr; s->own_nr++) {
		page = alloc_page(SURFACE_GFP | __GFP_RETRY_MAYFAIL);
		if (!page)
			return -ENOMEM;
		s->pages[s->own_first + s->own_nr] = page;
	}
	return 0;
}

/**
 * mvgpu_surface_overlay() - Create a surface that differs from another one in a few pages
 * @base: other surface
 * @offset: first byte that may differ
 * @len: bytes, 1..; @offset + @len inside @base
 *
 * Its own pages are copies of the pages of @base. It is not charged, since there is at
 * most one for a framebuffer that is shown.
 *
 * Context: process context, may sleep.
 *
 * Return: surface with a reference for the caller, or NULL.
 */
struct mvgpu_surface *mvgpu_surface_overlay(struct mvgpu_surface *base,
					    u64 offset, u64 len)
{
	unsigned int last = (offset + len - 1) >> PAGE_SHIFT;
	struct mvgpu_surface *s = surface_new(base->nr_pages);

	if (!s)
		return NULL;
	surface_shape(s, base->width, base->height, base->stride, base->fourcc);
	memcpy(s->pages, base->pages, base->nr_pages * sizeof(*s->pages));
	s->nr_pages = base->nr_pages;
	s->base = mvgpu_surface_get(base);
	s->own_first = offset >> PAGE_SHIFT;
	if (surface_overlay_copy(s, last - s->own_first + 1)) {
		mvgpu_surface_put(s);
		return NULL;
	}
	mvgpu_surface_refresh(s);
	return s;
}

/**
 * mvgpu_surface_refresh() - Copy the pages of its base into an overlay again
 * @overlay: overlay
 *
 * Context: process context, may sleep.
 */
void mvgpu_surface_refresh(struct mvgpu_surface *overlay)
{
	unsigned int i = overlay->own_first;
	unsigned int end = i + overlay->own_nr;

	for (; i < end; i++)
		copy_highpage(overlay->pages[i], overlay->base->pages[i]);
}

/**
 * mvgpu_surface_charge() - Charge a surface until its last reference is dropped
 * @surface: new surface that is not charged
 * @account: account that has room for it; only the caller adds to it
 *
 * Context: any.
 */
void mvgpu_surface_charge(struct mvgpu_surface *surface,
			  struct mvgpu_account *account)
{
	kref_get(&account->ref);
	atomic64_add(surface->size, &account->bytes);
	surface->account = account;
}

/**
 * mvgpu_surface_get() - Take a reference
 * @surface: surface on which the caller has a reference, or which it keeps alive
 *
 * Context: any.
 *
 * Return: @surface.
 */
struct mvgpu_surface *mvgpu_surface_get(struct mvgpu_surface *surface)
{
	kref_get(&surface->ref);
	return surface;
}

/**
 * mvgpu_surface_put() - Drop a reference; the last one frees the pages
 * @surface: surface, or NULL
 *
 * Context: process context, may sleep.
 */
void mvgpu_surface_put(struct mvgpu_surface *surface)
{
	if (surface)
		kref_put(&surface->ref, surface_free);
}

/* Bytes from @offset that lie in one page, at most @len. */
static size_t surface_page_rest(u64 offset, size_t len)
{
	return min_t(size_t, len, PAGE_SIZE - offset_in_page(offset));
}

/*
 * Page at @offset. Where a guest chose what is copied where, the checks were made long
 * before; so speculation is kept inside as well.
 */
static struct page *surface_page(const struct mvgpu_surface *s, u64 offset)
{
	return s->pages[array_index_nospec(offset >> PAGE_SHIFT, s->nr_pages)];
}

/**
 * mvgpu_surface_map() - Map the page at an offset
 * @surface: surface
 * @offset: bytes, inside
 *
 * Context: any; the mapping belongs to the thread.
 *
 * Return: address of the byte at @offset, valid up to the end of its page and until
 * kunmap_local() by the same thread, in reverse order of mapping.
 */
void *mvgpu_surface_map(const struct mvgpu_surface *surface, u64 offset)
{
	return kmap_local_page(surface_page(surface, offset)) +
	       offset_in_page(offset);
}

/**
 * mvgpu_surface_read() - Copy bytes out of a surface
 * @surface: surface
 * @offset: first byte to read
 * @dst: destination
 * @len: bytes; @offset + @len inside the surface
 *
 * Context: process context, may sleep (cond_resched()).
 */
void mvgpu_surface_read(const struct mvgpu_surface *surface, u64 offset,
			void *dst, size_t len)
{
	size_t n;

	for (; len; len -= n, offset += n, dst += n) {
		n = surface_page_rest(offset, len);
		memcpy_from_page(dst, surface_page(surface, offset),
				 offset_in_page(offset), n);
		cond_resched();
	}
}

/**
 * mvgpu_surface_write() - Copy bytes into a surface
 * @surface: surface
 * @offset: first byte to write
 * @src: source
 * @len: bytes; @offset + @len inside the surface
 *
 * Context: process context, may sleep (cond_resched()).
 */
void mvgpu_surface_write(struct mvgpu_surface *surface, u64 offset,
			 const void *src, size_t len)
{
	size_t n;

	for (; len; len -= n, offset += n, src += n) {
		n = surface_page_rest(offset, len);
		memcpy_to_page(surface_page(surface, offset),
			       offset_in_page(offset), src, n);
		cond_resched();
	}
}

/**
 * mvgpu_surface_copy() - Copy bytes from one surface to another
 * @dst: surface to write
 * @dst_offset: first byte to write
 * @src: surface to read, another one
 * @src_offset: first byte to read
 * @len: bytes; inside both
 *
 * Context: process context, may sleep.
 */
void mvgpu_surface_copy(struct mvgpu_surface *dst, u64 dst_offset,
			const struct mvgpu_surface *src, u64 src_offset,
			size_t len)
{
	size_t n;
	void *va;

	for (; len; len -= n, src_offset += n, dst_offset += n) {
		n = surface_page_rest(src_offset, len);
		va = mvgpu_surface_map(src, src_offset);
		mvgpu_surface_write(dst, dst_offset, va, n);
		kunmap_local(va);
	}
}

/**
 * mvgpu_surfaces_alive() - Get the number of surfaces, for leak checks in debugfs
 *
 * Context: any.
 *
 * Return: number of surfaces that exist, of all vGPUs.
 */
unsigned int mvgpu_surfaces_alive(void)
{
	return atomic_read(&surfaces_alive);
}
