/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Services that the mediator needs from the VMM's side: access to guest memory, and
 * interrupts. vfio/ implements them.
 *
 * All of them are called with vgpu->lock held, from the vGPU's worker or from a thread of
 * the VMM, and may sleep, unless noted otherwise.
 */
#ifndef MVGPU_GVT_VGPU_GUEST_TYPES_H
#define MVGPU_GVT_VGPU_GUEST_TYPES_H

#include <linux/mm_types.h>
#include <linux/types.h>

/* No interrupt vector: VIRTIO_MSI_NO_VECTOR. */
#define MVGPU_NO_VECTOR 0xffff

/**
 * struct mvgpu_guest_map - Range of guest memory that is pinned and mapped
 * @iova: first guest address, any alignment
 * @len: bytes, 1 to MVGPU_GUEST_MAP_MAX
 * @va: kernel address of the byte at @iova; NULL when not mapped
 * @pages: pinned pages, in order
 * @nr_pages: number of @pages
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
 * struct mvgpu_guest_ops - Services of the VFIO face
 * @read: copy @len bytes out of the guest. 0 or -errno (-EFAULT, -EINVAL for an address
 *	that is not mapped). Only from a kernel thread: the worker.
 * @write: copy @len bytes into the guest, as @read.
 * @pin: pin @nr pages at @iova (page aligned) for reading and writing (@writable) or for
 *	reading, and store them in @pages. All or nothing: 0 or -errno. May be called
 *	from any thread. Only memory is pinned: a page of a device is rejected
 *	(-EFAULT).
 * @unpin: unpin what one @pin call with the same @iova and @nr pinned.
 * @map: pin and vmap; fills in @map. 0 or -errno; @map->va stays NULL on error.
 * @unmap: undo @map; nothing happens when @map->va is NULL.
 * @raise: signal an interrupt: @vector of MSI-X when the guest uses MSI-X
 *	(MVGPU_NO_VECTOR: none), else INTx. Never sleeps.
 * @hostvis_changed: @len bytes at @offset of the host-visible region, whole pages, have
 *	new contents: no mapping of the old ones is left when it returns.
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
