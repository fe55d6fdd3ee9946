// SPDX-License-Identifier: GPL-2.0
/* The table of the operations of the virtio backend. */
#include <linux/seq_file.h>
#include "gvt/gpu/client.h"
#include "gvt/gpu/virtio/backing.h"
#include "gvt/gpu/virtio/blob.h"
#include "gvt/gpu/virtio/context.h"
#include "gvt/gpu/virtio/convert.h"
#include "gvt/gpu/virtio/device.h"
#include "gvt/gpu/virtio/hostvis.h"
#include "gvt/gpu/virtio/ops.h"
#include "gvt/gpu/virtio/queue.h"
#include "gvt/gpu/virtio/readback.h"
#include "gvt/gpu/virtio/resource.h"
#include "gvt/gpu/virtio/texture_types.h"
#include "gvt/gpu/virtio/transfer.h"
#include "gvt/gpu/virtio/vg_types.h"

static void vg_ops_show(struct mvgpu_gpu *gpu, struct seq_file *m)
{
	struct mvgpu_vg *vg = mvgpu_to_vg(gpu);
	struct mvgpu_vg_stats *s = &vg->stats;
	unsigned int resources = 0;
	struct mvgpu_vg_res *res;
	unsigned long id;

	xa_for_each(&vg->textures, id, res)
		resources++;
	seq_printf(m, "resources %u\nmappings %lld\n", resources,
		   atomic64_read(&s->maps));
	seq_printf(m, "commands %lld, fenced %lld, refused %lld\n",
		   atomic64_read(&s->commands), atomic64_read(&s->fences),
		   atomic64_read(&s->errors));
	seq_printf(m, "resets %lld\n", atomic64_read(&s->resets));
	seq_printf(m, "finished without an interrupt %lld\n",
		   atomic64_read(&s->polled));
	seq_printf(m, "found the ring full %lld, kicks %lld, fence polls %lld\n",
		   atomic64_read(&s->waited), atomic64_read(&s->kicks),
		   atomic64_read(&s->fence_polls));
	seq_printf(m, "pieces of memory %lld, together %lld\n",
		   atomic64_read(&s->pieces), atomic64_read(&s->entries));
}

static void vg_ops_quiesce(struct mvgpu_gpu *gpu)
{
	mvgpu_vg_quiesce(mvgpu_to_vg(gpu));
}

const struct mvgpu_gpu_ops mvgpu_vg_ops = {
	.name = "virtio",
	.client_new = mvgpu_gpu_client_new,
	.client_free = mvgpu_gpu_client_free,
	.resource_create_2d = mvgpu_vg_resource_create_2d,
	.resource_destroy = mvgpu_vg_resource_destroy,
	.attach_backing = mvgpu_vg_attach_backing,
	.detach_backing = mvgpu_vg_detach_backing,
	.transfer_to_host_2d = mvgpu_vg_transfer_to_host_2d,
	.resource_surface = mvgpu_vg_resource_surface,
	.resource_to_3d = mvgpu_vg_resource_to_3d,
	.resource_create_3d = mvgpu_vg_resource_create_3d,
	.transfer_3d = mvgpu_vg_transfer_3d,
	.ctx_create = mvgpu_vg_ctx_create,
	.ctx_destroy = mvgpu_vg_ctx_destroy,
	.ctx_attach = mvgpu_vg_ctx_attach,
	.ctx_detach = mvgpu_vg_ctx_detach,
	.submit = mvgpu_vg_submit,
	.readback = mvgpu_vg_readback,
	.resource_create_blob = mvgpu_vg_resource_create_blob,
	.blob_map = mvgpu_vg_blob_map,
	.blob_unmap = mvgpu_vg_blob_unmap,
	.show = vg_ops_show,
	.poll = mvgpu_vg_poll,
	.recover = mvgpu_vg_recover,
	.quiesce = vg_ops_quiesce,
	.destroy = mvgpu_vg_destroy,
};
