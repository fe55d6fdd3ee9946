/* SPDX-License-Identifier: GPL-2.0 */
/* How long a guest waits for a blob in its host-visible region. */
#ifndef MAPS_H
#define MAPS_H

#include "lib/vfio_dev.h"

int maps(struct dev *dev, const char *arg);

#endif /* MAPS_H */
