// SPDX-License-Identifier: GPL-2.0
/*
 * Ways in which a renderer misbehaves with the memory that a guest has mapped: it names other
 * memory than that of the blob, or changes its mappings when it executes a stream.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "memory.h"
#include "modes.h"
#include "store.h"

/* Addresses of the kernel, and just below the end of a process's. */
#define KERNEL_ADDRESS 0xffff888000000000ULL
#define LAST_PAGE 0x7fffffffe000ULL
#define CHURNED 0xc0000000u
/* More than any blob of the tests. */
#define ROOM (1 << 20)

static void answer_map(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err,
		       u64 addr, u64 size)
{
	if (cmd->op == MVGPU_RENDER_OP_MAP && !err) {
		fake->session.answer.addr = addr;
		fake->session.answer.size = size;
	}
	session_complete(&fake->session, cmd->cookie, err);
}

void window_odd_address(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	struct mvgpu_render_done *a = &fake->session.answer;

	answer_map(fake, cmd, err, a->addr + 8, a->size);
}

void window_null(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	answer_map(fake, cmd, err, 0, fake->session.answer.size);
}

void window_kernel(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	answer_map(fake, cmd, err, KERNEL_ADDRESS, fake->session.answer.size);
}

void window_end(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	answer_map(fake, cmd, err, LAST_PAGE, fake->session.answer.size);
}

void window_wraps(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	answer_map(fake, cmd, err, fake->session.answer.addr, -4096ULL);
}

void window_small(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	struct mvgpu_render_done *a = &fake->session.answer;

	answer_map(fake, cmd, err, a->addr, a->size - 4096);
}

void window_odd_size(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	struct mvgpu_render_done *a = &fake->session.answer;

	answer_map(fake, cmd, err, a->addr, a->size + 8);
}

void window_no_cache(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	fake->session.answer.map_info = 0;
	session_complete(&fake->session, cmd->cookie, err);
}

/* Memory that is there, but that no guest may see; "wrong" is logged when it was changed. */
static void show(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err, void *mem)
{
	answer_map(fake, cmd, err, (uintptr_t)mem, fake->session.answer.size);
}

void window_hole(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	size_t bytes = fake->session.answer.size ?: 4096;
	void *mem = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(mem, bytes);
	show(fake, cmd, err, mem);
}

void window_readonly(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	size_t bytes = fake->session.answer.size ?: 4096;
	u8 *mem = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		       0);

	memset(mem, 0x5a, bytes);
	mprotect(mem, bytes, PROT_READ);
	show(fake, cmd, err, mem);
}

/* Maps a part of the session once more, where nothing else follows it. */
static void *map_alone(struct fake *fake, u64 offset, size_t bytes, int prot)
{
	void *room = mmap(NULL, 2 * bytes + ROOM, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			  0);

	return mmap(room, bytes, prot, MAP_SHARED | MAP_FIXED, fake->session.fd, offset);
}

void window_queue(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	size_t bytes = MVGPU_RENDER_QUEUE_OFFSET +
		       fake->session.shape.cq_entries * sizeof(*fake->session.dones);

	show(fake, cmd, err, map_alone(fake, MVGPU_RENDER_MAP_CQ, bytes,
				       PROT_READ | PROT_WRITE));
}

void window_commands(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	size_t bytes = MVGPU_RENDER_QUEUE_OFFSET +
		       fake->session.shape.sq_entries * sizeof(*fake->session.cmds);

	show(fake, cmd, err, map_alone(fake, MVGPU_RENDER_MAP_SQ, bytes, PROT_READ));
}

void window_slot(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	size_t bytes = fake->session.answer.size ?: 4096;
	u8 *mem = session_map(&fake->session, MVGPU_RENDER_MAP_SLOT(7), bytes,
			      PROT_READ | PROT_WRITE);

	memset(mem, 0x5a, bytes);
	show(fake, cmd, err, mem);
}

void window_file(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	size_t bytes = fake->session.answer.size ?: 4096;
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	u8 *mem = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);

	close(fd);
	mem[0] = 0x5a;
	show(fake, cmd, err, mem);
}

static void replace(struct store *store)
{
	u8 *mem = memory_new(store->memory_bytes);

	memcpy(mem, store->bytes, store->memory_bytes);
	mremap(mem, store->memory_bytes, store->memory_bytes, MREMAP_MAYMOVE | MREMAP_FIXED,
	       store->bytes);
}

void window_moves(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	if (cmd->op == MVGPU_RENDER_OP_SUBMIT)
		store_each_mapped(replace);
}

static void drop(struct store *store)
{
	store->mapped = false;
	munmap(store->bytes, store->memory_bytes);
}

void window_drops(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	if (cmd->op == MVGPU_RENDER_OP_SUBMIT)
		store_each_mapped(drop);
}

static void protect(struct store *store)
{
	store->mapped = false;
	mprotect(store->bytes, store->memory_bytes, PROT_READ);
}

void window_protects(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	if (cmd->op == MVGPU_RENDER_OP_SUBMIT)
		store_each_mapped(protect);
}

/**
 * struct churn - memory that is replaced all the time
 * @thread: replaces it
 * @mem: where it is
 * @bytes: its size
 * @stop: the thread is to end
 */
static struct churn {
	pthread_t thread;
	u8 *mem;
	size_t bytes;
	bool stop;
} churn;

/* Every word of a generation has its number, and no generation comes back. */
static void *churn_on(void *arg)
{
	for (u32 generation = 1; !__atomic_load_n(&churn.stop, __ATOMIC_ACQUIRE);
	     generation++) {
		u32 *mem = memory_new(churn.bytes);

		for (size_t i = 0; mem && i < churn.bytes / 4; i++)
			mem[i] = CHURNED | generation;
		if (mem)
			mremap(mem, churn.bytes, churn.bytes, MREMAP_MAYMOVE | MREMAP_FIXED,
			       churn.mem);
	}
	return NULL;
}

static void start_churn(struct store *store)
{
	churn.mem = store->bytes;
	churn.bytes = store->memory_bytes;
	pthread_create(&churn.thread, NULL, churn_on, NULL);
}

void window_churns(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	if (cmd->op == MVGPU_RENDER_OP_SUBMIT && !churn.mem)
		store_each_mapped(start_churn);
	if (!churn.mem || (cmd->op != MVGPU_RENDER_OP_UNMAP &&
			   cmd->op != MVGPU_RENDER_OP_RES_DESTROY))
		return;
	__atomic_store_n(&churn.stop, true, __ATOMIC_RELEASE);
	pthread_join(churn.thread, NULL);
	churn = (struct churn) { };
}

#define STORM_THREADS 4
#define STORM_BYTES (32 << 20)

/* Has no pause that the notifiers of the address space could wait for. */
static void *storm_on(void *mem)
{
	for (;;)
		madvise(mem, STORM_BYTES, MADV_FREE);
	return NULL;
}

/* The threads go on until the process ends. */
void window_storms(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	static bool begun;
	pthread_t thread;
	void *mem;

	if (cmd->op != MVGPU_RENDER_OP_SUBMIT || begun)
		return;
	begun = true;
	mem = mmap(NULL, STORM_BYTES, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	for (int i = 0; mem != MAP_FAILED && i < STORM_THREADS; i++)
		pthread_create(&thread, NULL, storm_on, mem);
}
