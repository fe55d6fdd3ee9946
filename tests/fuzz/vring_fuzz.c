// SPDX-License-Identifier: GPL-2.0
/*
 * The input is a guest: the first bytes choose the ring, the next bytes make
 * descriptors that are often nearly valid, and the rest changes memory while the
 * walker reads, because a guest may change everything at any time.
 */
#include <linux/virtio_ring.h>
#include "gvt/virtio/vring.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define SIZE	0x10000
#define AVAIL	0x1000
#define USED	0x2000
#define TABLES	0x4000

struct guest {
	u8 mem[SIZE];
	const u8 *data;
	size_t left;
	unsigned int accesses;
};

static struct guest guest;
static struct mvgpu_chain chain;

static u8 byte(void)
{
	if (!guest.left)
		return 0;
	guest.left--;
	return *guest.data++;
}

/* An access fails for some inputs: a VMM may unmap memory at any time. */
static bool reachable(u64 addr, size_t len)
{
	guest.accesses++;
	return addr < SIZE && len <= SIZE - addr && byte() != 0xff;
}

/* After one access in four a byte changes. */
static void meddle(void)
{
	u8 choice = byte();

	if ((choice & 3) == 3)
		guest.mem[(choice << 8 | byte()) % SIZE] = byte();
}

static int guest_read(void *priv, u64 addr, void *buf, size_t len)
{
	if (!reachable(addr, len))
		return -EFAULT;
	memcpy(buf, guest.mem + addr, len);
	meddle();
	return 0;
}

static int guest_write(void *priv, u64 addr, const void *buf, size_t len)
{
	if (!reachable(addr, len))
		return -EFAULT;
	memcpy(guest.mem + addr, buf, len);
	meddle();
	return 0;
}

static const struct mvgpu_ring_mem mem = { guest_read, guest_write, NULL };

static void put_desc(u64 table, unsigned int i, unsigned int num)
{
	u8 kind = byte();
	struct mvgpu_desc d = {
		.addr = cpu_to_le64(TABLES + (byte() & 7) * 0x400),
		.len = cpu_to_le32((byte() & 31) * (kind & 8 ? 16 : 1)),
		.flags = cpu_to_le16(kind & 7),
		.next = cpu_to_le16(kind & 16 ? byte() : (i + 1) % num),
	};

	if (kind >> 5 == 6)
		d.addr = cpu_to_le64(U64_MAX - byte());
	if (kind >> 5 == 7)
		d.len = cpu_to_le32(U32_MAX - byte());
	memcpy(guest.mem + table + 16 * i, &d, sizeof(d));
}

static void put16(u64 addr, u16 value)
{
	memcpy(guest.mem + addr, &value, sizeof(value));
}

static void make_guest(unsigned int num)
{
	unsigned int i;

	for (i = 0; i < num; i++)
		put_desc(0, i, num);
	for (i = 0; i < 64; i++)
		put_desc(TABLES + (i / 8) * 0x400, i % 8, 8);
	put16(AVAIL + 2, byte() % (num + 2));
	for (i = 0; i < num; i++)
		put16(AVAIL + 4 + 2 * i, byte() % (num + 1));
	put16(AVAIL + 4 + 2 * num, byte());
}

/* Properties that every caller relies on. */
static void check_chain(const struct mvgpu_vring *vr)
{
	unsigned int i, n = chain.nr_readable + chain.nr_writable;
	u64 sum = 0;

	assert(chain.head < vr->num && n >= 1 && n <= MVGPU_CHAIN_MAX);
	for (i = 0; i < n; i++) {
		assert(chain.seg[i].addr + chain.seg[i].len >=
		       chain.seg[i].addr);
		sum += chain.seg[i].len;
	}
	assert(sum == chain.readable + chain.writable);
	assert(sum <= MVGPU_CHAIN_BYTES);
}

static void use_chain(void)
{
	static u8 buf[SIZE];
	u64 from = byte();
	size_t len = byte();

	if (!mvgpu_chain_read(&chain, &mem, from, buf, len))
		assert(from + len <= chain.readable);
	if (!mvgpu_segs_write(chain.seg + chain.nr_readable, chain.nr_writable,
			      &mem, from, buf, len))
		assert(!len || from + len <= chain.writable);
}

/* One round of the worker; returns false when the ring is unusable or empty. */
static bool serve_one(struct mvgpu_vring *vr)
{
	int ret = mvgpu_vring_suppress(vr, &mem);

	guest.accesses = 0;
	if (!ret)
		ret = mvgpu_vring_pop(vr, &mem, &chain);
	assert(guest.accesses <= 4 + vr->num);
	if (ret <= 0) {
		assert(!ret || vr->fault);
		return !ret && mvgpu_vring_enable(vr, &mem) > 0;
	}
	check_chain(vr);
	use_chain();
	return !mvgpu_vring_push(vr, &mem, chain.head, byte()) &&
	       mvgpu_vring_need_signal(vr, &mem) >= 0;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct mvgpu_vring vr;
	unsigned int num, rounds;
	u8 first;

	memset(&guest, 0, sizeof(guest));
	guest.data = data;
	guest.left = size;
	first = byte();
	num = 1U << (first & 7);
	if (mvgpu_vring_start(&vr, num, 0, AVAIL, USED, first & 8, first & 16))
		abort();
	make_guest(num);
	for (rounds = 0; rounds < 64 && serve_one(&vr); rounds++)
		assert(!vr.in_flight);
	return 0;
}
