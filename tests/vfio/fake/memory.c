// SPDX-License-Identifier: GPL-2.0
/*
 * The memory of blobs, as different drivers have it: ordinary pages, and mappings of page
 * frames that have no references.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/udmabuf.h>
#include "memory.h"
#include "types.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* drm_mode.h, which is not installed everywhere. */
struct create_dumb {
	u32 height, width, bpp, flags, handle, pitch;
	u64 size;
};

struct map_dumb {
	u32 handle, pad;
	u64 offset;
};

#define DRM_IOCTL_MODE_CREATE_DUMB _IOWR('d', 0xb2, struct create_dumb)
#define DRM_IOCTL_MODE_MAP_DUMB _IOWR('d', 0xb3, struct map_dumb)
#define MOST_CARDS 16

static void *map_fd(void *addr, size_t bytes, int fd, off_t offset)
{
	void *mem = fd < 0 ? MAP_FAILED :
		    mmap(addr, bytes, PROT_READ | PROT_WRITE,
			 MAP_SHARED | (addr ? MAP_FIXED : 0), fd, offset);

	if (fd >= 0)
		close(fd);
	return mem == MAP_FAILED ? NULL : mem;
}

static int new_memfd(size_t bytes, unsigned int flags)
{
	int fd = memfd_create("blob", MFD_CLOEXEC | flags);

	if (fd >= 0 && ftruncate(fd, bytes)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void *memfd(void *addr, size_t bytes)
{
	return map_fd(addr, bytes, new_memfd(bytes, 0), 0);
}

static void *anonymous(void *addr, size_t bytes)
{
	void *mem = mmap(addr, bytes, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | (addr ? MAP_FIXED : 0), -1, 0);

	return mem == MAP_FAILED ? NULL : mem;
}

/* In the middle of large pages. */
static void *huge(void *addr, size_t bytes)
{
	const size_t large = 2 << 20;
	u8 *mem;

	if (addr)
		return anonymous(addr, bytes);
	mem = anonymous(NULL, 4 * large);
	if (!mem)
		return NULL;
	mem = (u8 *)(((uintptr_t)mem + large - 1) / large * large);
	madvise(mem, 2 * large, MADV_HUGEPAGE);
	memset(mem, 0, 2 * large);
	return mem + 4096;
}

/* A dma-buf, or -1. */
static int new_udmabuf(size_t bytes)
{
	struct udmabuf_create create = { .size = bytes };
	int buf, fd = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);

	create.memfd = new_memfd(bytes, MFD_ALLOW_SEALING);
	fcntl(create.memfd, F_ADD_SEALS, F_SEAL_SHRINK);
	buf = ioctl(fd, UDMABUF_CREATE, &create);
	close(create.memfd);
	close(fd);
	return buf;
}

static void *udmabuf(void *addr, size_t bytes)
{
	return map_fd(addr, bytes, new_udmabuf(bytes), 0);
}

static void *dumb(int card, void *addr, size_t bytes)
{
	struct create_dumb create = { .height = bytes / 4096, .width = 1024, .bpp = 32 };
	struct map_dumb map = { };

	if (ioctl(card, DRM_IOCTL_MODE_CREATE_DUMB, &create))
		return NULL;
	map.handle = create.handle;
	if (ioctl(card, DRM_IOCTL_MODE_MAP_DUMB, &map))
		return NULL;
	return map_fd(addr, bytes, dup(card), map.offset);
}

/* The file of the card stays open: each buffer is one of its own. */
static void *vgem(void *addr, size_t bytes)
{
	char path[64];
	void *mem;
	int fd;

	for (int i = 0; i < MOST_CARDS; i++) {
		snprintf(path, sizeof(path), "/dev/dri/card%d", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		mem = fd < 0 ? NULL : dumb(fd, addr, bytes);
		if (mem)
			return mem;
		if (fd >= 0)
			close(fd);
	}
	return NULL;
}

/* pool_pages.ko */
static void *pool(void *addr, size_t bytes)
{
	return map_fd(addr, bytes, open("/dev/pool-pages", O_RDWR | O_CLOEXEC), 0);
}

static const struct {
	const char *name;
	void *(*make)(void *addr, size_t bytes);
} kinds[] = {
	{ "memfd", memfd }, { "anonymous", anonymous }, { "huge", huge },
	{ "udmabuf", udmabuf }, { "vgem", vgem }, { "pool", pool },
};

static size_t kind;

/**
 * memory_select() - choose the kind of all memory from now on
 * @name: kind
 *
 * Return: 0; -EINVAL when there is no such kind.
 */
int memory_select(const char *name)
{
	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++)
		if (!strcmp(kinds[kind].name, name))
			return 0;
	return -EINVAL;
}

/**
 * memory_new() - allocate memory
 * @bytes: whole pages, at most 1 MiB
 *
 * Return: zeroed memory, for munmap(), or NULL.
 */
void *memory_new(size_t bytes)
{
	return kinds[kind].make(NULL, bytes);
}

/**
 * memory_new_dmabuf() - allocate memory that is a dma-buf
 * @bytes: whole pages
 * @fd: the dma-buf
 *
 * Return: zeroed memory, for munmap(), or NULL.
 */
void *memory_new_dmabuf(size_t bytes, int *fd)
{
	*fd = new_udmabuf(bytes);
	return map_fd(NULL, bytes, dup(*fd), 0);
}

/**
 * memory_new_at() - allocate memory in the place of other memory
 * @addr: where, page aligned; what is there goes
 * @bytes: whole pages
 *
 * Return: @addr or NULL.
 */
void *memory_new_at(void *addr, size_t bytes)
{
	return kinds[kind].make(addr, bytes);
}
