/* SPDX-License-Identifier: GPL-2.0 */
/* Clients of a GPU with renderers: structures. */
#ifndef MVGPU_GVT_GPU_RENDER_CLIENT_TYPES_H
#define MVGPU_GVT_GPU_RENDER_CLIENT_TYPES_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/xarray.h>
#include "gvt/gpu/gpu_types.h"
#include "gvt/gpu/host_2d_types.h"
#include "gvt/gpu/render/session_types.h"

/**
 * struct mvgpu_rd_client - A vGPU, and the renderer that serves it
 * @client: common part of all backends
 * @owner: for its sessions
 * @link: in the list of clients, see clients.c
 * @table_2d: resources that no context has used, by the guest's identifiers
 * @textures: guest's identifier -> struct mvgpu_rd_res: resources that the renderer has
 * @blob_ids: last number of an object behind a blob
 * @lock: serialises opening, closing, and the arrival of a renderer
 * @opened: a VMM has opened the vGPU, or is about to; changed under @lock
 * @pointer_lock: protects @session, and the slot and mirror of each resource; leaf lock,
 *	any context
 * @session: session, alive or ended, with a reference; or NULL
 * @attached: woken when a renderer arrives, and when it has initialised the GPU
 */
struct mvgpu_rd_client {
	struct mvgpu_gpu_client client;
	struct mvgpu_rd_session_owner owner;
	struct list_head link;
	struct mvgpu_2d_table table_2d;
	struct xarray textures;
	atomic_t blob_ids;
	struct mutex lock;	/* see above */
	bool opened;
	spinlock_t pointer_lock;	/* see above */
	struct mvgpu_rd_session *session;
	wait_queue_head_t attached;
};

static inline struct mvgpu_rd_client *mvgpu_to_rd(struct mvgpu_gpu_client *client)
{
	return container_of(client, struct mvgpu_rd_client, client);
}

#endif /* MVGPU_GVT_GPU_RENDER_CLIENT_TYPES_H */
