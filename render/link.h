/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Link to the module: the queues of a session, and the calls that go to the module. The
 * calls are replaceable, so that a test plays the module.
 */
#ifndef MVGPU_RENDER_LINK_H
#define MVGPU_RENDER_LINK_H

#include <pthread.h>
#include "shim.h"
#include "uapi/mvgpu_render.h"

#define RD_NODE_BYTES 32

struct rd_link;

/**
 * struct rd_link_ops - What the module does for a link
 * @kick: MVGPU_RENDER_KICK; 0 or -errno
 * @map: map @bytes at @offset of the session; MAP_FAILED and errno on error
 */
struct rd_link_ops {
	int (*kick)(struct rd_link *link);
	void *(*map)(struct rd_link *link, u64 offset, size_t bytes, int prot);
};

/**
 * struct rd_link - Session as the process sees it
 * @ops: calls to the module
 * @fd: file of the session
 * @shape: what MVGPU_RENDER_ATTACH returned
 * @sq: indexes that the module writes
 * @cmds: submission queue
 * @cq: indexes that this process writes
 * @dones: completion queue
 * @data: data area
 * @taken: commands taken
 * @lock: held to complete and to kick, which the thread of the fences does as well
 * @done: completions written; under @lock
 * @news: there are completions of which the module does not know; under @lock
 * @err: why the session has ended, 0 while it has not; under @lock
 */
struct rd_link {
	const struct rd_link_ops *ops;
	int fd;
	struct mvgpu_render_attach shape;
	const struct mvgpu_render_sq *sq;
	const struct mvgpu_render_cmd *cmds;
	struct mvgpu_render_cq *cq;
	struct mvgpu_render_done *dones;
	const u8 *data;
	u32 taken;
	pthread_mutex_t lock;
	u32 done;
	bool news;
	int err;
};

int rd_link_map(struct rd_link *link);
bool rd_link_next(struct rd_link *link, struct mvgpu_render_cmd *cmd);
void rd_link_taken(struct rd_link *link);
void rd_link_complete(struct rd_link *link, const struct mvgpu_render_done *done);
int rd_link_kick(struct rd_link *link);
int rd_link_ask(struct rd_link *link);
int rd_link_err(struct rd_link *link);
void rd_link_end(struct rd_link *link, int err);

#endif /* MVGPU_RENDER_LINK_H */
