// SPDX-License-Identifier: GPL-2.0
/*
 * The queues of a session: jobs are sent, completions are collected, and at the end all that
 * is in flight is completed with -ENODEV.
 *
 * The renderer is hostile. What it says selects one of the session's own jobs and an error
 * for it, and nothing else; anything impossible ends the session. Nothing here waits for
 * the renderer. A thread of the renderer may hold the locks while it is not scheduled, as
 * when its cgroup has used up its share of the CPU; that delays the vGPU of the session.
 */
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/pid.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include "compat.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/mirror.h"
#include "gvt/gpu/render/queue.h"
#include "gvt/gpu/render/ring.h"
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/slot.h"

static struct workqueue_struct *queue_wq;

/* Index of a job that may be handed over, or -1. */
static int queue_free_index(const struct mvgpu_rd_session *session)
{
	u32 i, index;

	for (i = 0; i < MVGPU_RD_CQ_ENTRIES; i++) {
		index = (session->cookies + i) % MVGPU_RD_CQ_ENTRIES;
		if (!session->in_flight[index])
			return index;
	}
	return -1;
}

static bool queue_push(struct mvgpu_rd_session *session, struct mvgpu_rd_job *job)
{
	int index = queue_free_index(session);

	if (index < 0)
		return false;
	job->wire.cookie = ++session->cookies * MVGPU_RD_CQ_ENTRIES + index;
	if (mvgpu_rd_ring_push(&session->ring, &job->wire, job->data))
		return false;
	session->in_flight[index] = job;
	return true;
}

/*
 * Wake the renderer, if it sleeps. That is needed for the first command in an empty queue
 * only: poll() sleeps in no other case, and the renderer that was woken is not done before it
 * finds the queue empty.
 */
static void queue_wake(struct mvgpu_rd_session *session)
{
	if (!wq_has_sleeper(&session->wait))
		return;
	session->wakeups++;
	wake_up_poll(&session->wait, EPOLLIN);
}

/* Hand over what there is room for. */
static int queue_pump(struct mvgpu_rd_session *session)
{
	struct mvgpu_rd_job *job, *next;
	bool more = false, empty;
	int err;

	lockdep_assert_held(&session->lock);
	err = mvgpu_rd_ring_reclaim(&session->ring);
	if (err)
		return err;
	empty = session->ring.produced == session->ring.consumed;
	list_for_each_entry_safe(job, next, &session->pending, link) {
		if (!queue_push(session, job))
			break;
		list_del(&job->link);
		more = true;
	}
	if (!more)
		return 0;
	mvgpu_rd_ring_publish(&session->ring);
	if (empty)
		queue_wake(session);
	return 0;
}

/* The job of a completion; -EPROTO when there is none, or for an impossible error. */
static struct mvgpu_rd_job *queue_find(struct mvgpu_rd_session *session,
				       const struct mvgpu_render_done *done)
{
	struct mvgpu_rd_job **place, *job;

	place = &session->in_flight[done->cookie % MVGPU_RD_CQ_ENTRIES];
	job = *place;
	if (!job || job->wire.cookie != done->cookie || done->err > 0)
		return ERR_PTR(-EPROTO);
	*place = NULL;
	job->done = *done;
	return job;
}

/* The next job that has completed; NULL when there is none. */
static struct mvgpu_rd_job *queue_next(struct mvgpu_rd_session *session, int *err)
{
	struct mvgpu_render_done done;
	int ret;

	guard(mutex)(&session->lock);
	if (session->ended)
		return NULL;
	ret = mvgpu_rd_ring_pop(&session->ring, &done);
	if (ret < 0)
		return ERR_PTR(ret);
	*err = done.err;
	return ret ? queue_find(session, &done) : NULL;
}

/* What a renderer may say; all else is an error of input and output. */
static int queue_errno(int err)
{
	switch (err) {
	case 0:
	case -ENOENT:
	case -EINVAL:
	case -ENOMEM:
	case -EPERM:
	case -EOPNOTSUPP:
		return err;
	default:
		return -EIO;
	}
}

static int queue_collect_all(struct mvgpu_rd_session *session)
{
	struct mvgpu_rd_job *job;
	unsigned int i;
	int err;

	guard(mutex)(&session->collect_lock);
	/* Jobs that are sent meanwhile may complete as well; they get the next call. */
	for (i = 0; i < MVGPU_RD_CQ_ENTRIES; i++) {
		job = queue_next(session, &err);
		if (IS_ERR_OR_NULL(job))
			return PTR_ERR_OR_ZERO(job);
		mvgpu_rd_job_complete(job, queue_errno(err));
		cond_resched();
	}
	return 0;
}

/**
 * mvgpu_rd_queue_collect() - Handle the completions that the renderer has written
 * @session: session
 *
 * Context: thread of the renderer, may sleep. Takes all locks of the session.
 *
 * Return: 0; -ESHUTDOWN or -ENODEV when the session has ended.
 */
int mvgpu_rd_queue_collect(struct mvgpu_rd_session *session)
{
	int err = queue_collect_all(session);

	if (!err) {
		guard(mutex)(&session->lock);
		session->kicks++;
		err = session->ended ?: queue_pump(session);
	}
	if (err == -EPROTO)
		mvgpu_rd_queue_end(session, -ENODEV, "it broke the rules of its queues");
	return READ_ONCE(session->ended);
}

/**
 * mvgpu_rd_queue_look() - Find out whether there is work for the renderer
 * @session: session
 * @work: there is a command that the renderer has not taken
 *
 * Context: thread of the renderer, may sleep. Takes session->lock.
 *
 * Return: 0; -errno when the session has ended.
 */
int mvgpu_rd_queue_look(struct mvgpu_rd_session *session, bool *work)
{
	int err;

	*work = false;
	scoped_guard(mutex, &session->lock) {
		err = session->ended ?: queue_pump(session);
		if (!err)
			*work = session->ring.produced != session->ring.consumed;
	}
	if (err == -EPROTO)
		mvgpu_rd_queue_end(session, -ENODEV, "it broke the rules of its queues");
	return READ_ONCE(session->ended);
}

/* Take all jobs in the order in which they were sent, as far as that is known. */
static void queue_take_all(struct mvgpu_rd_session *session, struct list_head *jobs)
{
	u32 i, index;

	for (i = 1; i <= MVGPU_RD_CQ_ENTRIES; i++) {
		index = (session->cookies + i) % MVGPU_RD_CQ_ENTRIES;
		if (!session->in_flight[index])
			continue;
		list_add_tail(&session->in_flight[index]->link, jobs);
		session->in_flight[index] = NULL;
	}
	list_splice_tail_init(&session->pending, jobs);
}

static bool queue_set_ended(struct mvgpu_rd_session *session, int why,
			    struct list_head *jobs)
{
	guard(mutex)(&session->lock);
	if (session->ended)
		return false;
	WRITE_ONCE(session->ended, why);
	queue_take_all(session, jobs);
	return true;
}

static void queue_fail_all(struct list_head *jobs)
{
	struct mvgpu_rd_job *job, *next;

	list_for_each_entry_safe(job, next, jobs, link) {
		list_del(&job->link);
		mvgpu_rd_job_complete(job, -ENODEV);
		cond_resched();
	}
}

/**
 * mvgpu_rd_queue_end() - End a session
 * @session: session
 * @why: what the renderer gets: -ESHUTDOWN when it is not needed any more, -ENODEV for a
 *	fault, of which the owner is notified
 * @text: for the log: what the renderer did, or NULL
 *
 * When this returns the renderer cannot reach any memory that was lent, the guest none of
 * the renderer's, all jobs are completed, and the owner is not used any more. A second call
 * waits for the first one.
 *
 * Context: process context, may sleep. Takes all locks of the session.
 */
void mvgpu_rd_queue_end(struct mvgpu_rd_session *session, int why, const char *text)
{
	struct mvgpu_rd_session_owner *owner = session->owner;
	LIST_HEAD(jobs);

	guard(mutex)(&session->end_lock);
	if (!queue_set_ended(session, why, &jobs))
		return;
	/* Wait for a completion that is being handled. */
	mutex_lock(&session->collect_lock);
	mutex_unlock(&session->collect_lock);
	mvgpu_rd_slots_revoke(&session->slots);
	mvgpu_rd_mirror_close_all(session);
	if (text)
		dev_warn_ratelimited(owner->dev, "vGPU %s: its renderer was ended, %s\n",
				     owner->name, text);
	if (why == -ENODEV)
		owner->lost(owner);
	queue_fail_all(&jobs);
	complete_all(&session->open_done);
	wake_up_poll(&session->wait, EPOLLHUP);
}

static void queue_kill_work(struct work_struct *work)
{
	struct mvgpu_rd_session *session =
		container_of(work, struct mvgpu_rd_session, kill_work);

	kill_pid(session->pid, SIGKILL, 1);
	mvgpu_rd_queue_end(session, -ENODEV, "it did not do its work in time or as agreed");
	mvgpu_rd_session_put(session);
}

/**
 * mvgpu_rd_queue_kill() - Kill the renderer and end its session, soon
 * @session: session, on which somebody else holds a reference during the call
 *
 * Context: any.
 */
void mvgpu_rd_queue_kill(struct mvgpu_rd_session *session)
{
	mvgpu_rd_session_get(session);
	if (!queue_work(queue_wq, &session->kill_work))
		mvgpu_rd_session_put(session);
}

/**
 * mvgpu_rd_queue_send() - Send a job to the renderer
 * @session: session, alive or not, on which the caller holds a reference
 * @job: job of this session; completed at any time from the call on, with -ENODEV when the
 *	session has ended
 *
 * Jobs are executed in the order of the calls. When the queue is full they wait outside of
 * it; the mediator limits how many there are.
 *
 * Context: process context, may sleep. Takes session->lock.
 */
void mvgpu_rd_queue_send(struct mvgpu_rd_session *session, struct mvgpu_rd_job *job)
{
	int ended, err = 0;

	if (job->wire.data_len > MVGPU_RD_DATA_BYTES) {
		mvgpu_rd_job_complete(job, -ENOMEM);
		return;
	}
	mutex_lock(&session->lock);
	ended = session->ended;
	if (!ended) {
		list_add_tail(&job->link, &session->pending);
		err = queue_pump(session);
	}
	mutex_unlock(&session->lock);
	if (ended)
		mvgpu_rd_job_complete(job, -ENODEV);
	else if (err)
		mvgpu_rd_queue_kill(session);
}

/**
 * mvgpu_rd_queue_show() - Print the state of a session for developers
 * @session: session
 * @m: output
 *
 * Context: process context, may sleep. Takes session->lock.
 */
void mvgpu_rd_queue_show(struct mvgpu_rd_session *session, struct seq_file *m)
{
	unsigned int i, in_flight = 0, waiting = 0;
	struct list_head *job;

	guard(mutex)(&session->lock);
	for (i = 0; i < MVGPU_RD_CQ_ENTRIES; i++)
		in_flight += !!session->in_flight[i];
	list_for_each(job, &session->pending)
		waiting++;
	seq_printf(m, "process %d, jobs %llu, in flight %u, not taken %u, waiting %u, wake-ups %llu, kicks %llu\n",
		   pid_nr(session->pid), session->cookies, in_flight,
		   session->ring.produced - session->ring.consumed, waiting,
		   session->wakeups, session->kicks);
}

/**
 * mvgpu_rd_queue_init() - Set up the queues of a new session
 * @session: session of mvgpu_rd_session_new()
 *
 * Context: any.
 */
void mvgpu_rd_queue_init(struct mvgpu_rd_session *session)
{
	INIT_LIST_HEAD(&session->pending);
	INIT_WORK(&session->kill_work, queue_kill_work);
}

/**
 * mvgpu_rd_queues_init() - Set up what all sessions share
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_rd_queues_init(void)
{
	queue_wq = alloc_workqueue("mvgpu_render", WQ_UNBOUND, 0);
	return queue_wq ? 0 : -ENOMEM;
}

/**
 * mvgpu_rd_queues_exit() - Undo mvgpu_rd_queues_init()
 *
 * No session has a file or a client any more.
 *
 * Context: process context, sleeps.
 */
void mvgpu_rd_queues_exit(void)
{
	destroy_workqueue(queue_wq);
}
