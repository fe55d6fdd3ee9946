// SPDX-License-Identifier: GPL-2.0
/* Commands as objects: the private copy of a chain, and the response to it. */
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "gvt/cmd/cmd.h"
#include "gvt/cmd/fence.h"
#include "gvt/cmd/resp.h"
#include "gvt/display/release.h"
#include "gvt/mem/backing.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/context.h"
#include "gvt/resource/resource.h"
#include "gvt/sched/wakeup.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/ring_mem.h"

static struct mvgpu_cmd *cmd_new(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd = kzalloc(sizeof(*cmd), GFP_KERNEL_ACCOUNT);

	if (cmd)
		cmd->vgpu = vgpu;
	return cmd;
}

static void cmd_clear(struct mvgpu_cmd *cmd)
{
	cmd->row = NULL;
	cmd->nr_seg = 0;
	cmd->seg = cmd->small_seg;
	cmd->writable = 0;
	cmd->len = 0;
	cmd->data = cmd->small_data;
	memset(&cmd->resp, 0, sizeof(cmd->resp));
	cmd->resp_len = sizeof(cmd->resp.hdr);
	cmd->tail = NULL;
	cmd->tail_len = 0;
	cmd->finish = NULL;
	cmd->state = MVGPU_CMD_RUNNING;
	cmd->req = (struct mvgpu_gpu_req) {
		.done = mvgpu_cmd_req_done,
		.ring_idx = MVGPU_NO_RING,
	};
}

/* A queue whose commands all wait for rings takes the command that lets them go on. */
static_assert(MVGPU_MAX_ON_RINGS >= MVGPU_VRING_MAX);

/**
 * mvgpu_cmd_has_room() - Check whether a vGPU may have another command in flight
 * @vgpu: vGPU
 *
 * What waits for a ring may wait for later commands of the guest, and must not keep them out.
 * It has a limit of its own for guests that reset a queue, which forgets what it had in flight.
 *
 * Context: vgpu->lock held.
 *
 * Return: true when it may.
 */
bool mvgpu_cmd_has_room(const struct mvgpu_vgpu *vgpu)
{
	return vgpu->nr_cmds - vgpu->nr_on_rings < MVGPU_MAX_IN_FLIGHT &&
	       vgpu->nr_on_rings < MVGPU_MAX_ON_RINGS &&
	       vgpu->cmd_bytes < MVGPU_MAX_IN_FLIGHT_BYTES;
}

/**
 * mvgpu_cmd_alloc() - Get an empty command
 * @vgpu: vGPU; vgpu->lock held
 *
 * A spare command is used again, if there is one. mvgpu_cmd_recycle() is the
 * counterpart.
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: command that is in no list, or NULL without memory.
 */
struct mvgpu_cmd *mvgpu_cmd_alloc(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd;

	lockdep_assert_held(&vgpu->lock);
	cmd = list_first_entry_or_null(&vgpu->spare_cmds, struct mvgpu_cmd,
				       node);
	if (cmd)
		list_del(&cmd->node);
	else
		cmd = cmd_new(vgpu);
	if (cmd)
		cmd_clear(cmd);
	return cmd;
}

/**
 * mvgpu_cmd_put_objects() - Drop the references of a command
 * @cmd: command
 *
 * Context: vgpu->lock of its vGPU held. May sleep.
 */
void mvgpu_cmd_put_objects(struct mvgpu_cmd *cmd)
{
	mvgpu_surface_put(cmd->readback.dst);
	cmd->readback.dst = NULL;
	mvgpu_backing_put(cmd->backing);
	cmd->backing = NULL;
	mvgpu_context_put(cmd->vgpu, cmd->ctx);
	cmd->ctx = NULL;
	mvgpu_resource_put(cmd->vgpu, cmd->res);
	cmd->res = NULL;
}

/**
 * mvgpu_cmd_recycle() - Make a command spare
 * @cmd: command that is in no list and references nothing
 *
 * What the command allocated is freed; the command itself is used again.
 *
 * Context: vgpu->lock of its vGPU held.
 */
void mvgpu_cmd_recycle(struct mvgpu_cmd *cmd)
{
	struct mvgpu_vgpu *vgpu = cmd->vgpu;

	lockdep_assert_held(&vgpu->lock);
	if (cmd->data != cmd->small_data) {
		vgpu->cmd_bytes -= cmd->len;
		kvfree(cmd->data);
	}
	if (cmd->seg != cmd->small_seg)
		kvfree(cmd->seg);
	kfree(cmd->tail);
	list_add(&cmd->node, &vgpu->spare_cmds);
}

/**
 * mvgpu_cmd_free_spare() - Free the spare commands
 * @vgpu: vGPU without a worker and without a command in flight
 *
 * Context: process context.
 */
void mvgpu_cmd_free_spare(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd, *next;

	list_for_each_entry_safe(cmd, next, &vgpu->spare_cmds, node) {
		list_del(&cmd->node);
		kfree(cmd);
	}
}

/**
 * mvgpu_cmd_ref_resource() - Reference the resource that a command names
 * @cmd: command that references no other resource
 * @res: resource; it and its host id exist, in the table or not, until the command has
 *	completed
 *
 * Context: vgpu->lock of its vGPU held.
 */
void mvgpu_cmd_ref_resource(struct mvgpu_cmd *cmd, struct mvgpu_resource *res)
{
	cmd->res = mvgpu_resource_get(res);
}

/**
 * mvgpu_cmd_ref_context() - Reference the context that a command names
 * @cmd: command that references no other context
 * @ctx: context; it and its host id exist, in the table or not, until the command has
 *	completed
 *
 * Context: vgpu->lock of its vGPU held.
 */
void mvgpu_cmd_ref_context(struct mvgpu_cmd *cmd, struct mvgpu_context *ctx)
{
	cmd->ctx = mvgpu_context_get(ctx);
}

/**
 * mvgpu_cmd_ref_backing() - Reference the guest memory that a command names
 * @cmd: command that references no other backing
 * @backing: backing; its memory, pinned or not, is not used for another one until the
 *	command has completed
 *
 * Context: vgpu->lock of its vGPU held.
 */
void mvgpu_cmd_ref_backing(struct mvgpu_cmd *cmd,
			   struct mvgpu_backing *backing)
{
	cmd->backing = mvgpu_backing_get(backing);
}

/**
 * mvgpu_cmd_resource_created() - Finish a command that creates a resource on the GPU
 * @cmd: command, which references the resource
 * @err: 0 or -errno
 *
 * To be used as cmd->finish.
 *
 * Context: vgpu->lock of its vGPU held. May sleep.
 *
 * Return: VIRTIO_GPU_RESP_*.
 */
u32 mvgpu_cmd_resource_created(struct mvgpu_cmd *cmd, int err)
{
	/* A guest that did not wait for the response may be destroying it already. */
	if (err && cmd->res->linked)
		mvgpu_release_resource(cmd->vgpu, cmd->res);
	return mvgpu_resp_from_errno(err);
}

static int cmd_copy_segs(struct mvgpu_cmd *cmd, const struct mvgpu_chain *chain)
{
	size_t bytes = chain->nr_writable * sizeof(*cmd->seg);

	if (chain->nr_writable > MVGPU_CMD_SMALL_SEGS) {
		cmd->seg = kvmalloc(bytes, GFP_KERNEL_ACCOUNT);
		if (!cmd->seg) {
			cmd->seg = cmd->small_seg;
			return -ENOMEM;
		}
	}
	memcpy(cmd->seg, chain->seg + chain->nr_readable, bytes);
	cmd->nr_seg = chain->nr_writable;
	cmd->writable = chain->writable;
	return 0;
}

/* Make room for a large command. Without memory its header remains, for the response. */
static int cmd_make_room(struct mvgpu_cmd *cmd, size_t len)
{
	void *data;

	cmd->len = min_t(size_t, len, MVGPU_CMD_SMALL_BYTES);
	if (len <= MVGPU_CMD_SMALL_BYTES)
		return 0;
	data = kvmalloc(len, GFP_KERNEL_ACCOUNT);
	if (!data)
		return -ENOMEM;
	cmd->data = data;
	cmd->len = len;
	cmd->vgpu->cmd_bytes += len;
	return 0;
}

/**
 * mvgpu_cmd_load() - Copy a command out of its chain, once
 * @cmd: empty command
 * @chain: chain; not needed any more afterwards
 *
 * Context: worker; vgpu->lock of its vGPU held. May sleep.
 *
 * Return: 0, or the error to respond with (VIRTIO_GPU_RESP_ERR_*).
 */
u32 mvgpu_cmd_load(struct mvgpu_cmd *cmd, const struct mvgpu_chain *chain)
{
	struct mvgpu_ring_mem mem = mvgpu_payload_mem(cmd->vgpu);
	int err;

	cmd->head = chain->head;
	err = cmd_copy_segs(cmd, chain);
	if (!err)
		err = cmd_make_room(cmd, min_t(u64, chain->readable,
					       MVGPU_CMD_MAX_BYTES));
	if (mvgpu_chain_read(chain, &mem, 0, cmd->data, cmd->len)) {
		memset(cmd->data, 0, cmd->len);
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	}
	return err ? VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY : 0;
}

static int cmd_write_part(struct mvgpu_cmd *cmd, u64 offset, const void *from,
			  size_t len, u32 *written)
{
	struct mvgpu_ring_mem mem = mvgpu_payload_mem(cmd->vgpu);

	if (offset >= cmd->writable)
		return 0;
	len = min_t(u64, len, cmd->writable - offset);
	*written += len;
	return mvgpu_segs_write(cmd->seg, cmd->nr_seg, &mem, offset, from, len);
}

/**
 * mvgpu_cmd_respond() - Write the response into the guest's memory
 * @cmd: command that has completed
 *
 * A buffer that is too short gets the first part; an error is a bare header.
 *
 * Context: worker; vgpu->lock of its vGPU held. May sleep.
 *
 * Return: bytes that reached the guest.
 */
u32 mvgpu_cmd_respond(struct mvgpu_cmd *cmd)
{
	bool good = cmd->type < VIRTIO_GPU_RESP_ERR_UNSPEC;
	size_t len = good ? cmd->resp_len : sizeof(cmd->resp.hdr);
	u32 written = 0;
	int err;

	mvgpu_fence_echo(cmd);
	err = cmd_write_part(cmd, 0, &cmd->resp, len, &written);
	if (!err && good && cmd->tail_len)
		err = cmd_write_part(cmd, len, cmd->tail, cmd->tail_len, &written);
	return err ? 0 : written;
}

/**
 * mvgpu_cmd_req_done() - Completion of an operation of the backend
 * @req: request that is embedded in a command; to be used as req->done
 * @err: 0 or -errno
 *
 * It may be called from within the backend's function, before the handler returned. The
 * command is not touched after the lock is dropped, because its next operation may have
 * been submitted by then.
 *
 * Context: any. Takes vgpu->done_lock.
 */
void mvgpu_cmd_req_done(struct mvgpu_gpu_req *req, int err)
{
	struct mvgpu_cmd *cmd = container_of(req, struct mvgpu_cmd, req);
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	unsigned long flags;

	mvgpu_turn_end(vgpu, &cmd->turn);
	spin_lock_irqsave(&vgpu->done_lock, flags);
	cmd->err = err;
	if (cmd->state == MVGPU_CMD_DEFERRED) {
		cmd->state = MVGPU_CMD_RETURNED;
		list_add_tail(&cmd->done_node, &vgpu->done_cmds);
		wake_up(&vgpu->done_wait);
		mvgpu_vgpu_queue_work(vgpu);
	} else {
		cmd->state = MVGPU_CMD_RUNNING_DONE;
	}
	spin_unlock_irqrestore(&vgpu->done_lock, flags);
}
