// SPDX-License-Identifier: GPL-2.0
/*
 * Random use of mappings: areas and slots are mapped, read, written, changed, passed to the
 * kernel and unmapped, whether anything is lent there or not.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "random.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define PAGE 4096ULL
#define MOST_MAPS 24
/* Slots near 0 are in use. */
#define NEAR 64
#define MOST_PAGES 600

static struct {
	volatile u8 *at;
	u64 bytes;
	int prot;
} maps[MOST_MAPS];

static void *try_map(struct fake *fake, u64 offset, u64 bytes, int prot)
{
	return mmap(NULL, bytes, prot, MAP_SHARED, fake->session.fd, offset);
}

static void keep(struct fake *fake, u32 i, u64 offset, u64 bytes, int prot)
{
	void *at = try_map(fake, offset, bytes, prot);

	if (at == MAP_FAILED)
		return;
	if (maps[i].at)
		munmap((void *)maps[i].at, maps[i].bytes);
	maps[i].at = at;
	maps[i].bytes = bytes;
	maps[i].prot = prot;
}

static int some_prot(struct rng *rng)
{
	return rng_below(rng, 4) ? PROT_READ | PROT_WRITE : PROT_READ;
}

static void map_slot(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		     struct rng *rng)
{
	u64 page = rng_below(rng, 2) ? 0 : rng_below(rng, MOST_PAGES);
	u32 slot = rng_below(rng, 8) ? rng_below(rng, NEAR) : rng_next(rng);

	keep(fake, i, MVGPU_RENDER_MAP_SLOT(slot) + page * PAGE,
	     (1 + rng_below(rng, MOST_PAGES)) * PAGE, some_prot(rng));
}

/* That of the command, which may be taken back at any moment. */
static void map_lent(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		     struct rng *rng)
{
	if (cmd->slot != MVGPU_RENDER_NO_SLOT && cmd->slot_bytes)
		keep(fake, i, MVGPU_RENDER_MAP_SLOT(cmd->slot), cmd->slot_bytes,
		     some_prot(rng));
}

/* Pages of queues are read only; what is written there is for another whim. */
static void map_area(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		     struct rng *rng)
{
	u64 area = (u64)rng_below(rng, 4) << 32;

	keep(fake, i, area + rng_below(rng, 2) * PAGE,
	     (1 + rng_below(rng, 8)) * PAGE, PROT_READ);
}

static void touch(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		  struct rng *rng)
{
	for (u32 n = 16; maps[i].at && n; n--) {
		volatile u8 *byte = maps[i].at + rng_next(rng) % maps[i].bytes;

		if (maps[i].prot & PROT_WRITE && rng_below(rng, 2))
			*byte = rng_next(rng);
		else
			(void)*byte;
	}
}

static void unmap(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		  struct rng *rng)
{
	if (maps[i].at)
		munmap((void *)maps[i].at, maps[i].bytes);
	maps[i].at = NULL;
}

/* A part goes, and with it the rest of the mapping, later. */
static void unmap_part(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		       struct rng *rng)
{
	u64 half = maps[i].bytes / 2 & ~(PAGE - 1);

	if (!maps[i].at || !half)
		return;
	munmap((void *)(maps[i].at + half), maps[i].bytes - half);
	maps[i].bytes = half;
}

static void protect(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		    struct rng *rng)
{
	int prot = some_prot(rng);

	if (maps[i].at && !mprotect((void *)maps[i].at, maps[i].bytes, prot))
		maps[i].prot &= prot;
}

static void advise(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		   struct rng *rng)
{
	static const int advice[] = { MADV_DONTNEED, MADV_WILLNEED, MADV_DOFORK,
				      MADV_COLD, MADV_PAGEOUT, MADV_POPULATE_READ,
				      MADV_DODUMP, MADV_REMOVE };

	if (maps[i].at)
		madvise((void *)maps[i].at, maps[i].bytes,
			advice[rng_below(rng, ARRAY_SIZE(advice))]);
}

static void move(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		 struct rng *rng)
{
	void *at;

	if (!maps[i].at)
		return;
	at = mremap((void *)maps[i].at, maps[i].bytes, maps[i].bytes, MREMAP_MAYMOVE);
	if (at != MAP_FAILED)
		maps[i].at = at;
}

/* The kernel reads and writes there for the process. */
static void by_kernel(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		      struct rng *rng)
{
	static char copy[PAGE];
	struct iovec local = { copy, PAGE }, remote = { (void *)maps[i].at, PAGE };

	if (!maps[i].at)
		return;
	if (rng_below(rng, 2))
		process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
	else
		(void)!write(STDIN_FILENO, (void *)maps[i].at, PAGE);
}

static void fork_with_maps(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
			   struct rng *rng)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
}

static const struct {
	const char *name;
	void (*run)(struct fake *fake, const struct mvgpu_render_cmd *cmd, u32 i,
		    struct rng *rng);
	u32 weight;
} acts[] = {
	{ "map-slot", map_slot, 8 }, { "map-lent", map_lent, 12 },
	{ "map-area", map_area, 3 }, { "touch", touch, 20 }, { "unmap", unmap, 6 },
	{ "unmap-part", unmap_part, 3 }, { "protect", protect, 3 },
	{ "advise", advise, 3 }, { "move", move, 3 }, { "by-kernel", by_kernel, 3 },
	{ "fork", fork_with_maps, 1 },
};

/**
 * random_map() - do something with a mapping
 * @fake: renderer
 * @cmd: command, not executed yet
 * @rng: random numbers
 */
void random_map(struct fake *fake, const struct mvgpu_render_cmd *cmd, struct rng *rng)
{
	u32 sum = 0, at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(acts); i++)
		sum += acts[i].weight;
	at = rng_below(rng, sum);
	for (i = 0; at >= acts[i].weight; i++)
		at -= acts[i].weight;
	fprintf(fake->log, "whim %s\n", acts[i].name);
	acts[i].run(fake, cmd, rng_below(rng, MOST_MAPS), rng);
}

/**
 * random_unmap() - unmap the queues, so that their next use is a fault
 * @fake: renderer
 */
void random_unmap(struct fake *fake)
{
	munmap((void *)fake->session.sq, PAGE);
	munmap(fake->session.cq, PAGE);
}

/** random_list_maps() - print what random_map() does, a line for each */
void random_list_maps(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(acts); i++)
		puts(acts[i].name);
}
