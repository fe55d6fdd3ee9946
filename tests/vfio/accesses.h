/* SPDX-License-Identifier: GPL-2.0 */
/* What accesses of a vGPU's registers cost. */
#ifndef ACCESSES_H
#define ACCESSES_H

#include "lib/vfio_dev.h"

int accesses(struct dev *dev, const char *arg);

#endif /* ACCESSES_H */
