/* SPDX-License-Identifier: GPL-2.0 */
/* The server of virglrenderer, which has a process for each context of Vulkan. */
#ifndef MVGPU_RENDER_SERVER_H
#define MVGPU_RENDER_SERVER_H

int rd_server_start(void);

#endif /* MVGPU_RENDER_SERVER_H */
