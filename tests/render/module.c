// SPDX-License-Identifier: GPL-2.0
/* Plays the module: the queues are memory files, and so are the slots. */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <virgl/virglrenderer.h>
#include "tests/render/module.h"

static struct module *module_of(struct rd_link *link)
{
	return container_of(link, struct module, link);
}

/* An access behind the end of a file would be a SIGBUS, so that no more can be mapped. */
static int module_slot_file(struct module *m, u64 slot, size_t bytes)
{
	return slot < MODULE_SLOTS && bytes <= MODULE_SLOT_BYTES ?
		m->slot_files[slot] : -1;
}

static void *module_map(struct rd_link *link, u64 offset, size_t bytes, int prot)
{
	struct module *m = module_of(link);
	u64 slots = MVGPU_RENDER_MAP_SLOT(0);
	int file;

	if (offset < slots)
		file = m->files[(offset >> 32) % ARRAY_SIZE(m->files)];
	else
		file = module_slot_file(m, (offset - slots) / MVGPU_RENDER_SLOT_BYTES,
					bytes);
	return mmap(NULL, bytes, prot, MAP_SHARED, file, 0);
}

/* In the thread that executes, or in that of the fences, one at a time. */
void module_look(struct module *m)
{
	u32 produced = __atomic_load_n(&m->cq->cq_produced, __ATOMIC_ACQUIRE);
	struct mvgpu_render_done *done;

	while (m->sq->cq_consumed != produced) {
		done = &m->dones[m->sq->cq_consumed % MODULE_ENTRIES];
		assert_true(done->cookie && done->cookie <= m->cookie);
		assert_true(done->err <= 0);
		assert_false(m->seen[done->cookie].completed);
		m->seen[done->cookie] = (struct module_seen) {
			.err = done->err,
			.order = ++m->completions, .map_info = done->map_info,
			.addr = done->addr, .size = done->size,
		};
		__atomic_store_n(&m->seen[done->cookie].completed, true, __ATOMIC_RELEASE);
		__atomic_store_n(&m->sq->cq_consumed, m->sq->cq_consumed + 1,
				 __ATOMIC_RELEASE);
	}
}

static int module_kick(struct rd_link *link)
{
	struct module *m = module_of(link);

	m->kicks++;
	if (!m->asleep)
		module_look(m);
	return m->end;
}

static const struct rd_link_ops module_ops = { .kick = module_kick, .map = module_map };

static void *module_memory(int *file, const char *name, u64 bytes)
{
	void *memory;

	*file = memfd_create(name, MFD_CLOEXEC);
	assert_true(*file >= 0);
	assert_int_equal(ftruncate(*file, bytes), 0);
	memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, *file, 0);
	assert_true(memory != MAP_FAILED);
	return memory;
}

static void module_make_queues(struct module *m)
{
	const u64 head = MVGPU_RENDER_QUEUE_OFFSET;

	m->sq = module_memory(&m->files[0], "sq",
			      head + MODULE_ENTRIES * sizeof(*m->cmds));
	m->cq = module_memory(&m->files[1], "cq",
			      head + MODULE_ENTRIES * sizeof(*m->dones));
	m->data = module_memory(&m->files[2], "data", MODULE_DATA);
	m->cmds = (void *)((u8 *)m->sq + head);
	m->dones = (void *)((u8 *)m->cq + head);
}

/* Starts a session that is not open. */
struct module *module_start(void)
{
	struct module *m = calloc(1, sizeof(*m));
	int ends[2];
	u32 i;

	assert_non_null(m);
	module_make_queues(m);
	for (i = 0; i < MODULE_SLOTS; i++)
		m->slot[i] = module_memory(&m->slot_files[i], "lent", MODULE_SLOT_BYTES);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	m->peer = ends[1];
	m->link = (struct rd_link) {
		.ops = &module_ops, .fd = ends[0],
		.shape = {
			.sq_entries = MODULE_ENTRIES, .cq_entries = MODULE_ENTRIES,
			.data_bytes = MODULE_DATA, .slots = MODULE_SLOTS,
			.uuid = "of the test",
		},
	};
	assert_int_equal(rd_link_map(&m->link), 0);
	m->s = rd_serve_new(&m->link, NULL);
	assert_non_null(m->s);
	return m;
}

/* Starts a session, and opens it. */
struct module *module_open(void)
{
	struct module *m = module_start();

	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_OPEN }, NULL, 0), 0);
	return m;
}

/* Ends a session. What it holds in this process stays there. */
void module_end(struct module *m)
{
	u32 i;

	if (m->s->open)
		virgl_renderer_cleanup(m->s);
	for (i = 0; i < ARRAY_SIZE(m->files); i++)
		close(m->files[i]);
	for (i = 0; i < MODULE_SLOTS; i++) {
		munmap(m->slot[i], MODULE_SLOT_BYTES);
		close(m->slot_files[i]);
	}
	close(m->link.fd);
	if (m->peer >= 0)
		close(m->peer);
}

static u32 module_put_data(struct module *m, const void *data, u32 len)
{
	u32 offset = m->data_used;

	if (offset + len > MODULE_DATA)
		offset = 0;
	assert_true(len <= MODULE_DATA);
	if (len)
		memcpy(m->data + offset, data, len);
	m->data_used = ALIGN(offset + len, 8);
	return offset % MODULE_DATA;
}

/* Hands over a command; returns its cookie. A slot of 0 bytes is none. */
u64 module_queue(struct module *m, struct mvgpu_render_cmd cmd, const void *data, u32 len)
{
	assert_true(m->sq->sq_produced - m->cq->sq_consumed < MODULE_ENTRIES);
	assert_true(m->cookie + 1 < ARRAY_SIZE(m->seen));
	cmd.cookie = ++m->cookie;
	if (!cmd.slot_bytes)
		cmd.slot = MVGPU_RENDER_NO_SLOT;
	if (!cmd.data_len) {
		cmd.data = module_put_data(m, data, len);
		cmd.data_len = len;
	}
	m->cmds[m->sq->sq_produced % MODULE_ENTRIES] = cmd;
	__atomic_store_n(&m->sq->sq_produced, m->sq->sq_produced + 1, __ATOMIC_RELEASE);
	return cmd.cookie;
}

/* Waits until a command has completed; returns its error. */
int module_wait(struct module *m, u64 cookie)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	int ms;

	for (ms = 0; ms < MODULE_LIMIT_MS; ms++) {
		rd_serve_step(m->s);
		if (__atomic_load_n(&m->seen[cookie].completed, __ATOMIC_ACQUIRE))
			return m->seen[cookie].err;
		nanosleep(&pause, NULL);
	}
	fail_msg("a command did not complete in %d ms", MODULE_LIMIT_MS);
	return -ETIMEDOUT;
}

int module_run(struct module *m, struct mvgpu_render_cmd cmd, const void *data, u32 len)
{
	return module_wait(m, module_queue(m, cmd, data, len));
}

/* Returns how often slots are mapped, by the program and by the test. */
u32 module_slot_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];
	u32 count = 0;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps))
		count += strstr(line, "memfd:lent") != NULL;
	fclose(maps);
	return count;
}
