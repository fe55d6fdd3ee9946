/* SPDX-License-Identifier: GPL-2.0 */
/* Many vGPUs that are open at a time. */
#ifndef OPENS_H
#define OPENS_H

#include "lib/vfio_dev.h"

int opens(struct dev *dev, const char *arg);

#endif /* OPENS_H */
