// SPDX-License-Identifier: GPL-2.0
/*
 * Random work by a guest and its VMM, in rounds. A round is a process: it does
 * what the numbers made of its seed say while two more threads change what the
 * device reads and ring its doorbells; then it ends in some way, or is killed.
 * After each round nothing of it may be left, and a neighbour must work.
 */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "gpu3d.h"
#include "fuzz.h"
#include "pixels.h"
#include "test.h"

#define OPERATIONS	300
#define ROUND_LIMIT	60
#define ARENA		(256UL << 10)
/* Of the first DMA window: what rings, commands and the arena are in. */
#define HOT		(1UL << 20)
#define NR_FDS		8
#define MOST_BEFORE	16
#define NEIGHBOUR_ROUNDS 4
#define WINDOW_BAR	4
#define MAX_KINDS	64

/**
 * struct sums - what all rounds did, in memory that they share
 * @rounds: begun
 * @killed: of them, by a signal at any time
 * @operations: done
 * @answers: that commands got
 * @fine: how often a kind of command was done
 */
static struct sums {
	atomic_uint rounds, killed, operations, answers, fine[MAX_KINDS];
} *sums;

/* Of the round. */
static u64 seed;

/**
 * struct fuzz - a round
 * @dev: the device
 * @rng: numbers of the main thread
 * @arena: commands and responses, ARENA bytes that the device reaches
 * @lock: held while the device is set up, so that this works
 * @calm: nothing that stops the device is done on purpose, so that much gets done
 * @over: the other threads are to end
 * @mapped: the first DMA window is
 * @fds: dma-bufs, -1 for none
 * @window: the host-visible window, NULL for none
 * @window_size: bytes
 */
struct fuzz {
	struct dev *dev;
	struct rng rng;
	u8 *arena;
	pthread_mutex_t lock;
	bool calm;
	atomic_bool over;
	bool mapped;
	int fds[NR_FDS];
	volatile u32 *window;
	u64 window_size;
};

static u32 below(struct fuzz *f, u32 n)
{
	return rng_below(&f->rng, n);
}

static bool one_in(struct fuzz *f, u32 n)
{
	return rng_one_in(&f->rng, n);
}

static void map_memory(struct fuzz *f)
{
	u32 flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE;

	if (!f->mapped)
		is(dma_map(f->dev, DMA_IOVA, f->dev->mem, DMA_SIZE, flags), 0);
	f->mapped = true;
}

/* From whatever the device is in to one that runs. */
static void start(struct fuzz *f, u64 features)
{
	u32 pm;

	pthread_mutex_lock(&f->lock);
	f->dev->rough = false;
	map_memory(f);
	pm = cfg_find_cap(f->dev, PCI_CAP_ID_PM);
	if (pm)
		cfg_write(f->dev, pm + PCI_PM_CTRL, 0, 2);
	gpu_start(f->dev, features);
	f->dev->rough = !f->over;
	pthread_mutex_unlock(&f->lock);
}

static u64 any_features(struct fuzz *f)
{
	u64 features = F_ALL | F_3D;

	if (one_in(f, 3))
		features &= (u64)rng_next(&f->rng) << 32 | rng_next(&f->rng);
	return features | F_VERSION_1;
}

/* Counts what the device says of a command. */
static void answered(u32 type, const struct virtio_gpu_ctrl_hdr *resp)
{
	size_t kind = fuzz_command_index(type);

	sums->answers++;
	if (resp->type >= VIRTIO_GPU_RESP_OK_NODATA &&
	    resp->type < VIRTIO_GPU_RESP_ERR_UNSPEC && kind < MAX_KINDS)
		sums->fine[kind]++;
}

static unsigned int split(struct fuzz *f, struct seg *seg, u8 *cmd, u32 len)
{
	u32 first = one_in(f, 4) ? below(f, len) : 0;
	unsigned int n = 0;

	if (first)
		seg[n++] = (struct seg) { cmd, first, false };
	seg[n++] = (struct seg) { cmd + first, len - first, false };
	return n;
}

static u8 *place(struct fuzz *f, size_t size)
{
	return f->arena + (below(f, ARENA - size) & ~7UL);
}

static u16 put_chain(struct fuzz *f, struct queue *q, const struct seg *seg,
		     unsigned int n)
{
	if (one_in(f, 4))
		return queue_put_indirect(f->dev, q, (void *)place(f, 256), seg,
					  n);
	return queue_put(f->dev, q, seg, n);
}

/* Waits for a chain, and takes those before it. */
static bool taken(struct fuzz *f, struct queue *q, u16 head)
{
	for (int i = 0; i < MOST_BEFORE; i++) {
		if (!queue_try_take(f->dev, q, 20))
			return false;
		if (q->id == head)
			return true;
	}
	return false;
}

static void command(struct fuzz *f)
{
	u8 *cmd = place(f, FUZZ_CMD_MAX), *resp = place(f, RESP_MAX);
	struct virtio_gpu_ctrl_hdr *hdr = (void *)cmd;
	unsigned int index, n;
	struct seg seg[3];
	struct queue *q;
	u32 type;
	u16 head;

	n = split(f, seg, cmd, fuzz_command(&f->rng, cmd, &index));
	type = hdr->type;
	memset(resp, 0, sizeof(*hdr));
	seg[n++] = (struct seg) {
		resp, one_in(f, 20) ? below(f, 32) : RESP_MAX, true };
	q = &f->dev->queue[index];
	head = put_chain(f, q, seg, n);
	queue_offer(q, head);
	queue_kick(f->dev, q);
	if (!one_in(f, 4) && taken(f, q, head))
		answered(type, (void *)resp);
}

/* Descriptors and indices that a driver would never write. */
static void broken_ring(struct fuzz *f)
{
	struct queue *q = &f->dev->queue[below(f, NR_QUEUES)];
	struct desc *d = &q->desc[below(f, q->num)];

	*d = (struct desc) {
		.addr = DMA_IOVA + below(f, DMA_SIZE),
		.len = one_in(f, 2) ? rng_edge(&f->rng) : below(f, 4096),
		.flags = below(f, 8), .next = below(f, q->num + 2),
	};
	if (one_in(f, 8))
		d->addr = (u64)rng_next(&f->rng) << below(f, 32);
	if (one_in(f, 8))
		queue_publish(q, rng_next(&f->rng));
	else
		queue_offer(q, one_in(f, 8) ? rng_next(&f->rng) : d - q->desc);
	queue_kick(f->dev, q);
}

static size_t any_len(struct fuzz *f)
{
	static const size_t lens[] = { 1, 2, 4, 8, 3 };

	return lens[below(f, ARRAY_SIZE(lens) - !one_in(f, 8))];
}

/* Registers of virtio, at their places or beside them. */
static void registers(struct fuzz *f)
{
	struct structure *s = &f->dev->structure[1 + below(f, 4)];
	u64 value = one_in(f, 2) ? below(f, 16) : rng_edge(&f->rng);
	u64 at = s->offset + below(f, one_in(f, 8) ? s->len + 64 : 64);
	size_t len = any_len(f);

	if (one_in(f, 2))
		region_read(f->dev, s->bar, at, &value, len);
	else
		region_write(f->dev, s->bar, at, &value, len);
}

/* Any region, any place of it; large accesses, too. */
static void regions(struct fuzz *f)
{
	u32 index = below(f, VFIO_PCI_NUM_REGIONS + 3);
	u64 at = one_in(f, 4) ? rng_edge(&f->rng) : below(f, 0x1000);
	static u8 buf[8192];
	size_t len = one_in(f, 4) ? below(f, sizeof(buf)) : any_len(f);

	if (one_in(f, 2)) {
		region_read(f->dev, index, at, buf, len);
		return;
	}
	for (size_t i = 0; i < len && i < 16; i++)
		buf[i] = rng_next(&f->rng);
	region_write(f->dev, index, at, buf, len);
}

static void config(struct fuzz *f)
{
	u32 value = one_in(f, 3) ? rng_edge(&f->rng) : rng_next(&f->rng);
	u64 at = below(f, one_in(f, 4) ? 0x1004 : 0x100);

	region_write(f->dev, VFIO_PCI_CONFIG_REGION_INDEX, at, &value,
		     any_len(f) & 7);
}

static void interrupts(struct fuzz *f)
{
	int fds[4];
	u32 flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER;
	u32 count = below(f, 5);

	for (int i = 0; i < 4; i++)
		fds[i] = one_in(f, 4) ? -1 : f->dev->irq[below(f, NR_VECTORS)];
	if (one_in(f, 3))
		flags = 1 << below(f, 3) | 8 << below(f, 3);
	irq_set(f->dev, below(f, 6), below(f, one_in(f, 6) ? 1000 : 4), count,
		flags, fds, sizeof(fds));
}

/* Memory goes while the device uses it, and may come back. */
static void memory(struct fuzz *f)
{
	u32 flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE;
	u64 at = below(f, 16) * 65536;

	pthread_mutex_lock(&f->lock);
	if (f->mapped && one_in(f, 4))
		f->mapped = dma_unmap(f->dev, DMA_IOVA, DMA_SIZE) < 0;
	else if (one_in(f, 2))
		map_memory(f);
	else if (one_in(f, 2))
		dma_map(f->dev, DMA_IOVA_2 + at, f->dev->mem + at, 65536,
			one_in(f, 2) ? flags : VFIO_DMA_MAP_FLAG_READ);
	else
		dma_unmap(f->dev, DMA_IOVA_2 + at, 65536);
	pthread_mutex_unlock(&f->lock);
}

/* As a guest's driver or its VMM does; the one while the device is at work. */
static void reset(struct fuzz *f)
{
	if (one_in(f, 2))
		dev_reset(f->dev);
	start(f, any_features(f));
}

static void recover(struct fuzz *f)
{
	if (!(virtio_status(f->dev) & STATUS_DRIVER_OK) ||
	    virtio_status(f->dev) & STATUS_NEEDS_RESET || !f->mapped)
		start(f, any_features(f));
}

static void look(struct fuzz *f)
{
	int *fd = &f->fds[below(f, NR_FDS)];
	struct vfio_device_gfx_plane_info info = { 0 };
	void *map;

	plane_ask(f->dev, 1 + below(f, 2), VFIO_GFX_PLANE_TYPE_DMABUF, &info);
	if (*fd >= 0)
		close(*fd);
	*fd = dmabuf_get(f->dev, one_in(f, 6) ? rng_next(&f->rng) :
						 info.dmabuf_id);
	if (*fd < 0)
		return;
	map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, *fd, 0);
	if (map == MAP_FAILED)
		return;
	(void)*(volatile u32 *)map;
	if (one_in(f, 2))
		munmap(map, 4096);
}

static void ask(struct fuzz *f)
{
	struct vfio_device_gfx_plane_info info;
	struct vfio_region_info region;
	struct vfio_irq_info irq;

	plane_ask(f->dev, below(f, 4), below(f, 8), &info);
	region_info(f->dev, rng_edge(&f->rng), &region);
	region_info(f->dev, below(f, 14), &region);
	irq_info(f->dev, rng_edge(&f->rng), &irq);
	irq_info(f->dev, below(f, 6), &irq);
}

static void knobs(struct fuzz *f)
{
	static const char *const names[] = {
		"weight", "monitors", "job_timeout_ms", "heads", "vram",
		"max_resolution", "display", "console",
	};
	static const char *const values[] = {
		"0", "1", "2", "100", "1000", "none", "all", "800x600", "",
		"-1", "4294967296", "off", "0,1",
	};
	const char *name = names[below(f, ARRAY_SIZE(names))];
	const char *value = values[below(f, ARRAY_SIZE(values))];

	/* Who is slow with too short a limit costs all a reset of the GPU. */
	if (f->dev->features & F_GPU(VIRGL) && !strcmp(name, "job_timeout_ms"))
		return;
	attr_write(f->dev, name, value);
	attr_read(f->dev, name);
}

static sigjmp_buf no_page;

static void on_bus_error(int number)
{
	siglongjmp(no_page, number);
}

/* Blobs come and go behind it. */
static void touch_window(struct fuzz *f)
{
	volatile u32 *word;

	if (!f->window)
		return;
	word = &f->window[below(f, one_in(f, 4) ? f->window_size / 4 :
						  16 * 1024)];
	if (!sigsetjmp(no_page, 1))
		*word = *word + 1;
}

static void reopen(struct fuzz *f);

/* What a round does, and how often: in one that is calm, and in others. */
static const struct {
	void (*run)(struct fuzz *f);
	u8 weight[2];
} operations[] = {
	{ command, { 100, 100 } }, { broken_ring, { 5, 0 } },
	{ registers, { 12, 0 } }, { regions, { 8, 0 } }, { config, { 4, 0 } },
	{ interrupts, { 8, 4 } }, { memory, { 5, 0 } }, { reset, { 4, 0 } },
	{ look, { 10, 10 } }, { ask, { 5, 2 } }, { knobs, { 5, 2 } },
	{ touch_window, { 10, 10 } }, { reopen, { 1, 0 } },
};

static void operate(struct fuzz *f)
{
	u32 sum = 0, at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(operations); i++)
		sum += operations[i].weight[f->calm];
	at = below(f, sum);
	for (i = 0; at >= operations[i].weight[f->calm]; i++)
		at -= operations[i].weight[f->calm];
	operations[i].run(f);
	sums->operations++;
}

/**
 * struct racer - a thread that disturbs
 * @f: the round
 * @rng: its own numbers
 */
struct racer {
	struct fuzz *f;
	struct rng rng;
};

/* Changes rings, commands and backings while they are read. */
static void *scribble(void *arg)
{
	struct racer *r = arg;
	struct dev *dev = r->f->dev;

	while (!r->f->over && !r->f->calm) {
		dev->mem[rng_below(&r->rng, DMA_SIZE)] = rng_next(&r->rng);
		dev->mem[rng_below(&r->rng, HOT)] ^=
			1 << rng_below(&r->rng, 8);
		r->f->arena[rng_below(&r->rng, ARENA)] = rng_below(&r->rng, 4);
		usleep(rng_below(&r->rng, 200));
	}
	return NULL;
}

/* Rings doorbells, reads registers, resets while the device is at work. */
static void *disturb(void *arg)
{
	struct racer *r = arg;
	struct fuzz *f = r->f;

	while (!f->over) {
		pthread_mutex_lock(&f->lock);
		queue_kick(f->dev, &f->dev->queue[rng_below(&r->rng, 2)]);
		isr_read(f->dev);
		if (!f->calm && rng_one_in(&r->rng, 40))
			virtio_set_status(f->dev, rng_below(&r->rng, 256));
		if (!f->calm && rng_one_in(&r->rng, 100))
			dev_reset(f->dev);
		pthread_mutex_unlock(&f->lock);
		usleep(rng_below(&r->rng, 1000));
	}
	return NULL;
}

static void map_window(struct fuzz *f)
{
	struct vfio_region_info info;
	void *mem;

	f->window = NULL;
	if (region_info(f->dev, WINDOW_BAR, &info) || !info.size)
		return;
	mem = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED,
		   f->dev->fd, info.offset);
	if (mem == MAP_FAILED)
		return;
	f->window = mem;
	f->window_size = info.size;
}

static void open_it(struct fuzz *f)
{
	dev_open(f->dev);
	f->mapped = true;
	f->dev->rough = false;
	gpu_start(f->dev, any_features(f));
	f->dev->rough = true;
	f->arena = dma_alloc(f->dev, ARENA);
	map_window(f);
}

/* Closed under its dma-bufs, with work in flight; the old memory stays. */
static void reopen(struct fuzz *f)
{
	pthread_mutex_lock(&f->lock);
	if (f->window)
		munmap((void *)f->window, f->window_size);
	dev_close(f->dev);
	open_it(f);
	pthread_mutex_unlock(&f->lock);
}

/* After all that a guest that resets the device has a good one. */
static void works(struct dev *dev)
{
	void *mem = dma_alloc(dev, 64 << 10);

	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	is(gpu_create_2d(dev, 1, 1, 128, 128), OK);
	is(gpu_attach_one(dev, 1, dma_iova(dev, mem), 64 << 10), OK);
	is(gpu_transfer(dev, 1, RECT(0, 0, 128, 128), 0), OK);
	is(gpu_set_scanout(dev, 0, 1, RECT(0, 0, 128, 128)), OK);
	is(gpu_flush(dev, 1, RECT(0, 0, 128, 128)), OK);
	is(gpu_unref(dev, 1), OK);
	dev->mem_used -= 64 << 10;
}

static void work(struct fuzz *f)
{
	struct racer racers[] = { { f, { f->rng.state ^ 1 } },
				  { f, { f->rng.state ^ 2 } } };
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, scribble, &racers[0]);
	pthread_create(&threads[1], NULL, disturb, &racers[1]);
	for (u32 i = 0; i < OPERATIONS; i++) {
		if (one_in(f, 10))
			recover(f);
		operate(f);
	}
	f->over = true;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}

static void round_child(struct dev *dev)
{
	static struct fuzz f;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(ROUND_LIMIT * tap_stretch());
	signal(SIGBUS, on_bus_error);
	f = (struct fuzz) { .dev = dev, .rng = { seed },
			    .lock = PTHREAD_MUTEX_INITIALIZER };
	f.calm = one_in(&f, 2);
	memset(f.fds, -1, sizeof(f.fds));
	open_it(&f);
	work(&f);
	if (one_in(&f, 3))
		_exit(TEST_PASSED);
	dev_reset(dev);
	start(&f, F_ALL | F_3D);
	works(dev);
	if (one_in(&f, 2))
		dev_close(dev);
	_exit(TEST_PASSED);
}

/* Kills some at a time of which nobody knows. */
static void maybe_kill(struct rng *rng, pid_t pid)
{
	if (!rng_one_in(rng, 4))
		return;
	usleep(rng_below(rng, 150000));
	kill(pid, SIGKILL);
	sums->killed++;
}

static bool ended_well(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status) == TEST_PASSED;
	if (WTERMSIG(status) == SIGKILL)
		return true;
	if (WTERMSIG(status) == SIGALRM)
		diag("hung: no end after %u s", ROUND_LIMIT * tap_stretch());
	else
		diag("killed by signal %d", WTERMSIG(status));
	return false;
}

static bool nothing_left(const struct dev *dev, long long surfaces)
{
	static const char *const names[] = { "stats/pinned", "resources" };
	bool good = true;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!attr_read(dev, names[i]))
			continue;
		diag("left behind: %s is %lld", names[i],
		     attr_read(dev, names[i]));
		good = false;
	}
	if (surfaces_alive() != surfaces) {
		diag("left behind: %lld surfaces, %lld before",
		     surfaces_alive(), surfaces);
		good = false;
	}
	return good;
}

/* Works all the time, in a process of its own, too. */
static void neighbour_child(struct dev *neighbour)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(ROUND_LIMIT * tap_stretch());
	dev_open(neighbour);
	gpu_start(neighbour, F_ALL);
	for (int i = 0; i < NEIGHBOUR_ROUNDS; i++)
		works(neighbour);
	_exit(TEST_PASSED);
}

static pid_t fork_into(void (*child)(struct dev *dev), struct dev *dev)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		child(dev);
	return pid;
}

static bool ends_well(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && ended_well(status);
}

static bool round_of(struct dev *dev, struct dev *neighbour)
{
	long long surfaces = surfaces_alive();
	struct rng rng = { ~seed };
	pid_t pid, other = 0;
	bool good;

	attr_write(dev, "monitors", "all");
	if (neighbour->sysfs)
		other = fork_into(neighbour_child, neighbour);
	pid = fork_into(round_child, dev);
	sums->rounds++;
	maybe_kill(&rng, pid);
	good = ends_well(pid);
	if (other && !ends_well(other)) {
		diag("the neighbour was disturbed");
		return false;
	}
	return good && nothing_left(dev, surfaces);
}

static void report(void)
{
	diag("%u rounds, %u of them killed, %u operations, %u commands answered",
	     sums->rounds, sums->killed, sums->operations, sums->answers);
	for (size_t i = 0; i < fuzz_command_kinds(); i++)
		if (sums->fine[i])
			diag("command 0x%04x done %u times",
			     fuzz_command_type(i), sums->fine[i]);
}

static bool rounds(struct dev *dev, struct dev *neighbour, time_t seconds)
{
	time_t end = time(NULL) + seconds;

	do {
		if (!round_of(dev, neighbour))
			return false;
		seed++;
	} while (time(NULL) < end);
	return true;
}

/**
 * fuzz() - random work for some time
 * @dev: the device, closed
 * @arg: "SECONDS:SEED"; with 0 seconds it is one round
 *
 * Return: exit status.
 */
int fuzz(struct dev *dev, const char *arg)
{
	struct dev neighbour = { .sysfs = other_sysfs };
	unsigned long seconds;
	char *rest;
	bool good;

	seconds = strtoul(arg, &rest, 10);
	if (*rest != ':') {
		fputs("vfio-client: --mode fuzz wants SECONDS:SEED\n", stderr);
		return 2;
	}
	seed = strtoull(rest + 1, NULL, 10);
	sums = mmap(NULL, sizeof(*sums), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	good = sums != MAP_FAILED && rounds(dev, &neighbour, seconds);
	if (good)
		report();
	else
		diag("the round with seed %llu failed: make fuzz FUZZ_SECONDS=0 FUZZ_SEED=%llu",
		     (unsigned long long)seed, (unsigned long long)seed);
	printf("%s 1 - random work by guest and VMM harms nobody\n1..1\n",
	       good ? "ok" : "not ok");
	return !good;
}
