/* SPDX-License-Identifier: GPL-2.0 */
/* Another driver that imports a dma-buf. */
#ifndef IMPORTER_H
#define IMPORTER_H

#include "tap.h"

int importer_open(void);
u32 importer_take(int drm, int dmabuf);
int importer_dmabuf(int drm, u32 handle);
void importer_drop(int drm, u32 handle);

#endif /* IMPORTER_H */
