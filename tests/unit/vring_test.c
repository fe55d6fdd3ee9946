// SPDX-License-Identifier: GPL-2.0
/* Tests of the ring walker with a correct and with a hostile driver. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <linux/virtio_ring.h>
#include "gvt/virtio/vring.h"

#define BASE	0x123450000ULL	/* start of the guest's memory */
#define SIZE	0x20000
#define NUM	8
#define DESC	BASE
#define AVAIL	(BASE + 0x1002)
#define USED	(BASE + 0x2004)
#define TABLE	(BASE + 0x4000)
#define DATA	(BASE + 0x10000)

#define F_NEXT	VRING_DESC_F_NEXT
#define F_WRITE	VRING_DESC_F_WRITE
#define F_INDIRECT	VRING_DESC_F_INDIRECT

/* The guest: its memory, and a record of the accesses. */
struct guest {
	u8 mem[SIZE];
	unsigned int touched[SIZE];	/* reads of each byte */
	unsigned int reads;
	u64 fail_at;			/* an access to this byte fails */
	void (*after_read)(struct guest *g, u64 addr, size_t len);
	void (*after_write)(struct guest *g, u64 addr, size_t len);
};

static struct guest guest;
static struct mvgpu_vring vr;
static struct mvgpu_chain chain;

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

static const struct mvgpu_ring_mem mem = { guest_read, guest_write, &guest };

static void put16(u64 addr, u16 value)
{
	memcpy(guest.mem + (addr - BASE), &value, sizeof(value));
}

static u16 get16(u64 addr)
{
	u16 value;

	memcpy(&value, guest.mem + (addr - BASE), sizeof(value));
	return value;
}

static u32 get32(u64 addr)
{
	u32 value;

	memcpy(&value, guest.mem + (addr - BASE), sizeof(value));
	return value;
}

static void desc_at(u64 table, unsigned int i, u64 addr, u32 len, u16 flags,
		    u16 next)
{
	struct mvgpu_desc d = {
		.addr = cpu_to_le64(addr), .len = cpu_to_le32(len),
		.flags = cpu_to_le16(flags), .next = cpu_to_le16(next),
	};

	memcpy(guest.mem + (table - BASE) + 16 * i, &d, sizeof(d));
}

static void desc(unsigned int i, u64 addr, u32 len, u16 flags, u16 next)
{
	desc_at(DESC, i, addr, len, flags, next);
}

static void set_avail_idx(u16 idx)
{
	put16(AVAIL + 2, idx);
}

static void offer(u16 head)
{
	u16 idx = get16(AVAIL + 2);

	put16(AVAIL + 4 + 2 * (idx % NUM), head);
	set_avail_idx(idx + 1);
}

static int pop(void)
{
	return mvgpu_vring_pop(&vr, &mem, &chain);
}

static int push(u16 head, u32 written)
{
	return mvgpu_vring_push(&vr, &mem, head, written);
}

static void assert_fatal(const char *why)
{
	assert_int_equal(pop(), -EPROTO);
	assert_string_equal(vr.fault, why);
}

static void start(bool event_idx, bool indirect)
{
	memset(&guest, 0, sizeof(guest));
	assert_int_equal(mvgpu_vring_start(&vr, NUM, DESC, AVAIL, USED,
					   event_idx, indirect), 0);
}

static int setup(void **state)
{
	start(true, true);
	return 0;
}

/* A ring that has been in use for a while: all its indices are @idx. */
static void start_at(u16 idx)
{
	vr.next_avail = idx;
	vr.next_used = idx;
	vr.signalled = idx;
	set_avail_idx(idx);
	put16(USED + 2, idx);
}

/* ---- start ---------------------------------------------------------- */

static int try_start(u16 num, u64 d, u64 a, u64 u)
{
	return mvgpu_vring_start(&vr, num, d, a, u, true, true);
}

static void size_must_be_a_power_of_two_up_to_the_limit(void **state)
{
	unsigned int num;

	for (num = 0; num <= U16_MAX; num++)
		assert_int_equal(try_start(num, DESC, AVAIL, USED),
				 num && num <= MVGPU_VRING_MAX &&
				 !(num & (num - 1)) ? 0 : -EINVAL);
}

static void parts_must_be_aligned(void **state)
{
	assert_int_equal(try_start(NUM, DESC + 8, AVAIL, USED), -EINVAL);
	assert_int_equal(try_start(NUM, DESC, AVAIL + 1, USED), -EINVAL);
	assert_int_equal(try_start(NUM, DESC, AVAIL, USED + 2), -EINVAL);
	assert_non_null(vr.fault);
}

static void parts_must_not_wrap_the_address_space(void **state)
{
	assert_int_equal(try_start(NUM, -64ULL, AVAIL, USED), -EINVAL);
	assert_int_equal(try_start(NUM, DESC, -16ULL, USED), -EINVAL);
	assert_int_equal(try_start(NUM, DESC, AVAIL, -16ULL), -EINVAL);
}

static void parts_have_the_sizes_of_the_specification(void **state)
{
	u64 addr;

	assert_int_equal(mvgpu_vring_part(&vr, 0, &addr), 16 * NUM);
	assert_int_equal(addr, DESC);
	assert_int_equal(mvgpu_vring_part(&vr, 1, &addr), 6 + 2 * NUM);
	assert_int_equal(addr, AVAIL);
	assert_int_equal(mvgpu_vring_part(&vr, 2, &addr), 6 + 8 * NUM);
	assert_int_equal(addr, USED);
}

/* ---- popping chains -------------------------------------------------- */

static void an_empty_ring_has_no_chain(void **state)
{
	assert_int_equal(pop(), 0);
	assert_int_equal(guest.reads, 1);
}

static void a_chain_is_taken_in_its_order(void **state)
{
	desc(3, DATA, 24, F_NEXT, 1);
	desc(1, DATA + 100, 8, F_NEXT, 6);
	desc(6, DATA + 200, 408, F_WRITE, 0);
	offer(3);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.head, 3);
	assert_int_equal(chain.nr_readable, 2);
	assert_int_equal(chain.nr_writable, 1);
	assert_int_equal(chain.readable, 32);
	assert_int_equal(chain.writable, 408);
	assert_int_equal(chain.seg[1].addr, DATA + 100);
	assert_int_equal(chain.seg[2].addr, DATA + 200);
	assert_int_equal(pop(), 0);
}

static void heads_come_from_every_slot_in_turn(void **state)
{
	unsigned int i;

	for (i = 0; i < NUM; i++)
		desc(i, DATA, 24, 0, 0);
	for (i = 0; i < NUM; i++)
		offer(NUM - 1 - i);
	for (i = 0; i < NUM; i++) {
		assert_int_equal(pop(), 1);
		assert_int_equal(chain.head, NUM - 1 - i);
	}
}

static void a_chain_may_fill_the_ring(void **state)
{
	unsigned int i;

	for (i = 0; i < NUM; i++)
		desc(i, DATA + i, 1, i < NUM - 1 ? F_NEXT : 0, i + 1);
	offer(0);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.nr_readable, NUM);
}

static void a_descriptor_without_bytes_is_taken(void **state)
{
	u8 buf[4];

	memcpy(guest.mem + (DATA - BASE), "abcd", 4);
	desc(0, DATA, 2, F_NEXT, 1);
	desc(1, 0, 0, F_NEXT, 2);
	desc(2, DATA + 2, 2, 0, 0);
	offer(0);
	assert_int_equal(pop(), 1);
	assert_int_equal(mvgpu_chain_read(&chain, &mem, 0, buf, 4), 0);
	assert_memory_equal(buf, "abcd", 4);
}

static void the_next_field_is_ignored_without_its_flag(void **state)
{
	desc(0, DATA, 24, 0, 0xffff);
	offer(0);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.nr_readable, 1);
}

static void a_head_out_of_range_is_fatal(void **state)
{
	offer(NUM);
	assert_fatal("head of a chain out of range");
}

static void a_next_out_of_range_is_fatal(void **state)
{
	desc(0, DATA, 24, F_NEXT, NUM);
	offer(0);
	assert_fatal("next descriptor out of range");
}

static void a_loop_in_a_chain_is_fatal(void **state)
{
	desc(0, DATA, 24, F_NEXT, 1);
	desc(1, DATA, 24, F_NEXT, 0);
	offer(0);
	assert_fatal("loop in a descriptor chain");
}

static void a_descriptor_that_follows_itself_is_fatal(void **state)
{
	desc(5, DATA, 24, F_NEXT | F_WRITE, 5);
	offer(5);
	assert_fatal("loop in a descriptor chain");
	assert_true(guest.reads <= 2 + NUM);
}

static void an_index_that_jumps_is_fatal(void **state)
{
	set_avail_idx(NUM + 1);
	assert_fatal("available index jumped");
	start(true, true);
	set_avail_idx(-1);
	assert_fatal("available index jumped");
}

static void more_chains_in_flight_than_the_ring_holds_are_fatal(void **state)
{
	unsigned int i;

	desc(0, DATA, 24, 0, 0);
	for (i = 0; i < NUM; i++) {
		offer(0);
		assert_int_equal(pop(), 1);
	}
	offer(0);
	assert_fatal("available index jumped");
}

static void readable_after_writable_is_fatal(void **state)
{
	desc(0, DATA, 24, F_NEXT | F_WRITE, 1);
	desc(1, DATA, 24, 0, 0);
	offer(0);
	assert_fatal("readable descriptor after a writable one");
}

static void an_address_that_wraps_is_fatal(void **state)
{
	desc(0, U64_MAX - 3, 24, 0, 0);
	offer(0);
	assert_fatal("descriptor wraps the address space");
}

static void more_bytes_than_the_specification_allows_are_fatal(void **state)
{
	desc(0, DATA, U32_MAX, F_NEXT, 1);
	desc(1, DATA, 1, F_NEXT, 2);
	desc(2, DATA, 1, F_WRITE, 2);
	offer(0);
	assert_fatal("descriptor chain has too many bytes");
}

static void as_many_bytes_as_it_allows_are_taken(void **state)
{
	desc(0, DATA, U32_MAX, F_NEXT, 1);
	desc(1, DATA, 1, 0, 0);
	offer(0);
	assert_int_equal(pop(), 1);
	assert_true(chain.readable == MVGPU_CHAIN_BYTES);
}

static void a_ring_out_of_reach_is_a_memory_fault(void **state)
{
	static const u64 places[] = { AVAIL + 2, AVAIL + 4, DESC };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		start(true, true);
		desc(0, DATA, 24, 0, 0);
		offer(0);
		guest.fail_at = places[i];
		assert_int_equal(pop(), -EFAULT);
		assert_non_null(vr.fault);
		assert_int_equal(vr.in_flight, 0);
	}
}

/* ---- indirect tables ------------------------------------------------- */

static void indirect(u32 len)
{
	desc(2, TABLE, len, F_INDIRECT, 0);
	offer(2);
}

static void an_indirect_table_is_walked(void **state)
{
	desc_at(TABLE, 0, DATA, 24, F_NEXT, 2);
	desc_at(TABLE, 2, DATA + 64, 24, F_WRITE, 0);
	indirect(3 * 16);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.head, 2);
	assert_int_equal(chain.nr_readable, 1);
	assert_int_equal(chain.nr_writable, 1);
	assert_int_equal(chain.seg[1].addr, DATA + 64);
}

static void a_chain_may_end_in_an_indirect_table(void **state)
{
	desc(0, DATA, 24, F_NEXT, 2);
	desc(2, TABLE, 16, F_INDIRECT | F_WRITE, 0);
	desc_at(TABLE, 0, DATA + 64, 8, 0, 0);
	offer(0);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.nr_readable, 2);
	assert_int_equal(chain.readable, 32);
}

static void an_indirect_table_may_be_longer_than_the_ring(void **state)
{
	unsigned int i;

	for (i = 0; i < MVGPU_CHAIN_MAX; i++)
		desc_at(TABLE, i, DATA, 1,
			i < MVGPU_CHAIN_MAX - 1 ? F_NEXT : 0, i + 1);
	indirect(MVGPU_CHAIN_MAX * 16);
	assert_int_equal(pop(), 1);
	assert_int_equal(chain.nr_readable, MVGPU_CHAIN_MAX);
}

static void a_table_beyond_the_limit_is_fatal(void **state)
{
	indirect((MVGPU_CHAIN_MAX + 1) * 16);
	assert_fatal("indirect table is too long");
	start(true, true);
	indirect(U32_MAX & ~15U);
	assert_fatal("indirect table is too long");
}

static void a_chain_and_its_table_share_the_limit(void **state)
{
	unsigned int i;

	for (i = 0; i < MVGPU_CHAIN_MAX; i++)
		desc_at(TABLE, i, DATA, 1,
			i < MVGPU_CHAIN_MAX - 1 ? F_NEXT : 0, i + 1);
	desc(0, DATA, 24, F_NEXT, 2);
	desc(2, TABLE, MVGPU_CHAIN_MAX * 16, F_INDIRECT, 0);
	offer(0);
	assert_fatal("descriptor chain is too long");
}

static void indirect_without_the_feature_is_fatal(void **state)
{
	start(true, false);
	indirect(16);
	assert_fatal("indirect descriptor not negotiated");
}

static void a_nested_table_is_fatal(void **state)
{
	desc_at(TABLE, 0, TABLE, 16, F_INDIRECT, 0);
	indirect(16);
	assert_fatal("nested indirect descriptor");
}

static void indirect_with_next_is_fatal(void **state)
{
	desc(0, TABLE, 16, F_INDIRECT | F_NEXT, 1);
	offer(0);
	assert_fatal("indirect descriptor with a next one");
}

static void a_table_of_a_wrong_length_is_fatal(void **state)
{
	static const u32 lengths[] = { 0, 1, 15, 17, 40 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		start(true, true);
		indirect(lengths[i]);
		assert_fatal("indirect table of a wrong length");
	}
}

static void a_table_that_wraps_is_fatal(void **state)
{
	desc(0, U64_MAX - 15, 32, F_INDIRECT, 0);
	offer(0);
	assert_fatal("descriptor wraps the address space");
}

static void a_table_out_of_reach_is_a_memory_fault(void **state)
{
	desc(0, BASE + SIZE, 16, F_INDIRECT, 0);
	offer(0);
	assert_int_equal(pop(), -EFAULT);
}

static void a_loop_in_a_table_is_fatal(void **state)
{
	desc_at(TABLE, 0, DATA, 24, F_NEXT, 1);
	desc_at(TABLE, 1, DATA, 24, F_NEXT, 0);
	indirect(3 * 16);
	assert_fatal("loop in an indirect table");
}

static void a_next_behind_the_table_is_fatal(void **state)
{
	desc_at(TABLE, 0, DATA, 24, F_NEXT, 1);
	indirect(16);
	assert_fatal("next descriptor out of range");
}

/* ---- a guest that changes memory after a read ------------------------ */

static void spoil(struct guest *g, u64 addr, size_t len)
{
	if (len >= 16)
		memset(g->mem + (addr - BASE), 0xff, len);
}

static void assert_each_descriptor_read_once(u64 table, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < 16 * nr; i++)
		assert_int_equal(guest.touched[table - BASE + i], 1);
}

static void a_descriptor_is_read_exactly_once(void **state)
{
	desc(0, DATA, 24, F_NEXT, 1);
	desc(1, DATA + 64, 24, F_WRITE, 0);
	offer(0);
	guest.after_read = spoil;
	assert_int_equal(pop(), 1);
	assert_each_descriptor_read_once(DESC, 2);
	assert_int_equal(chain.seg[0].addr, DATA);
	assert_int_equal(chain.seg[0].len, 24);
	assert_int_equal(chain.seg[1].addr, DATA + 64);
	assert_int_equal(chain.nr_writable, 1);
}

static void an_indirect_table_is_read_exactly_once(void **state)
{
	desc_at(TABLE, 0, DATA, 24, F_NEXT, 1);
	desc_at(TABLE, 1, DATA + 64, 24, F_WRITE, 0);
	indirect(2 * 16);
	guest.after_read = spoil;
	assert_int_equal(pop(), 1);
	assert_each_descriptor_read_once(TABLE, 2);
	assert_int_equal(chain.seg[0].addr, DATA);
	assert_int_equal(chain.seg[1].len, 24);
}

/* ---- pushing chains -------------------------------------------------- */

static void take_one(void)
{
	desc(0, DATA, 24, 0, 0);
	offer(0);
	assert_int_equal(pop(), 1);
}

static void a_pushed_chain_is_in_the_used_ring(void **state)
{
	take_one();
	assert_int_equal(push(0, 42), 0);
	assert_int_equal(get32(USED + 4), 0);
	assert_int_equal(get32(USED + 8), 42);
	assert_int_equal(get16(USED + 2), 1);
}

/* The element must be in memory before the index is written. */
static void element_before_index(struct guest *g, u64 addr, size_t len)
{
	static bool seen;

	if (len == 8)
		seen = true;
	if (addr == USED + 2)
		assert_true(seen);
}

static void the_element_is_written_before_the_index(void **state)
{
	take_one();
	guest.after_write = element_before_index;
	assert_int_equal(push(0, 1), 0);
	assert_int_equal(get16(USED + 2), 1);
}

static void used_slots_wrap_with_the_ring(void **state)
{
	unsigned int i;

	for (i = 0; i < 3 * NUM; i++) {
		take_one();
		assert_int_equal(push(0, i), 0);
		assert_int_equal(get32(USED + 8 + 8 * (i % NUM)), i);
	}
	assert_int_equal(get16(USED + 2), 3 * NUM);
}

static void all_indices_wrap_at_65536(void **state)
{
	start_at(65534);
	take_one();
	assert_int_equal(push(0, 0), 0);
	take_one();
	assert_int_equal(push(0, 0), 0);
	assert_int_equal(vr.next_avail, 0);
	assert_int_equal(get16(USED + 2), 0);
	take_one();
	assert_int_equal(push(0, 0), 0);
	assert_int_equal(get16(USED + 2), 1);
}

static void a_chain_is_pushed_only_once(void **state)
{
	take_one();
	assert_int_equal(push(0, 0), 0);
	assert_int_equal(push(0, 0), -EINVAL);
	take_one();
	assert_int_equal(push(NUM, 0), -EINVAL);
}

static void a_used_ring_out_of_reach_is_a_memory_fault(void **state)
{
	take_one();
	guest.fail_at = USED + 2;
	assert_int_equal(push(0, 0), -EFAULT);
	assert_string_equal(vr.fault, "ring memory cannot be written");
}

/* ---- interrupts ------------------------------------------------------- */

static void use_one(void)
{
	take_one();
	assert_int_equal(push(0, 0), 0);
}

static int need_signal(void)
{
	return mvgpu_vring_need_signal(&vr, &mem);
}

static void set_used_event(u16 event)
{
	put16(AVAIL + 4 + 2 * NUM, event);
}

static void an_unchanged_used_ring_needs_no_interrupt(void **state)
{
	assert_int_equal(need_signal(), 0);
	start(false, false);
	assert_int_equal(need_signal(), 0);
}

static void the_event_index_asks_for_one_interrupt(void **state)
{
	set_used_event(1);
	use_one();
	assert_int_equal(need_signal(), 0);
	use_one();
	assert_int_equal(need_signal(), 1);
	use_one();
	assert_int_equal(need_signal(), 0);
}

static void an_event_inside_a_batch_is_not_missed(void **state)
{
	set_used_event(2);
	use_one();
	use_one();
	use_one();
	use_one();
	assert_int_equal(need_signal(), 1);
	assert_int_equal(need_signal(), 0);
}

static void the_event_index_works_over_the_wrap(void **state)
{
	start_at(65535);
	set_used_event(65535);
	use_one();
	assert_int_equal(vr.next_used, 0);
	assert_int_equal(need_signal(), 1);
	set_used_event(65535);
	use_one();
	assert_int_equal(need_signal(), 0);
	set_used_event(1);
	use_one();
	assert_int_equal(need_signal(), 1);
}

static void without_the_event_index_the_flag_decides(void **state)
{
	start(false, true);
	use_one();
	assert_int_equal(need_signal(), 1);
	assert_int_equal(need_signal(), 0);
	put16(AVAIL, VRING_AVAIL_F_NO_INTERRUPT);
	use_one();
	assert_int_equal(need_signal(), 0);
}

static void an_event_out_of_reach_is_a_memory_fault(void **state)
{
	use_one();
	guest.fail_at = AVAIL + 4 + 2 * NUM;
	assert_int_equal(need_signal(), -EFAULT);
}

/* ---- notifications ----------------------------------------------------- */

static u16 avail_event(void)
{
	return get16(USED + 4 + 8 * NUM);
}

static void the_flag_suppresses_notifications(void **state)
{
	start(false, true);
	assert_int_equal(mvgpu_vring_suppress(&vr, &mem), 0);
	assert_int_equal(get16(USED), VRING_USED_F_NO_NOTIFY);
	assert_int_equal(mvgpu_vring_enable(&vr, &mem), 0);
	assert_int_equal(get16(USED), 0);
	assert_int_equal(mvgpu_vring_suppress(&vr, &mem), 0);
	assert_int_equal(get16(USED), VRING_USED_F_NO_NOTIFY);
}

static void the_event_index_moves_only_when_enabled(void **state)
{
	assert_int_equal(mvgpu_vring_suppress(&vr, &mem), 0);
	use_one();
	use_one();
	assert_int_equal(avail_event(), 0);
	assert_int_equal(get16(USED), 0);
	assert_int_equal(mvgpu_vring_enable(&vr, &mem), 0);
	assert_int_equal(avail_event(), 2);
}

/* The guest adds a chain during the write, without a notification. */
static void offer_late(struct guest *g, u64 addr, size_t len)
{
	g->after_write = NULL;
	offer(0);
}

static void a_chain_added_meanwhile_is_seen(void **state)
{
	bool event_idx;

	for (event_idx = false;; event_idx = true) {
		start(event_idx, true);
		desc(0, DATA, 24, 0, 0);
		assert_int_equal(mvgpu_vring_suppress(&vr, &mem), 0);
		assert_int_equal(pop(), 0);
		guest.after_write = offer_late;
		assert_int_equal(mvgpu_vring_enable(&vr, &mem), 1);
		assert_int_equal(pop(), 1);
		if (event_idx)
			break;
	}
}

static void a_jump_seen_while_enabling_is_fatal(void **state)
{
	set_avail_idx(NUM + 1);
	assert_int_equal(mvgpu_vring_enable(&vr, &mem), -EPROTO);
}

static void an_unwritable_request_is_a_memory_fault(void **state)
{
	start(false, true);
	guest.fail_at = USED;
	assert_int_equal(mvgpu_vring_suppress(&vr, &mem), -EFAULT);
	assert_int_equal(mvgpu_vring_enable(&vr, &mem), -EFAULT);
}

/* ---- data of chains ---------------------------------------------------- */

static void take_three_and_two(void)
{
	memcpy(guest.mem + (DATA - BASE), "hello, world", 12);
	desc(0, DATA, 5, F_NEXT, 1);
	desc(1, DATA + 5, 4, F_NEXT, 2);
	desc(2, DATA + 9, 3, F_NEXT, 3);
	desc(3, DATA + 64, 2, F_NEXT | F_WRITE, 4);
	desc(4, DATA + 96, 6, F_WRITE, 0);
	offer(0);
	assert_int_equal(pop(), 1);
}

static void reading_crosses_segments(void **state)
{
	u8 buf[12];
	unsigned int from, len;

	take_three_and_two();
	for (from = 0; from <= 12; from++) {
		for (len = 0; from + len <= 12; len++) {
			assert_int_equal(mvgpu_chain_read(&chain, &mem, from,
							  buf, len), 0);
			assert_memory_equal(buf, "hello, world" + from, len);
		}
	}
}

static int write_chain(u64 offset, const void *buf, size_t len)
{
	return mvgpu_segs_write(chain.seg + chain.nr_readable,
				chain.nr_writable, &mem, offset, buf, len);
}

static void writing_crosses_segments(void **state)
{
	take_three_and_two();
	assert_int_equal(write_chain(1, "abcd", 4), 0);
	assert_memory_equal(guest.mem + (DATA - BASE) + 64, "\0a\0", 3);
	assert_memory_equal(guest.mem + (DATA - BASE) + 96, "bcd\0", 4);
}

static void nothing_outside_the_chain_is_accessed(void **state)
{
	u8 buf[32];

	take_three_and_two();
	assert_int_equal(mvgpu_chain_read(&chain, &mem, 0, buf, 13), -EINVAL);
	assert_int_equal(mvgpu_chain_read(&chain, &mem, 13, buf, 0), -EINVAL);
	assert_int_equal(mvgpu_chain_read(&chain, &mem, U64_MAX, buf, 2),
			 -EINVAL);
	assert_int_equal(write_chain(0, buf, 9), -EFAULT);
	assert_int_equal(write_chain(U64_MAX - 1, buf, 4), -EFAULT);
}

static void a_segment_out_of_reach_is_a_memory_fault(void **state)
{
	u8 buf[12];

	take_three_and_two();
	guest.fail_at = DATA + 9;
	assert_int_equal(mvgpu_chain_read(&chain, &mem, 0, buf, 9), 0);
	assert_int_equal(mvgpu_chain_read(&chain, &mem, 0, buf, 12), -EFAULT);
	guest.fail_at = DATA + 96;
	assert_int_equal(write_chain(0, buf, 8), -EFAULT);
}

#define TEST(t)	cmocka_unit_test_setup(t, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(size_must_be_a_power_of_two_up_to_the_limit),
		TEST(parts_must_be_aligned),
		TEST(parts_must_not_wrap_the_address_space),
		TEST(parts_have_the_sizes_of_the_specification),
		TEST(an_empty_ring_has_no_chain),
		TEST(a_chain_is_taken_in_its_order),
		TEST(heads_come_from_every_slot_in_turn),
		TEST(a_chain_may_fill_the_ring),
		TEST(a_descriptor_without_bytes_is_taken),
		TEST(the_next_field_is_ignored_without_its_flag),
		TEST(a_head_out_of_range_is_fatal),
		TEST(a_next_out_of_range_is_fatal),
		TEST(a_loop_in_a_chain_is_fatal),
		TEST(a_descriptor_that_follows_itself_is_fatal),
		TEST(an_index_that_jumps_is_fatal),
		TEST(more_chains_in_flight_than_the_ring_holds_are_fatal),
		TEST(readable_after_writable_is_fatal),
		TEST(an_address_that_wraps_is_fatal),
		TEST(more_bytes_than_the_specification_allows_are_fatal),
		TEST(as_many_bytes_as_it_allows_are_taken),
		TEST(a_ring_out_of_reach_is_a_memory_fault),
		TEST(an_indirect_table_is_walked),
		TEST(a_chain_may_end_in_an_indirect_table),
		TEST(an_indirect_table_may_be_longer_than_the_ring),
		TEST(a_table_beyond_the_limit_is_fatal),
		TEST(a_chain_and_its_table_share_the_limit),
		TEST(indirect_without_the_feature_is_fatal),
		TEST(a_nested_table_is_fatal),
		TEST(indirect_with_next_is_fatal),
		TEST(a_table_of_a_wrong_length_is_fatal),
		TEST(a_table_that_wraps_is_fatal),
		TEST(a_table_out_of_reach_is_a_memory_fault),
		TEST(a_loop_in_a_table_is_fatal),
		TEST(a_next_behind_the_table_is_fatal),
		TEST(a_descriptor_is_read_exactly_once),
		TEST(an_indirect_table_is_read_exactly_once),
		TEST(a_pushed_chain_is_in_the_used_ring),
		TEST(the_element_is_written_before_the_index),
		TEST(used_slots_wrap_with_the_ring),
		TEST(all_indices_wrap_at_65536),
		TEST(a_chain_is_pushed_only_once),
		TEST(a_used_ring_out_of_reach_is_a_memory_fault),
		TEST(an_unchanged_used_ring_needs_no_interrupt),
		TEST(the_event_index_asks_for_one_interrupt),
		TEST(an_event_inside_a_batch_is_not_missed),
		TEST(the_event_index_works_over_the_wrap),
		TEST(without_the_event_index_the_flag_decides),
		TEST(an_event_out_of_reach_is_a_memory_fault),
		TEST(the_flag_suppresses_notifications),
		TEST(the_event_index_moves_only_when_enabled),
		TEST(a_chain_added_meanwhile_is_seen),
		TEST(a_jump_seen_while_enabling_is_fatal),
		TEST(an_unwritable_request_is_a_memory_fault),
		TEST(reading_crosses_segments),
		TEST(writing_crosses_segments),
		TEST(nothing_outside_the_chain_is_accessed),
		TEST(a_segment_out_of_reach_is_a_memory_fault),
	};

	return cmocka_run_group_tests_name("vring", tests, NULL, NULL);
}
