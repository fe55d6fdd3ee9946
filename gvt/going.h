/* SPDX-License-Identifier: GPL-2.0 */
/* Guest memory that the VMM is taking back. */
#ifndef MVGPU_GOING_H
#define MVGPU_GOING_H

#include <linux/types.h>

struct mvgpu_vgpu;

/**
 * struct mvgpu_going - the range that was asked for last
 * @iova: first guest address
 * @len: bytes
 * @last: when, in jiffies
 * @times: how often in a row
 */
struct mvgpu_going {
	u64 iova;
	u64 len;
	unsigned long last;
	unsigned int times;
};

void mvgpu_going_note(struct mvgpu_vgpu *vgpu, u64 iova, u64 len);
void mvgpu_going_wait(struct mvgpu_vgpu *vgpu, u64 iova, u64 len);

#endif /* MVGPU_GOING_H */
