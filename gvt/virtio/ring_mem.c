// SPDX-License-Identifier: GPL-2.0
/*
 * Access to guest memory for the ring walker. The three parts of a ring are pinned and
 * mapped while the queue runs, because they are accessed several times per command. A part
 * that cannot be mapped, and everything that descriptors refer to, is copied.
 */
#include <linux/lockdep.h>
#include <linux/nospec.h>
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/ring_mem.h"

/* Address of @len bytes at @addr in the mapped parts, or NULL. */
static void *ring_va(const struct mvgpu_queue_state *q, u64 addr, size_t len)
{
	unsigned int i;

	for (i = 0; i < MVGPU_VRING_PARTS; i++) {
		const struct mvgpu_guest_map *map = &q->map[i];
		size_t room, at;

		if (!map->va || addr < map->iova || len > map->len)
			continue;
		room = map->len - len + 1;
		if (addr - map->iova >= room)
			continue;
		at = array_index_nospec(addr - map->iova, room);
		return map->va + at;
	}
	return NULL;
}

/*
 * A 16-bit index is shared with the guest's CPUs, so it must be one access. Rings are at
 * least 2-aligned, but an indirect table may be at any address.
 */
static bool ring_is_index(const void *va, size_t len)
{
	return len == sizeof(u16) && IS_ALIGNED((unsigned long)va, sizeof(u16));
}

static int ring_read(void *priv, u64 addr, void *buf, size_t len)
{
	struct mvgpu_queue_state *q = priv;
	void *va = ring_va(q, addr, len);
	u16 word;

	if (!va)
		return q->vgpu->guest->read(q->vgpu->guest_priv, addr, buf,
					    len);
	if (!ring_is_index(va, len)) {
		memcpy(buf, va, len);
		return 0;
	}
	word = READ_ONCE(*(u16 *)va);
	memcpy(buf, &word, sizeof(word));
	return 0;
}

static int ring_write(void *priv, u64 addr, const void *buf, size_t len)
{
	struct mvgpu_queue_state *q = priv;
	void *va = ring_va(q, addr, len);
	u16 word;

	if (!va)
		return q->vgpu->guest->write(q->vgpu->guest_priv, addr, buf,
					     len);
	if (!ring_is_index(va, len)) {
		memcpy(va, buf, len);
		return 0;
	}
	memcpy(&word, buf, sizeof(word));
	WRITE_ONCE(*(u16 *)va, word);
	return 0;
}

static int ring_payload_read(void *priv, u64 addr, void *buf, size_t len)
{
	struct mvgpu_vgpu *vgpu = priv;

	return vgpu->guest->read(vgpu->guest_priv, addr, buf, len);
}

static int ring_payload_write(void *priv, u64 addr, const void *buf, size_t len)
{
	struct mvgpu_vgpu *vgpu = priv;

	return vgpu->guest->write(vgpu->guest_priv, addr, buf, len);
}

/**
 * mvgpu_ring_mem() - Get the accessors for a ring
 * @q: queue; the accessors are valid as long as it is
 *
 * They may be used by the worker with vgpu->lock held, and may sleep.
 *
 * Context: any.
 *
 * Return: accessors.
 */
struct mvgpu_ring_mem mvgpu_ring_mem(struct mvgpu_queue_state *q)
{
	return (struct mvgpu_ring_mem) { ring_read, ring_write, q };
}

/**
 * mvgpu_payload_mem() - Get the accessors for what descriptors refer to
 * @vgpu: vGPU; the accessors are valid while it is open
 *
 * As mvgpu_ring_mem(), except that they always copy.
 *
 * Context: any.
 *
 * Return: accessors.
 */
struct mvgpu_ring_mem mvgpu_payload_mem(struct mvgpu_vgpu *vgpu)
{
	return (struct mvgpu_ring_mem) { ring_payload_read, ring_payload_write, vgpu };
}

/**
 * mvgpu_ring_map() - Map the parts of a ring, once
 * @q: queue that is enabled
 *
 * Failure is not an error: that part is accessed by copying, and only if that fails as
 * well the ring is bad. Mapping is tried again when an unmap has completed that may have
 * been the reason. The worker does this, and not the enabling of the queue, because some
 * VMMs have not mapped their memory by then.
 *
 * Context: worker; vgpu->lock held. May sleep.
 */
void mvgpu_ring_map(struct mvgpu_queue_state *q)
{
	struct mvgpu_vgpu *vgpu = q->vgpu;
	unsigned int i, over = mvgpu_unmap_completed(vgpu);

	lockdep_assert_held(&vgpu->lock);
	if (q->map_tried && q->unmaps_completed == over)
		return;
	q->map_tried = true;
	q->unmaps_completed = over;
	for (i = 0; i < MVGPU_VRING_PARTS; i++) {
		struct mvgpu_guest_map *map = &q->map[i];
		size_t len;
		u64 addr;

		if (map->va)
			continue;
		len = mvgpu_vring_part(&q->vring, i, &addr);
		if (!vgpu->guest->map(vgpu->guest_priv, addr, len, map))
			mvgpu_stats_pin(vgpu, map->nr_pages);
	}
}

/**
 * mvgpu_ring_unmap() - Unmap the parts of a ring
 * @q: queue, mapped or not
 *
 * The next mvgpu_ring_map() tries again.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_ring_unmap(struct mvgpu_queue_state *q)
{
	struct mvgpu_vgpu *vgpu = q->vgpu;
	unsigned int i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < MVGPU_VRING_PARTS; i++) {
		struct mvgpu_guest_map *map = &q->map[i];

		if (!map->va)
			continue;
		mvgpu_stats_unpin(vgpu, map->nr_pages);
		vgpu->guest->unmap(vgpu->guest_priv, map);
		memset(map, 0, sizeof(*map));
	}
	q->map_tried = false;
}

static bool ring_map_overlaps(const struct mvgpu_guest_map *map, u64 iova, u64 len)
{
	/* Distances, because iova + len may be 2^64. Pages: iova is aligned. */
	if (!map->va || !len)
		return false;
	return map->iova >= iova ? map->iova - iova < len :
				   iova - map->iova < map->len;
}

/**
 * mvgpu_ring_dma_unmap() - The VMM unmaps guest memory
 * @q: queue
 * @iova: first guest address, page aligned
 * @len: bytes
 *
 * Unmaps the parts of the ring when one of them overlaps the range. What the guest does
 * with the ring afterwards concerns only the guest and its VMM.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_ring_dma_unmap(struct mvgpu_queue_state *q, u64 iova, u64 len)
{
	unsigned int i;

	for (i = 0; i < MVGPU_VRING_PARTS; i++) {
		if (ring_map_overlaps(&q->map[i], iova, len)) {
			mvgpu_ring_unmap(q);
			return;
		}
	}
}
