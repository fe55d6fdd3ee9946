// SPDX-License-Identifier: GPL-2.0
/*
 * Serves a session: sleeps until there are commands, executes all of them, and tells the
 * module once what has completed without a fence.
 */
#include <poll.h>
#include <virgl/virglrenderer.h>
#include "render/clock.h"
#include "render/ops.h"
#include "render/say.h"
#include "render/serve.h"

/* Completions of a batch that takes longer are told before it ends. */
#define SERVE_TELL_NS 2000000
/* Fences without a thread that waits for them are looked at so often. */
#define SERVE_LOOK_MS 2
/* Otherwise after so long, in case that one was lost. */
#define SERVE_LOST_MS 1000

/**
 * rd_serve_new() - Make a session
 * @link: link, attached and mapped
 * @node: path of the render node, or NULL
 *
 * Return: the session, or NULL without memory.
 */
struct rd_session *rd_serve_new(struct rd_link *link, const char *node)
{
	struct rd_session *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->link = link;
	s->node = node;
	s->poll_fd = -1;
	s->export_fd = -1;
	if (rd_fence_init(&s->fences, link->shape.cq_entries) ||
	    rd_ring_init(&s->rings, link->shape.cq_entries)) {
		free(s->fences.fence);
		free(s);
		return NULL;
	}
	return s;
}

/**
 * rd_serve_step() - Execute all commands that there are
 * @s: session
 *
 * Sets the error of the link when the session has ended.
 */
void rd_serve_step(struct rd_session *s)
{
	struct mvgpu_render_cmd cmd;
	u64 told = rd_clock_now();

	while (rd_link_next(s->link, &cmd)) {
		rd_ops_execute(s, &cmd);
		rd_link_taken(s->link);
		if (rd_clock_now() - told > SERVE_TELL_NS) {
			rd_fence_close(s);
			/* A fence may wait for queries that are looked at here. */
			if (s->open)
				virgl_renderer_poll();
			rd_link_kick(s->link);
			told = rd_clock_now();
		}
	}
	rd_fence_close(s);
	if (s->open)
		virgl_renderer_poll();
	if (s->poll_fd >= 0)
		rd_fence_renew_lost(s);
	rd_link_kick(s->link);
}

static int serve_timeout(struct rd_session *s)
{
	if (!rd_fence_waiting(&s->fences))
		return -1;
	return s->poll_fd < 0 ? SERVE_LOOK_MS : SERVE_LOST_MS;
}

static void serve_wait(struct rd_session *s)
{
	struct pollfd fds[] = {
		{ .fd = s->link->fd, .events = POLLIN },
		{ .fd = s->poll_fd, .events = POLLIN },
	};
	int ready = poll(fds, ARRAY_SIZE(fds), serve_timeout(s));

	if (ready < 0 && errno != EINTR)
		rd_link_end(s->link, -errno);
	if (ready > 0 && fds[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		rd_link_ask(s->link);
}

/**
 * rd_serve() - Serve a session until it ends
 * @s: session
 *
 * Return: why it ended: -ESHUTDOWN when the VMM is done; another -errno.
 */
int rd_serve(struct rd_session *s)
{
	int err;

	while (!rd_link_err(s->link)) {
		rd_serve_step(s);
		if (!rd_link_err(s->link))
			serve_wait(s);
	}
	err = rd_link_err(s->link);
	if (err != -ESHUTDOWN)
		rd_say("the session of vGPU %s has ended: %s", s->link->shape.uuid,
		       strerror(-err));
	return err;
}
