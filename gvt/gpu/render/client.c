// SPDX-License-Identifier: GPL-2.0
/*
 * Clients of a GPU with renderers: which session serves a vGPU, from the arrival of a
 * renderer to the end of the guest's life.
 *
 * A renderer serves one life of a guest: a VMM that opens the vGPU waits for a renderer and
 * for its GPU to be initialised, and when it closes the vGPU the session ends. A renderer
 * that arrives while the vGPU is open, because the one before was lost, serves the guest
 * from then on; it knows nothing of the guest's objects, so that the guest needs a reset.
 */
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include "gvt/gpu/client.h"
#include "gvt/gpu/host_2d.h"
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/queue.h"
#include "gvt/gpu/render/session.h"

/* As much as the attribute last_refusal shows. */
#define CLIENT_REASON_LEN 160
#define CLIENT_MAX_WAIT_MS (10 * 60 * 1000)

/* A VMM that waits can be killed. VFIO holds the lock of the device meanwhile. */
#define CLIENT_WAITS (TASK_KILLABLE | TASK_FREEZABLE_UNSAFE)

static unsigned int renderer_wait_ms = 15000;
module_param(renderer_wait_ms, uint, 0644);
MODULE_PARM_DESC(renderer_wait_ms, "Milliseconds for which the opening of a vGPU waits for its renderer (15000)");

static unsigned int renderer_open_ms = 30000;
module_param(renderer_open_ms, uint, 0644);
MODULE_PARM_DESC(renderer_open_ms, "Milliseconds for which it waits for the renderer to initialise the GPU (30000)");

static long client_timeout(const unsigned int *param)
{
	return msecs_to_jiffies(min_t(u32, READ_ONCE(*param), CLIENT_MAX_WAIT_MS));
}

/*
 * Like wait_event_killable_timeout(), but the host can be suspended meanwhile. Whoever waits
 * for the lock of the device is not frozen, and rejects the suspend.
 */
static long client_wait(struct mvgpu_rd_client *rd, bool (*done)(void *arg), void *arg,
			long timeout)
{
	long __ret = timeout;	/* of the macros */

	might_sleep();
	if (!___wait_cond_timeout(done(arg)))
		__ret = ___wait_event(rd->attached, ___wait_cond_timeout(done(arg)),
				      CLIENT_WAITS, 0, timeout,
				      __ret = schedule_timeout(__ret));
	return __ret;
}

static void client_reject(struct mvgpu_rd_client *rd, const char *text, int err)
{
	struct mvgpu_gpu *gpu = rd->client.gpu;
	char reason[CLIENT_REASON_LEN];

	snprintf(reason, sizeof(reason), "vGPU %s: %s (%d)", rd->client.name, text, err);
	gpu->on_rejected(gpu, reason);
}

/*
 * The renderer was lost. The guest needs to know only if it has begun to use it: while the
 * vGPU is being opened, the VMM gets an error.
 */
static void client_lost(struct mvgpu_rd_session_owner *owner)
{
	struct mvgpu_rd_client *rd = container_of(owner, struct mvgpu_rd_client, owner);
	struct mvgpu_gpu *gpu = rd->client.gpu;

	if (READ_ONCE(rd->opened))
		gpu->on_client_lost(&rd->client);
}

/**
 * mvgpu_rd_client_create() - Create a client
 * @gpu: GPU with renderers
 * @vgpu: vGPU
 * @name: its UUID, valid as long as the client
 *
 * Context: process context, may sleep.
 *
 * Return: client that no renderer can find yet, or NULL.
 */
struct mvgpu_rd_client *mvgpu_rd_client_create(struct mvgpu_gpu *gpu,
					       struct mvgpu_vgpu *vgpu, const char *name)
{
	struct mvgpu_rd_client *rd = kzalloc(sizeof(*rd), GFP_KERNEL_ACCOUNT);

	if (!rd)
		return NULL;
	mvgpu_gpu_client_init(&rd->client, gpu, vgpu, name);
	rd->owner.name = name;
	rd->owner.dev = gpu->dev;
	rd->owner.lost = client_lost;
	mvgpu_2d_init(&rd->table_2d);
	xa_init(&rd->textures);
	mutex_init(&rd->lock);
	spin_lock_init(&rd->pointer_lock);
	init_waitqueue_head(&rd->attached);
	return rd;
}

/* Replace the session by one with a reference, or by NULL; the old one's is dropped. */
static void client_set_session(struct mvgpu_rd_client *rd,
			       struct mvgpu_rd_session *session)
{
	struct mvgpu_rd_session *old;

	lockdep_assert_held(&rd->lock);
	scoped_guard(spinlock_irqsave, &rd->pointer_lock) {
		old = rd->session;
		rd->session = session;
	}
	mvgpu_rd_session_put(old);
}

static void client_end_session(struct mvgpu_rd_client *rd, int why)
{
	lockdep_assert_held(&rd->lock);
	if (rd->session)
		mvgpu_rd_queue_end(rd->session, why, NULL);
	client_set_session(rd, NULL);
}

/**
 * mvgpu_rd_client_destroy() - Free a client, and end its session
 * @rd: client that is not open, and that no renderer can find any more
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_client_destroy(struct mvgpu_rd_client *rd)
{
	scoped_guard(mutex, &rd->lock)
		client_end_session(rd, -ESHUTDOWN);
	mvgpu_2d_exit(&rd->table_2d);
	xa_destroy(&rd->textures);
	mutex_destroy(&rd->lock);
	kfree(rd);
}

/**
 * mvgpu_rd_client_session() - Get the session that serves a client
 * @rd: client
 *
 * Context: any.
 *
 * Return: session with a reference for the caller, which may end at any time; NULL when
 * there is none, or it has ended.
 */
struct mvgpu_rd_session *mvgpu_rd_client_session(struct mvgpu_rd_client *rd)
{
	guard(spinlock_irqsave)(&rd->pointer_lock);
	if (!mvgpu_rd_session_alive(rd->session))
		return NULL;
	mvgpu_rd_session_get(rd->session);
	return rd->session;
}

static int client_open_complete(struct mvgpu_rd_job *job, int err)
{
	job->session->open_err = err;
	complete_all(&job->session->open_done);
	wake_up_all(&job->client->attached);
	return err;
}

static u32 client_capsets(const struct mvgpu_gpu_caps *caps)
{
	u32 i, mask = 0;

	for (i = 0; i < caps->num_capsets; i++)
		mask |= BIT(caps->capsets[i].id);
	return mask;
}

static int client_send_open(struct mvgpu_rd_client *rd, struct mvgpu_rd_session *session)
{
	struct mvgpu_rd_job *job = mvgpu_rd_job_new(MVGPU_RENDER_OP_OPEN, 0);

	if (!job)
		return -ENOMEM;
	job->wire.arg = client_capsets(&rd->client.gpu->caps);
	mvgpu_rd_session_get(session);
	session->open_end = jiffies + client_timeout(&renderer_open_ms);
	job->session = session;
	job->client = rd;
	job->complete = client_open_complete;
	mvgpu_rd_queue_send(session, job);
	return 0;
}

/**
 * mvgpu_rd_client_attach() - A renderer arrives
 * @rd: client that exists during the call
 * @file: file that becomes the session
 *
 * Context: thread of the renderer, may sleep. Takes rd->lock.
 *
 * Return: session with a reference for the caller; ERR_PTR(-EBUSY) when the client has one;
 * ERR_PTR(-ENOMEM), ERR_PTR(-ENOSPC).
 */
struct mvgpu_rd_session *mvgpu_rd_client_attach(struct mvgpu_rd_client *rd,
						struct file *file)
{
	struct mvgpu_rd_session *session;
	int err;

	guard(mutex)(&rd->lock);
	if (mvgpu_rd_session_alive(rd->session))
		return ERR_PTR(-EBUSY);
	/* The end of the former one uses the client, and may still be in progress. */
	client_end_session(rd, -ENODEV);
	session = mvgpu_rd_session_new(file, &rd->owner);
	if (IS_ERR(session))
		return session;
	mvgpu_rd_queue_init(session);
	err = rd->opened ? client_send_open(rd, session) : 0;
	if (err) {
		mvgpu_rd_queue_end(session, -ESHUTDOWN, NULL);
		mvgpu_rd_session_put(session);
		return ERR_PTR(err);
	}
	mvgpu_rd_session_get(session);
	client_set_session(rd, session);
	wake_up_all(&rd->attached);
	return session;
}

static bool client_has_session(void *arg)
{
	struct mvgpu_rd_client *rd = arg;

	guard(spinlock_irqsave)(&rd->pointer_lock);
	return mvgpu_rd_session_alive(rd->session);
}

/* Let a renderer that is there begin; one that arrives from now on begins at once. */
static int client_begin(struct mvgpu_rd_client *rd)
{
	int err = 0;

	guard(mutex)(&rd->lock);
	if (mvgpu_rd_session_alive(rd->session))
		err = client_send_open(rd, rd->session);
	if (!err)
		WRITE_ONCE(rd->opened, true);
	return err;
}

static int client_wait_attached(struct mvgpu_rd_client *rd)
{
	long left = client_wait(rd, client_has_session, rd,
				client_timeout(&renderer_wait_ms));

	if (left > 0)
		return 0;
	if (left < 0)
		return -EINTR;
	client_reject(rd, "no renderer; start mvgpu-render serve with this UUID", -EAGAIN);
	return -EAGAIN;
}

static bool client_has_opened(void *arg)
{
	struct mvgpu_rd_session *session = arg;

	return completion_done(&session->open_done);
}

static int client_open_result(struct mvgpu_rd_client *rd, struct mvgpu_rd_session *session)
{
	long left = client_wait(rd, client_has_opened, session,
				client_timeout(&renderer_open_ms));

	if (left < 0)
		return -EINTR;
	if (!left)
		return -ETIMEDOUT;
	return mvgpu_rd_session_alive(session) ? session->open_err : -EIO;
}

static int client_wait_open(struct mvgpu_rd_client *rd)
{
	struct mvgpu_rd_session *session = mvgpu_rd_client_session(rd);
	int err = -EIO;

	if (session)
		err = client_open_result(rd, session);
	mvgpu_rd_session_put(session);
	if (err && err != -EINTR)
		client_reject(rd, "its renderer cannot use the GPU; see what the renderer printed",
			      err);
	return err;
}

/**
 * mvgpu_rd_client_close() - The VMM closed the vGPU
 * @client: client
 *
 * The renderer served this life of a guest, and is not needed any more.
 *
 * Context: process context, may sleep. Takes rd->lock.
 */
void mvgpu_rd_client_close(struct mvgpu_gpu_client *client)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);

	guard(mutex)(&rd->lock);
	WRITE_ONCE(rd->opened, false);
	client_end_session(rd, -ESHUTDOWN);
}

/**
 * mvgpu_rd_client_kill() - Kill the renderer of a client that is stuck
 * @client: client
 *
 * Context: any.
 */
void mvgpu_rd_client_kill(struct mvgpu_gpu_client *client)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);

	/* The client keeps its session while the lock is held. */
	guard(spinlock_irqsave)(&rd->pointer_lock);
	if (mvgpu_rd_session_alive(rd->session))
		mvgpu_rd_queue_kill(rd->session);
}

/**
 * mvgpu_rd_client_begins() - Find out whether the renderer of a client still begins
 * @client: client that a VMM has open, so that OPEN was sent
 *
 * A renderer that follows one that was lost has renderer_open_ms to initialise the GPU,
 * like the first one; it is killed when these are over.
 *
 * Context: any.
 *
 * Return: true while it begins, so that no operation can complete.
 */
bool mvgpu_rd_client_begins(struct mvgpu_gpu_client *client)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);

	guard(spinlock_irqsave)(&rd->pointer_lock);
	if (!mvgpu_rd_session_alive(rd->session) || completion_done(&rd->session->open_done))
		return false;
	if (time_before(jiffies, READ_ONCE(rd->session->open_end)))
		return true;
	mvgpu_rd_queue_kill(rd->session);
	return false;
}

/**
 * mvgpu_rd_client_open() - A VMM opens the vGPU
 * @client: client
 *
 * Waits for a renderer, and until the renderer has initialised the GPU.
 *
 * Context: thread of the VMM, may sleep for renderer_wait_ms and renderer_open_ms. Takes
 * rd->lock.
 *
 * Return: 0; -EAGAIN without a renderer; -ETIMEDOUT, -EIO or the error of the renderer when
 * the GPU cannot be used; -EINTR when the VMM is killed; -ENOMEM.
 */
int mvgpu_rd_client_open(struct mvgpu_gpu_client *client)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	int err = client_begin(rd);

	if (!err)
		err = client_wait_attached(rd);
	if (!err)
		err = client_wait_open(rd);
	if (err == -ETIMEDOUT)
		mvgpu_rd_client_kill(client);
	if (err)
		mvgpu_rd_client_close(client);
	return err;
}
