/* SPDX-License-Identifier: GPL-2.0 */
/* Descriptor chains of a split virtqueue and their data. Free-standing. */
#ifndef MVGPU_GVT_VIRTIO_CHAIN_H
#define MVGPU_GVT_VIRTIO_CHAIN_H

#include "shim.h"

/*
 * Most segments of a chain, direct or indirect. A longer chain is a fatal
 * protocol violation.
 */
#define MVGPU_CHAIN_MAX 1024
/*
 * Most bytes of a chain (virtio 1.2, 2.7.5). More are a fatal protocol
 * violation.
 */
#define MVGPU_CHAIN_BYTES BIT_ULL(32)

/**
 * struct mvgpu_ring_mem - accessors of guest memory
 * @read: copies from guest memory; returns 0 or -errno
 * @write: copies to guest memory; returns 0 or -errno
 * @priv: first argument of @read and @write
 */
struct mvgpu_ring_mem {
	int (*read)(void *priv, u64 addr, void *buf, size_t len);
	int (*write)(void *priv, u64 addr, const void *buf, size_t len);
	void *priv;
};

/**
 * struct mvgpu_seg - segment of a chain
 * @addr: guest address
 * @len: bytes
 */
struct mvgpu_seg {
	u64 addr;
	u32 len;
};

/**
 * struct mvgpu_desc - descriptor as laid out in guest memory
 * @addr: guest address
 * @len: bytes
 * @flags: VRING_DESC_F_*
 * @next: index of the next descriptor, if @flags has VRING_DESC_F_NEXT
 */
struct mvgpu_desc {
	__le64 addr;
	__le32 len;
	__le16 flags;
	__le16 next;
};

/**
 * struct mvgpu_chain - private copy of a descriptor chain; too big for a stack
 * @head: index of the first descriptor, for mvgpu_vring_push()
 * @nr_readable: segments that the device reads; they stand first in @seg
 * @nr_writable: segments that the device writes; they follow in @seg
 * @readable: bytes of the readable segments
 * @writable: bytes of the writable segments
 * @seg: segments
 * @table: private copy of an indirect table while it is walked
 */
struct mvgpu_chain {
	u16 head;
	u16 nr_readable;
	u16 nr_writable;
	u64 readable;
	u64 writable;
	struct mvgpu_seg seg[MVGPU_CHAIN_MAX];
	struct mvgpu_desc table[MVGPU_CHAIN_MAX];
};

int mvgpu_chain_read(const struct mvgpu_chain *chain,
		     const struct mvgpu_ring_mem *mem, u64 offset, void *buf,
		     size_t len);
int mvgpu_segs_write(const struct mvgpu_seg *seg, unsigned int nr,
		     const struct mvgpu_ring_mem *mem, u64 offset,
		     const void *buf, size_t len);

#endif /* MVGPU_GVT_VIRTIO_CHAIN_H */
