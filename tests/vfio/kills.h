/* SPDX-License-Identifier: GPL-2.0 */
/* Renderers that are killed while their guests work. */
#ifndef KILLS_H
#define KILLS_H

#include "lib/vfio_dev.h"

int kills(struct dev *dev, const char *arg);

#endif /* KILLS_H */
