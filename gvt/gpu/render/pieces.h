/* SPDX-License-Identifier: GPL-2.0 */
/* Where the bytes of lent memory are in its slot. */
#ifndef MVGPU_GVT_GPU_RENDER_PIECES_H
#define MVGPU_GVT_GPU_RENDER_PIECES_H

#include <linux/types.h>

struct mvgpu_backing;
struct mvgpu_render_iov;

u32 mvgpu_rd_pieces(const struct mvgpu_backing *backing, struct mvgpu_render_iov *iov);

#endif /* MVGPU_GVT_GPU_RENDER_PIECES_H */
