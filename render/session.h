/* SPDX-License-Identifier: GPL-2.0 */
/* Session of a vGPU: what the commands work on. */
#ifndef MVGPU_RENDER_SESSION_H
#define MVGPU_RENDER_SESSION_H

#include "render/fence.h"
#include "render/link.h"
#include "render/ring.h"
#include "render/table.h"

/* Largest numbers of things, whatever a guest asks for. */
#define RD_MAX_RESOURCES 16384
#define RD_MAX_CONTEXTS 1024
#define RD_MAX_RESOURCE_BYTES (4ULL << 30)

/**
 * struct rd_session - Session
 * @link: link to the module
 * @node: path of the render node, or NULL for the software renderer
 * @capsets: bit N: capability set N is wanted
 * @open: the GPU is initialised
 * @started: bit N: the library was started for capability set N beside those of OpenGL
 * @poll_fd: readable when the library has to be polled, -1 for none
 * @resources: struct rd_resource
 * @contexts: struct rd_context
 * @serial: number of contexts that there have been
 * @own_ctx: number of the context that clears resources, 0 for none
 * @answer: completion of the command that is being executed
 * @export_fd: file descriptor in @answer, or -1
 * @fences: fences that have not completed
 * @rings: fences of rings, likewise
 */
struct rd_session {
	struct rd_link *link;
	const char *node;
	u32 capsets;
	bool open;
	u32 started;
	int poll_fd;
	struct rd_table resources;
	struct rd_table contexts;
	u64 serial;
	u32 own_ctx;
	struct mvgpu_render_done answer;
	int export_fd;
	struct rd_fences fences;
	struct rd_rings rings;
};

#endif /* MVGPU_RENDER_SESSION_H */
