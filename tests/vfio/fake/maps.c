// SPDX-License-Identifier: GPL-2.0
/* Mappings of a session that must be rejected; a line of the log for each. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include "modes.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define RW (PROT_READ | PROT_WRITE)
#define PAGE 4096ULL
#define MIB (1ULL << 20)
#define SLOT(n) MVGPU_RENDER_MAP_SLOT(n)

static const struct {
	const char *name;
	u64 offset;
	u64 bytes;
	int prot;
	int flags;
	int want;
} maps[] = {
	{ "sq-writable", MVGPU_RENDER_MAP_SQ, PAGE, RW, MAP_SHARED, EPERM },
	{ "data-writable", MVGPU_RENDER_MAP_DATA, PAGE, RW, MAP_SHARED, EPERM },
	{ "sq-private", MVGPU_RENDER_MAP_SQ, PAGE, PROT_READ, MAP_PRIVATE, EINVAL },
	{ "cq-private", MVGPU_RENDER_MAP_CQ, PAGE, RW, MAP_PRIVATE, EINVAL },
	{ "slot-private", SLOT(0), PAGE, RW, MAP_PRIVATE, EINVAL },
	{ "sq-too-long", MVGPU_RENDER_MAP_SQ, MIB, PROT_READ, MAP_SHARED, EINVAL },
	{ "cq-too-long", MVGPU_RENDER_MAP_CQ, MIB, RW, MAP_SHARED, EINVAL },
	{ "data-too-long", MVGPU_RENDER_MAP_DATA, 5 * MIB, PROT_READ, MAP_SHARED, EINVAL },
	{ "sq-from-its-second-page", PAGE, PAGE, PROT_READ, MAP_SHARED, EINVAL },
	{ "between-the-areas", 3ULL << 32, PAGE, PROT_READ, MAP_SHARED, EINVAL },
	{ "across-slots", SLOT(1) - PAGE, 2 * PAGE, RW, MAP_SHARED, EINVAL },
	{ "beyond-everything", 1ULL << 60, PAGE, RW, MAP_SHARED, EINVAL },
};

static int attempt(struct session *s, size_t i)
{
	void *area = mmap(NULL, maps[i].bytes, maps[i].prot, maps[i].flags, s->fd,
			  maps[i].offset);

	if (area == MAP_FAILED)
		return errno;
	munmap(area, maps[i].bytes);
	return 0;
}

static void check_last_slot(struct fake *fake)
{
	void *area = mmap(NULL, PAGE, RW, MAP_SHARED, fake->session.fd,
			  SLOT(fake->session.shape.slots));
	int got = area == MAP_FAILED ? errno : 0;

	fprintf(fake->log, "map beyond-the-last-slot %s: %s\n",
		got == EINVAL ? "good" : "bad", strerror(got));
}

/* A mapping to read must not become one to write. */
static void check_protect(struct fake *fake, const char *name, u64 offset)
{
	void *area = session_map(&fake->session, offset, PAGE, PROT_READ);
	int got = mprotect(area, PAGE, RW) ? errno : 0;

	fprintf(fake->log, "map %s %s: %s\n", name, got == EACCES ? "good" : "bad",
		strerror(got));
	munmap(area, PAGE);
}

/**
 * maps_check() - attempt all mappings that must be rejected
 * @fake: renderer
 */
void maps_check(struct fake *fake)
{
	for (size_t i = 0; i < ARRAY_SIZE(maps); i++) {
		int got = attempt(&fake->session, i);

		fprintf(fake->log, "map %s %s: %s\n", maps[i].name,
			got == maps[i].want ? "good" : "bad", strerror(got));
	}
	check_last_slot(fake);
	check_protect(fake, "sq-made-writable", MVGPU_RENDER_MAP_SQ);
	check_protect(fake, "data-made-writable", MVGPU_RENDER_MAP_DATA);
}
