// SPDX-License-Identifier: GPL-2.0
/* Commands for heads (virtio 1.2, 5.7.6.8). None of them is deferred. */
#include <linux/string.h>
#include "gvt/cmd/cmd_types.h"
#include "gvt/cmd/handlers.h"
#include "gvt/cmd/resp.h"
#include "gvt/display/head.h"
#include "gvt/display/monitor.h"
#include "gvt/display/scanout.h"
#include "gvt/mem/geometry.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/transport.h"

static void set_scanout_fill_mode(const struct mvgpu_scanout *so,
				  struct virtio_gpu_display_one *mode)
{
	mode->r.width = cpu_to_le32(so->width);
	mode->r.height = cpu_to_le32(so->height);
	mode->enabled = cpu_to_le32(1);
}

/**
 * mvgpu_cmd_get_display_info() - GET_DISPLAY_INFO: list the monitors
 * @cmd: command
 *
 * Context: worker; vgpu->lock held.
 *
 * Return: OK_DISPLAY_INFO.
 */
u32 mvgpu_cmd_get_display_info(struct mvgpu_cmd *cmd)
{
	struct virtio_gpu_resp_display_info *resp = (void *)cmd->resp.bytes;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	unsigned int i;

	memset(resp, 0, sizeof(*resp));
	for (i = 0; i < vgpu->slice.heads; i++)
		if (mvgpu_monitor_present(vgpu, i))
			set_scanout_fill_mode(&vgpu->scanout[i], &resp->pmodes[i]);
	mvgpu_transport_event_seen(vgpu, VIRTIO_GPU_EVENT_DISPLAY);
	cmd->resp_len = sizeof(*resp);
	return VIRTIO_GPU_RESP_OK_DISPLAY_INFO;
}

/**
 * mvgpu_cmd_get_edid() - GET_EDID: get the EDID of a monitor
 * @cmd: command
 *
 * A head without a monitor has an EDID of size 0.
 *
 * Context: worker; vgpu->lock held.
 *
 * Return: OK_EDID, or ERR_INVALID_SCANOUT_ID.
 */
u32 mvgpu_cmd_get_edid(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_cmd_get_edid *req = cmd->data;
	struct virtio_gpu_resp_edid *resp = (void *)cmd->resp.bytes;
	unsigned int head;

	if (!mvgpu_head_check(cmd->vgpu, le32_to_cpu(req->scanout), &head))
		return VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID;
	memset(resp, 0, sizeof(*resp));
	if (mvgpu_monitor_present(cmd->vgpu, head))
		resp->size = cpu_to_le32(mvgpu_monitor_edid(cmd->vgpu, head, resp->edid));
	mvgpu_transport_event_seen(cmd->vgpu, VIRTIO_GPU_EVENT_DISPLAY);
	cmd->resp_len = sizeof(*resp);
	return VIRTIO_GPU_RESP_OK_EDID;
}

/* Find head and resource of a SET_SCANOUT. Returns 0 to continue, or the response. */
static u32 set_scanout_target(struct mvgpu_vgpu *vgpu, __le32 scanout_id,
			      __le32 resource_id, unsigned int *head,
			      struct mvgpu_resource **res)
{
	if (!mvgpu_head_check(vgpu, le32_to_cpu(scanout_id), head))
		return VIRTIO_GPU_RESP_ERR_INVALID_SCANOUT_ID;
	if (!resource_id) {
		mvgpu_scanout_blank(vgpu, *head);
		return VIRTIO_GPU_RESP_OK_NODATA;
	}
	*res = mvgpu_resource_find(vgpu, le32_to_cpu(resource_id));
	return *res ? 0 : VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
}

/* A framebuffer is neither a buffer nor a volume, and has one sample a pixel. */
static bool set_scanout_showable(const struct mvgpu_resource *res)
{
	return !res->on_gpu || (res->three.target == MVGPU_TARGET_2D &&
				res->three.nr_samples <= 1);
}

/**
 * mvgpu_cmd_set_scanout() - SET_SCANOUT: show a part of a resource
 * @cmd: command
 *
 * Resource 0 blanks the head, whatever the rectangle is.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: OK_NODATA; ERR_INVALID_SCANOUT_ID; ERR_INVALID_RESOURCE_ID;
 * ERR_INVALID_PARAMETER for a blob, which has no size in pixels, for a format that
 * cannot be displayed and for a bad rectangle; ERR_OUT_OF_MEMORY.
 */
u32 mvgpu_cmd_set_scanout(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_set_scanout *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_resource *res;
	struct mvgpu_gpu_rect rect;
	struct mvgpu_fb fb = {};
	unsigned int head;
	u32 resp;

	resp = set_scanout_target(vgpu, req->scanout_id, req->resource_id, &head,
				  &res);
	if (resp)
		return resp;
	if (res->blob)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	fb.width = res->width;
	fb.height = res->height;
	fb.stride = res->width * MVGPU_BPP;
	fb.fourcc = mvgpu_format_fourcc(res->format);
	if (!fb.fourcc || !set_scanout_showable(res))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	mvgpu_rect_load(&req->r, &rect);
	return mvgpu_resp_from_errno(mvgpu_scanout_show(vgpu, head, res, &fb,
							&rect));
}

static void set_scanout_load_fb(const struct virtio_gpu_set_scanout_blob *req,
				struct mvgpu_fb *fb)
{
	fb->width = le32_to_cpu(req->width);
	fb->height = le32_to_cpu(req->height);
	fb->stride = le32_to_cpu(req->strides[0]);
	fb->offset = le32_to_cpu(req->offsets[0]);
	fb->fourcc = mvgpu_format_fourcc(le32_to_cpu(req->format));
}

/* A texture is shown in its own shape only, and the guest cannot choose its stride. */
static bool set_scanout_is_whole(const struct mvgpu_resource *res, struct mvgpu_fb *fb,
				 u32 format)
{
	fb->stride = fb->width * MVGPU_BPP;
	fb->offset = 0;
	return set_scanout_showable(res) && fb->fourcc && format == res->format &&
	       fb->width == res->width && fb->height == res->height;
}

static u32 set_scanout_show_blob(struct mvgpu_vgpu *vgpu, unsigned int head,
				 struct mvgpu_resource *res,
				 const struct virtio_gpu_set_scanout_blob *req)
{
	bool has_shape = res->on_gpu && !res->opaque;
	struct mvgpu_gpu_rect rect;
	struct mvgpu_fb fb;

	set_scanout_load_fb(req, &fb);
	if (has_shape ? !set_scanout_is_whole(res, &fb, le32_to_cpu(req->format)) :
			mvgpu_fb_check(&fb, res->size))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	mvgpu_rect_load(&req->r, &rect);
	return mvgpu_resp_from_errno(mvgpu_scanout_show(vgpu, head, res, &fb,
							&rect));
}

/**
 * mvgpu_cmd_set_scanout_blob() - SET_SCANOUT_BLOB: show a part of a blob
 * @cmd: command
 *
 * All formats have one plane, so only the first stride and the first offset are used.
 * Resource 0 blanks the head.
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: OK_NODATA; ERR_INVALID_SCANOUT_ID; ERR_INVALID_RESOURCE_ID, also for a
 * resource that is no blob; ERR_UNSPEC for a blob whose memory was unmapped;
 * ERR_INVALID_PARAMETER for a framebuffer that is not inside the blob and for a bad
 * rectangle; ERR_OUT_OF_MEMORY.
 */
u32 mvgpu_cmd_set_scanout_blob(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_set_scanout_blob *req = cmd->data;
	struct mvgpu_vgpu *vgpu = cmd->vgpu;
	struct mvgpu_resource *res;
	unsigned int head;
	u32 resp;

	resp = set_scanout_target(vgpu, req->scanout_id, req->resource_id, &head,
				  &res);
	if (resp)
		return resp;
	if (!res->blob)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	if (!res->on_gpu && !res->backing)
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	return set_scanout_show_blob(vgpu, head, res, req);
}

/**
 * mvgpu_cmd_resource_flush() - RESOURCE_FLUSH: the guest finished drawing
 * @cmd: command
 *
 * Context: worker; vgpu->lock held. May sleep.
 *
 * Return: OK_NODATA; ERR_INVALID_RESOURCE_ID; ERR_INVALID_PARAMETER for a bad rectangle.
 */
u32 mvgpu_cmd_resource_flush(struct mvgpu_cmd *cmd)
{
	const struct virtio_gpu_resource_flush *req = cmd->data;
	struct mvgpu_resource *res;
	struct mvgpu_gpu_rect rect;

	res = mvgpu_resource_find(cmd->vgpu, le32_to_cpu(req->resource_id));
	if (!res)
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	mvgpu_rect_load(&req->r, &rect);
	return mvgpu_resp_from_errno(mvgpu_scanout_flush(cmd->vgpu, res, &rect));
}
