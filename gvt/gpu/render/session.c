// SPDX-License-Identifier: GPL-2.0
/* Sessions of renderers: what they consist of, and their references. */
#include <linux/fs.h>
#include <linux/pid.h>
#include <linux/sched/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/slot.h"

static void *session_queue_alloc(size_t entry, u32 entries)
{
	return vmalloc_user(MVGPU_RENDER_QUEUE_OFFSET + PAGE_ALIGN(entry * entries));
}

static int session_alloc_ring(struct mvgpu_rd_session *session)
{
	struct mvgpu_rd_ring *ring = &session->ring;

	session->sq_pages = session_queue_alloc(sizeof(*ring->cmds), MVGPU_RD_SQ_ENTRIES);
	session->cq_pages = session_queue_alloc(sizeof(*ring->dones), MVGPU_RD_CQ_ENTRIES);
	ring->data = vmalloc_user(MVGPU_RD_DATA_BYTES);
	if (!session->sq_pages || !session->cq_pages || !ring->data)
		return -ENOMEM;
	ring->sq = session->sq_pages;
	ring->cmds = session->sq_pages + MVGPU_RENDER_QUEUE_OFFSET;
	ring->cq = session->cq_pages;
	ring->dones = session->cq_pages + MVGPU_RENDER_QUEUE_OFFSET;
	return 0;
}

static void session_free_ring(struct mvgpu_rd_session *session)
{
	vfree(session->sq_pages);
	vfree(session->cq_pages);
	vfree(session->ring.data);
}

static void session_setup(struct mvgpu_rd_session *session,
			  struct mvgpu_rd_session_owner *owner)
{
	kref_init(&session->ref);
	INIT_LIST_HEAD(&session->mirrors);
	session->owner = owner;
	mutex_init(&session->lock);
	mutex_init(&session->mirrors_lock);
	mutex_init(&session->collect_lock);
	mutex_init(&session->end_lock);
	init_waitqueue_head(&session->wait);
	init_completion(&session->open_done);
}

/* What the session keeps of its process and of its file. */
static void session_bind(struct mvgpu_rd_session *session, struct file *file)
{
	ihold(file->f_mapping->host);
	mmgrab(current->mm);
	session->mm = current->mm;
	session->pid = get_pid(task_tgid(current));
}

/**
 * mvgpu_rd_session_new() - Create the session of the calling process
 * @file: file that becomes the session
 * @owner: whom it serves
 *
 * mvgpu_rd_queue_init() completes it.
 *
 * Context: process context, may sleep.
 *
 * Return: session with a reference for the caller; ERR_PTR(-ENOMEM), ERR_PTR(-ENOSPC).
 */
struct mvgpu_rd_session *mvgpu_rd_session_new(struct file *file,
					      struct mvgpu_rd_session_owner *owner)
{
	struct mvgpu_rd_session *session = kzalloc(sizeof(*session), GFP_KERNEL_ACCOUNT);
	int err;

	if (!session)
		return ERR_PTR(-ENOMEM);
	err = session_alloc_ring(session);
	if (!err)
		err = mvgpu_rd_slots_init(&session->slots, file->f_mapping);
	if (err) {
		session_free_ring(session);
		kfree(session);
		return ERR_PTR(err);
	}
	session_setup(session, owner);
	session_bind(session, file);
	return session;
}

static void session_release(struct kref *ref)
{
	struct mvgpu_rd_session *session =
		container_of(ref, struct mvgpu_rd_session, ref);
	struct inode *inode = session->slots.mapping->host;

	put_pid(session->pid);
	mmdrop(session->mm);
	mvgpu_rd_slots_exit(&session->slots);
	iput(inode);
	session_free_ring(session);
	mutex_destroy(&session->lock);
	mutex_destroy(&session->collect_lock);
	mutex_destroy(&session->end_lock);
	kfree(session);
}

/**
 * mvgpu_rd_session_get() - Take a reference
 * @session: session
 *
 * Context: any.
 */
void mvgpu_rd_session_get(struct mvgpu_rd_session *session)
{
	kref_get(&session->ref);
}

/**
 * mvgpu_rd_session_put() - Drop a reference
 * @session: session, or NULL. It has ended, and its slots are free, when the last one is
 *	dropped.
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_session_put(struct mvgpu_rd_session *session)
{
	if (session)
		kref_put(&session->ref, session_release);
}

/**
 * mvgpu_rd_session_alive() - Find out whether a session may still serve
 * @session: session, or NULL
 *
 * Context: any.
 *
 * Return: true unless it has ended.
 */
bool mvgpu_rd_session_alive(struct mvgpu_rd_session *session)
{
	return session && !READ_ONCE(session->ended);
}
