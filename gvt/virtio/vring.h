/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The device side of a guest's split virtqueue (virtio 1.2, 2.7).
 * Free-standing: guest memory is accessed through struct mvgpu_ring_mem only.
 */
#ifndef MVGPU_GVT_VIRTIO_VRING_H
#define MVGPU_GVT_VIRTIO_VRING_H

#include "gvt/virtio/chain.h"

/* Largest size of a ring that a guest may set; a power of two. */
#define MVGPU_VRING_MAX 256

/**
 * struct mvgpu_vring - device side of one split virtqueue
 * @num: ring size, a power of two, 1..MVGPU_VRING_MAX
 * @desc: guest address of the descriptor table
 * @avail: guest address of the driver area
 * @used: guest address of the device area
 * @next_avail: next entry of the avail ring to read
 * @next_used: next entry of the used ring to fill
 * @signalled: used index at the time of the last interrupt
 * @event_idx: VIRTIO_RING_F_EVENT_IDX was negotiated
 * @indirect: VIRTIO_RING_F_INDIRECT_DESC was negotiated
 * @quiet: notifications of the guest are suppressed
 * @in_flight: chains that were popped and not pushed
 * @fault: reason of the last error, for the log
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

/* Parts of a ring: descriptor table, driver area, device area. */
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

#endif /* MVGPU_GVT_VIRTIO_VRING_H */
