// SPDX-License-Identifier: GPL-2.0
/* Ways in which a renderer describes the dma-buf of a texture wrongly. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "memory.h"
#include "modes.h"

#define NO_FILE 987654
#define LARGE (8 << 20)

static bool is_export(const struct mvgpu_render_cmd *cmd, int err)
{
	return cmd->op == MVGPU_RENDER_OP_EXPORT && !err;
}

void export_no_file(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	if (is_export(cmd, err))
		fake->session.answer.fd = NO_FILE;
	session_complete(&fake->session, cmd->cookie, err);
}

/* Files stay open: each texture is exported once. */
void export_memfd(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	if (is_export(cmd, err))
		fake->session.answer.fd = memfd_create("export", MFD_CLOEXEC);
	session_complete(&fake->session, cmd->cookie, err);
}

/* A dma-buf of this size, whatever that of the texture is. */
static void answer_size(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err,
			size_t bytes)
{
	int fd;

	if (is_export(cmd, err) && memory_new_dmabuf(bytes, &fd))
		fake->session.answer.fd = fd;
	session_complete(&fake->session, cmd->cookie, err);
}

void export_short(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	answer_size(fake, cmd, err, 4096);
}

void export_large(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	answer_size(fake, cmd, err, LARGE);
}

/* The first dma-buf is that of all textures. */
void export_same(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	static int fd = -1;

	if (is_export(cmd, err) && fd < 0)
		fd = dup(fake->session.answer.fd);
	if (is_export(cmd, err))
		fake->session.answer.fd = fd;
	session_complete(&fake->session, cmd->cookie, err);
}

void export_stride(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	if (is_export(cmd, err))
		fake->session.answer.stride -= 4;
	session_complete(&fake->session, cmd->cookie, err);
}

void export_wide(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	if (is_export(cmd, err))
		fake->session.answer.stride = 0xfffffff0;
	session_complete(&fake->session, cmd->cookie, err);
}

void export_format(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	if (is_export(cmd, err))
		memcpy(&fake->session.answer.fourcc, "NV12", 4);
	session_complete(&fake->session, cmd->cookie, err);
}
