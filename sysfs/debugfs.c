// SPDX-License-Identifier: GPL-2.0
/* State of GPUs and vGPUs for developers: /sys/kernel/debug/mvgpu. */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include "gvt/gpu/gpu_types.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/context.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virgl/scan.h"
#include "sysfs/debugfs.h"

static struct dentry *mvgpu_debugfs_root;

static int mvgpu_debugfs_surfaces_alive_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%u\n", mvgpu_surfaces_alive());
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(mvgpu_debugfs_surfaces_alive);

static void mvgpu_debugfs_queue(struct seq_file *m, unsigned int index,
				const struct mvgpu_queue_state *queue)
{
	seq_printf(m, "queue %u: enabled %d size %u vector 0x%x", index,
		   queue->enabled, queue->size, queue->vector);
	seq_printf(m, " desc 0x%llx avail 0x%llx used 0x%llx mapped %d\n",
		   queue->desc, queue->avail, queue->used,
		   queue->map[0].va && queue->map[1].va && queue->map[2].va);
}

static int mvgpu_debugfs_queues_show(struct seq_file *m, void *unused)
{
	struct mvgpu_vgpu *vgpu = m->private;
	const struct mvgpu_transport *transport = &vgpu->transport;
	unsigned int i;

	if (mutex_lock_interruptible(&vgpu->lock))
		return -EINTR;
	seq_printf(m, "status 0x%02x features 0x%llx of 0x%llx\n",
		   transport->status, transport->driver_features,
		   transport->device_features);
	seq_printf(m, "isr 0x%x bus_master %d config vector 0x%x kicked 0x%lx\n",
		   atomic_read(&transport->isr), transport->bus_master,
		   transport->config_vector, READ_ONCE(vgpu->kicked));
	for (i = 0; i < MVGPU_NR_QUEUES; i++)
		mvgpu_debugfs_queue(m, i, &transport->queue[i]);
	mutex_unlock(&vgpu->lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(mvgpu_debugfs_queues);

static const char *mvgpu_debugfs_kind(const struct mvgpu_resource *res)
{
	if (res->blob)
		return res->opaque ? "opaque" : "blob";
	return res->on_gpu ? "3d" : "2d";
}

static int mvgpu_debugfs_resources_show(struct seq_file *m, void *unused)
{
	struct mvgpu_vgpu *vgpu = m->private;
	struct mvgpu_resource *res;
	unsigned long id;

	if (mutex_lock_interruptible(&vgpu->lock))
		return -EINTR;
	seq_printf(m, "%u resources, %llu of %llu bytes, %llu pages pinned\n",
		   vgpu->nr_resources, vgpu->vram_used, vgpu->slice.vram,
		   vgpu->backing_pages);
	xa_for_each(&vgpu->resources, id, res) {
		seq_printf(m, "%lu: host %u %s format %u %ux%u", id,
			   res->host_id, mvgpu_debugfs_kind(res),
			   res->format, res->width, res->height);
		seq_printf(m, " size %llu charged %llu%s\n", res->size,
			   res->charged, res->backing ? " backed" : "");
	}
	mutex_unlock(&vgpu->lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(mvgpu_debugfs_resources);

static int mvgpu_debugfs_contexts_show(struct seq_file *m, void *unused)
{
	struct mvgpu_vgpu *vgpu = m->private;
	struct mvgpu_context *ctx;
	unsigned long id;

	if (mutex_lock_interruptible(&vgpu->lock))
		return -EINTR;
	seq_printf(m, "%u of %u contexts\n", vgpu->nr_contexts,
		   vgpu->slice.contexts);
	xa_for_each(&vgpu->contexts, id, ctx)
		seq_printf(m, "%lu: host %u capset %u sub-contexts %u objects %u\n",
			   id, ctx->host_id, ctx->capset, ctx->nr_subs,
			   ctx->nr_objects);
	mutex_unlock(&vgpu->lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(mvgpu_debugfs_contexts);

/* Names of the virgl commands that the guests of the vGPU have used so far. */
static int mvgpu_debugfs_virgl_show(struct seq_file *m, void *unused)
{
	struct mvgpu_vgpu *vgpu = m->private;
	unsigned int i;

	if (mutex_lock_interruptible(&vgpu->lock))
		return -EINTR;
	for (i = 0; i < MVGPU_VIRGL_COMMANDS; i++)
		if (vgpu->virgl_seen & BIT_ULL(i))
			seq_printf(m, "%s\n", mvgpu_virgl_name(i));
	mutex_unlock(&vgpu->lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(mvgpu_debugfs_virgl);

static void mvgpu_debugfs_scanout(struct seq_file *m, unsigned int index,
				  const struct mvgpu_vgpu *vgpu)
{
	const struct mvgpu_scanout *head = &vgpu->scanout[index];

	seq_printf(m, "head %u: monitor %d link %d mode %ux%u edid %s",
		   index, test_bit(index, vgpu->monitors), head->link_up,
		   head->width, head->height, head->edid ? "of the VMM" : "virtual");
	seq_printf(m, " resource %u surface %u last %u copied %d frames %llu",
		   head->resource_id, head->surface ? head->surface->id : 0,
		   head->retained ? head->retained->id : 0, head->copied,
		   head->frames);
	seq_printf(m, " cursor %u%s at %u,%u hot %u,%u\n",
		   head->cursor ? head->cursor->id : 0,
		   head->cursor_hidden ? " hidden" : "", head->cursor_x,
		   head->cursor_y, head->hot_x, head->hot_y);
}

static int mvgpu_debugfs_scanouts_show(struct seq_file *m, void *unused)
{
	struct mvgpu_vgpu *vgpu = m->private;
	unsigned int i;

	if (mutex_lock_interruptible(&vgpu->lock))
		return -EINTR;
	for (i = 0; i < vgpu->slice.heads; i++)
		mvgpu_debugfs_scanout(m, i, vgpu);
	mutex_unlock(&vgpu->lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(mvgpu_debugfs_scanouts);

static int mvgpu_debugfs_gpu_show(struct seq_file *m, void *unused)
{
	struct mvgpu_gpu *gpu = m->private;

	seq_printf(m, "backend %s%s\n", gpu->ops->name,
		   READ_ONCE(gpu->lost) ? ", lost" : "");
	if (gpu->ops->show)
		gpu->ops->show(gpu, m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(mvgpu_debugfs_gpu);

/**
 * mvgpu_debugfs_init() - Create the directory of the module
 *
 * Nothing depends on debugfs, so errors are ignored.
 *
 * Context: process context. May sleep.
 */
void mvgpu_debugfs_init(void)
{
	mvgpu_debugfs_root = debugfs_create_dir("mvgpu", NULL);
	debugfs_create_file("surfaces_alive", 0400, mvgpu_debugfs_root, NULL,
			    &mvgpu_debugfs_surfaces_alive_fops);
}

/**
 * mvgpu_debugfs_exit() - Remove the directory of the module
 *
 * Context: process context. Waits for readers.
 */
void mvgpu_debugfs_exit(void)
{
	debugfs_remove(mvgpu_debugfs_root);
}

/**
 * mvgpu_debugfs_add() - Create the directory of a vGPU
 * @vgpu: vGPU; must exist until debugfs_remove() of the result, which waits for readers,
 *	which take vgpu->lock
 *
 * Context: process context. May sleep.
 *
 * Return: the directory or an ERR_PTR().
 */
struct dentry *mvgpu_debugfs_add(struct mvgpu_vgpu *vgpu)
{
	struct dentry *dir = debugfs_create_dir(vgpu->name, mvgpu_debugfs_root);

	debugfs_create_file("queues", 0400, dir, vgpu,
			    &mvgpu_debugfs_queues_fops);
	debugfs_create_file("resources", 0400, dir, vgpu,
			    &mvgpu_debugfs_resources_fops);
	debugfs_create_file("contexts", 0400, dir, vgpu,
			    &mvgpu_debugfs_contexts_fops);
	debugfs_create_file("virgl", 0400, dir, vgpu,
			    &mvgpu_debugfs_virgl_fops);
	debugfs_create_file("scanouts", 0400, dir, vgpu,
			    &mvgpu_debugfs_scanouts_fops);
	return dir;
}

/**
 * mvgpu_debugfs_add_gpu() - Create the file of a GPU
 * @gpu: GPU; must exist until debugfs_remove() of the result, which waits for readers
 *
 * Context: process context. May sleep.
 *
 * Return: the file or an ERR_PTR().
 */
struct dentry *mvgpu_debugfs_add_gpu(struct mvgpu_gpu *gpu)
{
	return debugfs_create_file(dev_name(gpu->dev), 0400,
				   mvgpu_debugfs_root, gpu, &mvgpu_debugfs_gpu_fops);
}
