/* SPDX-License-Identifier: GPL-2.0 */
/* The rate at which vGPUs complete commands. */
#ifndef RATE_H
#define RATE_H

#include "lib/vfio_dev.h"

int rate(struct dev *dev, const char *arg);

#endif /* RATE_H */
