// SPDX-License-Identifier: GPL-2.0
/*
 * Export of textures and blobs for displays. The driver decides in which format and with
 * which modifier a texture is exported; one that VFIO cannot describe is not.
 */
#include <unistd.h>
#include <virgl/virglrenderer.h>
#include "render/export.h"
#include "render/linear.h"
#include "render/resource.h"

#define EXPORT_TARGET_2D 2
/* virgl_hw.h: the first line of the texture is the last one that is shown. */
#define EXPORT_Y_0_TOP BIT(0)
#define EXPORT_FORMAT_BGRX 2
#define EXPORT_BIND_TARGET BIT(1)
#define EXPORT_BIND_SCANOUT BIT(18)
/* What is tried to find out whether it can be exported. */
#define EXPORT_TRIAL 1
#define EXPORT_TRIAL_PIXELS 64

static bool export_possible(const struct rd_resource *res)
{
	return res->owner ||
	       (res->shape.target == EXPORT_TARGET_2D && res->shape.nr_samples <= 1);
}

#ifdef VIRGL_RENDERER_RESOURCE_INFO_EXT_VERSION
static bool export_is_plain(const struct virgl_renderer_resource_info_ext *info)
{
	return info->has_dmabuf_export && info->planes == 1 &&
	       !(info->base.flags & EXPORT_Y_0_TOP);
}
#endif

/* Versions of the library before 1.0 do not tell the modifier. */
static int export_texture(u32 res, struct mvgpu_render_done *answer)
{
#ifdef VIRGL_RENDERER_RESOURCE_INFO_EXT_VERSION
	struct virgl_renderer_resource_info_ext info = {
		.version = VIRGL_RENDERER_RESOURCE_INFO_EXT_VERSION,
	};
	int fd, stride, offset;

	if (virgl_renderer_resource_get_info_ext(res, &info) || !export_is_plain(&info) ||
	    virgl_renderer_get_fd_for_texture2(info.base.tex_id, &fd, &stride, &offset))
		return -EOPNOTSUPP;
	if (!offset && stride > 0) {
		answer->fd = fd;
		answer->stride = stride;
		answer->fourcc = info.base.drm_fourcc;
		answer->modifier = info.modifiers;
		return 0;
	}
	close(fd);
#endif
	return -EOPNOTSUPP;
}

static int export_blob(u32 res, struct mvgpu_render_done *answer)
{
	int fd, err = rd_linear_export(res, &fd);

	if (!err)
		answer->fd = fd;
	return err;
}

/**
 * rd_export() - MVGPU_RENDER_OP_EXPORT
 * @s: session
 * @cmd: command, whose resource exists
 * @data: unused
 *
 * Return: 0, and rd_export_end() follows the completion; -EINVAL for what is neither an image
 * of one sample a pixel nor a blob of an opaque context, and for a command with a fence;
 * -EOPNOTSUPP.
 */
int rd_export(struct rd_session *s, const struct mvgpu_render_cmd *cmd, const void *data)
{
	const struct rd_resource *res = rd_resource_find(s, cmd->res);
	int err;

	if (!export_possible(res) || cmd->flags & MVGPU_RENDER_F_FENCED)
		return -EINVAL;
	err = res->owner ? export_blob(cmd->res, &s->answer) :
			   export_texture(cmd->res, &s->answer);
	if (!err)
		s->export_fd = s->answer.fd;
	return err;
}

/**
 * rd_export_end() - Close the file of a completion that was written
 * @s: session, with or without such a file
 *
 * The module takes a reference when it looks at the completion.
 */
void rd_export_end(struct rd_session *s)
{
	if (s->export_fd < 0)
		return;
	rd_link_kick(s->link);
	close(s->export_fd);
	s->export_fd = -1;
}

/**
 * rd_export_probe() - Find out whether framebuffers can be exported
 * @s: session that is open, without resources
 *
 * Return: true when one could be.
 */
bool rd_export_probe(struct rd_session *s)
{
	const struct mvgpu_render_resource shape = {
		.target = EXPORT_TARGET_2D, .format = EXPORT_FORMAT_BGRX,
		.bind = EXPORT_BIND_TARGET | EXPORT_BIND_SCANOUT,
		.width = EXPORT_TRIAL_PIXELS, .height = EXPORT_TRIAL_PIXELS,
		.depth = 1, .array_size = 1,
	};
	const struct mvgpu_render_cmd cmd = {
		.res = EXPORT_TRIAL, .slot = MVGPU_RENDER_NO_SLOT,
	};
	bool good;

	if (rd_resource_create(s, &cmd, &shape))
		return false;
	good = !rd_export(s, &cmd, NULL);
	if (good)
		close(s->export_fd);
	s->export_fd = -1;
	rd_resource_destroy(s, &cmd, NULL);
	return good;
}
