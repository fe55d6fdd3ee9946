/* SPDX-License-Identifier: GPL-2.0 */
/* Eventfds of user space, and whether this CPU is signalling one. */
#ifndef MVGPU_VFIO_EVENTFD_H
#define MVGPU_VFIO_EVENTFD_H

#include <linux/types.h>

struct eventfd_ctx;

int mvgpu_eventfd_get(s32 fd, struct eventfd_ctx **ctx);
void mvgpu_eventfd_put(struct eventfd_ctx *ctx);
void mvgpu_eventfd_trigger(struct eventfd_ctx *ctx);
bool mvgpu_eventfd_triggering(void);

#endif /* MVGPU_VFIO_EVENTFD_H */
