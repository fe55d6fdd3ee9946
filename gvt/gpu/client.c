// SPDX-License-Identifier: GPL-2.0
/*
 * Clients of a GPU, and their host ids: the guest's own, where each client has a set of
 * identifiers for itself, else those that the GPU has for all of them.
 */
#include <linux/err.h>
#include <linux/slab.h>
#include "gvt/gpu/client.h"
#include "gvt/gpu/gpu.h"

/**
 * mvgpu_gpu_client_init() - Set up the part of a client that all backends have in common
 * @client: embedded in the structure of the backend
 * @gpu: GPU
 * @vgpu: vGPU
 * @name: its UUID, valid as long as the client
 *
 * Context: any.
 */
void mvgpu_gpu_client_init(struct mvgpu_gpu_client *client, struct mvgpu_gpu *gpu,
			   struct mvgpu_vgpu *vgpu, const char *name)
{
	client->gpu = gpu;
	client->vgpu = vgpu;
	client->name = name;
}

/**
 * mvgpu_gpu_client_new() - Create a client of a backend that keeps no state per client
 * @gpu: GPU
 * @vgpu: vGPU
 * @name: its UUID, valid as long as the client
 *
 * For client_new of struct mvgpu_gpu_ops.
 *
 * Context: process context, may sleep.
 *
 * Return: client, or ERR_PTR(-ENOMEM).
 */
struct mvgpu_gpu_client *mvgpu_gpu_client_new(struct mvgpu_gpu *gpu,
					      struct mvgpu_vgpu *vgpu,
					      const char *name)
{
	struct mvgpu_gpu_client *client = kzalloc(sizeof(*client), GFP_KERNEL_ACCOUNT);

	if (!client)
		return ERR_PTR(-ENOMEM);
	mvgpu_gpu_client_init(client, gpu, vgpu, name);
	return client;
}

/**
 * mvgpu_gpu_client_free() - Free a client of mvgpu_gpu_client_new()
 * @client: client that is not open
 *
 * For client_free of struct mvgpu_gpu_ops.
 *
 * Context: process context.
 */
void mvgpu_gpu_client_free(struct mvgpu_gpu_client *client)
{
	kfree(client);
}

/**
 * mvgpu_gpu_client_res_id() - Get the host id for a resource
 * @client: client
 * @guest_id: identifier that the guest gives it, not 0; no other resource in the guest's
 *	table has it
 * @id: host id, not 0; 0 on error
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOMEM; -EBUSY when the GPU has none left.
 */
int mvgpu_gpu_client_res_id(struct mvgpu_gpu_client *client, u32 guest_id, u32 *id)
{
	if (!client->gpu->caps.own_ids)
		return mvgpu_gpu_id_alloc(client->gpu, id);
	*id = guest_id;
	return 0;
}

/**
 * mvgpu_gpu_client_res_id_free() - Give back the host id of a resource
 * @client: client
 * @id: identifier of mvgpu_gpu_client_res_id(), of a resource that the backend does not
 *	know any more
 *
 * Context: any.
 */
void mvgpu_gpu_client_res_id_free(struct mvgpu_gpu_client *client, u32 id)
{
	if (!client->gpu->caps.own_ids)
		mvgpu_gpu_id_free(client->gpu, id);
}

/**
 * mvgpu_gpu_client_ctx_id() - Get the host id for a context
 * @client: client
 * @guest_id: identifier that the guest gives it, not 0; no other context in the guest's
 *	table has it
 * @id: host id, not 0; 0 on error
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -ENOMEM; -EBUSY when the GPU has none left.
 */
int mvgpu_gpu_client_ctx_id(struct mvgpu_gpu_client *client, u32 guest_id, u32 *id)
{
	if (!client->gpu->caps.own_ids)
		return mvgpu_gpu_ctx_alloc(client->gpu, id);
	*id = guest_id;
	return 0;
}

/**
 * mvgpu_gpu_client_ctx_id_free() - Give back the host id of a context
 * @client: client
 * @id: identifier of mvgpu_gpu_client_ctx_id(), of a context that the backend does not
 *	know any more
 *
 * Context: any.
 */
void mvgpu_gpu_client_ctx_id_free(struct mvgpu_gpu_client *client, u32 id)
{
	if (!client->gpu->caps.own_ids)
		mvgpu_gpu_ctx_free(client->gpu, id);
}
