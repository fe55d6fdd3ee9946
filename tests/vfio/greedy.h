/* SPDX-License-Identifier: GPL-2.0 */
/* A guest that takes everything it can get. */
#ifndef GREEDY_H
#define GREEDY_H

#include "lib/vfio_dev.h"

int greedy(struct dev *dev, const char *arg);

#endif /* GREEDY_H */
