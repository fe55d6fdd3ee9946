/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The shadow walker of a guest's split virtqueue (virtio 1.2, 2.7).
 * Free-standing: it reaches guest memory only through the accessors given.
 */
#ifndef MVGPU_GVT_VIRTIO_VRING_H
#define MVGPU_GVT_VIRTIO_VRING_H

#include "shim.h"

/* Largest ring a guest may set; a power of two. */
#define MVGPU_VRING_MAX 256
/* Longest chain taken, direct or indirect; longer is a fatal guest mistake. */
#define MVGPU_CHAIN_MAX 1024
/* Most bytes in a chain (virtio 1.2, 2.7.5); more is a fatal guest mistake. */
#define MVGPU_CHAIN_BYTES BIT_ULL(32)

/**
 * struct mvgpu_ring_mem - how to reach guest memory
 * @read: copy out; 0 or -errno
 * @write: copy in; 0 or -errno
 * @priv: their first argument
 */
struct mvgpu_ring_mem {
	int (*read)(void *priv, u64 addr, void *buf, size_t len);
	int (*write)(void *priv, u64 addr, const void *buf, size_t len);
	void *priv;
};

/**
 * struct mvgpu_seg - one piece of a chain
 * @addr: guest address
 * @len: bytes
 */
struct mvgpu_seg {
	u64 addr;
	u32 len;
};

/**
 * struct mvgpu_desc - a descriptor as it lies in guest memory
 * @addr: guest address
 * @len: bytes
 * @flags: VRING_DESC_F_*
 * @next: the descriptor that follows, with VRING_DESC_F_NEXT
 */
struct mvgpu_desc {
	__le64 addr;
	__le32 len;
	__le16 flags;
	__le16 next;
};

/**
 * struct mvgpu_chain - private copy of a descriptor chain; too big for a stack
 * @head: its head, to be given back
 * @nr_readable: pieces the device reads, first in @seg
 * @nr_writable: pieces the device writes, after them
 * @readable: bytes in the former
 * @writable: bytes in the latter
 * @seg: the pieces
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

/**
 * struct mvgpu_vring - device side of one split virtqueue
 * @num: ring size, a power of two, 1..MVGPU_VRING_MAX
 * @desc: guest address of the descriptor table
 * @avail: guest address of the driver area
 * @used: guest address of the device area
 * @next_avail: next entry of the avail ring to look at
 * @next_used: next entry of the used ring to fill
 * @signalled: used index when the guest was last interrupted
 * @event_idx: VIRTIO_RING_F_EVENT_IDX was negotiated
 * @indirect: VIRTIO_RING_F_INDIRECT_DESC was negotiated
 * @quiet: the guest is asked not to notify
 * @in_flight: chains taken and not given back
 * @fault: what was wrong when a function here failed, for the log
 */
struct mvgpu_vring {
	u16 num;
	u64 desc;
	u64 avail;
	u64 used;
	u16 next_avail;
	u16 next_used;
	u16 signalled;
	bool event_idx;
	bool indirect;
	bool quiet;
	u16 in_flight;
	const char *fault;
};

/* Descriptor table, driver area, device area. */
#define MVGPU_VRING_PARTS 3

size_t mvgpu_vring_part(const struct mvgpu_vring *vr, unsigned int part,
			u64 *addr);
int mvgpu_vring_start(struct mvgpu_vring *vr, u16 num, u64 desc, u64 avail,
		      u64 used, bool event_idx, bool indirect);
int mvgpu_vring_pop(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		    struct mvgpu_chain *chain);
int mvgpu_vring_push(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		     u16 head, u32 written);
int mvgpu_vring_need_signal(struct mvgpu_vring *vr,
			    const struct mvgpu_ring_mem *mem);
int mvgpu_vring_suppress(struct mvgpu_vring *vr,
			 const struct mvgpu_ring_mem *mem);
int mvgpu_vring_enable(struct mvgpu_vring *vr,
		       const struct mvgpu_ring_mem *mem);
int mvgpu_chain_read(const struct mvgpu_chain *chain,
		     const struct mvgpu_ring_mem *mem, u64 offset, void *buf,
		     size_t len);
int mvgpu_segs_write(const struct mvgpu_seg *seg, unsigned int nr,
		     const struct mvgpu_ring_mem *mem, u64 offset,
		     const void *buf, size_t len);

#endif /* MVGPU_GVT_VIRTIO_VRING_H */
