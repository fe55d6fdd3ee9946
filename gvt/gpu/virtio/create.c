// SPDX-License-Identifier: GPL-2.0
/*
 * Create transaction. A new resource takes several commands: it is created, filled with
 * zeros or with its contents, and given its backing. It exists when all of them were
 * successful. Otherwise, what exists of it is destroyed before the error is reported: a
 * resource that was created but not filled would show its owner what others left behind.
 */
#include <linux/slab.h>
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/virtio/command_types.h"
#include "gvt/gpu/virtio/create.h"
#include "gvt/gpu/virtio/encode_resource.h"
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/queue.h"
#include "gvt/gpu/virtio/texture.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/**
 * struct vg_create_transaction - A resource that is being created
 * @host_id: resource
 * @res_2d: resource in host memory that it was before, or NULL
 * @remaining: commands that are not completed
 * @err: first error
 * @req: operation, set when its last command is completed
 */
struct vg_create_transaction {
	u32 host_id;
	struct mvgpu_2d *res_2d;
	unsigned int remaining;
	int err;
	struct mvgpu_gpu_req *req;
};

static void vg_create_undo_complete(struct mvgpu_vg *vg,
				    struct mvgpu_vg_cmd *cmd)
{
	struct vg_create_transaction *create = cmd->priv;

	cmd->err = create->err;
	mvgpu_vg_texture_remove(vg, create->host_id);
	kfree(create);
}

static void vg_create_undo(struct mvgpu_vg *vg,
			   struct vg_create_transaction *create)
{
	struct mvgpu_vg_cmd *cmd = mvgpu_vg_unref_cmd(create->host_id);

	cmd->complete = vg_create_undo_complete;
	cmd->defer = true;
	cmd->priv = create;
	cmd->req = create->req;
	mvgpu_vg_send(vg, cmd);
}

/* All steps are completed in one work, so one at a time, but possibly out of order. */
static void vg_create_step_complete(struct mvgpu_vg *vg,
				    struct mvgpu_vg_cmd *cmd)
{
	struct vg_create_transaction *create = cmd->priv;

	if (cmd->err && !create->err)
		create->err = cmd->err;
	if (cmd->req)
		create->req = cmd->req;
	cmd->req = NULL;
	if (--create->remaining)
		return;
	/* The map of the last command may be that of the storage. */
	mvgpu_vg_map_put(cmd->map);
	cmd->map = NULL;
	mvgpu_2d_free(create->res_2d);
	if (create->err) {
		vg_create_undo(vg, create);
		return;
	}
	cmd->req = create->req;
	kfree(create);
}

/**
 * mvgpu_vg_create() - Make a create transaction of commands
 * @host_id: resource, added by mvgpu_vg_texture_add()
 * @res_2d: resource in host memory that it was before, freed when the device does not use
 *	its storage any more; or NULL
 * @cmds: commands that create the resource, without complete functions. The caller sends
 *	them as one operation.
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_vg_create(u32 host_id, struct mvgpu_2d *res_2d,
		    struct list_head *cmds)
{
	struct vg_create_transaction *create = kzalloc(sizeof(*create), VG_GFP);
	struct mvgpu_vg_cmd *cmd;

	if (!create)
		return -ENOMEM;
	create->host_id = host_id;
	create->res_2d = res_2d;
	list_for_each_entry(cmd, cmds, link) {
		cmd->defer = true;
		cmd->priv = create;
		cmd->complete = vg_create_step_complete;
		create->remaining++;
	}
	return 0;
}
