// SPDX-License-Identifier: GPL-2.0
/* Copies what a dma-buf shows, each time that it changes. */
#include <errno.h>
#include <linux/dma-buf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "fetch.h"
#include "import.h"

/* What is shown. Without a GPU, it is mapped at @map, and @fd is open. */
static struct {
	int by_gpu, fd;
	void *map;
	size_t size;
	unsigned int width, height;
	unsigned char *pixels;
} shown = { .fd = -1, .map = MAP_FAILED };

static int fail(const char *what)
{
	fprintf(stderr, "fetch: cannot %s: %s\n", what, strerror(errno));
	return -1;
}

static int map_dmabuf(int fd, size_t size)
{
	if (shown.map != MAP_FAILED) {
		munmap(shown.map, shown.size);
		close(shown.fd);
	}
	shown.size = size;
	shown.map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
	if (shown.map == MAP_FAILED)
		return fail("map the dma-buf");
	shown.fd = dup(fd);
	return 0;
}

static int copy_mapped(void)
{
	struct dma_buf_sync sync = { DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ };

	if (shown.map == MAP_FAILED || ioctl(shown.fd, DMA_BUF_IOCTL_SYNC, &sync))
		return fail("begin to read the dma-buf");
	memcpy(shown.pixels, shown.map, shown.size);
	sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_READ;
	return ioctl(shown.fd, DMA_BUF_IOCTL_SYNC, &sync) ? fail("end it") : 0;
}

/**
 * fetch_open() - prepare to copy
 * @how: "map", or the render node of a GPU that imports and reads
 *
 * Return: 0, or -1 with a message.
 */
int fetch_open(const char *how)
{
	shown.by_gpu = strcmp(how, "map") != 0;
	return shown.by_gpu ? import_open(how) : 0;
}

/**
 * fetch_dmabuf() - take a dma-buf in place of the one before
 * @fd: the dma-buf, which the caller may close afterwards
 * @info: its description
 *
 * Return: 0, or -1 with a message.
 */
int fetch_dmabuf(int fd, const struct vfio_device_gfx_plane_info *info)
{
	size_t size = (size_t)info->stride * info->height;

	shown.width = info->width;
	shown.height = info->height;
	free(shown.pixels);
	shown.pixels = malloc(size);
	if (!shown.pixels)
		return fail("allocate the pixels");
	return shown.by_gpu ? import_dmabuf(fd, info) : map_dmabuf(fd, size);
}

/**
 * fetch_pixels() - copy what the dma-buf shows now
 *
 * Return: 0, or -1 with a message.
 */
int fetch_pixels(void)
{
	if (shown.by_gpu)
		return import_pixels(shown.width, shown.height, shown.pixels);
	return copy_mapped();
}
