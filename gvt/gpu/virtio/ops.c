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
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "gvt/mem/backing.h"
#include "gvt/gpu/virtio/device.h"
#include "gvt/mem/surface.h"

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

/**
 * mvgpu_vg_send_op() - hand an operation of several commands to the device
 * @vg: the GPU
 * @cmds: commands by their link, in order, one at least; empty afterwards
 * @req: done when the last of them is
 *
 * As mvgpu_vg_send_all().
 */
void mvgpu_vg_send_op(struct mvgpu_vg *vg, struct list_head *cmds,
		      struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_cmd *last;

	last = list_last_entry(cmds, struct mvgpu_vg_cmd, link);
	last->req = req;
	last->fenced = req->fenced;
	mvgpu_vg_send_all(vg, cmds);
}

/**
 * mvgpu_vg_submit_cmd() - the request that executes a stream
 * @vg: the GPU
 * @ctx: host id of the context
 * @stream: kernel memory, valid until the command is over
 * @size: bytes of it
 * @own: from kvmalloc, freed with the command, without one at once; or NULL
 *
 * May sleep.
 *
 * Return: the command, not sent, or NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_submit_cmd(struct mvgpu_vg *vg, u32 ctx,
					 const void *stream, u32 size,
					 void *own)
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

/* The operation took effect before, whatever becomes of its fence. */
static void nop_finish(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	cmd->err = 0;
}

/* A virgl command that does nothing: what a fence can be put on. */
static struct mvgpu_vg_cmd *cmd_nop(struct mvgpu_vg *vg)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_must(VIRTIO_GPU_CMD_SUBMIT_3D, sizeof(cmd->body.nop));
	cmd->body.hdr.ctx_id = cpu_to_le32(vg->ctx);
	cmd->body.nop.submit.size = cpu_to_le32(sizeof(cmd->body.nop.stream));
	cmd->finish = nop_finish;
	return cmd;
}

/* What was done at once is over, but a fence waits for the GPU's work. */
static void local_done(struct mvgpu_vg *vg, struct mvgpu_gpu_req *req, int err)
{
	if (err || !req->fenced || !vg->ctx)
		req->done(req, err);
	else
		send(vg, cmd_nop(vg), req);
}

static bool known(const struct mvgpu_vg *vg, const struct mvgpu_vg_res *res)
{
	return res && res->epoch == READ_ONCE(vg->epoch);
}

/**
 * mvgpu_vg_texture_put() - give a reference to a resource back
 * @res: the resource, or NULL
 *
 * Any context; with the last one the device has let go of its memory.
 */
void mvgpu_vg_texture_put(struct mvgpu_vg_res *res)
{
	if (!res || !refcount_dec_and_test(&res->ref))
		return;
	mvgpu_vg_map_put(res->map);
	kfree(res);
}

static struct mvgpu_vg_res *texture_get(struct mvgpu_vg *vg, u32 host_id)
{
	struct mvgpu_vg_res *res;

	xa_lock(&vg->textures);
	res = xa_load(&vg->textures, host_id);
	if (res)
		refcount_inc(&res->ref);
	xa_unlock(&vg->textures);
	return res;
}

/**
 * mvgpu_vg_texture() - a resource that the device still knows of
 * @vg: the GPU
 * @host_id: its number
 *
 * One whose making fails goes at any time, whatever its owner is about to do
 * with it. May sleep.
 *
 * Return: the resource, for mvgpu_vg_texture_put(), or NULL.
 */
struct mvgpu_vg_res *mvgpu_vg_texture(struct mvgpu_vg *vg, u32 host_id)
{
	struct mvgpu_vg_res *res = texture_get(vg, host_id);

	if (known(vg, res))
		return res;
	mvgpu_vg_texture_put(res);
	return NULL;
}

static bool is_texture(struct mvgpu_vg *vg, u32 host_id)
{
	struct mvgpu_vg_res *res = mvgpu_vg_texture(vg, host_id);

	mvgpu_vg_texture_put(res);
	return res;
}

/**
 * mvgpu_vg_texture_add() - remember a resource that the device is to make
 * @vg: the GPU
 * @host_id: its number
 * @shape: its size
 *
 * May sleep.
 *
 * Return: the resource, the table's, without a backing, or NULL: no memory, or
 * the number is taken.
 */
struct mvgpu_vg_res *
mvgpu_vg_texture_add(struct mvgpu_vg *vg, u32 host_id,
		     const struct mvgpu_virgl_shape *shape)
{
	struct mvgpu_vg_res *res = kzalloc(sizeof(*res), VG_GFP);

	if (!res)
		return NULL;
	refcount_set(&res->ref, 1);
	res->epoch = READ_ONCE(vg->epoch);
	res->shape = *shape;
	if (!xa_insert(&vg->textures, host_id, res, VG_GFP))
		return res;
	kfree(res);
	return NULL;
}

/**
 * mvgpu_vg_texture_forget() - undo mvgpu_vg_texture_add()
 * @vg: the GPU
 * @host_id: number of a resource; harmless when there is none
 *
 * The device has let go of its memory. May sleep.
 */
void mvgpu_vg_texture_forget(struct mvgpu_vg *vg, u32 host_id)
{
	mvgpu_vg_texture_put(xa_erase(&vg->textures, host_id));
}

/**
 * mvgpu_vg_free_cmds() - free commands that were not sent
 * @cmds: commands by their link; empty afterwards
 *
 * Their finish functions are not called. May sleep.
 */
void mvgpu_vg_free_cmds(struct list_head *cmds)
{
	struct mvgpu_vg_cmd *cmd, *next;

	list_for_each_entry_safe(cmd, next, cmds, link) {
		list_del(&cmd->link);
		mvgpu_vg_cmd_free(cmd);
	}
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
	mvgpu_vg_texture_put(cmd->priv);
}

/**
 * mvgpu_vg_unref_cmd() - the request that makes the device forget a resource
 * @host_id: the resource
 *
 * May sleep.
 *
 * Return: the command, not sent.
 */
struct mvgpu_vg_cmd *mvgpu_vg_unref_cmd(u32 host_id)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_must(VIRTIO_GPU_CMD_RESOURCE_UNREF,
				sizeof(cmd->body.unref));
	cmd->body.unref.resource_id = cpu_to_le32(host_id);
	return cmd;
}

static void texture_destroy(struct mvgpu_vg *vg, u32 host_id,
			    struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_res *res = xa_erase(&vg->textures, host_id);
	struct mvgpu_vg_cmd *cmd;
	LIST_HEAD(cmds);

	if (!known(vg, res)) {
		mvgpu_vg_texture_put(res);
		req->done(req, -ENOENT);
		return;
	}
	if (res->in_window)
		list_add(&mvgpu_vg_unmap_cmd(host_id)->link, &cmds);
	cmd = mvgpu_vg_unref_cmd(host_id);
	cmd->finish = unref_finish;
	cmd->late = vg->dma;
	cmd->priv = res;
	list_add_tail(&cmd->link, &cmds);
	mvgpu_vg_send_op(vg, &cmds, req);
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
	struct mvgpu_vg_map *gone = NULL;
	unsigned long flags;

	spin_lock_irqsave(&vg->lock, flags);
	if (cmd->err && res->map == cmd->map)
		swap(res->map, gone);
	spin_unlock_irqrestore(&vg->lock, flags);
	mvgpu_vg_map_put(gone);
	mvgpu_vg_texture_put(res);
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
		mvgpu_vg_map_put(map);
		return ERR_PTR(-ENOMEM);
	}
	cmd->finish = attach_finish;
	cmd->priv = res;
	refcount_inc(&res->ref);
	mvgpu_vg_map_put(mvgpu_vg_map_swap(vg, res, map));
	return cmd;
}

static void texture_attach(struct mvgpu_vg *vg, u32 host_id,
			   const struct mvgpu_backing *backing,
			   struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_res *res = mvgpu_vg_texture(vg, host_id);
	struct mvgpu_vg_cmd *cmd;

	if (!res)
		cmd = ERR_PTR(-ENOENT);
	else if (res->map)
		cmd = ERR_PTR(-EBUSY);
	else
		cmd = cmd_attach(vg, host_id, res, backing);
	mvgpu_vg_texture_put(res);
	if (IS_ERR(cmd))
		req->done(req, PTR_ERR(cmd));
	else
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

/**
 * mvgpu_vg_detach_cmd() - the request that takes a backing from the device
 * @host_id: the resource
 *
 * May sleep.
 *
 * Return: the command, not sent.
 */
struct mvgpu_vg_cmd *mvgpu_vg_detach_cmd(u32 host_id)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_must(VIRTIO_GPU_CMD_RESOURCE_DETACH_BACKING,
				sizeof(cmd->body.detach));
	cmd->body.detach.resource_id = cpu_to_le32(host_id);
	return cmd;
}

static void texture_detach(struct mvgpu_vg *vg, u32 host_id,
			   struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg_res *res = texture_get(vg, host_id);
	struct mvgpu_vg_map *map;
	struct mvgpu_vg_cmd *cmd;
	bool told = known(vg, res);

	map = res ? mvgpu_vg_map_swap(vg, res, NULL) : NULL;
	mvgpu_vg_texture_put(res);
	if (!told) {
		mvgpu_vg_map_put(map);
		req->done(req, -ENOENT);
		return;
	}
	cmd = mvgpu_vg_detach_cmd(host_id);
	cmd->late = vg->dma;
	cmd->map = map;
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
	else if (is_texture(vg, host_id))
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
static int move_picture(struct mvgpu_vg *vg, u32 host_id,
			const struct mvgpu_2d *plain, struct list_head *cmds)
{
	const struct mvgpu_surface *s = plain->surface;
	struct mvgpu_gpu_rect all = { .width = s->width, .height = s->height };
	struct mvgpu_vg_map *map;
	int err = -ENOMEM;

	map = mvgpu_vg_map_surface(vg, s);
	if (IS_ERR(map))
		return PTR_ERR(map);
	if (!mvgpu_vg_add(cmds, cmd_create_2d(host_id, plain)) &&
	    !mvgpu_vg_add(cmds, mvgpu_vg_attach_cmd(vg, host_id, map)) &&
	    !mvgpu_vg_add(cmds, cmd_transfer_2d(host_id, &all, 0)) &&
	    !mvgpu_vg_add(cmds, mvgpu_vg_detach_cmd(host_id)))
		err = 0;
	mvgpu_vg_map_put(map);
	return err;
}

/* What follows: the guest's memory becomes the backing again. */
static int move_backing(struct mvgpu_vg *vg, u32 host_id,
			const struct mvgpu_backing *backing,
			struct mvgpu_vg_res *res, struct list_head *cmds)
{
	struct mvgpu_vg_map *map;

	if (!backing)
		return 0;
	if (backing->readonly)
		return -EPERM;
	map = mvgpu_vg_map_backing(vg, backing);
	if (IS_ERR(map))
		return PTR_ERR(map);
	mvgpu_vg_map_swap(vg, res, map);
	return mvgpu_vg_add(cmds, mvgpu_vg_attach_cmd(vg, host_id, map));
}

static struct mvgpu_vg_res *move_add_texture(struct mvgpu_vg *vg, u32 host_id,
					     const struct mvgpu_2d *plain)
{
	struct mvgpu_virgl_shape shape = {
		.target = MVGPU_VIRGL_2D, .format = plain->format,
		.width = plain->surface->width,
		.height = plain->surface->height,
		.depth = 1, .array_size = 1,
	};

	return mvgpu_vg_texture_add(vg, host_id, &shape);
}

static int move_make(struct mvgpu_vg *vg, u32 host_id, struct mvgpu_2d *plain,
		     struct list_head *cmds)
{
	struct mvgpu_vg_res *res = move_add_texture(vg, host_id, plain);
	int err;

	if (!res)
		return -ENOMEM;
	err = move_picture(vg, host_id, plain, cmds);
	if (!err)
		err = move_backing(vg, host_id, plain->backing, res, cmds);
	if (!err)
		err = mvgpu_vg_create(host_id, plain, cmds);
	if (!err)
		return 0;
	mvgpu_vg_texture_forget(vg, host_id);
	mvgpu_vg_free_cmds(cmds);
	return err;
}

static void op_resource_to_3d(struct mvgpu_gpu *gpu, u32 host_id,
			      struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_2d *plain = mvgpu_2d_find(&vg->plain, host_id);
	LIST_HEAD(cmds);
	int err;

	if (vg_lost(vg) || !plain) {
		req->done(req, vg_lost(vg) ? -ENODEV : -ENOENT);
		return;
	}
	err = move_make(vg, host_id, plain, &cmds);
	if (err) {
		req->done(req, err);
		return;
	}
	mvgpu_2d_take(&vg->plain, host_id);
	mvgpu_vg_send_op(vg, &cmds, req);
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

static int create_3d(struct mvgpu_vg *vg, const struct mvgpu_gpu_3d *desc,
		     struct list_head *cmds)
{
	struct mvgpu_virgl_shape shape = mvgpu_gpu_shape(desc);
	struct mvgpu_vg_cmd *cmd;
	int err;

	if (vg_lost(vg))
		return -ENODEV;
	cmd = cmd_create_3d(desc);
	if (!cmd)
		return -ENOMEM;
	list_add_tail(&cmd->link, cmds);
	err = mvgpu_vg_clear_cmds(vg, desc->host_id, &shape, cmds);
	if (!err && !mvgpu_vg_texture_add(vg, desc->host_id, &shape))
		err = -ENOMEM;
	if (err)
		return err;
	err = mvgpu_vg_create(desc->host_id, NULL, cmds);
	if (err)
		mvgpu_vg_texture_forget(vg, desc->host_id);
	return err;
}

static void op_resource_create_3d(struct mvgpu_gpu *gpu,
				  const struct mvgpu_gpu_3d *desc,
				  struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	LIST_HEAD(cmds);
	int err;

	err = create_3d(vg, desc, &cmds);
	if (err) {
		mvgpu_vg_free_cmds(&cmds);
		req->done(req, err);
		return;
	}
	mvgpu_vg_send_op(vg, &cmds, req);
}

/**
 * mvgpu_vg_transfer_cmd() - the request for a transfer
 * @t: what to transfer
 * @to_host: from the backing into the resource, else the other way
 *
 * May sleep.
 *
 * Return: the command, not sent, or NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_transfer_cmd(const struct mvgpu_gpu_transfer *t,
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
	struct mvgpu_2d *plain = mvgpu_2d_find(&vg->plain, transfer->host_id);

	if (plain && !vg_lost(vg))
		local_done(vg, req,
			   mvgpu_2d_transfer_box(plain, transfer, to_host));
	else if (is_texture(vg, transfer->host_id))
		send(vg, mvgpu_vg_transfer_cmd(transfer, to_host), req);
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

	cmd = mvgpu_vg_cmd_must(VIRTIO_GPU_CMD_CTX_DESTROY,
				sizeof(cmd->body.ctx_destroy));
	cmd->body.hdr.ctx_id = cpu_to_le32(ctx);
	send(mvgpu_to_vg(gpu), cmd, req);
}

static void ctx_resource(struct mvgpu_gpu *gpu, u32 type, u32 ctx,
			 u32 host_id, struct mvgpu_gpu_req *req)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_vg_cmd *cmd;

	if (!is_texture(vg, host_id)) {
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

	send(vg, mvgpu_vg_submit_cmd(vg, ctx, stream, size, NULL), req);
}

static void op_show(struct mvgpu_gpu *gpu, struct seq_file *m)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_vg_stats *s = &vg->stats;
	unsigned int resources = 0;
	struct mvgpu_vg_res *res;
	unsigned long id;

	xa_for_each(&vg->textures, id, res)
		resources++;
	seq_printf(m, "resources %u\nmappings %lld\n", resources,
		   atomic64_read(&s->maps));
	seq_printf(m, "commands %lld, fenced %lld, refused %lld\n",
		   atomic64_read(&s->commands), atomic64_read(&s->fences),
		   atomic64_read(&s->errors));
	seq_printf(m, "resets %lld\n", atomic64_read(&s->resets));
	seq_printf(m, "finished without an interrupt %lld\n",
		   atomic64_read(&s->found));
	seq_printf(m, "found the ring full %lld, kicks %lld\n",
		   atomic64_read(&s->waited), atomic64_read(&s->kicks));
	seq_printf(m, "pieces of memory %lld, together %lld\n",
		   atomic64_read(&s->pieces), atomic64_read(&s->entries));
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
	.readback = mvgpu_vg_readback,
	.resource_create_blob = mvgpu_vg_resource_create_blob,
	.blob_map = mvgpu_vg_blob_map,
	.blob_unmap = mvgpu_vg_blob_unmap,
	.show = op_show,
	.poll = mvgpu_vg_poll,
	.recover = mvgpu_vg_recover,
	.quiesce = op_quiesce,
	.destroy = mvgpu_vg_destroy,
};
