/* SPDX-License-Identifier: GPL-2.0 */
/* What a display client queried last. */
#ifndef MVGPU_GVT_DISPLAY_QUERIED_H
#define MVGPU_GVT_DISPLAY_QUERIED_H

#include <linux/types.h>

struct mvgpu_scanout;
struct mvgpu_surface;

void mvgpu_queried_remember(struct mvgpu_scanout *so, bool cursor, struct mvgpu_surface *s);
void mvgpu_queried_forget(struct mvgpu_scanout *so);

#endif /* MVGPU_GVT_DISPLAY_QUERIED_H */
