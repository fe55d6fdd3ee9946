/* SPDX-License-Identifier: GPL-2.0 */
/* The queues of a session. */
#ifndef MVGPU_GVT_GPU_RENDER_QUEUE_H
#define MVGPU_GVT_GPU_RENDER_QUEUE_H

#include "gvt/gpu/render/session_types.h"

struct seq_file;

int mvgpu_rd_queues_init(void);
void mvgpu_rd_queues_exit(void);
void mvgpu_rd_queue_init(struct mvgpu_rd_session *session);
void mvgpu_rd_queue_send(struct mvgpu_rd_session *session, struct mvgpu_rd_job *job);
int mvgpu_rd_queue_collect(struct mvgpu_rd_session *session);
int mvgpu_rd_queue_look(struct mvgpu_rd_session *session, bool *work);
void mvgpu_rd_queue_end(struct mvgpu_rd_session *session, int why, const char *text);
void mvgpu_rd_queue_kill(struct mvgpu_rd_session *session);
void mvgpu_rd_queue_show(struct mvgpu_rd_session *session, struct seq_file *m);

#endif /* MVGPU_GVT_GPU_RENDER_QUEUE_H */
