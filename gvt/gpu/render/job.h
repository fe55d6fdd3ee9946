/* SPDX-License-Identifier: GPL-2.0 */
/* Jobs of a session: commands with what belongs to their completion. */
#ifndef MVGPU_GVT_GPU_RENDER_JOB_H
#define MVGPU_GVT_GPU_RENDER_JOB_H

#include "gvt/gpu/render/session_types.h"

struct mvgpu_rd_job *mvgpu_rd_job_new(u32 op, size_t data_bytes);
struct mvgpu_rd_job *mvgpu_rd_job_new_sure(u32 op);
void mvgpu_rd_job_free(struct mvgpu_rd_job *job);
void mvgpu_rd_job_complete(struct mvgpu_rd_job *job, int err);

#endif /* MVGPU_GVT_GPU_RENDER_JOB_H */
