// SPDX-License-Identifier: GPL-2.0
/* The clients of all GPUs with renderers, among which a renderer finds its own. */
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include "gvt/gpu/render/client.h"
#include "gvt/gpu/render/clients.h"
#include "gvt/gpu/render/queue.h"
#include "gvt/gpu/render/session.h"

/* Protects the list, and keeps its clients while a renderer attaches; outside of rd->lock. */
static DEFINE_MUTEX(clients_lock);
static LIST_HEAD(clients_list);

/**
 * mvgpu_rd_client_new() - A vGPU is created
 * @gpu: GPU with renderers
 * @vgpu: vGPU
 * @name: its UUID, valid as long as the client
 *
 * Context: process context, may sleep. Takes the lock of the clients.
 *
 * Return: client, or ERR_PTR(-ENOMEM).
 */
struct mvgpu_gpu_client *mvgpu_rd_client_new(struct mvgpu_gpu *gpu,
					     struct mvgpu_vgpu *vgpu, const char *name)
{
	struct mvgpu_rd_client *rd = mvgpu_rd_client_create(gpu, vgpu, name);

	if (!rd)
		return ERR_PTR(-ENOMEM);
	guard(mutex)(&clients_lock);
	list_add_tail(&rd->link, &clients_list);
	return &rd->client;
}

/**
 * mvgpu_rd_client_free() - A vGPU is removed
 * @client: its client, which is not open. Its renderer gets -ESHUTDOWN.
 *
 * Context: process context, may sleep. Takes the lock of the clients.
 */
void mvgpu_rd_client_free(struct mvgpu_gpu_client *client)
{
	struct mvgpu_rd_client *rd = mvgpu_to_rd(client);

	scoped_guard(mutex, &clients_lock)
		list_del(&rd->link);
	mvgpu_rd_client_destroy(rd);
}

/**
 * mvgpu_rd_clients_show() - Print the renderers of a GPU for developers
 * @gpu: GPU
 * @m: output
 *
 * Context: process context, may sleep. Takes the lock of the clients.
 */
void mvgpu_rd_clients_show(struct mvgpu_gpu *gpu, struct seq_file *m)
{
	struct mvgpu_rd_session *session;
	struct mvgpu_rd_client *rd;

	guard(mutex)(&clients_lock);
	list_for_each_entry(rd, &clients_list, link) {
		if (rd->client.gpu != gpu)
			continue;
		seq_printf(m, "vGPU %s: ", rd->client.name);
		session = mvgpu_rd_client_session(rd);
		if (session)
			mvgpu_rd_queue_show(session, m);
		else
			seq_puts(m, "no renderer\n");
		mvgpu_rd_session_put(session);
	}
}

/**
 * mvgpu_rd_attach() - A renderer arrives
 * @name: UUID of the vGPU
 * @file: file that becomes the session
 *
 * Context: thread of the renderer, may sleep. Takes the lock of the clients.
 *
 * Return: session with a reference for the caller; ERR_PTR(-ENOENT) when there is no such
 * vGPU; ERR_PTR(-EBUSY) when it has a renderer; ERR_PTR(-ENOMEM), ERR_PTR(-ENOSPC).
 */
struct mvgpu_rd_session *mvgpu_rd_attach(const char *name, struct file *file)
{
	struct mvgpu_rd_client *rd;

	guard(mutex)(&clients_lock);
	list_for_each_entry(rd, &clients_list, link)
		if (!strcasecmp(rd->client.name, name))
			return mvgpu_rd_client_attach(rd, file);
	return ERR_PTR(-ENOENT);
}
