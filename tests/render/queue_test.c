// SPDX-License-Identifier: GPL-2.0
/* The queues, fences, and the end of a session. */
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <virgl/virglrenderer.h>
#include "tests/render/guest.h"

static u64 queue_nop(struct module *m, u32 flags)
{
	return module_queue(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_NOP, .flags = flags,
	}, NULL, 0);
}

static void test_wrap(void **state)
{
	struct module *m = module_open();
	u32 i, j;

	for (i = 0; i < 100; i++) {
		for (j = 0; j < 7; j++)
			queue_nop(m, 0);
		rd_serve_step(m->s);
		assert_int_equal(m->completions, 1 + (i + 1) * 7);
	}
	module_end(m);
}

static void test_indexes_wrap(void **state)
{
	struct module *m = module_start();
	u32 i;

	m->sq->sq_produced = U32_MAX - 20;
	m->sq->cq_consumed = U32_MAX - 20;
	m->cq->sq_consumed = U32_MAX - 20;
	m->cq->cq_produced = U32_MAX - 20;
	m->link.taken = U32_MAX - 20;
	m->link.done = U32_MAX - 20;
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_OPEN }, NULL, 0), 0);
	for (i = 0; i < 100; i++)
		assert_int_equal(module_wait(m, queue_nop(m, MVGPU_RENDER_F_FENCED)), 0);
	module_end(m);
}

static void test_batch(void **state)
{
	struct module *m = module_open();
	u32 i, kicks = m->kicks;

	for (i = 0; i < MODULE_ENTRIES; i++)
		queue_nop(m, 0);
	rd_serve_step(m->s);
	assert_int_equal(m->kicks, kicks + 1);
	assert_int_equal(m->completions, 1 + MODULE_ENTRIES);
	rd_serve_step(m->s);
	assert_int_equal(m->kicks, kicks + 1);
	module_end(m);
}

static void test_order(void **state)
{
	struct module *m = module_open();
	u64 first = m->cookie + 1, i;

	for (i = 0; i < MODULE_ENTRIES; i++)
		queue_nop(m, MVGPU_RENDER_F_FENCED);
	for (i = first; i < first + MODULE_ENTRIES; i++) {
		assert_int_equal(module_wait(m, i), 0);
		assert_int_equal(m->seen[i].order, i);
	}
	module_end(m);
}

static void test_failed_fenced(void **state)
{
	struct module *m = module_open();

	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_RES_DESTROY, .res = 5,
		.flags = MVGPU_RENDER_F_FENCED,
	}, NULL, 0), -ENOENT);
	assert_false(rd_fence_waiting(&m->s->fences));
	module_end(m);
}

static bool no_fences, lose_fence;
static u32 fences_made;
int __real_virgl_renderer_create_fence(int id, u32 ctx);
int __wrap_virgl_renderer_create_fence(int id, u32 ctx);

int __wrap_virgl_renderer_create_fence(int id, u32 ctx)
{
	fences_made += !no_fences;
	if (lose_fence) {
		lose_fence = false;
		return 0;
	}
	return no_fences ? -ENOMEM : __real_virgl_renderer_create_fence(id, ctx);
}

/* Otherwise the module would believe that there is no context. */
static void test_no_fence(void **state)
{
	struct module *m = module_open();

	no_fences = true;
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = 3,
		.flags = MVGPU_RENDER_F_FENCED,
	}, NULL, 0), 0);
	no_fences = false;
	assert_false(rd_fence_waiting(&m->s->fences));
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_DESTROY, .ctx = 3,
		.flags = MVGPU_RENDER_F_FENCED,
	}, NULL, 0), 0);
	module_end(m);
}

/* Queues streams that do nothing, in these contexts; returns the cookie of the first. */
static u64 queue_streams(struct module *m, const char *contexts)
{
	const u32 nothing = 0;
	u64 first = m->cookie + 1;

	for (; *contexts; contexts++)
		module_queue(m, (struct mvgpu_render_cmd) {
			.op = MVGPU_RENDER_OP_SUBMIT, .ctx = *contexts - '0',
			.flags = MVGPU_RENDER_F_FENCED,
		}, &nothing, sizeof(nothing));
	return first;
}

static void queue_contexts(struct module *m, u32 count)
{
	u32 i;

	for (i = 1; i <= count; i++)
		assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
			.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = i, .arg = 2,
		}, NULL, 0), 0);
}

/* Returns how many fences streams in these contexts have when all have completed. */
static u32 queue_fences(struct module *m, const char *contexts)
{
	u32 before = fences_made;
	u64 i;

	for (i = queue_streams(m, contexts); i <= m->cookie; i++)
		assert_int_equal(module_wait(m, i), 0);
	return fences_made - before;
}

static void test_shared_fence(void **state)
{
	struct module *m = module_open();

	queue_contexts(m, 2);
	assert_int_equal(queue_fences(m, "11111"), 1);
	assert_int_equal(queue_fences(m, "11222"), 2);
	assert_int_equal(queue_fences(m, "1212"), 4);
	queue_streams(m, "1");
	queue_nop(m, MVGPU_RENDER_F_FENCED);
	assert_int_equal(queue_fences(m, "1"), 3);
	module_end(m);
}

static void test_no_shared_fence(void **state)
{
	struct module *m = module_open();
	u64 first, i;

	queue_contexts(m, 1);
	no_fences = true;
	first = queue_streams(m, "111");
	rd_serve_step(m->s);
	no_fences = false;
	for (i = first; i < first + 3; i++)
		assert_int_equal(m->seen[i].order, i);
	assert_false(rd_fence_waiting(&m->s->fences));
	assert_int_equal(queue_fences(m, "11"), 1);
	module_end(m);
}

static void test_lost_ids(void **state)
{
	struct module *m = module_open();
	u64 first = m->cookie + 1, i;

	for (i = 0; i < 5; i++)
		queue_nop(m, MVGPU_RENDER_F_FENCED);
	rd_serve_step(m->s);
	rd_fence_completed(m->s, m->s->fences.last_id);
	rd_link_kick(&m->link);
	for (i = first; i < first + 5; i++)
		assert_true(m->seen[i].completed);
	module_end(m);
}

/* A module that looks late. */
static void *queue_wake(void *arg)
{
	struct module *m = arg;
	const struct timespec pause = { .tv_nsec = 50000000 };

	nanosleep(&pause, NULL);
	__atomic_store_n(&m->asleep, false, __ATOMIC_SEQ_CST);
	return NULL;
}

static void test_full(void **state)
{
	struct module *m = module_open();
	pthread_t thread;
	u32 i;

	m->asleep = true;
	for (i = 0; i < MODULE_ENTRIES; i++)
		queue_nop(m, 0);
	rd_serve_step(m->s);
	assert_int_equal(m->completions, 1);
	queue_nop(m, 0);
	assert_int_equal(pthread_create(&thread, NULL, queue_wake, m), 0);
	rd_serve_step(m->s);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(m->completions, 1 + MODULE_ENTRIES + 1);
	assert_int_equal(m->link.err, 0);
	module_end(m);
}

static void test_bad_index(void **state)
{
	struct module *m = module_open();

	m->sq->sq_produced += MODULE_ENTRIES + 1;
	rd_serve_step(m->s);
	assert_int_equal(m->link.err, -EPROTO);
	assert_int_equal(m->completions, 1);
	module_end(m);
}

static void test_kick_fails(void **state)
{
	const int ends[] = { -ESHUTDOWN, -ENODEV };
	struct module *m;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		m = module_open();
		queue_nop(m, 0);
		m->end = ends[i];
		assert_int_equal(rd_serve(m->s), ends[i]);
		module_end(m);
	}
}

struct queue_server {
	struct module *m;
	pthread_t thread;
	int err;
};

static void *queue_serve(void *arg)
{
	struct queue_server *server = arg;

	server->err = rd_serve(server->m->s);
	return NULL;
}

static void queue_start(struct queue_server *server)
{
	server->m = module_start();
	assert_int_equal(pthread_create(&server->thread, NULL, queue_serve, server), 0);
}

static bool queue_completed(struct module *m, u64 cookie)
{
	return __atomic_load_n(&m->seen[cookie].completed, __ATOMIC_ACQUIRE);
}

static bool queue_taken(struct module *m, u64 cookie)
{
	return __atomic_load_n(&m->cq->sq_consumed, __ATOMIC_ACQUIRE) == m->sq->sq_produced;
}

static void queue_wait(struct module *m, bool (*done)(struct module *m, u64 cookie),
		       u64 cookie)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	int ms;

	for (ms = 0; ms < MODULE_LIMIT_MS && !done(m, cookie); ms++)
		nanosleep(&pause, NULL);
	assert_true(done(m, cookie));
}

/* Hands over a command to the thread, whose poll() ends until the command is taken. */
static void queue_serve_one(struct module *m, u32 op, u32 flags)
{
	u64 cookie = module_queue(m, (struct mvgpu_render_cmd) {
		.op = op, .flags = flags }, NULL, 0);
	char byte;

	assert_int_equal(send(m->peer, "", 1, 0), 1);
	queue_wait(m, queue_taken, cookie);
	recv(m->link.fd, &byte, 1, MSG_DONTWAIT);
	queue_wait(m, queue_completed, cookie);
	assert_int_equal(m->seen[cookie].err, 0);
}

/* The thread that executes does nothing meanwhile. */
#ifdef VIRGL_RENDERER_ASYNC_FENCE_CB
static void test_reported(void **state)
{
	struct module *m = module_open();
	u64 cookie = queue_nop(m, MVGPU_RENDER_F_FENCED);

	rd_serve_step(m->s);
	queue_wait(m, queue_completed, cookie);
	assert_false(rd_fence_waiting(&m->s->fences));
	module_end(m);
}
#endif

static void test_sleep(void **state)
{
	struct queue_server server;
	u32 i;

	queue_start(&server);
	queue_serve_one(server.m, MVGPU_RENDER_OP_OPEN, 0);
	for (i = 0; i < 20; i++) {
		queue_serve_one(server.m, MVGPU_RENDER_OP_NOP, 0);
		queue_serve_one(server.m, MVGPU_RENDER_OP_NOP, MVGPU_RENDER_F_FENCED);
	}
	server.m->end = -ESHUTDOWN;
	close(server.m->peer);
	server.m->peer = -1;
	assert_int_equal(pthread_join(server.thread, NULL), 0);
	assert_int_equal(server.err, -ESHUTDOWN);
	module_end(server.m);
}

/* QEMU does not trust the fences of virglrenderer before its version 1.1.2. */
static void test_lost_fence(void **state)
{
	struct queue_server server;

	queue_start(&server);
	queue_serve_one(server.m, MVGPU_RENDER_OP_OPEN, 0);
	lose_fence = true;
	queue_serve_one(server.m, MVGPU_RENDER_OP_NOP, MVGPU_RENDER_F_FENCED);
	assert_false(lose_fence);
	close(server.m->peer);
	server.m->peer = -1;
	assert_int_equal(pthread_join(server.thread, NULL), 0);
	module_end(server.m);
}

static void test_never_opened(void **state)
{
	struct queue_server server;

	queue_start(&server);
	close(server.m->peer);
	server.m->peer = -1;
	assert_int_equal(pthread_join(server.thread, NULL), 0);
	assert_int_equal(server.err, -ENODEV);
	module_end(server.m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "commands behind the end of the queue are at its begin", test_wrap },
		{ "indexes count beyond 32 bits", test_indexes_wrap },
		{ "a batch needs one call to the module, and no batch none", test_batch },
		{ "fenced commands complete in their order", test_order },
		{ "a fenced command that failed completes at once", test_failed_fenced },
		{ "a command without its fence has taken effect", test_no_fence },
		{ "streams that follow each other in a context share a fence", test_shared_fence },
		{ "streams without their fence have taken effect", test_no_shared_fence },
		{ "a fence completes all earlier ones", test_lost_ids },
#ifdef VIRGL_RENDERER_ASYNC_FENCE_CB
		{ "the library's thread completes a fenced command", test_reported },
#endif
		{ "completions wait for room in their queue", test_full },
		{ "more commands than the queue has end the session", test_bad_index },
		{ "the end of a session has its reason", test_kick_fails },
		{ "a renderer sleeps until there is a command, a fence or an end", test_sleep },
		{ "a fence that the library loses is made up for", test_lost_fence },
		{ "a session that ends before a VMM opened it", test_never_opened },
	};

	return cmocka_run_group_tests_name("render: queues", tests, NULL, NULL);
}
