// SPDX-License-Identifier: GPL-2.0
/*
 * The worker of a vGPU: takes commands from its rings one at a time, has them
 * checked and executed, and answers.
 *
 * vgpu->lock is held for one command and dropped before the next, so that a
 * busy guest keeps neither its own VMM nor a dma_unmap waiting. A command
 * whose backend operation is still under way stays in vgpu->cmd and stops the
 * rings; the completion queues the worker again.
 */
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/memcontrol.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include "gvt/cmd.h"
#include "gvt/ring_mem.h"
#include "gvt/vgpu.h"
#include "sysfs/trace.h"

/* Commands of one queue before the other gets its turn. */
#define BUDGET 64

static const mvgpu_cmd_fn handlers[MVGPU_NR_CMDS] = {
	[MVGPU_CMD_GET_DISPLAY_INFO] = mvgpu_cmd_get_display_info,
	[MVGPU_CMD_GET_EDID] = mvgpu_cmd_get_edid,
	[MVGPU_CMD_RESOURCE_CREATE_2D] = mvgpu_cmd_resource_create_2d,
	[MVGPU_CMD_RESOURCE_UNREF] = mvgpu_cmd_resource_unref,
	[MVGPU_CMD_RESOURCE_ATTACH_BACKING] =
		mvgpu_cmd_resource_attach_backing,
	[MVGPU_CMD_RESOURCE_DETACH_BACKING] =
		mvgpu_cmd_resource_detach_backing,
	[MVGPU_CMD_RESOURCE_ASSIGN_UUID] = mvgpu_cmd_resource_assign_uuid,
	[MVGPU_CMD_RESOURCE_CREATE_BLOB] = mvgpu_cmd_resource_create_blob,
	[MVGPU_CMD_TRANSFER_TO_HOST_2D] = mvgpu_cmd_transfer_to_host_2d,
	[MVGPU_CMD_SET_SCANOUT] = mvgpu_cmd_set_scanout,
	[MVGPU_CMD_SET_SCANOUT_BLOB] = mvgpu_cmd_set_scanout_blob,
	[MVGPU_CMD_RESOURCE_FLUSH] = mvgpu_cmd_resource_flush,
	[MVGPU_CMD_GET_CAPSET_INFO] = mvgpu_cmd_get_capset_info,
	[MVGPU_CMD_GET_CAPSET] = mvgpu_cmd_get_capset,
	[MVGPU_CMD_UPDATE_CURSOR] = mvgpu_cmd_update_cursor,
	[MVGPU_CMD_MOVE_CURSOR] = mvgpu_cmd_move_cursor,
};

/**
 * mvgpu_ctrlq_init() - make room for the command being executed
 * @vgpu: the vGPU; vgpu->lock held, or not yet known to anybody
 *
 * Charged to the VMM, which is why it is done at open. May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_ctrlq_init(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd = kvzalloc(sizeof(*cmd), GFP_KERNEL_ACCOUNT);

	if (!cmd)
		return -ENOMEM;
	cmd->data = kvmalloc(MVGPU_CMD_MAX_BYTES, GFP_KERNEL_ACCOUNT);
	if (!cmd->data) {
		kvfree(cmd);
		return -ENOMEM;
	}
	cmd->vgpu = vgpu;
	vgpu->cmd = cmd;
	return 0;
}

/**
 * mvgpu_ctrlq_exit() - undo mvgpu_ctrlq_init()
 * @vgpu: the vGPU, drained and without a worker; harmless without a command
 */
void mvgpu_ctrlq_exit(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd = vgpu->cmd;

	vgpu->cmd = NULL;
	if (cmd)
		kvfree(cmd->data);
	kvfree(cmd);
}

/**
 * mvgpu_cmd_req_done() - a backend operation is over
 * @req: embedded in a command; used as req->done
 * @err: 0 or -errno
 *
 * Any context, also from inside the backend's function, before the handler
 * returned. Takes vgpu->done_lock only. The command is not touched after the
 * lock is dropped: it may be on its next operation by then.
 */
void mvgpu_cmd_req_done(struct mvgpu_gpu_req *req, int err)
{
	struct mvgpu_cmd *cmd = container_of(req, struct mvgpu_cmd, req);
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	unsigned long flags;

	spin_lock_irqsave(&vgpu->done_lock, flags);
	cmd->err = err;
	cmd->finished = true;
	if (cmd->waiting)
		mvgpu_vgpu_queue_work(vgpu);
	wake_up(&vgpu->done_wait);
	spin_unlock_irqrestore(&vgpu->done_lock, flags);
}

/* Is the operation over? If not and @wait, its end queues the worker. */
static bool req_over(struct mvgpu_cmd *cmd, bool wait)
{
	bool over;

	spin_lock_irq(&cmd->vgpu->done_lock);
	over = cmd->finished;
	cmd->waiting = wait && !over;
	spin_unlock_irq(&cmd->vgpu->done_lock);
	return over;
}

static u32 req_result(struct mvgpu_cmd *cmd)
{
	int err = cmd->err;

	cmd->finished = false;
	if (cmd->finish)
		return cmd->finish(cmd, err);
	return err ? VIRTIO_GPU_RESP_ERR_UNSPEC : VIRTIO_GPU_RESP_OK_NODATA;
}

/* The response type of a command whose handler left it to the backend. */
static u32 collect(struct mvgpu_cmd *cmd)
{
	u32 type = MVGPU_CMD_PENDING;

	while (type == MVGPU_CMD_PENDING && req_over(cmd, true))
		type = req_result(cmd);
	cmd->pending = type == MVGPU_CMD_PENDING;
	return type;
}

/**
 * mvgpu_ctrlq_drain() - wait for the command being executed and drop it
 * @vgpu: the vGPU; vgpu->lock held. Without a command: nothing to do.
 *
 * Its finish function is called, so that its tables are in order; the guest
 * gets no answer. Sleeps until the backend is done, which it promises to be.
 */
void mvgpu_ctrlq_drain(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd = vgpu->cmd;

	lockdep_assert_held(&vgpu->lock);
	while (cmd && cmd->pending) {
		wait_event(vgpu->done_wait, req_over(cmd, false));
		collect(cmd);
	}
}

/**
 * mvgpu_ctrlq_forget() - a queue is being reset
 * @vgpu: the vGPU; vgpu->lock held
 * @queue: 0..MVGPU_NR_QUEUES-1
 *
 * A command of its that is being executed is finished but not answered.
 */
void mvgpu_ctrlq_forget(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	struct mvgpu_cmd *cmd = vgpu->cmd;

	lockdep_assert_held(&vgpu->lock);
	if (cmd && cmd->pending && cmd->queue == queue)
		cmd->stale = true;
}

static void begin(struct mvgpu_cmd *cmd, unsigned int queue)
{
	cmd->row = NULL;
	cmd->queue = queue;
	cmd->len = 0;
	memset(&cmd->resp, 0, sizeof(cmd->resp));
	cmd->resp_len = sizeof(cmd->resp.hdr);
	cmd->req.done = mvgpu_cmd_req_done;
	cmd->finish = NULL;
	cmd->res_id = 0;
	cmd->stale = false;
	cmd->finished = false;
	cmd->waiting = false;
}

/* Copy the command, once; check it; execute it. */
static u32 execute(struct mvgpu_cmd *cmd)
{
	struct mvgpu_ring_mem mem = mvgpu_payload_mem(cmd->vgpu);
	size_t len = min_t(u64, cmd->chain.readable, MVGPU_CMD_MAX_BYTES);
	u32 err;

	if (mvgpu_chain_read(&cmd->chain, &mem, 0, cmd->data, len))
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	cmd->len = len;
	err = mvgpu_cmd_check(cmd->data, len, cmd->queue,
			      mvgpu_transport_features(cmd->vgpu), &cmd->row);
	if (err)
		return err;
	if (cmd->chain.readable > len)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	return handlers[cmd->row->id](cmd);
}

/* Virtio 1.2, 5.7.6.7: a fenced command gets its own fence back. */
static void fill_header(struct mvgpu_cmd *cmd, u32 type)
{
	const struct virtio_gpu_ctrl_hdr *req = cmd->data;
	struct virtio_gpu_ctrl_hdr *resp = &cmd->resp.hdr;
	u64 features = mvgpu_transport_features(cmd->vgpu);
	u32 echo = VIRTIO_GPU_FLAG_FENCE;

	memset(resp, 0, sizeof(*resp));
	resp->type = cpu_to_le32(type);
	if (cmd->len < sizeof(*req) ||
	    !(le32_to_cpu(req->flags) & VIRTIO_GPU_FLAG_FENCE))
		return;
	if (features & BIT_ULL(VIRTIO_GPU_F_CONTEXT_INIT))
		echo |= VIRTIO_GPU_FLAG_INFO_RING_IDX;
	echo &= le32_to_cpu(req->flags);
	resp->flags = cpu_to_le32(echo);
	resp->fence_id = req->fence_id;
	resp->ctx_id = req->ctx_id;
	if (echo & VIRTIO_GPU_FLAG_INFO_RING_IDX)
		resp->ring_idx = req->ring_idx;
}

/* Bytes of the response that reached the guest; a short buffer gets a part. */
static u32 write_response(struct mvgpu_cmd *cmd, u32 type)
{
	struct mvgpu_ring_mem mem = mvgpu_payload_mem(cmd->vgpu);
	size_t len = cmd->resp_len;

	fill_header(cmd, type);
	if (type >= VIRTIO_GPU_RESP_ERR_UNSPEC)
		len = sizeof(cmd->resp.hdr);
	len = min_t(u64, len, cmd->chain.writable);
	if (mvgpu_chain_write(&cmd->chain, &mem, 0, &cmd->resp, len))
		return 0;
	return len;
}

static void fatal(struct mvgpu_vgpu *vgpu, const struct mvgpu_queue_state *q)
{
	mvgpu_transport_need_reset(vgpu, q->vring.fault);
}

static void answer(struct mvgpu_cmd *cmd, u32 type)
{
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_queue_state *q = &vgpu->transport.queue[cmd->queue];
	struct mvgpu_ring_mem mem = mvgpu_ring_mem(q);
	u32 written;

	if (type >= VIRTIO_GPU_RESP_ERR_UNSPEC)
		atomic64_inc(&vgpu->stats.errors);
	trace_mvgpu_cmd(vgpu->name, cmd->queue,
			cmd->row ? cmd->row->name : "unknown", cmd->len, type);
	if (cmd->stale || !mvgpu_transport_live(vgpu))
		return;
	written = write_response(cmd, type);
	if (mvgpu_vring_push(&q->vring, &mem, cmd->chain.head, written))
		fatal(vgpu, q);
}

static void run(struct mvgpu_cmd *cmd, unsigned int queue)
{
	u32 type;

	atomic64_inc(&cmd->vgpu->stats.commands);
	begin(cmd, queue);
	type = execute(cmd);
	if (type == MVGPU_CMD_PENDING)
		type = collect(cmd);
	if (type != MVGPU_CMD_PENDING)
		answer(cmd, type);
}

static bool runnable(const struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	return mvgpu_transport_live(vgpu) &&
	       vgpu->transport.queue[queue].enabled && !vgpu->cmd->pending;
}

/*
 * One command of a queue, if there is one. True when it is worth calling again:
 * also when a chain turned up while notifications were being enabled, which a
 * hostile guest can repeat at will, so that counts as a command.
 */
static bool step(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	struct mvgpu_queue_state *q = &vgpu->transport.queue[queue];
	struct mvgpu_ring_mem mem = mvgpu_ring_mem(q);
	int ret;

	if (!runnable(vgpu, queue))
		return false;
	mvgpu_ring_map(q);
	ret = mvgpu_vring_suppress(&q->vring, &mem);
	if (!ret)
		ret = mvgpu_vring_pop(&q->vring, &mem, &vgpu->cmd->chain);
	if (ret > 0) {
		run(vgpu->cmd, queue);
		return true;
	}
	if (!ret)
		ret = mvgpu_vring_enable(&q->vring, &mem);
	if (ret < 0)
		fatal(vgpu, q);
	return ret > 0;
}

/* One interrupt for a batch, if the guest wants it. */
static void signal_batch(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	struct mvgpu_queue_state *q = &vgpu->transport.queue[queue];
	struct mvgpu_ring_mem mem = mvgpu_ring_mem(q);
	int ret;

	if (!mvgpu_transport_live(vgpu) || !q->enabled)
		return;
	ret = mvgpu_vring_need_signal(&q->vring, &mem);
	if (ret > 0)
		mvgpu_transport_queue_signal(vgpu, queue);
	else if (ret < 0)
		fatal(vgpu, q);
}

static bool step_locked(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	bool more;

	mutex_lock(&vgpu->lock);
	more = step(vgpu, queue);
	mutex_unlock(&vgpu->lock);
	return more;
}

static void run_queue(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	unsigned int n;

	for (n = 0; n < BUDGET && step_locked(vgpu, queue); n++)
		cond_resched();
	mutex_lock(&vgpu->lock);
	signal_batch(vgpu, queue);
	mutex_unlock(&vgpu->lock);
	if (n == BUDGET)
		mvgpu_vgpu_kick(vgpu, queue);
}

/* Answer the command that was left to the backend; true when none is left. */
static bool settle(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd = vgpu->cmd;
	bool idle;
	u32 type;

	mutex_lock(&vgpu->lock);
	if (cmd->pending) {
		type = collect(cmd);
		if (type != MVGPU_CMD_PENDING) {
			answer(cmd, type);
			set_bit(cmd->queue, &vgpu->kicked);
		}
	}
	idle = !cmd->pending;
	mutex_unlock(&vgpu->lock);
	return idle;
}

static void serve(struct mvgpu_vgpu *vgpu)
{
	unsigned int queue;

	for (queue = 0; queue < MVGPU_NR_QUEUES; queue++) {
		if (!settle(vgpu))
			return;
		if (test_and_clear_bit(queue, &vgpu->kicked))
			run_queue(vgpu, queue);
	}
}

/**
 * mvgpu_ctrlq_work() - the worker's function
 * @work: vgpu->work
 *
 * Serves the queues whose doorbell was rung until they are empty or their
 * turn is over, or the backend has to be waited for. What that allocates is
 * charged to the VMM. Runs only while the vGPU is open; takes vgpu->lock.
 */
void mvgpu_ctrlq_work(struct kthread_work *work)
{
	struct mvgpu_vgpu *vgpu = container_of(work, struct mvgpu_vgpu, work);
	struct mem_cgroup *old = set_active_memcg(vgpu->memcg);

	serve(vgpu);
	set_active_memcg(old);
}
