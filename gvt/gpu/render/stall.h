/* SPDX-License-Identifier: GPL-2.0 */
/* Waits that a renderer can prolong: it is killed when one takes too long. */
#ifndef MVGPU_GVT_GPU_RENDER_STALL_H
#define MVGPU_GVT_GPU_RENDER_STALL_H

#include <linux/workqueue.h>

struct mvgpu_rd_session;

/**
 * struct mvgpu_rd_stall - Wait that has begun, on the stack of the thread that waits
 * @work: kills the renderer
 * @pid: its process; the session of the waiting thread has a reference
 */
struct mvgpu_rd_stall {
	struct delayed_work work;
	struct pid *pid;
};

void mvgpu_rd_stall_begin(struct mvgpu_rd_stall *stall, struct mvgpu_rd_session *session);
void mvgpu_rd_stall_end(struct mvgpu_rd_stall *stall);

#endif /* MVGPU_GVT_GPU_RENDER_STALL_H */
