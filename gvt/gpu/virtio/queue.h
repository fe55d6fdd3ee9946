/* SPDX-License-Identifier: GPL-2.0 */
/* The control queue: sending, polling, quiescing, start and stop. */
#ifndef MVGPU_GVT_GPU_VIRTIO_QUEUE_H
#define MVGPU_GVT_GPU_VIRTIO_QUEUE_H

#include <linux/types.h>

struct list_head;
struct mvgpu_gpu;
struct mvgpu_vg;
struct mvgpu_vg_cmd;

/* Interval at which a caller that waits checks for lost interrupts, as no watchdog does. */
#define MVGPU_VG_POLL_INTERVAL (HZ / 4)

void mvgpu_vg_poll(struct mvgpu_gpu *gpu);
void mvgpu_vg_send_all(struct mvgpu_vg *vg, struct list_head *cmds);
void mvgpu_vg_send(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd);
void mvgpu_vg_quiesce(struct mvgpu_vg *vg);
void mvgpu_vg_quiesce_for(struct mvgpu_vg *vg, unsigned int ms);
int mvgpu_vg_queue_init(struct mvgpu_vg *vg);
void mvgpu_vg_queue_exit(struct mvgpu_vg *vg);
int mvgpu_vg_queue_start(struct mvgpu_vg *vg);
void mvgpu_vg_queue_stop(struct mvgpu_vg *vg);

#endif /* MVGPU_GVT_GPU_VIRTIO_QUEUE_H */
