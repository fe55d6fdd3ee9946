// SPDX-License-Identifier: GPL-2.0
/*
 * Framebuffers on the GPU that are shown without a copy: a display client gets a dma-buf of
 * the GPU's driver.
 *
 * A texture is exported when a client queries the head that shows it, so that nothing is
 * exported without a client. That is tried once for each; where it fails the texture is read
 * back, see readback.c.
 *
 * A client may keep a dma-buf for longer than the guest has the texture. So the surface of
 * each one is kept, and charged to the vGPU, until nobody else has a reference.
 */
#include <linux/dma-buf.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/xarray.h>
#include "invariant.h"
#include "gvt/display/display_op.h"
#include "gvt/display/export.h"
#include "gvt/display/exportable.h"
#include "gvt/display/retained.h"
#include "gvt/display/scanout.h"
#include "gvt/mem/geometry.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"

#define EXPORT_GFP	(GFP_KERNEL_ACCOUNT | __GFP_NOWARN)
/* Limit of the wait in a query: a texture whose export is in flight is read back. */
#define PATIENCE	msecs_to_jiffies(100)
/* How often is looked whether a client of a vGPU that was closed is done. */
#define REAP_AFTER	HZ

/*
 * The dma-bufs of all vGPUs. A second surface of one of them would have a reference as well,
 * and neither would know that it is the last user.
 */
static DEFINE_XARRAY(export_bufs);

/* While the texture exists its driver has references to the dma-buf as well. */
static bool export_is_unused(const struct mvgpu_surface *s)
{
	if (kref_read(&s->ref) != 1)
		return false;
	/* A client that got the file has dropped its reference to the surface afterwards. */
	smp_rmb();
	return file_count(s->foreign->file) == 1;
}

static void export_drop(struct mvgpu_vgpu *vgpu, unsigned int i)
{
	struct mvgpu_surface *s = vgpu->exports.kept[i];

	xa_erase(&export_bufs, (unsigned long)s->foreign);
	mvgpu_surface_put(s);
	vgpu->exports.kept[i] = NULL;
	vgpu->exports.nr_kept--;
}

/* Returns whether somebody has a dma-buf. */
static bool export_reap(struct mvgpu_vgpu *vgpu)
{
	const struct mvgpu_exports *exports = &vgpu->exports;
	unsigned int i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; exports->nr_kept && i < MVGPU_MAX_EXPORTS; i++)
		if (exports->kept[i] && export_is_unused(exports->kept[i]))
			export_drop(vgpu, i);
	return exports->nr_kept;
}

/* The lock may be held for long, and this is a thread that others wait for. */
static void export_reap_work(struct work_struct *work)
{
	struct mvgpu_vgpu *vgpu = container_of(to_delayed_work(work), struct mvgpu_vgpu,
					       exports.reap);
	bool again = true;

	if (mutex_trylock(&vgpu->lock)) {
		again = export_reap(vgpu) && !vgpu->is_open;
		mutex_unlock(&vgpu->lock);
	}
	if (again)
		schedule_delayed_work(&vgpu->exports.reap, REAP_AFTER);
}

/**
 * mvgpu_export_init() - Set up the exports of a new vGPU
 * @vgpu: vGPU
 *
 * Context: process context.
 */
void mvgpu_export_init(struct mvgpu_vgpu *vgpu)
{
	INIT_DELAYED_WORK(&vgpu->exports.reap, export_reap_work);
}

/**
 * mvgpu_export_exit() - Drop the exports of a vGPU that is removed
 * @vgpu: vGPU that was closed
 *
 * A client may still have dma-bufs, as files of its own.
 *
 * Context: process context, sleeps.
 */
void mvgpu_export_exit(struct mvgpu_vgpu *vgpu)
{
	unsigned int i;

	cancel_delayed_work_sync(&vgpu->exports.reap);
	for (i = 0; i < MVGPU_MAX_EXPORTS; i++)
		if (vgpu->exports.kept[i])
			export_drop(vgpu, i);
}

/**
 * mvgpu_export_open() - Begin to export for a VMM
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held.
 */
void mvgpu_export_open(struct mvgpu_vgpu *vgpu)
{
	mvgpu_display_op_init(&vgpu->exports.op, vgpu);
}

/**
 * mvgpu_export_close() - End to export for a VMM
 * @vgpu: vGPU that was reset
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_export_close(struct mvgpu_vgpu *vgpu)
{
	if (export_reap(vgpu))
		schedule_delayed_work(&vgpu->exports.reap, REAP_AFTER);
}

/* Keep a surface. There is an unused entry. */
static void export_keep(struct mvgpu_exports *exports, struct mvgpu_surface *s)
{
	unsigned int i = 0;

	while (exports->kept[i])
		i++;
	exports->kept[i] = mvgpu_surface_get(s);
	exports->nr_kept++;
}

/* A driver has formats with alpha only, but what the guest has there need not be alpha. */
static u32 export_fourcc(const struct mvgpu_resource *res, u32 fourcc)
{
	u32 shown = mvgpu_format_fourcc(res->format);

	if (res->opaque)
		return fourcc;
	fourcc = mvgpu_fourcc_without_alpha(fourcc);
	return shown == mvgpu_fourcc_with_alpha(shown) ? mvgpu_fourcc_with_alpha(fourcc) :
							  fourcc;
}

/* A surface that is charged, or NULL. */
static struct mvgpu_surface *export_surface(struct mvgpu_vgpu *vgpu,
					    const struct mvgpu_resource *res)
{
	const struct mvgpu_gpu_export *desc = &vgpu->exports.desc;
	struct mvgpu_surface *s;

	s = mvgpu_surface_foreign(desc->width, desc->height, desc->stride,
				  export_fourcc(res, desc->fourcc), desc->modifier, desc->buf);
	if (!s)
		return NULL;
	if (!mvgpu_retained_make_room(vgpu, s->size) ||
	    xa_insert(&export_bufs, (unsigned long)desc->buf, vgpu, EXPORT_GFP)) {
		mvgpu_surface_put(s);
		return NULL;
	}
	mvgpu_surface_charge(s, vgpu->account);
	return s;
}

/* From now on the texture is shown in place. */
static void export_adopt(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	struct mvgpu_surface *s;

	mvgpu_invariant(!res->storage);
	s = res->linked ? export_surface(vgpu, res) : NULL;
	if (!s)
		return;
	export_keep(&vgpu->exports, s);
	res->storage = s;
	atomic64_inc(&vgpu->stats.exports);
	mvgpu_scanout_show_in_place(vgpu, res);
}

static void export_finish(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_display_op *op = &vgpu->exports.op;

	if (!op->err) {
		export_adopt(vgpu, op->res);
		dma_buf_put(vgpu->exports.desc.buf);
	}
	mvgpu_resource_put(vgpu, op->res);
}

/**
 * mvgpu_export_collect() - Finish an export that has completed
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_export_collect(struct mvgpu_vgpu *vgpu)
{
	if (mvgpu_display_op_collect(&vgpu->exports.op))
		export_finish(vgpu);
	export_reap(vgpu);
}

/* The texture that the console head shows a copy of, and that may be exported; or NULL. */
static struct mvgpu_resource *export_wanted(struct mvgpu_vgpu *vgpu)
{
	const struct mvgpu_scanout *so = &vgpu->scanout[vgpu->console];
	struct mvgpu_resource *res;

	if (!so->copied)
		return NULL;
	res = mvgpu_resource_find(vgpu, so->resource_id);
	return res && mvgpu_exportable(vgpu, so, res) ? res : NULL;
}

static void export_begin(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	const struct mvgpu_fb *fb = &vgpu->scanout[vgpu->console].fb;
	struct mvgpu_exports *exports = &vgpu->exports;

	res->exported = true;
	exports->desc = (struct mvgpu_gpu_export) {
		.host_id = res->host_id, .linear = res->opaque,
		.width = fb->width, .height = fb->height,
		.stride = fb->stride, .fourcc = fb->fourcc,
	};
	mvgpu_display_op_begin(&exports->op, res);
	vgpu->gpu->ops->resource_export(vgpu->client, &exports->desc, &exports->op.req);
}

/**
 * mvgpu_export_query() - Export for a query of the display client
 * @vgpu: vGPU
 *
 * When this returns the console head shows its texture in place, unless that is not possible
 * or the GPU takes long.
 *
 * Context: vgpu->lock held, dropped and taken again. Sleeps.
 */
void mvgpu_export_query(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_exports *exports = &vgpu->exports;
	struct mvgpu_resource *res;

	lockdep_assert_held(&vgpu->lock);
	mvgpu_export_collect(vgpu);
	res = export_wanted(vgpu);
	if (res)
		export_begin(vgpu, res);
	if (!exports->op.busy)
		return;
	mvgpu_display_op_wait(&exports->op, PATIENCE);
	mvgpu_export_collect(vgpu);
}

/**
 * mvgpu_export_drain() - Wait for an export in flight
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held. Sleeps until the backend has completed it; the watchdog bounds
 * that.
 */
void mvgpu_export_drain(struct mvgpu_vgpu *vgpu)
{
	if (mvgpu_display_op_drain(&vgpu->exports.op))
		export_finish(vgpu);
}
