/* SPDX-License-Identifier: GPL-2.0 */
/* The modes of the client beside testing. */
#ifndef MODES_H
#define MODES_H

#include "lib/vfio_dev.h"

int mode_run(struct dev *dev, const char *mode, const char *arg);

#endif /* MODES_H */
