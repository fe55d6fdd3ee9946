// SPDX-License-Identifier: GPL-2.0
/*
 * Operation: export of textures for displays. The renderer passes a dma-buf of its driver,
 * which the module neither maps nor changes: it only hands it on to the VMM.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/virtio_dma_buf.h>
#include <drm/drm_fourcc.h>
#include "gvt/gpu/render/answer.h"
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/export.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/operation.h"
#include "gvt/gpu/render/res.h"
#include "gvt/gpu/render/texture.h"

/*
 * The driver of a virtio-gpu has no memory of its own for a texture, and gives its dma-buf the
 * size of a page. The device, which has the memory, knows the real size. Returns 0 for it.
 */
static u64 export_bytes(struct dma_buf *buf)
{
	if (IS_REACHABLE(CONFIG_VIRTIO_DMA_SHARED_BUFFER) && is_virtio_dma_buf(buf))
		return 0;
	return buf->size;
}

/* A file descriptor is one of the process that collects the completion. */
static struct dma_buf *export_take(const struct mvgpu_rd_job *job)
{
	if (current->mm != job->session->mm)
		return ERR_PTR(-EIO);
	return dma_buf_get(job->done.fd);
}

/* Of a blob the renderer knows no more than that its bytes are those of the dma-buf. */
static void export_set_layout(struct mvgpu_render_done *done, const struct mvgpu_gpu_export *desc)
{
	if (!desc->linear)
		return;
	done->stride = desc->stride;
	done->fourcc = desc->fourcc;
	done->modifier = DRM_FORMAT_MOD_LINEAR;
}

static int export_complete(struct mvgpu_rd_job *job, int err)
{
	struct mvgpu_gpu_export *desc = job->export;
	struct dma_buf *buf;

	if (err)
		return err;
	export_set_layout(&job->done, desc);
	buf = export_take(job);
	if (IS_ERR(buf))
		return -EIO;
	if (mvgpu_rd_answer_check_export(&job->done, desc->width, desc->height,
					 desc->linear ? buf->size : export_bytes(buf))) {
		dma_buf_put(buf);
		return -EIO;
	}
	desc->buf = buf;
	desc->stride = job->done.stride;
	desc->fourcc = job->done.fourcc;
	desc->modifier = job->done.modifier;
	return 0;
}

/**
 * mvgpu_rd_resource_export() - Export the storage of a texture, or a blob
 * @client: client of the GPU
 * @desc: texture or blob; the rest is written before completion
 * @req: completed with 0; -ENOENT, -ENODEV, -ENOMEM; -EIO for an answer that describes no
 *	dma-buf which has the pixels; or an error of the renderer
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_resource_export(struct mvgpu_gpu_client *client, struct mvgpu_gpu_export *desc,
			      struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_rd_job *job = NULL;
	struct mvgpu_rd_res *res;
	int err = mvgpu_rd_texture_get(rd, desc->host_id, &res);

	if (!err)
		job = mvgpu_rd_texture_job(MVGPU_RENDER_OP_EXPORT, desc->host_id, res, 0);
	mvgpu_rd_res_put(res);
	if (err) {
		req->done(req, err);
		return;
	}
	if (job) {
		job->export = desc;
		job->complete = export_complete;
	}
	mvgpu_rd_op_send(rd, job, req);
}
