/* SPDX-License-Identifier: GPL-2.0 */
/* Replay of a recorded command stream. */
#ifndef REPLAY_H
#define REPLAY_H

#include "lib/vfio_dev.h"

int replay(struct dev *dev, const char *path);

#endif /* REPLAY_H */
