// SPDX-License-Identifier: GPL-2.0
/*
 * The device side of a split virtqueue, virtio 1.2 section 2.7.
 *
 * The guest is hostile and may change the ring at any time. Each descriptor
 * is therefore read exactly once into private memory, and all checks are made
 * on the copy. Every loop in this file is bounded by a number that the guest
 * does not choose.
 */
#include "shim.h"
#include <linux/virtio_ring.h>
#include "gvt/virtio/vring.h"

/* Byte offsets in the driver area and the device area. */
#define AVAIL_FLAGS	0
#define AVAIL_IDX	2
#define AVAIL_RING	4
#define USED_FLAGS	0
#define USED_IDX	2
#define USED_RING	4

static_assert(sizeof(struct mvgpu_desc) == 16);

struct used_elem {
	__le32 id;
	__le32 len;
};

static int vring_fault(struct mvgpu_vring *vr, int err, const char *what)
{
	vr->fault = what;
	return err;
}

static int vring_read(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		      u64 addr, void *buf, size_t len)
{
	if (mem->read(mem->priv, addr, buf, len))
		return vring_fault(vr, -EFAULT, "ring memory cannot be read");
	return 0;
}

static int vring_write(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		       u64 addr, const void *buf, size_t len)
{
	if (mem->write(mem->priv, addr, buf, len))
		return vring_fault(vr, -EFAULT, "ring memory cannot be written");
	return 0;
}

static int vring_read16(struct mvgpu_vring *vr,
			const struct mvgpu_ring_mem *mem, u64 addr, u16 *value)
{
	__le16 raw;
	int ret = vring_read(vr, mem, addr, &raw, sizeof(raw));

	if (!ret)
		*value = le16_to_cpu(raw);
	return ret;
}

static int vring_write16(struct mvgpu_vring *vr,
			 const struct mvgpu_ring_mem *mem, u64 addr, u16 value)
{
	__le16 raw = cpu_to_le16(value);

	return vring_write(vr, mem, addr, &raw, sizeof(raw));
}

static u64 vring_used_event_addr(const struct mvgpu_vring *vr)
{
	return vr->avail + AVAIL_RING + 2 * vr->num;
}

static u64 vring_avail_event_addr(const struct mvgpu_vring *vr)
{
	return vr->used + USED_RING + sizeof(struct used_elem) * vr->num;
}

/**
 * mvgpu_vring_part() - Get the address and the size of a part of a ring
 * @vr: ring whose num, desc, avail and used are set
 * @part: 0 for the descriptor table, 1 for the driver area, 2 for the device
 *	area
 * @addr: set to the guest address of the part
 *
 * The sizes are those of virtio 1.2, 2.7, and include the event words.
 *
 * Context: Any context.
 *
 * Return: Length of the part in bytes.
 */
size_t mvgpu_vring_part(const struct mvgpu_vring *vr, unsigned int part,
			u64 *addr)
{
	switch (part) {
	case 0:
		*addr = vr->desc;
		return sizeof(struct mvgpu_desc) * vr->num;
	case 1:
		*addr = vr->avail;
		return AVAIL_RING + 2 * vr->num + 2;
	default:
		*addr = vr->used;
		return USED_RING + sizeof(struct used_elem) * vr->num + 2;
	}
}

static bool vring_part_valid(const struct mvgpu_vring *vr, unsigned int part)
{
	static const u8 align[MVGPU_VRING_PARTS] = { 16, 2, 4 };
	u64 addr, end;
	size_t len = mvgpu_vring_part(vr, part, &addr);

	return IS_ALIGNED(addr, align[part]) &&
	       !check_add_overflow(addr, (u64)len, &end);
}

/**
 * mvgpu_vring_start() - Initialise the state of a ring
 * @vr: state of the ring; all members are set
 * @num: entries, a power of two, 1..MVGPU_VRING_MAX
 * @desc: guest address of the descriptor table, a multiple of 16
 * @avail: guest address of the driver area, a multiple of 2
 * @used: guest address of the device area, a multiple of 4
 * @event_idx: VIRTIO_RING_F_EVENT_IDX was negotiated
 * @indirect: VIRTIO_RING_F_INDIRECT_DESC was negotiated
 *
 * The function does not access guest memory. The alignment is that of virtio
 * 1.2, 2.7.
 *
 * Context: Any context. The caller serialises all calls for one ring.
 *
 * Return: 0, or -EINVAL with the reason in @vr->fault.
 */
int mvgpu_vring_start(struct mvgpu_vring *vr, u16 num, u64 desc, u64 avail,
		      u64 used, bool event_idx, bool indirect)
{
	unsigned int part;

	*vr = (struct mvgpu_vring) {
		.num = num, .desc = desc, .avail = avail, .used = used,
		.event_idx = event_idx, .indirect = indirect,
	};
	if (!num || num > MVGPU_VRING_MAX || (num & (num - 1)))
		return vring_fault(vr, -EINVAL, "queue size is invalid");
	for (part = 0; part < MVGPU_VRING_PARTS; part++)
		if (!vring_part_valid(vr, part))
			return vring_fault(vr, -EINVAL, "ring address is misaligned");
	return 0;
}

/* Add a descriptor to the chain; @desc is a private copy. */
static int vring_add_desc(struct mvgpu_vring *vr, struct mvgpu_chain *chain,
			  const struct mvgpu_desc *desc)
{
	unsigned int n = chain->nr_readable + chain->nr_writable;
	u64 addr = le64_to_cpu(desc->addr);
	u32 len = le32_to_cpu(desc->len);
	bool write = le16_to_cpu(desc->flags) & VRING_DESC_F_WRITE;
	u64 end;

	if (n >= MVGPU_CHAIN_MAX)
		return vring_fault(vr, -EPROTO, "descriptor chain is too long");
	if (check_add_overflow(addr, (u64)len, &end))
		return vring_fault(vr, -EPROTO, "descriptor wraps the address space");
	if (!write && chain->nr_writable)
		return vring_fault(vr, -EPROTO, "readable descriptor follows a writable one");
	chain->seg[n] = (struct mvgpu_seg) { .addr = addr, .len = len };
	*(write ? &chain->nr_writable : &chain->nr_readable) += 1;
	*(write ? &chain->writable : &chain->readable) += len;
	if (chain->readable + chain->writable > MVGPU_CHAIN_BYTES)
		return vring_fault(vr, -EPROTO, "descriptor chain has too many bytes");
	return 0;
}

/*
 * Copy the indirect table of @desc in one read. Returns the number of entries
 * or -errno.
 */
static int vring_read_table(struct mvgpu_vring *vr,
			    const struct mvgpu_ring_mem *mem,
			    struct mvgpu_chain *chain,
			    const struct mvgpu_desc *desc)
{
	u64 addr = le64_to_cpu(desc->addr);
	u32 len = le32_to_cpu(desc->len);
	u64 end;
	int ret;

	if (!vr->indirect)
		return vring_fault(vr, -EPROTO, "indirect descriptors were not negotiated");
	if (le16_to_cpu(desc->flags) & VRING_DESC_F_NEXT)
		return vring_fault(vr, -EPROTO, "indirect descriptor has a next one");
	if (!len || len % sizeof(*desc))
		return vring_fault(vr, -EPROTO, "indirect table has an invalid length");
	if (len > sizeof(chain->table))
		return vring_fault(vr, -EPROTO, "indirect table is too long");
	if (check_add_overflow(addr, (u64)len, &end))
		return vring_fault(vr, -EPROTO, "descriptor wraps the address space");
	ret = vring_read(vr, mem, addr, chain->table, len);
	return ret ? ret : (int)(len / sizeof(*desc));
}

static int vring_walk_indirect(struct mvgpu_vring *vr,
			       const struct mvgpu_ring_mem *mem,
			       struct mvgpu_chain *chain,
			       const struct mvgpu_desc *desc)
{
	int nr = vring_read_table(vr, mem, chain, desc);
	int steps, ret;
	u16 i = 0;

	for (steps = 0; steps < nr; steps++) {
		const struct mvgpu_desc *d = &chain->table[i];
		u16 flags = le16_to_cpu(d->flags);

		if (flags & VRING_DESC_F_INDIRECT)
			return vring_fault(vr, -EPROTO, "indirect tables are nested");
		ret = vring_add_desc(vr, chain, d);
		if (ret || !(flags & VRING_DESC_F_NEXT))
			return ret;
		i = le16_to_cpu(d->next);
		if (i >= nr)
			return vring_fault(vr, -EPROTO, "next descriptor is out of range");
		i = array_index_nospec(i, nr);
	}
	return nr < 0 ? nr : vring_fault(vr, -EPROTO, "indirect table has a loop");
}

/*
 * Walk a chain of the ring's descriptor table. Its last descriptor may refer
 * to an indirect table.
 */
static int vring_walk(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		      struct mvgpu_chain *chain)
{
	u16 i = chain->head;
	unsigned int steps;
	int ret;

	for (steps = 0; steps < vr->num; steps++) {
		struct mvgpu_desc d;
		u16 flags;

		ret = vring_read(vr, mem, vr->desc + sizeof(d) * i, &d,
				 sizeof(d));
		if (ret)
			return ret;
		flags = le16_to_cpu(d.flags);
		if (flags & VRING_DESC_F_INDIRECT)
			return vring_walk_indirect(vr, mem, chain, &d);
		ret = vring_add_desc(vr, chain, &d);
		if (ret || !(flags & VRING_DESC_F_NEXT))
			return ret;
		i = le16_to_cpu(d.next);
		if (i >= vr->num)
			return vring_fault(vr, -EPROTO, "next descriptor is out of range");
		i = array_index_nospec(i, vr->num);
	}
	return vring_fault(vr, -EPROTO, "descriptor chain has a loop");
}

/* Number of available chains that were not popped yet, or -errno. */
static int vring_nr_available(struct mvgpu_vring *vr,
			      const struct mvgpu_ring_mem *mem)
{
	u16 idx, ahead;
	int ret = vring_read16(vr, mem, vr->avail + AVAIL_IDX, &idx);

	if (ret)
		return ret;
	ahead = idx - vr->next_avail;
	if (ahead + vr->in_flight > vr->num)
		return vring_fault(vr, -EPROTO, "available index is too far ahead");
	return ahead;
}

static int vring_read_head(struct mvgpu_vring *vr,
			   const struct mvgpu_ring_mem *mem, u16 *head)
{
	u16 slot = vr->next_avail & (vr->num - 1);
	u64 addr = vr->avail + AVAIL_RING + 2 * slot;
	int ret = vring_read16(vr, mem, addr, head);

	if (ret)
		return ret;
	if (*head >= vr->num)
		return vring_fault(vr, -EPROTO, "head of a chain is out of range");
	*head = array_index_nospec(*head, vr->num);
	return 0;
}

/**
 * mvgpu_vring_pop() - Take the next available chain from a ring
 * @vr: ring
 * @mem: access to guest memory
 * @chain: filled with a private copy of the chain
 *
 * The rules are those of virtio 1.2, 2.7.5 and 2.7.13.
 *
 * Context: The caller serialises all calls for one ring. Sleeps if the
 * accessors of @mem sleep.
 *
 * Return: 1 when a chain was taken, 0 when none is available, -EPROTO when the
 * guest violates the protocol, or -EFAULT when the ring is not accessible.
 * Both errors set @vr->fault and are fatal for the device.
 */
int mvgpu_vring_pop(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		    struct mvgpu_chain *chain)
{
	int ret = vring_nr_available(vr, mem);

	if (ret <= 0)
		return ret;
	/* Read the entry after the index that makes it available. */
	mvgpu_rmb();
	chain->nr_readable = 0;
	chain->nr_writable = 0;
	chain->readable = 0;
	chain->writable = 0;
	ret = vring_read_head(vr, mem, &chain->head);
	if (!ret)
		ret = vring_walk(vr, mem, chain);
	if (ret)
		return ret;
	vr->next_avail++;
	vr->in_flight++;
	return 1;
}

/**
 * mvgpu_vring_push() - Return a used chain to the guest
 * @vr: ring
 * @mem: access to guest memory
 * @head: head of a chain that mvgpu_vring_pop() returned
 * @written: bytes written to the writable segments of the chain
 *
 * The rules are those of virtio 1.2, 2.7.8.
 *
 * Context: The caller serialises all calls for one ring. Sleeps if the
 * accessors of @mem sleep.
 *
 * Return: 0, -EFAULT when the ring is not accessible (fatal for the device), or
 * -EINVAL when no chain is in flight or @head is out of range.
 */
int mvgpu_vring_push(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		     u16 head, u32 written)
{
	struct used_elem elem = {
		.id = cpu_to_le32(head),
		.len = cpu_to_le32(written),
	};
	u16 slot = vr->next_used & (vr->num - 1);
	int ret;

	if (head >= vr->num || !vr->in_flight)
		return vring_fault(vr, -EINVAL, "returned chain is not in flight");
	ret = vring_write(vr, mem, vr->used + USED_RING + sizeof(elem) * slot,
			  &elem, sizeof(elem));
	if (ret)
		return ret;
	/* Write the element and the data of the chain before the index. */
	mvgpu_wmb();
	ret = vring_write16(vr, mem, vr->used + USED_IDX, vr->next_used + 1);
	if (ret)
		return ret;
	vr->next_used++;
	vr->in_flight--;
	return 0;
}

/**
 * mvgpu_vring_need_signal() - Check whether the guest requests an interrupt
 * @vr: ring
 * @mem: access to guest memory
 *
 * The caller calls this once after a batch of mvgpu_vring_push() and sends the
 * interrupt when the result is 1; the ring records it as sent. The rules are
 * those of virtio 1.2, 2.7.7.2 and 2.7.10.
 *
 * Context: The caller serialises all calls for one ring. Sleeps if the
 * accessors of @mem sleep.
 *
 * Return: 1 when an interrupt is due, 0 when it is not, or -EFAULT when the
 * ring is not accessible (fatal for the device).
 */
int mvgpu_vring_need_signal(struct mvgpu_vring *vr,
			    const struct mvgpu_ring_mem *mem)
{
	u16 old = vr->signalled;
	u16 word;
	int ret;

	if (old == vr->next_used)
		return 0;
	/* The used index must be visible before the guest's request is read. */
	mvgpu_mb();
	ret = vring_read16(vr, mem, vr->event_idx ? vring_used_event_addr(vr) :
			   vr->avail + AVAIL_FLAGS, &word);
	if (ret)
		return ret;
	vr->signalled = vr->next_used;
	if (vr->event_idx)
		return vring_need_event(word, vr->next_used, old);
	return !(word & VRING_AVAIL_F_NO_INTERRUPT);
}

/**
 * mvgpu_vring_suppress() - Suppress the guest's notifications
 * @vr: ring
 * @mem: access to guest memory
 *
 * With the event index nothing has to be written: the guest notifies once,
 * when it passes the index that mvgpu_vring_enable() wrote. See virtio 1.2,
 * 2.7.10.
 *
 * Context: The caller serialises all calls for one ring. Sleeps if the
 * accessors of @mem sleep.
 *
 * Return: 0, or -EFAULT when the ring is not accessible (fatal for the device).
 */
int mvgpu_vring_suppress(struct mvgpu_vring *vr,
			 const struct mvgpu_ring_mem *mem)
{
	int ret = 0;

	if (vr->quiet)
		return 0;
	if (!vr->event_idx)
		ret = vring_write16(vr, mem, vr->used + USED_FLAGS,
				    VRING_USED_F_NO_NOTIFY);
	vr->quiet = !ret;
	return ret;
}

/**
 * mvgpu_vring_enable() - Enable the guest's notifications again
 * @vr: ring
 * @mem: access to guest memory
 *
 * The guest does not notify for a chain that it makes available before it sees
 * the change. The function therefore checks the ring once more afterwards. See
 * virtio 1.2, 2.7.10.
 *
 * Context: The caller serialises all calls for one ring. Sleeps if the
 * accessors of @mem sleep.
 *
 * Return: 1 when a chain is available (notifications are enabled all the same),
 * 0 when none is, or -EPROTO or -EFAULT as for mvgpu_vring_pop().
 */
int mvgpu_vring_enable(struct mvgpu_vring *vr,
		       const struct mvgpu_ring_mem *mem)
{
	int ret;

	if (vr->event_idx)
		ret = vring_write16(vr, mem, vring_avail_event_addr(vr),
				    vr->next_avail);
	else
		ret = vring_write16(vr, mem, vr->used + USED_FLAGS, 0);
	if (ret)
		return ret;
	vr->quiet = false;
	/* The change must be visible before the index is read again. */
	mvgpu_mb();
	ret = vring_nr_available(vr, mem);
	return ret < 0 ? ret : ret > 0;
}
