/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of 3D share. */
#ifndef THREE_H
#define THREE_H

#include "lib/gpu3d.h"
#include "test.h"

#define SIDE 64
#define BYTES (SIDE * SIDE * 4)
#define RED 0xffff0000

#define T .need = NEED_3D

/* All of a texture of SIDE x SIDE pixels. */
extern const struct transfer three_all;

/* The color of RED, as gpu_clear_texture() takes it. */
extern const float three_red[4];

void three_start(struct dev *dev);
u32 *three_texture(struct dev *dev, u32 id, u32 w, u32 h);

#endif /* THREE_H */
