/* SPDX-License-Identifier: GPL-2.0 */
/* Commands about GPUs. */
#ifndef MVGPU_RENDER_ADMIN_H
#define MVGPU_RENDER_ADMIN_H

#include "render/options.h"

int rd_admin_add(const struct rd_options *options);
int rd_admin_remove(const struct rd_options *options);
int rd_admin_probe(const struct rd_options *options);

#endif /* MVGPU_RENDER_ADMIN_H */
