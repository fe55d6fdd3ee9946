/* SPDX-License-Identifier: GPL-2.0 */
/* The memory of a command to the device: request, payload and response. */
#ifndef MVGPU_GVT_GPU_VIRTIO_COMMAND_H
#define MVGPU_GVT_GPU_VIRTIO_COMMAND_H

#include <linux/types.h>

struct list_head;
struct mvgpu_vg;
struct mvgpu_vg_cmd;

struct mvgpu_vg_cmd *mvgpu_vg_cmd_new(u32 type, u32 size);
struct mvgpu_vg_cmd *mvgpu_vg_cmd_new_nofail(u32 type, u32 size);
void mvgpu_vg_cmd_free(struct mvgpu_vg_cmd *cmd);
void mvgpu_vg_cmd_set_resp(struct mvgpu_vg_cmd *cmd, u32 type, u32 size);
void mvgpu_vg_cmd_set_resp_data(struct mvgpu_vg_cmd *cmd, void *data, u32 size);
int mvgpu_vg_cmd_set_payload(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
			     const void *data, size_t size);
int mvgpu_vg_cmd_add(struct list_head *cmds, struct mvgpu_vg_cmd *cmd);
void mvgpu_vg_cmd_free_all(struct list_head *cmds);

#endif /* MVGPU_GVT_GPU_VIRTIO_COMMAND_H */
