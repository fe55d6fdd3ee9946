/* SPDX-License-Identifier: GPL-2.0 */
/* How vGPUs share a GPU that all of them want. */
#ifndef SHARES_H
#define SHARES_H

#include "lib/vfio_dev.h"

int shares(struct dev *dev, const char *arg);

#endif /* SHARES_H */
