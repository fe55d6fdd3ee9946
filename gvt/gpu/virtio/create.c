// SPDX-License-Identifier: GPL-2.0
/*
 * A new resource is several requests: make it, give it zeros or a picture, give it
 * memory. It is there when all of them went well. If one did not, what there is of it
 * is forgotten before anybody hears of the error: a resource that was made but not
 * filled would show its owner what others left.
 */
#include <linux/slab.h>
#include "gvt/gpu/virtio/device.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/**
 * struct vg_birth - a resource on its way
 * @host_id: its number
 * @plain: host memory that it was before, or NULL
 * @left: requests that are not over
 * @err: the first error
 * @req: the operation, once the last request is over
 */
struct vg_birth {
	u32 host_id;
	struct mvgpu_2d *plain;
	unsigned int left;
	int err;
	struct mvgpu_gpu_req *req;
};

static void undo_end(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	struct vg_birth *birth = cmd->priv;

	cmd->err = birth->err;
	mvgpu_vg_texture_forget(vg, birth->host_id);
	kfree(birth);
}

static void undo(struct mvgpu_vg *vg, struct vg_birth *birth)
{
	struct mvgpu_vg_cmd *cmd = mvgpu_vg_unref_cmd(birth->host_id);

	cmd->finish = undo_end;
	cmd->late = true;
	cmd->priv = birth;
	cmd->req = birth->req;
	mvgpu_vg_send(vg, cmd);
}

/* All end in one work, so one after the other, but perhaps not in order. */
static void step_end(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	struct vg_birth *birth = cmd->priv;

	if (cmd->err && !birth->err)
		birth->err = cmd->err;
	if (cmd->req)
		birth->req = cmd->req;
	cmd->req = NULL;
	if (--birth->left)
		return;
	/* The last one's memory may be that. */
	mvgpu_vg_map_put(cmd->map);
	cmd->map = NULL;
	mvgpu_2d_free(birth->plain);
	if (birth->err) {
		undo(vg, birth);
		return;
	}
	cmd->req = birth->req;
	kfree(birth);
}

/**
 * mvgpu_vg_create() - requests that make a resource, all of them or none
 * @host_id: its number, which mvgpu_vg_texture_add() was told
 * @plain: what it was, freed once the device has let go of it; or NULL
 * @cmds: they, not sent, with no finish function; to be sent as one operation
 *
 * May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_vg_create(u32 host_id, struct mvgpu_2d *plain, struct list_head *cmds)
{
	struct vg_birth *birth = kzalloc(sizeof(*birth), VG_GFP);
	struct mvgpu_vg_cmd *cmd;

	if (!birth)
		return -ENOMEM;
	birth->host_id = host_id;
	birth->plain = plain;
	list_for_each_entry(cmd, cmds, link) {
		cmd->late = true;
		cmd->priv = birth;
		cmd->finish = step_end;
		birth->left++;
	}
	return 0;
}
