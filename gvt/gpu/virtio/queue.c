// SPDX-License-Identifier: GPL-2.0
/*
 * The control queue of the device. Commands keep their order: what does not
 * fit on the ring waits in a FIFO, and an interrupt that takes answers off the
 * ring puts the next ones on. An answer is matched by the ring's token, never
 * by what the device wrote.
 */
#include <linux/completion.h>
#include <linux/error-injection.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "compat.h"
#include "gvt/gpu/virtio/device.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/* Descriptors of a chain, whatever the ring's size: QEMU's limit. */
#define VG_MAX_CHAIN 1024
/* The fixed part of a request, and both parts of an answer. */
#define VG_FIXED_PIECES 3
/* A device that needs longer than this to be asked its capabilities is dead. */
#define VG_SYNC_TIMEOUT (60 * HZ)
/* Who waits without being watched (watch.c) looks so often for what got lost. */
#define VG_LOOK (HZ / 4)

enum { VG_CTRL_QUEUE, VG_CURSOR_QUEUE, VG_NR_QUEUES };

static struct mvgpu_vg_cmd *cmd_make(u32 type, u32 size, gfp_t gfp)
{
	struct mvgpu_vg_cmd *cmd = kzalloc(sizeof(*cmd), gfp);

	if (!cmd)
		return NULL;
	cmd->body.hdr.type = cpu_to_le32(type);
	cmd->size = size;
	sg_init_one(&cmd->sg_body, &cmd->body, size);
	sg_init_table(cmd->sg_resp, ARRAY_SIZE(cmd->sg_resp));
	mvgpu_vg_cmd_answer(cmd, VIRTIO_GPU_RESP_OK_NODATA,
			    sizeof(cmd->resp.hdr));
	INIT_LIST_HEAD(&cmd->link);
	return cmd;
}

/**
 * mvgpu_vg_cmd_new() - a request without payload
 * @type: VIRTIO_GPU_CMD_*
 * @size: bytes of its fixed part
 *
 * The answer wanted is OK_NODATA. May sleep.
 *
 * Return: the command, for mvgpu_vg_send() or mvgpu_vg_cmd_free(), or NULL.
 */
struct mvgpu_vg_cmd *mvgpu_vg_cmd_new(u32 type, u32 size)
{
	return cmd_make(type, size, VG_GFP);
}

/**
 * mvgpu_vg_cmd_must() - a request that gives something back
 * @type: VIRTIO_GPU_CMD_*
 * @size: bytes of its fixed part
 *
 * As mvgpu_vg_cmd_new(), but without failing: memory that the device may
 * still write to cannot be given back, and is more than what this takes.
 *
 * Return: the command.
 */
struct mvgpu_vg_cmd *mvgpu_vg_cmd_must(u32 type, u32 size)
{
	struct mvgpu_vg_cmd *cmd = cmd_make(type, size,
					    GFP_KERNEL | __GFP_NOFAIL);

	cmd->must = true;
	return cmd;
}

/**
 * mvgpu_vg_cmd_free() - free a command that was not sent, or is over
 * @cmd: the command, or NULL
 *
 * Any context.
 */
void mvgpu_vg_cmd_free(struct mvgpu_vg_cmd *cmd)
{
	if (!cmd)
		return;
	mvgpu_vg_map_put(cmd->map);
	kfree(cmd->sg_data);
	kvfree(cmd->own);
	kfree(cmd);
}

/**
 * mvgpu_vg_cmd_answer() - say which answer is wanted
 * @cmd: the command
 * @type: VIRTIO_GPU_RESP_OK_*
 * @size: bytes of its fixed part
 *
 * Any context.
 */
void mvgpu_vg_cmd_answer(struct mvgpu_vg_cmd *cmd, u32 type, u32 size)
{
	cmd->want = type;
	cmd->resp_size = size;
	cmd->nr_resp = 1;
	sg_set_buf(&cmd->sg_resp[0], &cmd->resp, size);
	sg_mark_end(&cmd->sg_resp[0]);
}

/**
 * mvgpu_vg_cmd_answer_data() - say where what follows the answer goes
 * @cmd: the command, after mvgpu_vg_cmd_answer()
 * @data: kmalloc'ed, the caller's
 * @size: bytes of it
 *
 * Any context.
 */
void mvgpu_vg_cmd_answer_data(struct mvgpu_vg_cmd *cmd, void *data, u32 size)
{
	sg_unmark_end(&cmd->sg_resp[0]);
	sg_set_buf(&cmd->sg_resp[1], data, size);
	sg_mark_end(&cmd->sg_resp[1]);
	cmd->nr_resp = 2;
}

static struct page *data_page(const void *data)
{
	return is_vmalloc_addr(data) ? vmalloc_to_page(data) :
				       virt_to_page(data);
}

/* The next stretch of memory without a gap, from @data on. */
static size_t data_run(const void *data, size_t size)
{
	phys_addr_t next = page_to_phys(data_page(data)) + PAGE_SIZE;
	size_t n = min_t(size_t, size, PAGE_SIZE - offset_in_page(data));

	while (n < size && page_to_phys(data_page(data + n)) == next) {
		n += min_t(size_t, size - n, PAGE_SIZE);
		next += PAGE_SIZE;
	}
	return n;
}

static unsigned int data_pieces(const void *data, size_t size)
{
	unsigned int nr = 0;
	size_t n;

	for (; size; size -= n, data += n, nr++)
		n = data_run(data, size);
	return nr;
}

static void data_fill(struct scatterlist *sg, const void *data, size_t size)
{
	size_t n;

	for (; size; size -= n, data += n, sg++) {
		n = data_run(data, size);
		sg_set_page(sg, data_page(data), n, offset_in_page(data));
	}
}

/* Rings take only so many pieces: memory that is too scattered is copied. */
static const void *data_gather(struct mvgpu_vg_cmd *cmd, const void *data,
			       size_t size)
{
	void *copy = kmalloc(size, VG_GFP);

	if (!copy)
		return NULL;
	memcpy(copy, data, size);
	kvfree(cmd->own);
	cmd->own = copy;
	return copy;
}

/**
 * mvgpu_vg_cmd_payload() - what follows the fixed part of a request
 * @vg: the GPU it is for
 * @cmd: the command, without a payload yet
 * @data: kernel memory, from vmalloc or not; valid until the command is over
 * @size: bytes of it, 1..
 *
 * May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_vg_cmd_payload(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
			 const void *data, size_t size)
{
	unsigned int nr = data_pieces(data, size);

	if (nr > vg->max_pieces) {
		data = data_gather(cmd, data, size);
		nr = 1;
	}
	if (!data)
		return -ENOMEM;
	cmd->sg_data = kmalloc_array(nr, sizeof(*cmd->sg_data), VG_GFP);
	if (!cmd->sg_data)
		return -ENOMEM;
	sg_init_table(cmd->sg_data, nr);
	data_fill(cmd->sg_data, data, size);
	cmd->nr_data = nr;
	return 0;
}

/* The number of the next fence; 0: not before all others have ended. */
static u32 next_fence(struct mvgpu_vg *vg)
{
	if (vg->last_fence < MVGPU_VG_FENCE_MAX)
		return ++vg->last_fence;
	if (vg->fences)
		return 0;
	vg->last_fence = 1;
	return 1;
}

/* False: the command has to wait for the end of the fences there are. */
static bool set_fence(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	u32 fence;

	if (!cmd->fenced)
		return true;
	fence = next_fence(vg);
	cmd->body.hdr.flags = cpu_to_le32(VIRTIO_GPU_FLAG_FENCE);
	cmd->body.hdr.fence_id = cpu_to_le64(fence);
	return fence;
}

static int add_to_ring(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	struct scatterlist *sgs[3];
	unsigned int out = 0;

	sgs[out++] = &cmd->sg_body;
	if (cmd->nr_data)
		sgs[out++] = cmd->sg_data;
	sgs[out] = cmd->sg_resp;
	return virtqueue_add_sgs(vg->ctrl, sgs, out, 1, cmd, GFP_ATOMIC);
}

static void count_start(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	atomic64_inc(&vg->stats.commands);
	if (!cmd->fenced)
		return;
	atomic64_inc(&vg->stats.fences);
	vg->fences++;
}

/* Kernels with fail_function can make the device refuse commands. */
static noinline int start_error(const struct mvgpu_vg_cmd *cmd)
{
	int err = 0;

	/* Or the compiler would know it. */
	OPTIMIZER_HIDE_VAR(err);
	return err;
}
ALLOW_ERROR_INJECTION(start_error, ERRNO);

/* There is no such command, so that the device says so when its turn comes. */
static void perhaps_refuse(struct mvgpu_vg_cmd *cmd)
{
	if (!cmd->must && start_error(cmd))
		cmd->body.hdr.type = 0;
}

/*
 * Put the first waiting command on the ring. False: it has to wait. What can
 * not even go on an empty ring, or cannot because that is broken, is over.
 */
static bool start_one(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
		      struct list_head *over)
{
	int err;

	perhaps_refuse(cmd);
	if (!set_fence(vg, cmd))
		return false;
	err = add_to_ring(vg, cmd);
	if (!err) {
		list_move_tail(&cmd->link, &vg->running);
		count_start(vg, cmd);
		return true;
	}
	if (!list_empty(&vg->running))
		return false;
	cmd->err = virtqueue_is_broken(vg->ctrl) ? -ENODEV : -ENOMEM;
	list_move_tail(&cmd->link, over);
	return true;
}

/* Put on the ring what goes; vg->lock held. */
static void pump(struct mvgpu_vg *vg, struct list_head *over)
{
	struct mvgpu_vg_cmd *cmd, *next;

	lockdep_assert_held(&vg->lock);
	if (!vg->live)
		return;
	list_for_each_entry_safe(cmd, next, &vg->fifo, link) {
		if (!start_one(vg, cmd, over)) {
			atomic64_inc(&vg->stats.waited);
			break;
		}
	}
	if (virtqueue_kick_prepare(vg->ctrl)) {
		virtqueue_notify(vg->ctrl);
		atomic64_inc(&vg->stats.kicks);
	}
}

/* The caller of an operation is told before anybody sees the GPU quiet. */
static void finish(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	unsigned long flags;

	if (cmd->finish)
		cmd->finish(vg, cmd);
	mvgpu_vg_map_put(cmd->map);
	cmd->map = NULL;
	if (cmd->req)
		cmd->req->done(cmd->req, cmd->err);
	spin_lock_irqsave(&vg->lock, flags);
	list_del(&cmd->flight);
	wake_up(&vg->quiet);
	spin_unlock_irqrestore(&vg->lock, flags);
	mvgpu_vg_cmd_free(cmd);
}

static void finish_later(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	unsigned long flags;

	spin_lock_irqsave(&vg->lock, flags);
	list_add_tail(&cmd->link, &vg->late);
	queue_work(vg->wq, &vg->late_work);
	spin_unlock_irqrestore(&vg->lock, flags);
}

static void finish_all(struct mvgpu_vg *vg, struct list_head *over)
{
	struct mvgpu_vg_cmd *cmd, *next;

	list_for_each_entry_safe(cmd, next, over, link) {
		list_del_init(&cmd->link);
		if (cmd->late)
			finish_later(vg, cmd);
		else
			finish(vg, cmd);
	}
}

static void late_work(struct work_struct *work)
{
	struct mvgpu_vg *vg = container_of(work, struct mvgpu_vg, late_work);
	struct mvgpu_vg_cmd *cmd, *next;
	LIST_HEAD(over);

	spin_lock_irq(&vg->lock);
	list_splice_init(&vg->late, &over);
	spin_unlock_irq(&vg->lock);
	list_for_each_entry_safe(cmd, next, &over, link) {
		list_del_init(&cmd->link);
		finish(vg, cmd);
		cond_resched();
	}
}

/* What the device's word for an error means to us. */
static int errno_of(u32 type)
{
	switch (type) {
	case VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY:
		return -ENOMEM;
	case VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID:
		return -ENOENT;
	case VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER:
		return -EINVAL;
	default:
		return -EIO;
	}
}

static int judge(const struct mvgpu_vg_cmd *cmd)
{
	u32 type = le32_to_cpu(cmd->resp.hdr.type);

	if (cmd->len < sizeof(cmd->resp.hdr))
		return -EIO;
	if (type != cmd->want)
		return errno_of(type);
	return cmd->len < cmd->resp_size ? -EIO : 0;
}

static void take_answer(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
			u32 len, struct list_head *over)
{
	cmd->len = len;
	cmd->err = judge(cmd);
	if (cmd->err) {
		atomic64_inc(&vg->stats.errors);
		dev_dbg_ratelimited(vg->gpu.dev,
				    "request 0x%x: 0x%x, %u bytes\n",
				    le32_to_cpu(cmd->body.hdr.type),
				    le32_to_cpu(cmd->resp.hdr.type), len);
	}
	if (cmd->fenced)
		vg->fences--;
	list_move_tail(&cmd->link, over);
}

static void take_answers(struct mvgpu_vg *vg, struct list_head *over)
{
	struct mvgpu_vg_cmd *cmd;
	unsigned int len;

	do {
		virtqueue_disable_cb(vg->ctrl);
		while ((cmd = virtqueue_get_buf(vg->ctrl, &len)))
			take_answer(vg, cmd, len, over);
	} while (!virtqueue_is_broken(vg->ctrl) &&
		 !virtqueue_enable_cb(vg->ctrl));
}

/* Take what the device has finished, and give it what it has room for. */
static void serve(struct mvgpu_vg *vg, bool asked)
{
	unsigned long flags;
	LIST_HEAD(over);

	spin_lock_irqsave(&vg->lock, flags);
	if (vg->live) {
		take_answers(vg, &over);
		if (!asked && !list_empty(&over))
			atomic64_inc(&vg->stats.found);
		pump(vg, &over);
		if (virtqueue_is_broken(vg->ctrl))
			queue_work(vg->wq, &vg->lose_work);
	}
	spin_unlock_irqrestore(&vg->lock, flags);
	finish_all(vg, &over);
}

static void ctrl_interrupt(struct virtqueue *vq)
{
	serve(vq->vdev->priv, true);
}

/* A doorbell that is rung for nothing does no harm. */
static void ring_again(struct mvgpu_vg *vg)
{
	unsigned long flags;

	spin_lock_irqsave(&vg->lock, flags);
	if (vg->live && !list_empty(&vg->running))
		virtqueue_notify(vg->ctrl);
	spin_unlock_irqrestore(&vg->lock, flags);
}

/**
 * mvgpu_vg_poll() - go on where a doorbell or an interrupt may have got lost
 * @gpu: the GPU
 *
 * QEMU (10.0) says in the ring where it wants the next doorbell and looks for
 * more work without a barrier in between (virtio_gpu_handle_ctrl, virtqueue_pop),
 * and a doorbell of a CPU it emulates may go to another device while the memory
 * map changes (iotlb_to_section): what is added at that moment is announced by
 * nobody, nor is all that follows. Any context.
 */
void mvgpu_vg_poll(struct mvgpu_gpu *gpu)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);

	serve(vg, false);
	ring_again(vg);
}

/**
 * mvgpu_vg_send_all() - hand commands to the device, nothing in between
 * @vg: the GPU
 * @cmds: commands by their link, in order; empty afterwards
 *
 * Each ends, possibly before this returns: its finish function and then
 * req->done() are called, from any context (unless late: one that may sleep).
 * On a GPU that is gone they end with -ENODEV. Any context but an interrupt.
 */
void mvgpu_vg_send_all(struct mvgpu_vg *vg, struct list_head *cmds)
{
	struct mvgpu_vg_cmd *cmd;
	LIST_HEAD(over);

	spin_lock_irq(&vg->lock);
	list_for_each_entry(cmd, cmds, link) {
		cmd->err = -ENODEV;
		cmd->seq = vg->next_seq++;
		list_add_tail(&cmd->flight, &vg->flight);
	}
	list_splice_tail_init(cmds, vg->live ? &vg->fifo : &over);
	pump(vg, &over);
	spin_unlock_irq(&vg->lock);
	finish_all(vg, &over);
}

/**
 * mvgpu_vg_send() - hand a command to the device
 * @vg: the GPU
 * @cmd: the command; not the caller's any more
 *
 * As mvgpu_vg_send_all().
 */
void mvgpu_vg_send(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	LIST_HEAD(cmds);

	list_add(&cmd->link, &cmds);
	mvgpu_vg_send_all(vg, &cmds);
}

/**
 * struct sync - somebody who waits for a command
 * @done: it is over
 * @err: what came of it
 * @resp: the answer
 * @len: bytes of the answer, what follows included
 */
struct sync {
	struct completion done;
	int err;
	union mvgpu_vg_resp *resp;
	u32 len;
};

static void sync_finish(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd)
{
	struct sync *sync = cmd->priv;

	if (sync->resp)
		*sync->resp = cmd->resp;
	sync->err = cmd->err;
	sync->len = cmd->len;
	complete(&sync->done);
}

static bool sync_wait(struct mvgpu_vg *vg, struct sync *sync)
{
	unsigned long end = jiffies + VG_SYNC_TIMEOUT;

	while (!wait_for_completion_timeout(&sync->done, VG_LOOK)) {
		if (time_after(jiffies, end))
			return false;
		mvgpu_vg_poll(&vg->gpu);
	}
	return true;
}

/**
 * mvgpu_vg_sync() - ask the device something and wait for the answer
 * @vg: the GPU; nobody else uses it yet
 * @cmd: the command, not the caller's any more
 * @resp: gets the answer's fixed part; may be NULL
 *
 * A device that does not answer is stopped. Sleeps.
 *
 * Return: bytes of the answer, or -errno: what the device said, -ENODEV, or
 * -ETIMEDOUT after stopping it.
 */
int mvgpu_vg_sync(struct mvgpu_vg *vg, struct mvgpu_vg_cmd *cmd,
		  union mvgpu_vg_resp *resp)
{
	struct sync sync = { .resp = resp };

	init_completion(&sync.done);
	cmd->finish = sync_finish;
	cmd->priv = &sync;
	mvgpu_vg_send(vg, cmd);
	if (!sync_wait(vg, &sync)) {
		mvgpu_vg_queue_stop(vg);
		wait_for_completion(&sync.done);
		return -ETIMEDOUT;
	}
	return sync.err ?: sync.len;
}

static bool quiet_until(struct mvgpu_vg *vg, u64 seq)
{
	struct mvgpu_vg_cmd *first;
	bool quiet;

	spin_lock_irq(&vg->lock);
	first = list_first_entry_or_null(&vg->flight, struct mvgpu_vg_cmd,
					 flight);
	quiet = !first || first->seq >= seq;
	spin_unlock_irq(&vg->lock);
	return quiet;
}

/**
 * mvgpu_vg_quiesce() - wait for all that was handed over before the call
 * @vg: the GPU
 *
 * Sleeps.
 */
void mvgpu_vg_quiesce(struct mvgpu_vg *vg)
{
	u64 seq;

	spin_lock_irq(&vg->lock);
	seq = vg->next_seq;
	spin_unlock_irq(&vg->lock);
	while (!wait_event_timeout(vg->quiet, quiet_until(vg, seq), VG_LOOK))
		mvgpu_vg_poll(&vg->gpu);
}

/**
 * mvgpu_vg_quiesce_for() - wait for the GPU to be quiet, but not for ever
 * @vg: the GPU
 * @ms: milliseconds
 *
 * Sleeps.
 */
void mvgpu_vg_quiesce_for(struct mvgpu_vg *vg, unsigned int ms)
{
	unsigned long end = jiffies + msecs_to_jiffies(ms);

	while (!wait_event_timeout(vg->quiet, quiet_until(vg, U64_MAX), VG_LOOK) &&
	       time_before(jiffies, end))
		mvgpu_vg_poll(&vg->gpu);
}

/**
 * mvgpu_vg_queue_init() - make what does not depend on the device's state
 * @vg: the GPU
 *
 * Leaves @vg->lose_work to its owner. May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_vg_queue_init(struct mvgpu_vg *vg)
{
	spin_lock_init(&vg->lock);
	INIT_LIST_HEAD(&vg->fifo);
	INIT_LIST_HEAD(&vg->running);
	INIT_LIST_HEAD(&vg->flight);
	INIT_LIST_HEAD(&vg->late);
	init_waitqueue_head(&vg->quiet);
	INIT_WORK(&vg->late_work, late_work);
	vg->wq = alloc_workqueue("mvgpu-%s", WQ_UNBOUND | WQ_HIGHPRI, 0,
				 dev_name(vg->gpu.dev));
	return vg->wq ? 0 : -ENOMEM;
}

/**
 * mvgpu_vg_queue_exit() - undo mvgpu_vg_queue_init()
 * @vg: the GPU, stopped
 *
 * Sleeps.
 */
void mvgpu_vg_queue_exit(struct mvgpu_vg *vg)
{
	destroy_workqueue(vg->wq);
}

static int find_queues(struct mvgpu_vg *vg)
{
	vq_callback_t *callbacks[VG_NR_QUEUES] = { ctrl_interrupt, NULL };
	const char *const names[VG_NR_QUEUES] = { "control", "cursor" };
	struct virtqueue *vqs[VG_NR_QUEUES];
	int err;

	err = mvgpu_find_vqs(vg->vdev, VG_NR_QUEUES, vqs, callbacks, names);
	if (err)
		return err;
	vg->ctrl = vqs[VG_CTRL_QUEUE];
	return 0;
}

/**
 * mvgpu_vg_queue_start() - make the queue ready for commands
 * @vg: the GPU; features are negotiated, nobody uses it
 *
 * Sets DRIVER_OK. Sleeps.
 *
 * Return: 0, -ENODEV for a ring without room, or what finding queues said.
 */
int mvgpu_vg_queue_start(struct mvgpu_vg *vg)
{
	unsigned int size;
	int err;

	err = find_queues(vg);
	if (err)
		return err;
	size = virtqueue_get_vring_size(vg->ctrl);
	if (size <= VG_FIXED_PIECES) {
		vg->vdev->config->del_vqs(vg->vdev);
		return -ENODEV;
	}
	vg->max_pieces = min(size, VG_MAX_CHAIN) - VG_FIXED_PIECES;
	virtio_device_ready(vg->vdev);
	spin_lock_irq(&vg->lock);
	vg->last_fence = 0;
	vg->fences = 0;
	vg->live = true;
	spin_unlock_irq(&vg->lock);
	return 0;
}

/* Everything that is on its way ends here. */
static void abandon(struct mvgpu_vg *vg)
{
	struct mvgpu_vg_cmd *cmd;
	LIST_HEAD(over);

	while (virtqueue_detach_unused_buf(vg->ctrl))
		cond_resched();
	spin_lock_irq(&vg->lock);
	list_splice_tail_init(&vg->running, &over);
	list_splice_tail_init(&vg->fifo, &over);
	list_for_each_entry(cmd, &over, link)
		cmd->err = -ENODEV;
	spin_unlock_irq(&vg->lock);
	finish_all(vg, &over);
}

/**
 * mvgpu_vg_queue_stop() - reset the device and give its queue back
 * @vg: the GPU; harmless when it is stopped
 *
 * All that was handed over ends with -ENODEV before this returns, and so does
 * at once what comes later. Serialised by the caller. Sleeps.
 */
void mvgpu_vg_queue_stop(struct mvgpu_vg *vg)
{
	bool live;

	spin_lock_irq(&vg->lock);
	live = vg->live;
	vg->live = false;
	spin_unlock_irq(&vg->lock);
	if (!live)
		return;
	virtio_reset_device(vg->vdev);
	abandon(vg);
	mvgpu_vg_quiesce(vg);
	vg->vdev->config->del_vqs(vg->vdev);
	vg->ctrl = NULL;
}
