// SPDX-License-Identifier: GPL-2.0
/*
 * The worker of a vGPU takes commands from its queues, has them checked and executed,
 * and responds.
 *
 * vgpu->lock is held for one command and dropped before the next, so that a busy guest
 * delays neither its own VMM nor an unmap. Commands are executed in order; what they
 * defer to the backend is in flight while the next ones are taken, up to a limit.
 * Completions queue the worker again.
 */
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/memcontrol.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include "gvt/cmd/cmd.h"
#include "gvt/cmd/fence.h"
#include "gvt/cmd/handlers.h"
#include "gvt/cmd/resp.h"
#include "gvt/cmd/worker.h"
#include "gvt/display/export.h"
#include "gvt/display/readback.h"
#include "gvt/sched/lock.h"
#include "gvt/sched/turn.h"
#include "gvt/sched/wakeup.h"
#include "gvt/sched/watchdog.h"
#include "gvt/trace/trace.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/ring_mem.h"
#include "gvt/virtio/transport.h"

/* Commands of one queue before the other one is served. */
#define BUDGET 64

static const mvgpu_cmd_fn handlers[MVGPU_NR_CMDS] = {
#define CTRL(name, handler, ...) [MVGPU_CMD_##name] = mvgpu_cmd_##handler,
#define CURSOR(name, handler, ...) [MVGPU_CMD_##name] = mvgpu_cmd_##handler,
#include "gvt/cmd/list.h"
#undef CURSOR
#undef CTRL
};

/**
 * mvgpu_worker_init() - Allocate what the worker needs, so that it always has a command
 * @vgpu: vGPU without a worker
 *
 * The memory is charged to the VMM, which is why this is done at open.
 *
 * Context: process context of the VMM. Takes vgpu->lock, may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_worker_init(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd;

	vgpu->chain = kvzalloc(sizeof(*vgpu->chain), GFP_KERNEL_ACCOUNT);
	if (!vgpu->chain)
		return -ENOMEM;
	mutex_lock(&vgpu->lock);
	cmd = mvgpu_cmd_alloc(vgpu);
	if (cmd)
		mvgpu_cmd_recycle(cmd);
	mutex_unlock(&vgpu->lock);
	if (cmd)
		return 0;
	mvgpu_worker_exit(vgpu);
	return -ENOMEM;
}

/**
 * mvgpu_worker_exit() - Undo mvgpu_worker_init()
 * @vgpu: vGPU that is drained and has no worker; nothing happens without
 *	mvgpu_worker_init()
 *
 * Context: process context.
 */
void mvgpu_worker_exit(struct mvgpu_vgpu *vgpu)
{
	mvgpu_cmd_free_spare(vgpu);
	kvfree(vgpu->chain);
	vgpu->chain = NULL;
}

/*
 * True when the operation has completed. Otherwise its completion will move the command
 * to done_cmds.
 */
static bool worker_op_completed(struct mvgpu_cmd *cmd)
{
	bool over;

	spin_lock_irq(&cmd->vgpu->done_lock);
	over = cmd->state == MVGPU_CMD_RUNNING_DONE;
	cmd->state = over ? MVGPU_CMD_RUNNING : MVGPU_CMD_DEFERRED;
	spin_unlock_irq(&cmd->vgpu->done_lock);
	return over;
}

static u32 worker_op_result(struct mvgpu_cmd *cmd)
{
	int err = cmd->err;

	if (cmd->finish)
		return cmd->finish(cmd, err);
	return mvgpu_resp_from_errno(err);
}

static void worker_fatal(struct mvgpu_vgpu *vgpu, const struct mvgpu_queue_state *q)
{
	mvgpu_transport_need_reset(vgpu, q->vring.fault);
}

/* Kick the queues that stopped because of a limit: there may be room again. */
static void worker_unstall(struct mvgpu_vgpu *vgpu)
{
	unsigned int queue;

	if (!vgpu->stalled)
		return;
	for (queue = 0; queue < MVGPU_NR_QUEUES; queue++)
		if (vgpu->stalled & BIT(queue))
			mvgpu_vgpu_kick(vgpu, queue);
	vgpu->stalled = 0;
}

/* Remove a command that has completed, with or without a response. */
static void worker_drop(struct mvgpu_cmd *cmd)
{
	struct mvgpu_vgpu *vgpu = cmd->vgpu;

	if (cmd->type >= VIRTIO_GPU_RESP_ERR_UNSPEC)
		atomic64_inc(&vgpu->stats.errors);
	trace_mvgpu_cmd(vgpu->name, cmd->queue,
			cmd->row ? cmd->row->name : "unknown", cmd->len,
			cmd->type);
	list_del(&cmd->node);
	vgpu->nr_cmds--;
	vgpu->nr_on_rings -= mvgpu_cmd_is_aside(cmd);
	mvgpu_cmd_recycle(cmd);
	worker_unstall(vgpu);
}

/*
 * Respond to a command that has completed, unless it must wait for the fence of another
 * one or the rings may not be accessed now. Writes to the guest's memory, so only the
 * worker calls this.
 */
static void worker_respond(struct mvgpu_cmd *cmd)
{
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_queue_state *q;
	struct mvgpu_ring_mem mem;

	if (!mvgpu_cmd_completed(cmd) || mvgpu_fence_must_wait(cmd) ||
	    !mvgpu_transport_live(vgpu))
		return;
	q = &vgpu->transport.queue[cmd->queue];
	mem = mvgpu_ring_mem(q);
	if (mvgpu_vring_push(&q->vring, &mem, cmd->head,
			     mvgpu_cmd_respond(cmd)))
		worker_fatal(vgpu, q);
	worker_drop(cmd);
}

static void worker_respond_all(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd, *next;

	if (vgpu->nr_cmds == vgpu->nr_deferred)
		return;
	list_for_each_entry_safe(cmd, next, &vgpu->cmds, node)
		worker_respond(cmd);
}

/* Record the result of a command. One whose queue was reset gets no response. */
static void worker_complete(struct mvgpu_cmd *cmd, u32 type)
{
	cmd->type = type;
	mvgpu_cmd_put_objects(cmd);
	WRITE_ONCE(cmd->state, MVGPU_CMD_COMPLETED);
	if (cmd->queue == MVGPU_NO_QUEUE)
		worker_drop(cmd);
}

static void worker_count(const struct mvgpu_cmd *cmd, int by)
{
	cmd->vgpu->nr_deferred += by;
	if (mvgpu_cmd_is_aside(cmd))
		cmd->vgpu->nr_aside += by;
}

/* Record the result of a command, or that it is deferred. */
static void worker_conclude(struct mvgpu_cmd *cmd, u32 type)
{
	while (type == MVGPU_CMD_PENDING && worker_op_completed(cmd))
		type = worker_op_result(cmd);
	if (type == MVGPU_CMD_PENDING)
		worker_count(cmd, 1);
	else
		worker_complete(cmd, type);
}

static struct mvgpu_cmd *worker_next_returned(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd;

	spin_lock_irq(&vgpu->done_lock);
	cmd = list_first_entry_or_null(&vgpu->done_cmds, struct mvgpu_cmd,
				       done_node);
	if (cmd) {
		list_del(&cmd->done_node);
		cmd->state = MVGPU_CMD_RUNNING;
	}
	spin_unlock_irq(&vgpu->done_lock);
	return cmd;
}

/* Finish the commands whose operations have completed. */
static void worker_collect(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_cmd *cmd;
	bool any = false;

	while ((cmd = worker_next_returned(vgpu))) {
		worker_count(cmd, -1);
		worker_conclude(cmd, worker_op_result(cmd));
		any = true;
	}
	if (any)
		mvgpu_turn_next(vgpu);
}

static bool worker_any_returned(struct mvgpu_vgpu *vgpu)
{
	bool any;

	spin_lock_irq(&vgpu->done_lock);
	any = !list_empty(&vgpu->done_cmds);
	spin_unlock_irq(&vgpu->done_lock);
	return any;
}

static bool worker_any_left(const struct mvgpu_vgpu *vgpu, bool all)
{
	return vgpu->nr_deferred > (all ? 0 : vgpu->nr_aside);
}

/**
 * mvgpu_worker_drain() - Wait until the backend has no command of a vGPU
 * @vgpu: vGPU; nothing happens when it has no deferred command. With @all it has no opaque
 *	context.
 * @all: wait for streams as well whose ring may wait for later commands of the guest, none of
 *	which is executed meanwhile. They use no memory of the guest but that of their responses.
 *
 * The commands are completed, so that the tables are consistent and the only thing left
 * to do is to respond. The worker does that: a thread of the VMM may not write to the
 * guest's memory (gvt/vgpu/guest_types.h).
 *
 * Context: vgpu->lock held. Sleeps until the backend has completed its operations; the
 * watchdog bounds that.
 */
void mvgpu_worker_drain(struct mvgpu_vgpu *vgpu, bool all)
{
	lockdep_assert_held(&vgpu->lock);
	if (worker_any_left(vgpu, all)) {
		mvgpu_watchdog_wait_begin(vgpu);
		while (worker_any_left(vgpu, all)) {
			wait_event(vgpu->done_wait, worker_any_returned(vgpu));
			worker_collect(vgpu);
		}
		mvgpu_watchdog_wait_end(vgpu);
	}
	/* The worker sends the responses and the interrupts that are due. */
	mvgpu_vgpu_queue_work(vgpu);
}

/**
 * mvgpu_worker_abandon_queue() - Drop the commands of a queue that is being reset
 * @vgpu: vGPU
 * @queue: 0..MVGPU_NR_QUEUES-1
 *
 * Deferred commands of the queue are completed later, without a response.
 *
 * Context: vgpu->lock held.
 */
void mvgpu_worker_abandon_queue(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	struct mvgpu_cmd *cmd, *next;

	lockdep_assert_held(&vgpu->lock);
	list_for_each_entry_safe(cmd, next, &vgpu->cmds, node) {
		if (cmd->queue != queue)
			continue;
		cmd->queue = MVGPU_NO_QUEUE;
		if (mvgpu_cmd_completed(cmd))
			worker_drop(cmd);
	}
}

/* Check a command and call its handler. */
static u32 worker_execute(struct mvgpu_cmd *cmd, const struct mvgpu_chain *chain)
{
	u32 err = mvgpu_cmd_load(cmd, chain);

	if (err)
		return err;
	err = mvgpu_cmd_check(cmd->data, cmd->len, cmd->queue,
			      mvgpu_transport_features(cmd->vgpu), &cmd->row);
	if (err)
		return err;
	if (chain->readable > cmd->len || !mvgpu_fence_ring_valid(cmd))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	mvgpu_fence_request(cmd);
	return handlers[cmd->row->id](cmd);
}

static void worker_run_cmd(struct mvgpu_cmd *cmd, unsigned int queue)
{
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	u32 type;

	atomic64_inc(&vgpu->stats.commands);
	cmd->queue = queue;
	list_add_tail(&cmd->node, &vgpu->cmds);
	vgpu->nr_cmds++;
	type = worker_execute(cmd, vgpu->chain);
	vgpu->nr_on_rings += mvgpu_cmd_is_aside(cmd);
	worker_conclude(cmd, type);
	worker_respond(cmd);
}

/* True when another command may be taken. If it is not, a completion kicks the queue. */
static bool worker_may_take(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	if (!mvgpu_transport_live(vgpu) ||
	    !vgpu->transport.queue[queue].enabled)
		return false;
	if (mvgpu_cmd_has_room(vgpu))
		return true;
	vgpu->stalled |= BIT(queue);
	return false;
}

/* Take the next chain of a queue into vgpu->chain. Returns 1, 0 for none, or -errno. */
static int worker_next_chain(struct mvgpu_vgpu *vgpu, struct mvgpu_queue_state *q)
{
	struct mvgpu_ring_mem mem = mvgpu_ring_mem(q);
	int ret;

	mvgpu_ring_map(q);
	ret = mvgpu_vring_suppress(&q->vring, &mem);
	return ret ? ret : mvgpu_vring_pop(&q->vring, &mem, vgpu->chain);
}

/*
 * Take one command of a queue, if there is one. Returns true when it is worth calling
 * again: also when a chain was added while notifications were being enabled. A hostile
 * guest can repeat that at will, so it counts as a command.
 */
static bool worker_step(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	struct mvgpu_queue_state *q = &vgpu->transport.queue[queue];
	struct mvgpu_ring_mem mem = mvgpu_ring_mem(q);
	struct mvgpu_cmd *cmd;
	int ret;

	if (!worker_may_take(vgpu, queue)) {
		mvgpu_turn_cancel(vgpu);
		return false;
	}
	if (queue == MVGPU_CTRLQ && !mvgpu_turn_try(vgpu))
		return false;
	cmd = mvgpu_cmd_alloc(vgpu);
	if (!cmd) {
		/* Commands are in flight, or there would be a spare one. */
		vgpu->stalled |= BIT(queue);
		return false;
	}
	ret = worker_next_chain(vgpu, q);
	if (ret > 0) {
		worker_run_cmd(cmd, queue);
		return true;
	}
	mvgpu_cmd_recycle(cmd);
	if (!ret)
		ret = mvgpu_vring_enable(&q->vring, &mem);
	if (ret < 0)
		worker_fatal(vgpu, q);
	return ret > 0;
}

/* Notify the guest of used buffers, once for a batch, if it has requested that. */
static void worker_notify(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	struct mvgpu_queue_state *q = &vgpu->transport.queue[queue];
	struct mvgpu_ring_mem mem = mvgpu_ring_mem(q);
	int ret;

	if (!mvgpu_transport_live(vgpu) || !q->enabled)
		return;
	ret = mvgpu_vring_need_signal(&q->vring, &mem);
	if (ret > 0)
		mvgpu_transport_queue_notify(vgpu, queue);
	else if (ret < 0)
		worker_fatal(vgpu, q);
}

static bool worker_step_locked(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	bool more;

	mutex_lock(&vgpu->lock);
	more = worker_step(vgpu, queue);
	mutex_unlock(&vgpu->lock);
	return more;
}

static void worker_run_queue(struct mvgpu_vgpu *vgpu, unsigned int queue)
{
	unsigned int n;

	for (n = 0; n < BUDGET && worker_step_locked(vgpu, queue); n++)
		cond_resched();
	mutex_lock(&vgpu->lock);
	mvgpu_turn_put(vgpu);
	mvgpu_turn_next(vgpu);
	worker_notify(vgpu, queue);
	mutex_unlock(&vgpu->lock);
	if (n == BUDGET)
		mvgpu_vgpu_kick(vgpu, queue);
}

/* Request resets that other threads left to the worker. */
static void worker_need_reset(struct mvgpu_vgpu *vgpu)
{
	if (test_and_clear_bit(MVGPU_TIMED_OUT, &vgpu->kicked))
		mvgpu_transport_need_reset(vgpu,
					   "a job took longer than job_timeout_ms");
	if (test_and_clear_bit(MVGPU_DEVICE_LOST, &vgpu->kicked) &&
	    vgpu->transport.status)
		mvgpu_transport_need_reset(vgpu, "its GPU was lost");
}

/* Finish what the backend completed, then respond and notify. */
static void worker_collect_locked(struct mvgpu_vgpu *vgpu)
{
	unsigned int queue;

	mutex_lock(&vgpu->lock);
	worker_need_reset(vgpu);
	worker_collect(vgpu);
	worker_respond_all(vgpu);
	mvgpu_export_collect(vgpu);
	mvgpu_readback_collect(vgpu);
	for (queue = 0; queue < MVGPU_NR_QUEUES; queue++)
		worker_notify(vgpu, queue);
	mutex_unlock(&vgpu->lock);
}

static void worker_serve(struct mvgpu_vgpu *vgpu)
{
	unsigned int queue;

	worker_collect_locked(vgpu);
	for (queue = 0; queue < MVGPU_NR_QUEUES; queue++)
		if (test_and_clear_bit(queue, &vgpu->kicked))
			worker_run_queue(vgpu, queue);
}

/**
 * mvgpu_worker_run() - Function of the worker
 * @work: vgpu->work
 *
 * Serves the queues whose doorbells were written until they are empty, their budget is
 * used up, or the backend has to be waited for. Allocations are charged to the VMM. Runs
 * only while the vGPU is open.
 *
 * Context: kthread worker. Takes vgpu->lock, may sleep.
 */
void mvgpu_worker_run(struct kthread_work *work)
{
	struct mvgpu_vgpu *vgpu = container_of(work, struct mvgpu_vgpu, work);
	struct mem_cgroup *old = set_active_memcg(vgpu->memcg);

	mvgpu_vgpu_work(vgpu, worker_serve);
	set_active_memcg(old);
}
