/* SPDX-License-Identifier: GPL-2.0 */
/* Imports a dma-buf by OpenGL, as the displays of a VMM do. */
#ifndef VIEW_IMPORT_H
#define VIEW_IMPORT_H

#include <linux/types.h>
#include <linux/vfio.h>

int import_pixels(const char *node, int fd, const struct vfio_device_gfx_plane_info *info,
		  unsigned char *pixels);

#endif /* VIEW_IMPORT_H */
