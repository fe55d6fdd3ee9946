/* SPDX-License-Identifier: GPL-2.0 */
/* Finds render nodes. */
#ifndef MVGPU_RENDER_NODE_H
#define MVGPU_RENDER_NODE_H

#include "shim.h"

int rd_node_find(const char *uuid, const char **node);

#endif /* MVGPU_RENDER_NODE_H */
