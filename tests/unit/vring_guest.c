// SPDX-License-Identifier: GPL-2.0
/* The memory of a guest and its driver of a ring. Accesses are recorded. */
#include "vring_guest.h"

struct guest guest;
struct mvgpu_vring vr;
struct mvgpu_chain chain;

static bool bad_access(const struct guest *g, u64 addr, size_t len)
{
	if (addr < BASE || addr - BASE > SIZE || len > SIZE - (addr - BASE))
		return true;
	return g->fail_at >= addr && g->fail_at - addr < len;
}

static int guest_read(void *priv, u64 addr, void *buf, size_t len)
{
	struct guest *g = priv;
	size_t i;

	if (bad_access(g, addr, len))
		return -EINVAL;
	g->reads++;
	for (i = 0; i < len; i++)
		g->touched[addr - BASE + i]++;
	memcpy(buf, g->mem + (addr - BASE), len);
	if (g->after_read)
		g->after_read(g, addr, len);
	return 0;
}

static int guest_write(void *priv, u64 addr, const void *buf, size_t len)
{
	struct guest *g = priv;

	if (bad_access(g, addr, len))
		return -EINVAL;
	memcpy(g->mem + (addr - BASE), buf, len);
	if (g->after_write)
		g->after_write(g, addr, len);
	return 0;
}

const struct mvgpu_ring_mem mem = { guest_read, guest_write, &guest };

void put16(u64 addr, u16 value)
{
	memcpy(guest.mem + (addr - BASE), &value, sizeof(value));
}

u16 get16(u64 addr)
{
	u16 value;

	memcpy(&value, guest.mem + (addr - BASE), sizeof(value));
	return value;
}

u32 get32(u64 addr)
{
	u32 value;

	memcpy(&value, guest.mem + (addr - BASE), sizeof(value));
	return value;
}

void desc_at(u64 table, unsigned int i, u64 addr, u32 len, u16 flags, u16 next)
{
	struct mvgpu_desc d = {
		.addr = cpu_to_le64(addr), .len = cpu_to_le32(len),
		.flags = cpu_to_le16(flags), .next = cpu_to_le16(next),
	};

	memcpy(guest.mem + (table - BASE) + 16 * i, &d, sizeof(d));
}

void desc(unsigned int i, u64 addr, u32 len, u16 flags, u16 next)
{
	desc_at(DESC, i, addr, len, flags, next);
}

void set_avail_idx(u16 idx)
{
	put16(AVAIL + 2, idx);
}

void offer(u16 head)
{
	u16 idx = get16(AVAIL + 2);

	put16(AVAIL + 4 + 2 * (idx % NUM), head);
	set_avail_idx(idx + 1);
}

int pop(void)
{
	return mvgpu_vring_pop(&vr, &mem, &chain);
}

int push(u16 head, u32 written)
{
	return mvgpu_vring_push(&vr, &mem, head, written);
}

void assert_fatal(const char *why)
{
	assert_int_equal(pop(), -EPROTO);
	assert_string_equal(vr.fault, why);
}

void start(bool event_idx, bool indirect)
{
	memset(&guest, 0, sizeof(guest));
	assert_int_equal(mvgpu_vring_start(&vr, NUM, DESC, AVAIL, USED,
					   event_idx, indirect), 0);
}

int setup(void **state)
{
	start(true, true);
	return 0;
}

void start_at(u16 idx)
{
	vr.next_avail = idx;
	vr.next_used = idx;
	vr.signalled = idx;
	set_avail_idx(idx);
	put16(USED + 2, idx);
}

void offer_indirect(u32 len)
{
	desc(2, TABLE, len, F_INDIRECT, 0);
	offer(2);
}

void take_one(void)
{
	desc(0, DATA, 24, 0, 0);
	offer(0);
	assert_int_equal(pop(), 1);
}
