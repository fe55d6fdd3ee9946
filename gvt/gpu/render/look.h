/* SPDX-License-Identifier: GPL-2.0 */
/* Page frames of another process. */
#ifndef MVGPU_GVT_GPU_RENDER_LOOK_H
#define MVGPU_GVT_GPU_RENDER_LOOK_H

#include "gvt/gpu/mirror.h"

/* Frames that one call looks up at the most. */
#define MVGPU_RD_LOOK_PAGES 16

struct mm_struct;

int mvgpu_rd_look(struct mm_struct *mm, unsigned long addr, unsigned int nr,
		  struct mvgpu_gpu_frame *frames);
int mvgpu_rd_look_copy(struct mm_struct *mm, unsigned long addr, void *buf, unsigned int len,
		       bool write);

#endif /* MVGPU_GVT_GPU_RENDER_LOOK_H */
