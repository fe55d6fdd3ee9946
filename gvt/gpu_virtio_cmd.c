// SPDX-License-Identifier: GPL-2.0
/*
 * The operations of the virtio backend. 2D resources are host memory and no
 * business of the device until a context wants one; everything else becomes a
 * request on the device's control queue, in the order of the calls.
 *
 * Only contexts of the virgl kind are let through, whose one timeline is the
 * device's own: a fence of either is a fence of the device.
 */
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "gvt/backing.h"
#include "gvt/gpu_virtio.h"
#include "gvt/surface.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

static const char vg_ctx_name[] = "mvgpu";

static bool vg_lost(const struct mvgpu_vg *vg)
{
	return READ_ONCE(vg->gpu.lost);
}

/* The request whose end is the operation's end. */
static void send(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
		 struct mvgpu_gpu_req *req)
{
	if (!cmd) {
		req->done(req, vg_lost(vg) ? -ENODEV : -ENOMEM);
		return;
	}
	cmd->req = req;
	cmd->fenced = req->fenced;
	mvgpu_vg_send(vg, cmd);
}

static struct mvgpu_vg_cmd *cmd_submit(struct mvgpu_vg *vg, u32 ctx,
				       const void *stream, u32 size, void *own)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_SUBMIT_3D,
			       sizeof(cmd->body.submit));
	if (!cmd) {
		kvfree(own);
		return NULL;
	}
	cmd->body.hdr.ctx_id = cpu_to_le32(ctx);
	cmd->body.submit.size = cpu_to_le32(size);
	cmd->own = own;
	if (!size || !mvgpu_vg_cmd_payload(vg, cmd, stream, size))
		return cmd;
	mvgpu_vg_cmd_free(cmd);
	return NULL;
}

/* A virgl command that does nothing: what a fence can be put on. */
static struct mvgpu_vg_cmd *cmd_nop(struct mvgpu_vg *vg)
{
	__le32 *nop = kzalloc(sizeof(*nop), VG_GFP);

	return nop ? cmd_submit(vg, vg->ctx, nop, sizeof(*nop), nop) : NULL;
}

/* What was done at once is over, but a fence waits for the GPU's work. */
static void local_done(struct mvgpu_vg *vg, struct mvgpu_gpu_req *req, int err)
{
	if (err || !req->fenced || !vg->ctx)
		req->done(req, err);
	else
		send(vg, cmd_nop(vg), req);
}

static void res_put(struct mvgpu_vg_res *res)
{
	if (!refcount_dec_and_test(&res->ref))
		return;
	mvgpu_vg_unmap(res->map);
	kfree(res);
}

/* A resource that the device still knows of. */
static struct mvgpu_vg_res *texture(struct mvgpu_vg *vg, u32 host_id)
{
	struct mvgpu_vg_res *res = xa_load(&vg->textures, host_id);

	return res && res->epoch == READ_ONCE(vg->epoch) ? res : NULL;
}

static struct mvgpu_vg_res *texture_add(struct mvgpu_vg *vg, u32 host_id)
{
	struct mvgpu_vg_res *res = kzalloc(sizeof(*res), VG_GFP);

	if (!res)
		return NULL;
	refcount_set(&res->ref, 1);
	res->epoch = READ_ONCE(vg->epoch);
	if (!xa_insert(&vg->textures, host_id, res, VG_GFP))
		return res;
	kfree(res);
	return NULL;
}

static void texture_forget(struct mvgpu_vg *vg, u32 host_id)
{
	struct mvgpu_vg_res *res = xa_erase(&vg->textures, host_id);

	if (res)
		res_put(res);
}

static void op_resource_create_2d(struct mvgpu_gpu *gpu,
				  const struct mvgpu_gpu_2d *desc,
				  struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);

	local_done(vg, req, vg_lost(vg) ? -ENODEV :
				 mvgpu_2d_create(&vg->plain, desc));
}

/* The device has forgotten the resource, and so its memory. */
static void unref_finish(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	res_put(cmd->priv);
}

static struct mvgpu_vg_cmd *cmd_unref(u32 host_id)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_UNREF,
			       sizeof(cmd->body.unref));
	if (cmd)
		cmd->body.unref.resource_id = cpu_to_le32(host_id);
	return cmd;
}

static void texture_destroy(struct mvgpu_vg *vg, u32 host_id,
			    struct mvgpu_gpu_req *req)
{
	bool known = texture(vg, host_id);
	struct mvgpu_vg_cmd *cmd = known ? cmd_unref(host_id) : NULL;
	struct mvgpu_vg_res *res;

	if (known && !cmd) {
		req->done(req, -ENOMEM);
		return;
	}
	res = xa_erase(&vg->textures, host_id);
	if (!cmd) {
		if (res)
			res_put(res);
		req->done(req, res ? 0 : -ENOENT);
		return;
	}
	cmd->finish = unref_finish;
	cmd->late = vg->dma;
	cmd->priv = res;
	send(vg, cmd, req);
}

static void op_resource_destroy(struct mvgpu_gpu *gpu, u32 host_id,
				struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_2d *plain = mvgpu_2d_take(&vg->plain, host_id);

	if (!plain) {
		texture_destroy(vg, host_id, req);
		return;
	}
	mvgpu_2d_free(plain);
	local_done(vg, req, 0);
}

/* Memory that the device refused is not kept mapped for it. */
static void attach_finish(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	struct mvgpu_vg_res *res = cmd->priv;
	struct mvgpu_vg_map *map = cmd->priv2;

	if (cmd->err && cmpxchg(&res->map, map, NULL) == map)
		mvgpu_vg_unmap(map);
	res_put(res);
}

/*
 * The request that attaches guest memory, which from then on is @res's. The
 * device may write to it, which the VMM must have allowed.
 */
static struct mvgpu_vg_cmd *cmd_attach(struct mvgpu_vg *vg, u32 host_id,
				       struct mvgpu_vg_res *res,
				       const struct mvgpu_backing *backing)
{
	struct mvgpu_vg_cmd *cmd;
	struct mvgpu_vg_map *map;

	if (backing->readonly)
		return ERR_PTR(-EPERM);
	map = mvgpu_vg_map_backing(vg, backing);
	if (IS_ERR(map))
		return ERR_CAST(map);
	cmd = mvgpu_vg_attach_cmd(vg, host_id, map);
	if (!cmd) {
		mvgpu_vg_unmap(map);
		return ERR_PTR(-ENOMEM);
	}
	cmd->finish = attach_finish;
	cmd->late = vg->dma;
	cmd->priv = res;
	cmd->priv2 = map;
	refcount_inc(&res->ref);
	return cmd;
}

static void texture_attach(struct mvgpu_vg *vg, u32 host_id,
			   const struct mvgpu_backing *backing,
			   struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_res *res = texture(vg, host_id);
	struct mvgpu_vg_cmd *cmd;

	if (!res || res->map) {
		req->done(req, res ? -EBUSY : -ENOENT);
		return;
	}
	cmd = cmd_attach(vg, host_id, res, backing);
	if (IS_ERR(cmd)) {
		req->done(req, PTR_ERR(cmd));
		return;
	}
	xchg(&res->map, cmd->priv2);
	send(vg, cmd, req);
}

static void op_attach_backing(struct mvgpu_gpu *gpu, u32 host_id,
			      const struct mvgpu_backing *backing,
			      struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_2d *plain = mvgpu_2d_find(&vg->plain, host_id);

	if (!plain) {
		texture_attach(vg, host_id, backing, req);
		return;
	}
	plain->backing = backing;
	local_done(vg, req, 0);
}

static void detach_finish(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	mvgpu_vg_unmap(cmd->priv);
}

static struct mvgpu_vg_cmd *cmd_detach(struct mvgpu_vg *vg, u32 host_id,
				       struct mvgpu_vg_map *map)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING,
			       sizeof(cmd->body.detach));
	if (!cmd)
		return NULL;
	cmd->body.detach.resource_id = cpu_to_le32(host_id);
	cmd->finish = detach_finish;
	cmd->late = vg->dma;
	cmd->priv = map;
	return cmd;
}

static void texture_detach(struct mvgpu_vg *vg, u32 host_id,
			   struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_res *res = xa_load(&vg->textures, host_id);
	struct mvgpu_vg_cmd *cmd;

	if (!res) {
		req->done(req, -ENOENT);
		return;
	}
	if (res != texture(vg, host_id)) {
		mvgpu_vg_unmap(xchg(&res->map, NULL));
		req->done(req, 0);
		return;
	}
	cmd = cmd_detach(vg, host_id, NULL);
	if (cmd)
		cmd->priv = xchg(&res->map, NULL);
	send(vg, cmd, req);
}

static void op_detach_backing(struct mvgpu_gpu *gpu, u32 host_id,
			      struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_2d *plain = mvgpu_2d_find(&vg->plain, host_id);

	if (!plain) {
		texture_detach(vg, host_id, req);
		return;
	}
	plain->backing = NULL;
	local_done(vg, req, 0);
}

static struct mvgpu_vg_cmd *cmd_transfer_2d(u32 host_id,
					    const struct mvgpu_gpu_rect *rect,
					    u64 offset)
{
	struct mvgpu_vg_cmd *cmd;
	struct virtio_gpu_rect *r;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D,
			       sizeof(cmd->body.transfer_2d));
	if (!cmd)
		return NULL;
	r = &cmd->body.transfer_2d.r;
	r->x = cpu_to_le32(rect->x);
	r->y = cpu_to_le32(rect->y);
	r->width = cpu_to_le32(rect->width);
	r->height = cpu_to_le32(rect->height);
	cmd->body.transfer_2d.offset = cpu_to_le64(offset);
	cmd->body.transfer_2d.resource_id = cpu_to_le32(host_id);
	return cmd;
}

static void op_transfer_to_host_2d(struct mvgpu_gpu *gpu, u32 host_id,
				   const struct mvgpu_gpu_rect *rect,
				   u64 offset, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_2d *plain = mvgpu_2d_find(&vg->plain, host_id);

	if (vg_lost(vg))
		req->done(req, -ENODEV);
	else if (plain)
		local_done(vg, req, mvgpu_2d_transfer(plain, rect, offset));
	else if (texture(vg, host_id))
		send(vg, cmd_transfer_2d(host_id, rect, offset), req);
	else
		req->done(req, -ENOENT);
}

static struct mvgpu_surface *op_resource_surface(struct mvgpu_gpu *gpu,
						 u32 host_id)
{
	struct mvgpu_2d *plain = mvgpu_2d_find(&mvgpu_to_vg(gpu)->plain,
					       host_id);

	return plain ? mvgpu_surface_get(plain->surface) : NULL;
}

/**
 * struct vg_move - a 2D resource on its way to the device
 * @plain: what it was; freed at the end
 * @map: addresses of its storage
 * @res: what it becomes (a reference)
 * @err: the first error
 * @cmds: the requests, before they are sent
 */
struct vg_move {
	struct mvgpu_2d *plain;
	struct mvgpu_vg_map *map;
	struct mvgpu_vg_res *res;
	int err;
	struct list_head cmds;
};

static void move_free(struct vg_move *move)
{
	struct mvgpu_vg_cmd *cmd, *next;

	list_for_each_entry_safe(cmd, next, &move->cmds, link)
		mvgpu_vg_cmd_free(cmd);
	mvgpu_vg_unmap(move->map);
	if (move->res)
		res_put(move->res);
	kfree(move);
}

static void move_step(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	struct vg_move *move = cmd->priv2;

	if (cmd->err && !move->err)
		move->err = cmd->err;
}

static void move_end(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	struct vg_move *move = cmd->priv2;

	move_step(vg, cmd);
	cmd->err = move->err;
	mvgpu_2d_free(move->plain);
	move_free(move);
}

/* All steps end in process context, and therefore in order. */
static int move_add(struct vg_move *move, struct mvgpu_vg_cmd *cmd)
{
	if (!cmd)
		return -ENOMEM;
	cmd->finish = move_step;
	cmd->late = true;
	cmd->priv2 = move;
	list_add_tail(&cmd->link, &move->cmds);
	return 0;
}

static struct mvgpu_vg_cmd *cmd_create_2d(u32 host_id,
					  const struct mvgpu_2d *plain)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_CREATE_2D,
			       sizeof(cmd->body.create_2d));
	if (!cmd)
		return NULL;
	cmd->body.create_2d.resource_id = cpu_to_le32(host_id);
	cmd->body.create_2d.format = cpu_to_le32(plain->format);
	cmd->body.create_2d.width = cpu_to_le32(plain->surface->width);
	cmd->body.create_2d.height = cpu_to_le32(plain->surface->height);
	return cmd;
}

/* The storage is the device's backing for as long as it copies it. */
static int move_steps(struct mvgpu_vg *vg, u32 host_id, struct vg_move *move)
{
	const struct mvgpu_surface *s = move->plain->surface;
	struct mvgpu_gpu_rect all = { .width = s->width, .height = s->height };

	if (move_add(move, cmd_create_2d(host_id, move->plain)) ||
	    move_add(move, mvgpu_vg_attach_cmd(vg, host_id, move->map)) ||
	    move_add(move, cmd_transfer_2d(host_id, &all, 0)) ||
	    move_add(move, cmd_detach(vg, host_id, NULL)))
		return -ENOMEM;
	return 0;
}

static int move_prepare(struct mvgpu_vg *vg, u32 host_id,
			struct vg_move *move)
{
	move->map = mvgpu_vg_map_surface(vg, move->plain->surface);
	if (IS_ERR(move->map)) {
		move->map = NULL;
		return -ENOMEM;
	}
	move->res = texture_add(vg, host_id);
	if (!move->res)
		return -ENOMEM;
	refcount_inc(&move->res->ref);
	return move_steps(vg, host_id, move);
}

/* The last request: the guest's memory becomes the backing, if there is any. */
static int move_last(struct mvgpu_vg *vg, u32 host_id, struct vg_move *move,
		     struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = list_last_entry(&move->cmds, struct mvgpu_vg_cmd, link);
	cmd->finish = move_end;
	if (move->plain->backing) {
		cmd = cmd_attach(vg, host_id, move->res, move->plain->backing);
		if (IS_ERR(cmd))
			return PTR_ERR(cmd);
		move->res->map = cmd->priv2;
		list_add_tail(&cmd->link, &move->cmds);
	}
	cmd->req = req;
	cmd->fenced = req->fenced;
	return 0;
}

static int move_make(struct mvgpu_vg *vg, struct mvgpu_2d *plain, u32 host_id,
		     struct mvgpu_gpu_req *req, struct vg_move **out)
{
	struct vg_move *move = kzalloc(sizeof(*move), VG_GFP);
	int err;

	if (!move)
		return -ENOMEM;
	INIT_LIST_HEAD(&move->cmds);
	move->plain = plain;
	err = move_prepare(vg, host_id, move);
	if (!err)
		err = move_last(vg, host_id, move, req);
	if (!err) {
		*out = move;
		return 0;
	}
	if (move->res)
		texture_forget(vg, host_id);
	move_free(move);
	return err;
}

static void op_resource_to_3d(struct mvgpu_gpu *gpu, u32 host_id,
			      struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_2d *plain = mvgpu_2d_find(&vg->plain, host_id);
	struct vg_move *move;
	LIST_HEAD(cmds);
	int err;

	if (vg_lost(vg) || !plain) {
		req->done(req, vg_lost(vg) ? -ENODEV : -ENOENT);
		return;
	}
	err = move_make(vg, plain, host_id, req, &move);
	if (err) {
		req->done(req, err);
		return;
	}
	mvgpu_2d_take(&vg->plain, host_id);
	list_splice_init(&move->cmds, &cmds);
	mvgpu_vg_send_all(vg, &cmds);
}

static struct mvgpu_vg_cmd *cmd_create_3d(const struct mvgpu_gpu_3d *desc)
{
	struct virtio_gpu_resource_create_3d *c;
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_CREATE_3D,
			       sizeof(cmd->body.create_3d));
	if (!cmd)
		return NULL;
	c = &cmd->body.create_3d;
	c->resource_id = cpu_to_le32(desc->host_id);
	c->target = cpu_to_le32(desc->target);
	c->format = cpu_to_le32(desc->format);
	c->bind = cpu_to_le32(desc->bind);
	c->width = cpu_to_le32(desc->width);
	c->height = cpu_to_le32(desc->height);
	c->depth = cpu_to_le32(desc->depth);
	c->array_size = cpu_to_le32(desc->array_size);
	c->last_level = cpu_to_le32(desc->last_level);
	c->nr_samples = cpu_to_le32(desc->nr_samples);
	c->flags = cpu_to_le32(desc->flags);
	return cmd;
}

static void op_resource_create_3d(struct mvgpu_gpu *gpu,
				  const struct mvgpu_gpu_3d *desc,
				  struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_vg_cmd *cmd = cmd_create_3d(desc);

	if (cmd && !texture_add(vg, desc->host_id)) {
		mvgpu_vg_cmd_free(cmd);
		cmd = NULL;
	}
	send(vg, cmd, req);
}

static struct mvgpu_vg_cmd *cmd_transfer_3d(const struct mvgpu_gpu_transfer *t,
					    bool to_host)
{
	struct virtio_gpu_transfer_host_3d *c;
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(to_host ? VIRTIO_GPU_CMD_TRANSFER_TO_HOST_3D :
					 VIRTIO_GPU_CMD_TRANSFER_FROM_HOST_3D,
			       sizeof(cmd->body.transfer_3d));
	if (!cmd)
		return NULL;
	c = &cmd->body.transfer_3d;
	c->hdr.ctx_id = cpu_to_le32(t->ctx);
	c->box.x = cpu_to_le32(t->x);
	c->box.y = cpu_to_le32(t->y);
	c->box.z = cpu_to_le32(t->z);
	c->box.w = cpu_to_le32(t->width);
	c->box.h = cpu_to_le32(t->height);
	c->box.d = cpu_to_le32(t->depth);
	c->offset = cpu_to_le64(t->offset);
	c->resource_id = cpu_to_le32(t->host_id);
	c->level = cpu_to_le32(t->level);
	c->stride = cpu_to_le32(t->stride);
	c->layer_stride = cpu_to_le32(t->layer_stride);
	return cmd;
}

static void op_transfer_3d(struct mvgpu_gpu *gpu,
			   const struct mvgpu_gpu_transfer *transfer,
			   bool to_host, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);

	if (texture(vg, transfer->host_id))
		send(vg, cmd_transfer_3d(transfer, to_host), req);
	else
		req->done(req, vg_lost(vg) ? -ENODEV : -ENOENT);
}

static struct mvgpu_vg_cmd *cmd_ctx_create(struct mvgpu_vg *vg, u32 ctx,
					   u32 capset, const char *name)
{
	struct virtio_gpu_ctx_create *c;
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_CTX_CREATE,
			       sizeof(cmd->body.ctx_create));
	if (!cmd)
		return NULL;
	c = &cmd->body.ctx_create;
	c->hdr.ctx_id = cpu_to_le32(ctx);
	if (vg->gpu.caps.features & BIT_ULL(VIRTIO_GPU_F_CONTEXT_INIT))
		c->context_init = cpu_to_le32(capset);
	c->nlen = cpu_to_le32(strnlen(name, sizeof(c->debug_name) - 1));
	strscpy(c->debug_name, name, sizeof(c->debug_name));
	return cmd;
}

static void op_ctx_create(struct mvgpu_gpu *gpu, u32 ctx, u32 capset,
			  const char *name, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);

	send(vg, cmd_ctx_create(vg, ctx, capset, name), req);
}

static void op_ctx_destroy(struct mvgpu_gpu *gpu, u32 ctx,
			   struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_CTX_DESTROY,
			       sizeof(cmd->body.ctx_destroy));
	if (cmd)
		cmd->body.hdr.ctx_id = cpu_to_le32(ctx);
	send(mvgpu_to_vg(gpu), cmd, req);
}

static void ctx_resource(struct mvgpu_gpu *gpu, u32 type, u32 ctx,
			 u32 host_id, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_vg_cmd *cmd;

	if (!texture(vg, host_id)) {
		req->done(req, vg_lost(vg) ? -ENODEV : -ENOENT);
		return;
	}
	cmd = mvgpu_vg_cmd_new(type, sizeof(cmd->body.ctx_resource));
	if (cmd) {
		cmd->body.hdr.ctx_id = cpu_to_le32(ctx);
		cmd->body.ctx_resource.resource_id = cpu_to_le32(host_id);
	}
	send(vg, cmd, req);
}

static void op_ctx_attach(struct mvgpu_gpu *gpu, u32 ctx, u32 host_id,
			  struct mvgpu_gpu_req *req)
{
	ctx_resource(gpu, VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE, ctx, host_id,
		     req);
}

static void op_ctx_detach(struct mvgpu_gpu *gpu, u32 ctx, u32 host_id,
			  struct mvgpu_gpu_req *req)
{
	ctx_resource(gpu, VIRTIO_GPU_CMD_CTX_DETACH_RESOURCE, ctx, host_id,
		     req);
}

static void op_submit(struct mvgpu_gpu *gpu, u32 ctx, const void *stream,
		      u32 size, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);

	send(vg, cmd_submit(vg, ctx, stream, size, NULL), req);
}

static void op_quiesce(struct mvgpu_gpu *gpu)
{
	mvgpu_vg_quiesce(mvgpu_to_vg(gpu));
}

/**
 * mvgpu_vg_ctx_start() - make our own context on the device
 * @vg: the GPU, just started; features known, the context's number drawn or 0
 *
 * What fences without work are put on. Sleeps.
 *
 * Return: 0 or -errno.
 */
int mvgpu_vg_ctx_start(struct mvgpu_vg *vg)
{
	struct mvgpu_vg_cmd *cmd;
	int ret;

	if (!vg->ctx)
		return 0;
	cmd = cmd_ctx_create(vg, vg->ctx, 0, vg_ctx_name);
	if (!cmd)
		return -ENOMEM;
	ret = mvgpu_vg_sync(vg, cmd, NULL);
	return min(ret, 0);
}

const struct mvgpu_gpu_ops mvgpu_vg_ops = {
	.name = "virtio",
	.resource_create_2d = op_resource_create_2d,
	.resource_destroy = op_resource_destroy,
	.attach_backing = op_attach_backing,
	.detach_backing = op_detach_backing,
	.transfer_to_host_2d = op_transfer_to_host_2d,
	.resource_surface = op_resource_surface,
	.resource_to_3d = op_resource_to_3d,
	.resource_create_3d = op_resource_create_3d,
	.transfer_3d = op_transfer_3d,
	.ctx_create = op_ctx_create,
	.ctx_destroy = op_ctx_destroy,
	.ctx_attach = op_ctx_attach,
	.ctx_detach = op_ctx_detach,
	.submit = op_submit,
	.quiesce = op_quiesce,
	.destroy = mvgpu_vg_destroy,
};
