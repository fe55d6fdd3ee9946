/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers of heads as guests and VMMs send them. */
#ifndef MVGPU_GVT_DISPLAY_HEAD_H
#define MVGPU_GVT_DISPLAY_HEAD_H

#include <linux/nospec.h>
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_head_check() - Check the number of a head
 * @vgpu: vGPU
 * @id: number as it was sent, any
 * @head: number that is safe to index with, also in speculation
 *
 * Context: any.
 *
 * Return: true when the slice has that head.
 */
static inline bool mvgpu_head_check(const struct mvgpu_vgpu *vgpu, u32 id,
				    unsigned int *head)
{
	if (id >= vgpu->slice.heads || id >= MVGPU_MAX_HEADS)
		return false;
	*head = array_index_nospec(id, MVGPU_MAX_HEADS);
	return true;
}

#endif /* MVGPU_GVT_DISPLAY_HEAD_H */
