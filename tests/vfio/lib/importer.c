// SPDX-License-Identifier: GPL-2.0
/*
 * Another driver that uses a dma-buf of a vGPU: vgem, a DRM driver without hardware,
 * which maps imported buffers for DMA. The ioctl numbers are those of <drm/drm.h>,
 * which not every machine has.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "importer.h"

/* Render nodes: opening one disturbs no display. */
#define FIRST_NODE 128
#define LAST_NODE 191

/**
 * struct drm_about - name and version of a driver
 * @numbers: its version
 * @name_len: bytes of @name, at most those given
 * @name: of the driver, without an end
 * @date_len: as @name_len
 * @date: as @name
 * @desc_len: as @name_len
 * @desc: as @name
 */
struct drm_about {
	int numbers[3];
	size_t name_len;
	char *name;
	size_t date_len;
	char *date;
	size_t desc_len;
	char *desc;
};

/**
 * struct drm_close - a handle to close
 * @handle: it
 * @pad: 0
 */
struct drm_close {
	u32 handle;
	u32 pad;
};

/**
 * struct drm_prime - a handle and its dma-buf
 * @handle: in the DRM file
 * @flags: O_CLOEXEC, O_RDWR
 * @fd: the dma-buf
 */
struct drm_prime {
	u32 handle;
	u32 flags;
	int fd;
};

#define DRM_ABOUT _IOWR('d', 0x00, struct drm_about)
#define DRM_CLOSE _IOW('d', 0x09, struct drm_close)
#define DRM_TO_FD _IOWR('d', 0x2d, struct drm_prime)
#define DRM_TO_HANDLE _IOWR('d', 0x2e, struct drm_prime)

static bool is_vgem(int drm)
{
	char name[16] = "";
	struct drm_about about = {
		.name = name, .name_len = sizeof(name) - 1,
	};

	return !ioctl(drm, DRM_ABOUT, &about) && !strcmp(name, "vgem");
}

/**
 * importer_open() - open vgem; without vgem the test is skipped
 *
 * Return: its descriptor.
 */
int importer_open(void)
{
	char path[32];

	for (int i = FIRST_NODE; i <= LAST_NODE; i++) {
		int drm;

		snprintf(path, sizeof(path), "/dev/dri/renderD%d", i);
		drm = open(path, O_RDWR | O_CLOEXEC);
		if (drm >= 0 && is_vgem(drm))
			return drm;
		if (drm >= 0)
			close(drm);
	}
	tap_skip("needs vgem");
}

/**
 * importer_take() - import a dma-buf
 * @drm: the importer
 * @dmabuf: the caller may close it
 *
 * Return: the importer's handle.
 */
u32 importer_take(int drm, int dmabuf)
{
	struct drm_prime prime = { .fd = dmabuf };

	if (ioctl(drm, DRM_TO_HANDLE, &prime))
		fail("the dma-buf cannot be imported: %m");
	return prime.handle;
}

/**
 * importer_dmabuf() - export an imported dma-buf again
 * @drm: the importer
 * @handle: of importer_take()
 *
 * Return: a descriptor of it.
 */
int importer_dmabuf(int drm, u32 handle)
{
	struct drm_prime prime = {
		.handle = handle, .flags = O_CLOEXEC | O_RDWR,
	};

	if (ioctl(drm, DRM_TO_FD, &prime))
		fail("the importer does not give the dma-buf: %m");
	return prime.fd;
}

/**
 * importer_drop() - close the handle of a dma-buf
 * @drm: the importer
 * @handle: of importer_take()
 */
void importer_drop(int drm, u32 handle)
{
	struct drm_close arg = { .handle = handle };

	if (ioctl(drm, DRM_CLOSE, &arg))
		fail("the handle cannot be closed: %m");
}
