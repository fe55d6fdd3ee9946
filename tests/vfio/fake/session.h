/* SPDX-License-Identifier: GPL-2.0 */
/* The session of a vGPU, as a renderer uses it. */
#ifndef FAKE_SESSION_H
#define FAKE_SESSION_H

#include <stdbool.h>
#include "types.h"
#include "uapi/mvgpu_render.h"

#define DEVICE_NODE "/dev/mvgpu-render"

/**
 * struct session - a session
 * @fd: its file
 * @shape: what ATTACH returned
 * @sq: indexes of the module
 * @cmds: submission queue
 * @cq: indexes of the renderer
 * @dones: completion queue
 * @data: data area
 * @taken: commands taken so far
 * @done: completions written so far
 * @answer: what the next completion says beside its error
 */
struct session {
	int fd;
	struct mvgpu_render_attach shape;
	const struct mvgpu_render_sq *sq;
	const struct mvgpu_render_cmd *cmds;
	struct mvgpu_render_cq *cq;
	struct mvgpu_render_done *dones;
	const u8 *data;
	u32 taken;
	u32 done;
	struct mvgpu_render_done answer;
};

int node_open(void);
int session_attach(struct session *s, const char *uuid);
bool session_next(struct session *s, struct mvgpu_render_cmd *cmd);
void session_taken(struct session *s, u32 taken);
void session_complete(struct session *s, u64 cookie, int err);
int session_kick(struct session *s);
int session_wait(struct session *s);
void *session_map(struct session *s, u64 offset, u64 bytes, int prot);
void *session_map_slot(struct session *s, const struct mvgpu_render_cmd *cmd);

#endif /* FAKE_SESSION_H */
