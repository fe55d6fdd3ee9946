/* SPDX-License-Identifier: GPL-2.0 */
/* The queues of a session, as the module sees them: structure. Free-standing. */
#ifndef MVGPU_GVT_GPU_RENDER_RING_TYPES_H
#define MVGPU_GVT_GPU_RENDER_RING_TYPES_H

#include "shim.h"
#include "uapi/mvgpu_render.h"

/*
 * Completions: more than the commands that a vGPU has in flight, of which some wait for others
 * (gvt/cmd/cmd_types.h).
 */
#define MVGPU_RD_SQ_ENTRIES	128
#define MVGPU_RD_CQ_ENTRIES	512
#define MVGPU_RD_DATA_BYTES	(4U << 20)

/**
 * struct mvgpu_rd_ring - Queues of a session
 * @sq: indexes that the module writes; the renderer cannot write to this page
 * @cmds: submission queue, MVGPU_RD_SQ_ENTRIES; likewise
 * @data: data area, MVGPU_RD_DATA_BYTES; likewise
 * @cq: indexes that the renderer writes at any time
 * @dones: completion queue, MVGPU_RD_CQ_ENTRIES; likewise
 * @produced: commands pushed so far; wraps
 * @consumed: commands that the renderer has taken, as last seen
 * @seen: completions popped so far; wraps
 * @data_head: end of the data in use, counted without end
 * @data_tail: begin of the data in use
 * @data_end: for each entry of @cmds, @data_head after it was pushed
 */
struct mvgpu_rd_ring {
	struct mvgpu_render_sq *sq;
	struct mvgpu_render_cmd *cmds;
	u8 *data;
	struct mvgpu_render_cq *cq;
	struct mvgpu_render_done *dones;
	u32 produced;
	u32 consumed;
	u32 seen;
	u64 data_head;
	u64 data_tail;
	u64 data_end[MVGPU_RD_SQ_ENTRIES];
};

#endif /* MVGPU_GVT_GPU_RENDER_RING_TYPES_H */
