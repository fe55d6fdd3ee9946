/* SPDX-License-Identifier: GPL-2.0 */
/* Several commands in flight. */
#ifndef LINE_H
#define LINE_H

#include "gpu.h"

/**
 * struct sent - a command in flight
 * @head: its chain
 * @resp: its response, zero until the device writes it
 */
struct sent {
	u16 head;
	const volatile struct virtio_gpu_ctrl_hdr *resp;
};

struct sent line_put(struct dev *dev, u32 len, u64 fence);
struct sent line_send(struct dev *dev, u32 len, u64 fence);
u32 line_answer(struct dev *dev, const struct sent *sent);

#endif /* LINE_H */
