// SPDX-License-Identifier: GPL-2.0
/*
 * Access to the data of descriptor chains. The addresses are the guest's, the
 * list of segments is a private copy. Free-standing.
 */
#include "gvt/virtio/chain.h"

/**
 * struct chain_cursor - position in a list of segments
 * @seg: current segment
 * @nr: segments from the current one on
 * @skip: bytes to skip from the start of the current segment
 */
struct chain_cursor {
	const struct mvgpu_seg *seg;
	unsigned int nr;
	u64 skip;
};

/* Advance by up to @want contiguous bytes. Returns 0 at the end of the list. */
static size_t chain_next(struct chain_cursor *c, size_t want, u64 *addr)
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

static bool chain_outside(u64 size, u64 offset, size_t len)
{
	u64 end;

	return check_add_overflow(offset, (u64)len, &end) || end > size;
}

/**
 * mvgpu_chain_read() - Copy from the readable part of a chain
 * @chain: chain
 * @mem: access to guest memory
 * @offset: first byte
 * @buf: destination
 * @len: bytes; @offset + @len is at most @chain->readable
 *
 * Context: Any context if the accessors of @mem do not sleep. @chain is a
 * private copy, which the caller does not modify meanwhile.
 *
 * Return: 0, -EINVAL when the range is outside the chain, or -EFAULT when an
 * address of the guest is not readable (@buf is then partly written).
 */
int mvgpu_chain_read(const struct mvgpu_chain *chain,
		     const struct mvgpu_ring_mem *mem, u64 offset, void *buf,
		     size_t len)
{
	struct chain_cursor c = { chain->seg, chain->nr_readable, offset };
	u8 *to = buf;
	u64 addr;
	size_t n;

	if (chain_outside(chain->readable, offset, len))
		return -EINVAL;
	for (; len; len -= n, to += n) {
		n = chain_next(&c, len, &addr);
		if (!n || mem->read(mem->priv, addr, to, n))
			return -EFAULT;
	}
	return 0;
}

/**
 * mvgpu_segs_write() - Copy to segments of a chain
 * @seg: segments
 * @nr: number of segments
 * @mem: access to guest memory
 * @offset: first byte
 * @buf: source
 * @len: bytes
 *
 * Context: Any context if the accessors of @mem do not sleep.
 *
 * Return: 0, or -EFAULT when the range ends behind the last segment or an
 * address of the guest is not writable.
 */
int mvgpu_segs_write(const struct mvgpu_seg *seg, unsigned int nr,
		     const struct mvgpu_ring_mem *mem, u64 offset,
		     const void *buf, size_t len)
{
	struct chain_cursor c = { seg, nr, offset };
	const u8 *from = buf;
	u64 addr;
	size_t n;

	for (; len; len -= n, from += n) {
		n = chain_next(&c, len, &addr);
		if (!n || mem->write(mem->priv, addr, from, n))
			return -EFAULT;
	}
	return 0;
}
