/* SPDX-License-Identifier: GPL-2.0 */
/* The rate at which the kernel's own driver completes commands. */
#ifndef NATIVE_H
#define NATIVE_H

#include "lib/vfio_dev.h"

int native(struct dev *dev, const char *arg);

#endif /* NATIVE_H */
