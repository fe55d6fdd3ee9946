/* SPDX-License-Identifier: GPL-2.0 */
/* The device node /dev/mvgpu-render. */
#ifndef MVGPU_GVT_GPU_RENDER_NODE_H
#define MVGPU_GVT_GPU_RENDER_NODE_H

int mvgpu_rd_node_init(void);
void mvgpu_rd_node_exit(void);

#endif /* MVGPU_GVT_GPU_RENDER_NODE_H */
