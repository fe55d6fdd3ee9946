// SPDX-License-Identifier: GPL-2.0
/* The table of the operations of the render backend. */
#include "gvt/gpu/gpu_types.h"
#include "gvt/gpu/render/backing.h"
#include "gvt/gpu/render/blob.h"
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/clients.h"
#include "gvt/gpu/render/context.h"
#include "gvt/gpu/render/export.h"
#include "gvt/gpu/render/gpu.h"
#include "gvt/gpu/render/ops.h"
#include "gvt/gpu/render/resource.h"
#include "gvt/gpu/render/transfer.h"
#include "gvt/gpu/render/window.h"

static void ops_show(struct mvgpu_gpu *gpu, struct seq_file *m)
{
	mvgpu_rd_gpu_show(gpu, m);
	mvgpu_rd_clients_show(gpu, m);
}

const struct mvgpu_gpu_ops mvgpu_rd_ops = {
	.name = "render",
	.client_new = mvgpu_rd_client_new,
	.client_free = mvgpu_rd_client_free,
	.client_open = mvgpu_rd_client_open,
	.client_close = mvgpu_rd_client_close,
	.client_kill = mvgpu_rd_client_kill,
	.client_begins = mvgpu_rd_client_begins,
	.resource_create_2d = mvgpu_rd_resource_create_2d,
	.resource_destroy = mvgpu_rd_resource_destroy,
	.attach_backing = mvgpu_rd_attach_backing,
	.detach_backing = mvgpu_rd_detach_backing,
	.transfer_to_host_2d = mvgpu_rd_transfer_to_host_2d,
	.resource_surface = mvgpu_rd_resource_surface,
	.resource_to_3d = mvgpu_rd_resource_to_3d,
	.resource_create_3d = mvgpu_rd_resource_create_3d,
	.transfer_3d = mvgpu_rd_transfer_3d,
	.ctx_create = mvgpu_rd_ctx_create,
	.ctx_destroy = mvgpu_rd_ctx_destroy,
	.ctx_attach = mvgpu_rd_ctx_attach,
	.ctx_detach = mvgpu_rd_ctx_detach,
	.submit = mvgpu_rd_submit,
	.readback = mvgpu_rd_readback,
	.resource_export = mvgpu_rd_resource_export,
	.resource_create_blob = mvgpu_rd_resource_create_blob,
	.blob_map = mvgpu_rd_blob_map,
	.blob_mirror = mvgpu_rd_blob_mirror,
	.blob_unmap = mvgpu_rd_blob_unmap,
	.show = ops_show,
	.quiesce = mvgpu_rd_gpu_quiesce,
	.destroy = mvgpu_rd_gpu_destroy,
};
