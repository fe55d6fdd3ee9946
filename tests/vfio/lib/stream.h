/* SPDX-License-Identifier: GPL-2.0 */
/* One command that a guest sends over and over, with several in flight. */
#ifndef STREAM_H
#define STREAM_H

#include "gpu.h"

bool stream_fill(struct dev *dev, u32 len, u16 depth);
u16 stream_take(struct dev *dev);
bool stream_may_sleep(struct dev *dev);

#endif /* STREAM_H */
