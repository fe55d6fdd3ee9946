// SPDX-License-Identifier: GPL-2.0
/*
 * The device side of a split virtqueue, virtio 1.2 section 2.7.
 *
 * The guest is hostile and may change the ring at any time: each descriptor
 * is read exactly once into private memory, and only the copy is looked at.
 * Every loop here is bounded by a number the guest does not choose.
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

static int fault(struct mvgpu_vring *vr, int err, const char *what)
{
	vr->fault = what;
	return err;
}

static int ring_read(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		     u64 addr, void *buf, size_t len)
{
	if (mem->read(mem->priv, addr, buf, len))
		return fault(vr, -EFAULT, "ring memory cannot be read");
	return 0;
}

static int ring_write(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		      u64 addr, const void *buf, size_t len)
{
	if (mem->write(mem->priv, addr, buf, len))
		return fault(vr, -EFAULT, "ring memory cannot be written");
	return 0;
}

static int ring_read16(struct mvgpu_vring *vr,
		       const struct mvgpu_ring_mem *mem, u64 addr, u16 *value)
{
	__le16 raw;
	int ret = ring_read(vr, mem, addr, &raw, sizeof(raw));

	if (!ret)
		*value = le16_to_cpu(raw);
	return ret;
}

static int ring_write16(struct mvgpu_vring *vr,
			const struct mvgpu_ring_mem *mem, u64 addr, u16 value)
{
	__le16 raw = cpu_to_le16(value);

	return ring_write(vr, mem, addr, &raw, sizeof(raw));
}

static u64 used_event_addr(const struct mvgpu_vring *vr)
{
	return vr->avail + AVAIL_RING + 2 * vr->num;
}

static u64 avail_event_addr(const struct mvgpu_vring *vr)
{
	return vr->used + USED_RING + sizeof(struct used_elem) * vr->num;
}

/**
 * mvgpu_vring_part() - where a part of a ring lies
 * @vr: ring whose num, desc, avail and used are set
 * @part: 0 descriptor table, 1 driver area, 2 device area
 * @addr: its guest address
 *
 * Sizes are those of virtio 1.2, 2.7, the event words included.
 *
 * Return: its length in bytes.
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

static bool part_valid(const struct mvgpu_vring *vr, unsigned int part)
{
	static const u8 align[MVGPU_VRING_PARTS] = { 16, 2, 4 };
	u64 addr, end;
	size_t len = mvgpu_vring_part(vr, part, &addr);

	return IS_ALIGNED(addr, align[part]) &&
	       !check_add_overflow(addr, (u64)len, &end);
}

/**
 * mvgpu_vring_start() - begin to use a ring
 * @vr: its state, all of which is set
 * @num: entries, a power of two, 1..MVGPU_VRING_MAX
 * @desc: guest address of the descriptor table, a multiple of 16
 * @avail: guest address of the driver area, a multiple of 2
 * @used: guest address of the device area, a multiple of 4
 * @event_idx: VIRTIO_RING_F_EVENT_IDX was negotiated
 * @indirect: VIRTIO_RING_F_INDIRECT_DESC was negotiated
 *
 * Touches no guest memory. Alignment: virtio 1.2, 2.7.
 *
 * Return: 0, or -EINVAL with @vr->fault saying what is wrong.
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
		return fault(vr, -EINVAL, "queue size is not a power of two");
	for (part = 0; part < MVGPU_VRING_PARTS; part++)
		if (!part_valid(vr, part))
			return fault(vr, -EINVAL, "ring address is misaligned");
	return 0;
}

/* Take one descriptor, already private, into the chain. */
static int chain_add(struct mvgpu_vring *vr, struct mvgpu_chain *chain,
		     const struct mvgpu_desc *desc)
{
	unsigned int n = chain->nr_readable + chain->nr_writable;
	u64 addr = le64_to_cpu(desc->addr);
	u32 len = le32_to_cpu(desc->len);
	bool write = le16_to_cpu(desc->flags) & VRING_DESC_F_WRITE;
	u64 end;

	if (n >= MVGPU_CHAIN_MAX)
		return fault(vr, -EPROTO, "descriptor chain is too long");
	if (check_add_overflow(addr, (u64)len, &end))
		return fault(vr, -EPROTO, "descriptor wraps the address space");
	if (!write && chain->nr_writable)
		return fault(vr, -EPROTO, "readable descriptor after a writable one");
	chain->seg[n] = (struct mvgpu_seg) { .addr = addr, .len = len };
	*(write ? &chain->nr_writable : &chain->nr_readable) += 1;
	*(write ? &chain->writable : &chain->readable) += len;
	if (chain->readable + chain->writable > MVGPU_CHAIN_BYTES)
		return fault(vr, -EPROTO, "descriptor chain has too many bytes");
	return 0;
}

/* Copy the table that @desc names in one read; its entries, or -errno. */
static int table_read(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		      struct mvgpu_chain *chain, const struct mvgpu_desc *desc)
{
	u64 addr = le64_to_cpu(desc->addr);
	u32 len = le32_to_cpu(desc->len);
	u64 end;
	int ret;

	if (!vr->indirect)
		return fault(vr, -EPROTO, "indirect descriptor not negotiated");
	if (le16_to_cpu(desc->flags) & VRING_DESC_F_NEXT)
		return fault(vr, -EPROTO, "indirect descriptor with a next one");
	if (!len || len % sizeof(*desc))
		return fault(vr, -EPROTO, "indirect table of a wrong length");
	if (len > sizeof(chain->table))
		return fault(vr, -EPROTO, "indirect table is too long");
	if (check_add_overflow(addr, (u64)len, &end))
		return fault(vr, -EPROTO, "descriptor wraps the address space");
	ret = ring_read(vr, mem, addr, chain->table, len);
	return ret ? ret : (int)(len / sizeof(*desc));
}

static int walk_indirect(struct mvgpu_vring *vr,
			 const struct mvgpu_ring_mem *mem,
			 struct mvgpu_chain *chain,
			 const struct mvgpu_desc *desc)
{
	int nr = table_read(vr, mem, chain, desc);
	int steps, ret;
	u16 i = 0;

	for (steps = 0; steps < nr; steps++) {
		const struct mvgpu_desc *d = &chain->table[i];
		u16 flags = le16_to_cpu(d->flags);

		if (flags & VRING_DESC_F_INDIRECT)
			return fault(vr, -EPROTO, "nested indirect descriptor");
		ret = chain_add(vr, chain, d);
		if (ret || !(flags & VRING_DESC_F_NEXT))
			return ret;
		i = le16_to_cpu(d->next);
		if (i >= nr)
			return fault(vr, -EPROTO, "next descriptor out of range");
		i = array_index_nospec(i, nr);
	}
	return nr < 0 ? nr : fault(vr, -EPROTO, "loop in an indirect table");
}

/* The chain from the ring's own table; it may end in one indirect table. */
static int walk(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		struct mvgpu_chain *chain)
{
	u16 i = chain->head;
	unsigned int steps;
	int ret;

	for (steps = 0; steps < vr->num; steps++) {
		struct mvgpu_desc d;
		u16 flags;

		ret = ring_read(vr, mem, vr->desc + sizeof(d) * i, &d,
				sizeof(d));
		if (ret)
			return ret;
		flags = le16_to_cpu(d.flags);
		if (flags & VRING_DESC_F_INDIRECT)
			return walk_indirect(vr, mem, chain, &d);
		ret = chain_add(vr, chain, &d);
		if (ret || !(flags & VRING_DESC_F_NEXT))
			return ret;
		i = le16_to_cpu(d.next);
		if (i >= vr->num)
			return fault(vr, -EPROTO, "next descriptor out of range");
		i = array_index_nospec(i, vr->num);
	}
	return fault(vr, -EPROTO, "loop in a descriptor chain");
}

/* Chains the guest offers that were not taken yet, or -errno. */
static int nr_offered(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem)
{
	u16 idx, ahead;
	int ret = ring_read16(vr, mem, vr->avail + AVAIL_IDX, &idx);

	if (ret)
		return ret;
	ahead = idx - vr->next_avail;
	if (ahead + vr->in_flight > vr->num)
		return fault(vr, -EPROTO, "available index jumped");
	return ahead;
}

static int read_head(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		     u16 *head)
{
	u16 slot = vr->next_avail & (vr->num - 1);
	int ret = ring_read16(vr, mem, vr->avail + AVAIL_RING + 2 * slot, head);

	if (ret)
		return ret;
	if (*head >= vr->num)
		return fault(vr, -EPROTO, "head of a chain out of range");
	*head = array_index_nospec(*head, vr->num);
	return 0;
}

/**
 * mvgpu_vring_pop() - take the next chain
 * @vr: the ring
 * @mem: access to guest memory
 * @chain: where its private copy goes
 *
 * Virtio 1.2, 2.7.5 and 2.7.13. Calls for one ring are the caller's to
 * serialise. May sleep if @mem does.
 *
 * Return: 1 with a chain, 0 when there is none, -EPROTO for a mistake of the
 * guest and -EFAULT when the ring cannot be reached, both with @vr->fault set
 * and fatal for the device.
 */
int mvgpu_vring_pop(struct mvgpu_vring *vr, const struct mvgpu_ring_mem *mem,
		    struct mvgpu_chain *chain)
{
	int ret = nr_offered(vr, mem);

	if (ret <= 0)
		return ret;
	/* The entry was written before the index that announces it. */
	mvgpu_rmb();
	chain->nr_readable = 0;
	chain->nr_writable = 0;
	chain->readable = 0;
	chain->writable = 0;
	ret = read_head(vr, mem, &chain->head);
	if (!ret)
		ret = walk(vr, mem, chain);
	if (ret)
		return ret;
	vr->next_avail++;
	vr->in_flight++;
	return 1;
}

/**
 * mvgpu_vring_push() - give a chain back
 * @vr: the ring
 * @mem: access to guest memory
 * @head: of a chain that mvgpu_vring_pop() returned
 * @written: bytes written to its writable pieces
 *
 * Virtio 1.2, 2.7.8. Serialised by the caller, may sleep if @mem does.
 *
 * Return: 0, -EFAULT when the ring cannot be reached (fatal), or -EINVAL when
 * no such chain can be out.
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
		return fault(vr, -EINVAL, "chain given back twice");
	ret = ring_write(vr, mem, vr->used + USED_RING + sizeof(elem) * slot,
			 &elem, sizeof(elem));
	if (ret)
		return ret;
	/* The element, and what was written to the chain, before the index. */
	mvgpu_wmb();
	ret = ring_write16(vr, mem, vr->used + USED_IDX, vr->next_used + 1);
	if (ret)
		return ret;
	vr->next_used++;
	vr->in_flight--;
	return 0;
}

/**
 * mvgpu_vring_need_signal() - does the guest want an interrupt now?
 * @vr: the ring
 * @mem: access to guest memory
 *
 * To be asked once after a batch of pushes; a yes is counted as given.
 * Virtio 1.2, 2.7.7.2 and 2.7.10.
 *
 * Return: 1 yes, 0 no, -EFAULT when the ring cannot be reached (fatal).
 */
int mvgpu_vring_need_signal(struct mvgpu_vring *vr,
			    const struct mvgpu_ring_mem *mem)
{
	u16 old = vr->signalled;
	u16 word;
	int ret;

	if (old == vr->next_used)
		return 0;
	/* The used index must be seen before we read what the guest wants. */
	mvgpu_mb();
	ret = ring_read16(vr, mem, vr->event_idx ? used_event_addr(vr) :
			  vr->avail + AVAIL_FLAGS, &word);
	if (ret)
		return ret;
	vr->signalled = vr->next_used;
	if (vr->event_idx)
		return vring_need_event(word, vr->next_used, old);
	return !(word & VRING_AVAIL_F_NO_INTERRUPT);
}

/**
 * mvgpu_vring_suppress() - ask the guest not to notify
 * @vr: the ring
 * @mem: access to guest memory
 *
 * With the event index nothing has to be written: the guest notifies once,
 * when it passes the index that mvgpu_vring_enable() left. Virtio 1.2, 2.7.10.
 *
 * Return: 0, or -EFAULT when the ring cannot be reached (fatal).
 */
int mvgpu_vring_suppress(struct mvgpu_vring *vr,
			 const struct mvgpu_ring_mem *mem)
{
	int ret = 0;

	if (vr->quiet)
		return 0;
	if (!vr->event_idx)
		ret = ring_write16(vr, mem, vr->used + USED_FLAGS,
				   VRING_USED_F_NO_NOTIFY);
	vr->quiet = !ret;
	return ret;
}

/**
 * mvgpu_vring_enable() - ask the guest to notify again, and look once more
 * @vr: the ring
 * @mem: access to guest memory
 *
 * A chain that the guest offered before it saw our wish came without a
 * notification, hence the second look. Virtio 1.2, 2.7.10.
 *
 * Return: 1 when there is a chain (the notifications are on nevertheless), 0
 * when there is none, -EPROTO or -EFAULT as mvgpu_vring_pop().
 */
int mvgpu_vring_enable(struct mvgpu_vring *vr,
		       const struct mvgpu_ring_mem *mem)
{
	int ret;

	if (vr->event_idx)
		ret = ring_write16(vr, mem, avail_event_addr(vr),
				   vr->next_avail);
	else
		ret = ring_write16(vr, mem, vr->used + USED_FLAGS, 0);
	if (ret)
		return ret;
	vr->quiet = false;
	/* Our wish must be seen before we look at the index again. */
	mvgpu_mb();
	ret = nr_offered(vr, mem);
	return ret < 0 ? ret : ret > 0;
}

/* A place in a list of pieces. */
struct cursor {
	const struct mvgpu_seg *seg;
	unsigned int nr;
	u64 skip;
};

/* The next stretch, at most @want bytes; 0 at the end of the list. */
static size_t cursor_next(struct cursor *c, size_t want, u64 *addr)
{
	size_t n;

	while (c->nr && c->skip >= c->seg->len) {
		c->skip -= c->seg->len;
		c->seg++;
		c->nr--;
	}
	if (!c->nr)
		return 0;
	n = min_t(u64, want, c->seg->len - c->skip);
	*addr = c->seg->addr + c->skip;
	c->skip += n;
	return n;
}

static bool outside(u64 size, u64 offset, size_t len)
{
	u64 end;

	return check_add_overflow(offset, (u64)len, &end) || end > size;
}

/**
 * mvgpu_chain_read() - copy out of the readable part of a chain
 * @chain: the chain
 * @mem: access to guest memory
 * @offset: first byte
 * @buf: where to
 * @len: bytes; @offset + @len at most @chain->readable
 *
 * Return: 0, -EINVAL outside the chain, -EFAULT when the guest gave an
 * address that cannot be read (@buf is then partly written).
 */
int mvgpu_chain_read(const struct mvgpu_chain *chain,
		     const struct mvgpu_ring_mem *mem, u64 offset, void *buf,
		     size_t len)
{
	struct cursor c = { chain->seg, chain->nr_readable, offset };
	u8 *to = buf;
	u64 addr;
	size_t n;

	if (outside(chain->readable, offset, len))
		return -EINVAL;
	for (; len; len -= n, to += n) {
		n = cursor_next(&c, len, &addr);
		if (!n || mem->read(mem->priv, addr, to, n))
			return -EFAULT;
	}
	return 0;
}

/**
 * mvgpu_segs_write() - copy into pieces of a chain
 * @seg: the pieces
 * @nr: how many
 * @mem: access to guest memory
 * @offset: first byte
 * @buf: where from
 * @len: bytes
 *
 * Return: 0, -EFAULT when the pieces end before the bytes do or the guest gave
 * an address that cannot be written.
 */
int mvgpu_segs_write(const struct mvgpu_seg *seg, unsigned int nr,
		     const struct mvgpu_ring_mem *mem, u64 offset,
		     const void *buf, size_t len)
{
	struct cursor c = { seg, nr, offset };
	const u8 *from = buf;
	u64 addr;
	size_t n;

	for (; len; len -= n, from += n) {
		n = cursor_next(&c, len, &addr);
		if (!n || mem->write(mem->priv, addr, from, n))
			return -EFAULT;
	}
	return 0;
}
