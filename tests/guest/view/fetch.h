/* SPDX-License-Identifier: GPL-2.0 */
/* Copies what a dma-buf shows, each time that it changes. */
#ifndef VIEW_FETCH_H
#define VIEW_FETCH_H

#include <linux/types.h>
#include <linux/vfio.h>

int fetch_open(const char *how);
int fetch_dmabuf(int fd, const struct vfio_device_gfx_plane_info *info);
int fetch_pixels(void);

#endif /* VIEW_FETCH_H */
