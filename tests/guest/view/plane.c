// SPDX-License-Identifier: GPL-2.0
/*
 * Reads a plane of the vGPU of a running QEMU, without the help of QEMU: it
 * duplicates the file descriptor of the device from the QEMU process and queries
 * the plane as a second client does.
 *
 *	plane PID primary|cursor [NODE] > FILE
 *
 * With a render node, a dma-buf is read by the GPU, as displays with OpenGL do; it need not be
 * one that CPUs can read then.
 *
 * Writes the pixels, without gaps between lines, and a line on stderr:
 * "WIDTHxHEIGHT at X,Y hot X,Y format FOURCC by dmabuf|region", or "none" for a
 * plane that shows nothing.
 */
#include <dirent.h>
#include <errno.h>
#include <linux/types.h>
#include <linux/vfio.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "import.h"

/* These are in drm_plane.h, which is not part of the user space API. */
#define PLANE_PRIMARY 1
#define PLANE_CURSOR 2

static int fail(const char *what)
{
	fprintf(stderr, "plane: cannot %s: %s\n", what, strerror(errno));
	return -1;
}

/* Whether a file is a VFIO device, opened by its group or, for iommufd, by its name. */
static bool is_device(const char *target)
{
	return strstr(target, "[vfio-device]") || !strncmp(target, "/dev/vfio/devices/", 18);
}

/* Returns the number of the process's file descriptor that is a VFIO device. */
static int find_device(const char *pid)
{
	char path[64], name[512], target[64];
	struct dirent *entry;
	ssize_t len;
	DIR *dir;
	int found = -1;

	snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	dir = opendir(path);
	while (dir && found < 0 && (entry = readdir(dir))) {
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		len = readlink(name, target, sizeof(target) - 1);
		if (len < 0)
			continue;
		target[len] = '\0';
		if (is_device(target))
			found = atoi(entry->d_name);
	}
	if (dir)
		closedir(dir);
	return found;
}

static int borrow_device(const char *pid)
{
	int number = find_device(pid), process, device;

	if (number < 0)
		return fail("find a VFIO device among the process's files");
	process = syscall(SYS_pidfd_open, atoi(pid), 0);
	if (process < 0)
		return fail("open the process");
	device = syscall(SYS_pidfd_getfd, process, number, 0);
	close(process);
	return device < 0 ? fail("duplicate the descriptor of the device") : device;
}

/* Queries the plane by the method that the vGPU offers. */
static int query(int device, struct vfio_device_gfx_plane_info *info,
		 unsigned int type)
{
	static const unsigned int methods[] = {
		VFIO_GFX_PLANE_TYPE_DMABUF, VFIO_GFX_PLANE_TYPE_REGION,
	};
	unsigned int i;

	for (i = 0; i < 2; i++) {
		memset(info, 0, sizeof(*info));
		info->argsz = sizeof(*info);
		info->flags = methods[i];
		info->drm_plane_type = type;
		if (!ioctl(device, VFIO_DEVICE_QUERY_GFX_PLANE, info))
			return 0;
	}
	return fail("query the plane");
}

static int read_region(int device, const struct vfio_device_gfx_plane_info *info,
		       char *pixels, size_t size)
{
	struct vfio_region_info region = {
		.argsz = sizeof(region), .index = info->region_index,
	};

	if (ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &region))
		return fail("query the display region");
	if (pread(device, pixels, size, region.offset) != (ssize_t)size)
		return fail("read the display region");
	return 0;
}

static int read_mapped(int fd, char *pixels, size_t size)
{
	void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);

	if (map == MAP_FAILED)
		return fail("map the dma-buf");
	memcpy(pixels, map, size);
	munmap(map, size);
	return 0;
}

/* What the GPU has read has no gaps between lines. */
static int read_dmabuf(int device, struct vfio_device_gfx_plane_info *info, char *pixels,
		       size_t size, const char *node)
{
	int ret, fd = ioctl(device, VFIO_DEVICE_GET_GFX_DMABUF, &info->dmabuf_id);

	if (fd < 0)
		return fail("get the dma-buf");
	if (node) {
		ret = import_open(node) || import_dmabuf(fd, info) ||
		      import_pixels(info->width, info->height, (unsigned char *)pixels);
		info->stride = info->width * 4;
	} else {
		ret = read_mapped(fd, pixels, size);
	}
	close(fd);
	return ret;
}

static int write_pixels(const struct vfio_device_gfx_plane_info *info,
			const char *pixels)
{
	unsigned int y;

	for (y = 0; y < info->height; y++)
		fwrite(pixels + (size_t)y * info->stride, 4, info->width,
		       stdout);
	return fflush(stdout) ? fail("write the pixels") : 0;
}

static int show(int device, struct vfio_device_gfx_plane_info *info, const char *node)
{
	int dmabuf = info->flags & VFIO_GFX_PLANE_TYPE_DMABUF;
	size_t size = (size_t)info->stride * info->height;
	char *pixels = malloc(size);
	int ret;

	if (!pixels)
		return fail("get memory");
	ret = dmabuf ? read_dmabuf(device, info, pixels, size, node)
		     : read_region(device, info, pixels, size);
	if (!ret)
		ret = write_pixels(info, pixels);
	free(pixels);
	fprintf(stderr, "%ux%u at %u,%u hot %u,%u format %.4s by %s\n",
		info->width, info->height, info->x_pos, info->y_pos,
		info->x_hot, info->y_hot, (const char *)&info->drm_format,
		dmabuf ? "dmabuf" : "region");
	return ret;
}

int main(int argc, char **argv)
{
	struct vfio_device_gfx_plane_info info;
	int device, cursor;

	if (argc != 3 && argc != 4) {
		fputs("usage: plane PID primary|cursor [NODE]\n", stderr);
		return 2;
	}
	cursor = !strcmp(argv[2], "cursor");
	device = borrow_device(argv[1]);
	if (device < 0)
		return 1;
	if (query(device, &info, cursor ? PLANE_CURSOR : PLANE_PRIMARY))
		return 1;
	if (!info.width || !info.height) {
		fputs("none\n", stderr);
		return 0;
	}
	return show(device, &info, argv[3]) ? 1 : 0;
}
