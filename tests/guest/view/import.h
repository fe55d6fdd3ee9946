/* SPDX-License-Identifier: GPL-2.0 */
/* Imports a dma-buf by OpenGL, as the displays of a VMM and their clients do. */
#ifndef VIEW_IMPORT_H
#define VIEW_IMPORT_H

#include <linux/types.h>
#include <linux/vfio.h>

int import_open(const char *node);
int import_dmabuf(int fd, const struct vfio_device_gfx_plane_info *info);
int import_pixels(unsigned int width, unsigned int height, unsigned char *pixels);

#endif /* VIEW_IMPORT_H */
