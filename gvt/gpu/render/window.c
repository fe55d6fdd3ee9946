// SPDX-License-Identifier: GPL-2.0
/*
 * Operations: blobs in the host-visible region. The renderer maps a blob in its own process,
 * and the region mirrors that memory.
 */
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mm_types.h>
#include "gvt/gpu/render/answer.h"
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/job.h"
#include "gvt/gpu/render/mirror.h"
#include "gvt/gpu/render/operation.h"
#include "gvt/gpu/render/queue.h"
#include "gvt/gpu/render/res.h"
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/texture.h"
#include "gvt/gpu/render/window.h"

static bool window_fits(const struct mvgpu_gpu *gpu, const struct mvgpu_rd_res *res, u64 offset)
{
	u64 region = gpu->caps.hostvis_size;

	return res->hostvis_size && PAGE_ALIGNED(offset) && offset <= region &&
	       res->hostvis_size <= region - offset;
}

/* Replace the mirror of a resource; the former one is the caller's. */
static struct mvgpu_rd_mirror *window_swap(struct mvgpu_rd_client *rd,
					   struct mvgpu_rd_res *res,
					   struct mvgpu_rd_mirror *mirror)
{
	guard(spinlock_irqsave)(&rd->pointer_lock);
	swap(res->mirror, mirror);
	return mirror;
}

/* An answer that cannot be one is a fault of the renderer. */
static int window_map_complete(struct mvgpu_rd_job *job, int err)
{
	struct mvgpu_rd_res *res = job->res;
	struct mvgpu_rd_mirror *mirror;

	if (err)
		return err;
	if (mvgpu_rd_answer_check(&job->done, res->hostvis_size,
				  job->session->mm->task_size)) {
		mvgpu_rd_queue_kill(job->session);
		return -EIO;
	}
	mirror = mvgpu_rd_mirror_open(&job->client->client, job->session,
				      job->done.addr, res->hostvis_size, job->offset);
	if (IS_ERR(mirror))
		return PTR_ERR(mirror);
	*job->map_info = job->done.map_info;
	mvgpu_rd_mirror_close(window_swap(job->client, res, mirror));
	return 0;
}

/**
 * mvgpu_rd_blob_map() - Map a blob in the host-visible region
 * @client: client of a GPU with a host-visible region
 * @host_id: blob
 * @offset: offset in the region, bytes
 * @map_info: set to VIRTIO_GPU_MAP_CACHE_*
 * @req: completed with 0; -ENOENT; -EINVAL for blobs that cannot be mapped and ranges
 *	outside of the region; -ENODEV, -ENOMEM, or an error of the renderer
 *
 * Virtio 1.2, 5.7.6.8.
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_blob_map(struct mvgpu_gpu_client *client, u32 host_id, u64 offset,
		       u32 *map_info, struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_rd_job *job = NULL;
	struct mvgpu_rd_res *res;
	int err = mvgpu_rd_texture_get(rd, host_id, &res);

	if (!err && !window_fits(client->gpu, res, offset))
		err = -EINVAL;
	if (!err)
		job = mvgpu_rd_texture_job(MVGPU_RENDER_OP_MAP, host_id, res, 0);
	mvgpu_rd_res_put(res);
	if (err) {
		req->done(req, err);
		return;
	}
	if (job) {
		job->offset = offset;
		job->map_info = map_info;
		job->complete = window_map_complete;
	}
	mvgpu_rd_op_send(rd, job, req);
}

/**
 * mvgpu_rd_blob_mirror() - Get what is shown of a blob that is mapped
 * @client: client
 * @host_id: blob
 *
 * Context: process context, may sleep.
 *
 * Return: mirror with a reference for the caller; NULL when it is not mapped (any more).
 */
struct mvgpu_gpu_mirror *mvgpu_rd_blob_mirror(struct mvgpu_gpu_client *client, u32 host_id)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_gpu_mirror *mirror = NULL;
	struct mvgpu_rd_res *res;

	if (mvgpu_rd_texture_get(rd, host_id, &res))
		return NULL;
	scoped_guard(spinlock_irqsave, &rd->pointer_lock) {
		if (res->mirror)
			mirror = &res->mirror->mirror;
		if (mirror)
			mirror->ops->get(mirror);
	}
	mvgpu_rd_res_put(res);
	return mirror;
}

/* Whatever the renderer says, nothing is shown any more. */
static int window_unmap_complete(struct mvgpu_rd_job *job, int err)
{
	mvgpu_rd_mirror_close(window_swap(job->client, job->res, NULL));
	return err;
}

/**
 * mvgpu_rd_blob_unmap() - Remove a blob from the host-visible region
 * @client: client of a GPU with a host-visible region
 * @host_id: blob that is mapped
 * @req: completed with 0; -ENOENT, -ENODEV, or an error of the renderer
 *
 * Virtio 1.2, 5.7.6.8.
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_blob_unmap(struct mvgpu_gpu_client *client, u32 host_id,
			 struct mvgpu_gpu_req *req)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);
	struct mvgpu_rd_job *job;
	struct mvgpu_rd_res *res;
	int err = mvgpu_rd_texture_get(rd, host_id, &res);

	if (err) {
		req->done(req, err);
		return;
	}
	/* The caller's reference becomes that of the job. */
	job = mvgpu_rd_job_new_sure(MVGPU_RENDER_OP_UNMAP);
	mvgpu_rd_session_get(res->session);
	job->wire.res = host_id;
	job->res = res;
	job->session = res->session;
	job->complete = window_unmap_complete;
	mvgpu_rd_op_send(rd, job, req);
}
