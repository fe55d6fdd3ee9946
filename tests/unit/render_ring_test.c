// SPDX-License-Identifier: GPL-2.0
/* Tests of the queues of a session: what the renderer writes selects nothing but entries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/gpu/render/ring.h"

#define LINES 4

/* What the renderer sees of a session, and the module's side of it. */
static struct mvgpu_render_sq sq;
static struct mvgpu_render_cq cq;
static struct mvgpu_render_cmd cmds[MVGPU_RD_SQ_ENTRIES];
static struct mvgpu_render_done dones[MVGPU_RD_CQ_ENTRIES];
static u8 area[MVGPU_RD_DATA_BYTES];
static u8 bytes[MVGPU_RD_DATA_BYTES + 8];
static struct mvgpu_rd_ring ring;

static int start(void **state)
{
	memset(&sq, 0, sizeof(sq));
	memset(&cq, 0, sizeof(cq));
	memset(&ring, 0, sizeof(ring));
	ring.sq = &sq;
	ring.cq = &cq;
	ring.cmds = cmds;
	ring.dones = dones;
	ring.data = area;
	return 0;
}

static int push(u64 cookie, u32 len)
{
	struct mvgpu_render_cmd cmd = { .cookie = cookie, .data_len = len };

	memset(bytes, (int)cookie, len < sizeof(bytes) ? len : sizeof(bytes));
	return mvgpu_rd_ring_push(&ring, &cmd, bytes);
}

static void take(u32 nr)
{
	cq.sq_consumed += nr;
	assert_int_equal(mvgpu_rd_ring_reclaim(&ring), 0);
}

static void complete(u64 cookie, s32 err)
{
	dones[cq.cq_produced++ % MVGPU_RD_CQ_ENTRIES] =
		(struct mvgpu_render_done) { .cookie = cookie, .err = err };
}

static void a_command_is_seen_only_when_it_is_published(void **state)
{
	assert_int_equal(push(7, 20), 0);
	assert_int_equal(sq.sq_produced, 0);
	mvgpu_rd_ring_publish(&ring);
	assert_int_equal(sq.sq_produced, 1);
	assert_int_equal(cmds[0].cookie, 7);
	assert_int_equal(cmds[0].data_len, 20);
	assert_int_equal(area[cmds[0].data + 19], 7);
}

static void a_full_queue_waits_for_the_renderer(void **state)
{
	u32 i;

	for (i = 0; i < MVGPU_RD_SQ_ENTRIES; i++)
		assert_int_equal(push(i, 0), 0);
	assert_int_equal(push(i, 0), -EAGAIN);
	take(1);
	assert_int_equal(push(i, 0), 0);
	assert_int_equal(push(i + 1, 0), -EAGAIN);
}

static void data_begins_at_multiples_of_8_and_does_not_wrap(void **state)
{
	u32 i, at;

	for (i = 0; i < 5000; i++) {
		assert_int_equal(push(i, i * 37 % 9000), 0);
		at = cmds[i % MVGPU_RD_SQ_ENTRIES].data;
		assert_int_equal(at % 8, 0);
		assert_true(at + i * 37 % 9000 <= MVGPU_RD_DATA_BYTES);
		if (i >= LINES)
			take(1);
	}
}

static void data_in_use_is_not_overwritten(void **state)
{
	const u32 len = MVGPU_RD_DATA_BYTES / 4 + 8;
	u32 i;

	assert_int_equal(push(1, len), 0);
	assert_int_equal(push(2, len), 0);
	assert_int_equal(push(3, len), 0);
	assert_int_equal(push(4, len), -EAGAIN);
	take(1);
	assert_int_equal(push(4, len), 0);
	for (i = 1; i < 4; i++) {
		assert_int_equal(area[cmds[i].data], i + 1);
		assert_int_equal(area[cmds[i].data + len - 1], i + 1);
	}
}

static void the_whole_data_area_can_be_used(void **state)
{
	assert_int_equal(push(1, 8), 0);
	take(1);
	assert_int_equal(push(2, MVGPU_RD_DATA_BYTES), 0);
	assert_int_equal(push(3, 1), -EAGAIN);
	take(1);
	assert_int_equal(push(4, MVGPU_RD_DATA_BYTES + 1), -E2BIG);
}

static void a_renderer_cannot_take_what_there_is_not(void **state)
{
	assert_int_equal(push(1, 0), 0);
	cq.sq_consumed = 2;
	assert_int_equal(mvgpu_rd_ring_reclaim(&ring), -EPROTO);
	cq.sq_consumed = U32_MAX;
	assert_int_equal(mvgpu_rd_ring_reclaim(&ring), -EPROTO);
	cq.sq_consumed = 1;
	assert_int_equal(mvgpu_rd_ring_reclaim(&ring), 0);
	cq.sq_consumed = 0;
	assert_int_equal(mvgpu_rd_ring_reclaim(&ring), -EPROTO);
}

static void completions_are_taken_once_and_in_order(void **state)
{
	struct mvgpu_render_done done;

	assert_int_equal(mvgpu_rd_ring_pop(&ring, &done), 0);
	complete(9, -ENOMEM);
	complete(8, 0);
	assert_int_equal(mvgpu_rd_ring_pop(&ring, &done), 1);
	assert_int_equal(done.cookie, 9);
	assert_int_equal(done.err, -ENOMEM);
	assert_int_equal(sq.cq_consumed, 1);
	assert_int_equal(mvgpu_rd_ring_pop(&ring, &done), 1);
	assert_int_equal(done.cookie, 8);
	assert_int_equal(mvgpu_rd_ring_pop(&ring, &done), 0);
	assert_int_equal(sq.cq_consumed, 2);
}

static void a_completion_is_copied_as_a_whole(void **state)
{
	struct mvgpu_render_done done;

	complete(9, 0);
	dones[0].map_info = 3;
	dones[0].addr = 0x7f0000001000;
	dones[0].size = 0x2000;
	assert_int_equal(mvgpu_rd_ring_pop(&ring, &done), 1);
	assert_memory_equal(&done, &dones[0], sizeof(done));
}

static void an_index_of_completions_that_jumps_is_a_fault(void **state)
{
	struct mvgpu_render_done done;

	cq.cq_produced = MVGPU_RD_CQ_ENTRIES + 1;
	assert_int_equal(mvgpu_rd_ring_pop(&ring, &done), -EPROTO);
	cq.cq_produced = U32_MAX;
	assert_int_equal(mvgpu_rd_ring_pop(&ring, &done), -EPROTO);
	cq.cq_produced = MVGPU_RD_CQ_ENTRIES;
	assert_int_equal(mvgpu_rd_ring_pop(&ring, &done), 1);
}

static void indexes_wrap_without_an_effect(void **state)
{
	struct mvgpu_render_done done;
	u32 i;

	ring.produced = U32_MAX - 3;
	ring.consumed = ring.produced;
	ring.seen = ring.produced;
	cq.sq_consumed = ring.produced;
	cq.cq_produced = ring.produced;
	for (i = 0; i < 10; i++) {
		assert_int_equal(push(i, 100), 0);
		take(1);
		complete(i, 0);
		assert_int_equal(mvgpu_rd_ring_pop(&ring, &done), 1);
		assert_int_equal(done.cookie, i);
	}
	mvgpu_rd_ring_publish(&ring);
	assert_int_equal(sq.sq_produced, 6);
}

#define RING_TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RING_TEST(a_command_is_seen_only_when_it_is_published),
		RING_TEST(a_full_queue_waits_for_the_renderer),
		RING_TEST(data_begins_at_multiples_of_8_and_does_not_wrap),
		RING_TEST(data_in_use_is_not_overwritten),
		RING_TEST(the_whole_data_area_can_be_used),
		RING_TEST(a_renderer_cannot_take_what_there_is_not),
		RING_TEST(completions_are_taken_once_and_in_order),
		RING_TEST(a_completion_is_copied_as_a_whole),
		RING_TEST(an_index_of_completions_that_jumps_is_a_fault),
		RING_TEST(indexes_wrap_without_an_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
