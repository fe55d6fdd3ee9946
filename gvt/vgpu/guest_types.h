/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the mediator asks of the face a vGPU shows to its VMM: access to guest
 * memory and interrupts. The VFIO room implements it; a test may do so too.
 *
 * All of it is called with vgpu->lock held, from the vGPU's worker or from a
 * thread of the VMM, and may sleep, unless said otherwise.
 */
#ifndef MVGPU_GVT_VGPU_GUEST_TYPES_H
#define MVGPU_GVT_VGPU_GUEST_TYPES_H

#include <linux/mm_types.h>
#include <linux/types.h>

/* An interrupt vector that is none: VIRTIO_MSI_NO_VECTOR. */
#define MVGPU_NO_VECTOR 0xffff

/**
 * struct mvgpu_guest_map - a stretch of guest memory, pinned and mapped
 * @iova: first guest address, any alignment
 * @len: bytes, 1 to MVGPU_GUEST_MAP_MAX
 * @va: kernel address of the byte at @iova; NULL when not mapped
 * @pages: the pinned pages, whole, in order
 * @nr_pages: how many
 */
struct mvgpu_guest_map {
	u64 iova;
	size_t len;
	void *va;
	struct page **pages;
	unsigned int nr_pages;
};

#define MVGPU_GUEST_MAP_MAX (1UL << 20)

/**
 * struct mvgpu_guest_ops - services of the VFIO face
 * @read: copy @len bytes out of the guest. 0 or -errno (-EFAULT, -EINVAL for
 *	an address that is not mapped). Only from a kernel thread: the worker.
 * @write: copy @len bytes into the guest, as @read.
 * @pin: pin the page-aligned stretch of @nr pages at @iova (page aligned) for
 *	reading and writing (@writable) or reading, and store them in @pages.
 *	All or nothing: 0 or -errno. May be called from any thread. What it
 *	returns is memory: a page of a device is refused (-EFAULT).
 * @unpin: give back what one @pin call (same @iova, @nr) took.
 * @map: pin and vmap; fills @map. 0 or -errno, @map->va stays NULL on error.
 * @unmap: undo @map; harmless when @map->va is NULL.
 * @raise: signal an interrupt: @vector of MSI-X when the guest uses MSI-X
 *	(MVGPU_NO_VECTOR: none), else INTx. Never sleeps.
 * @hostvis_changed: @len bytes at @offset of the window, whole pages, show
 *	something else: mappings of what was there are gone when it returns.
 * @lower: the guest acknowledged INTx (it read the ISR). Never sleeps.
 */
struct mvgpu_guest_ops {
	int (*read)(void *priv, u64 iova, void *buf, size_t len);
	int (*write)(void *priv, u64 iova, const void *buf, size_t len);
	int (*pin)(void *priv, u64 iova, unsigned int nr, bool writable,
		   struct page **pages);
	void (*unpin)(void *priv, u64 iova, unsigned int nr);
	int (*map)(void *priv, u64 iova, size_t len,
		   struct mvgpu_guest_map *map);
	void (*unmap)(void *priv, struct mvgpu_guest_map *map);
	void (*raise)(void *priv, u16 vector);
	void (*hostvis_changed)(void *priv, u64 offset, u64 len);
	void (*lower)(void *priv);
};

#endif /* MVGPU_GVT_VGPU_GUEST_TYPES_H */
