/* SPDX-License-Identifier: GPL-2.0 */
/* The rate of commands of vGPUs that have few or many resources. */
#ifndef LOOKUPS_H
#define LOOKUPS_H

#include "lib/vfio_dev.h"

int lookups(struct dev *dev, const char *arg);

#endif /* LOOKUPS_H */
