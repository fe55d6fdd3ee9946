// SPDX-License-Identifier: GPL-2.0
/* Heads: what the guest shows on them. */
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/string.h>
#include "gvt/display/compose.h"
#include "gvt/display/copy.h"
#include "gvt/display/cursor.h"
#include "gvt/display/monitor.h"
#include "gvt/display/plane.h"
#include "gvt/display/readback.h"
#include "gvt/display/retained.h"
#include "gvt/display/scanout.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/resource.h"
#include "gvt/resource/view.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_scanout_init() - heads and monitors as after power-on
 * @vgpu: the vGPU; vgpu->lock held
 *
 * To be called when the vGPU is made, when heads or largest mode of its slice
 * change, and for a new VMM. May sleep.
 */
void mvgpu_scanout_init(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	mvgpu_scanout_reset(vgpu);
	mvgpu_monitor_init(vgpu);
}

static void scanout_drop(struct mvgpu_scanout *so)
{
	mvgpu_compose_drop(so);
	mvgpu_surface_put(so->surface);
	so->surface = NULL;
	so->resource_id = 0;
	so->copied = false;
	memset(&so->fb, 0, sizeof(so->fb));
	memset(&so->rect, 0, sizeof(so->rect));
	memset(&so->dirty, 0, sizeof(so->dirty));
}

static void scanout_turn_off(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_scanout *so;

	for (so = vgpu->scanout; so < vgpu->scanout + MVGPU_MAX_HEADS; so++) {
		scanout_drop(so);
		mvgpu_cursor_drop(so);
		mvgpu_plane_forget(so);
		so->cursor_x = 0;
		so->cursor_y = 0;
	}
}

/**
 * mvgpu_scanout_reset() - the VMM reset the device: nothing is shown
 * @vgpu: the vGPU; vgpu->lock held
 *
 * Monitors stay as they are. May sleep.
 */
void mvgpu_scanout_reset(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	scanout_turn_off(vgpu);
	mvgpu_retained_drop_all(vgpu);
	vgpu->last_queried = 0;
}

/**
 * mvgpu_scanout_driver_reset() - the driver reset the device
 * @vgpu: the vGPU; vgpu->lock held
 *
 * Nothing is shown, but the last picture of each head is kept for who looks at
 * it, as it is now: one in the guest's memory is copied (or gone, if there is no
 * memory for that), one that the GPU has is what was fetched of it so far. At
 * most one a head, counted among the surfaces that the vGPU may have. May sleep.
 */
void mvgpu_scanout_driver_reset(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_scanout *so;

	lockdep_assert_held(&vgpu->lock);
	mvgpu_scanout_leave_guest_memory(vgpu);
	for (so = vgpu->scanout; so < vgpu->scanout + MVGPU_MAX_HEADS; so++) {
		if (!so->surface || vgpu->slice.display == MVGPU_DISPLAY_OFF)
			continue;
		mvgpu_retained_drop(so);
		so->retained = mvgpu_surface_get(so->surface);
	}
	scanout_turn_off(vgpu);
}

/**
 * mvgpu_scanout_blank() - show nothing on a head
 * @vgpu: the vGPU; vgpu->lock held
 * @head: the head, checked
 *
 * May sleep.
 */
void mvgpu_scanout_blank(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	lockdep_assert_held(&vgpu->lock);
	scanout_drop(&vgpu->scanout[head]);
	mvgpu_retained_drop(&vgpu->scanout[head]);
}

/**
 * mvgpu_scanout_resource_removed() - a resource has no picture any more
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource
 *
 * Heads that show it show nothing. A cursor is a copy and stays. May sleep.
 */
void mvgpu_scanout_resource_removed(struct mvgpu_vgpu *vgpu,
				    struct mvgpu_resource *res)
{
	unsigned int i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < MVGPU_MAX_HEADS; i++)
		if (vgpu->scanout[i].resource_id == res->guest_id)
			mvgpu_scanout_blank(vgpu, i);
}

/* A copy of the picture, in the surface the head has when that fits. */
static struct mvgpu_surface *scanout_copied(struct mvgpu_vgpu *vgpu,
					    struct mvgpu_scanout *so,
					    struct mvgpu_resource *res,
					    const struct mvgpu_fb *fb,
					    const struct mvgpu_gpu_rect *rect)
{
	struct mvgpu_surface *s = so->copied ? so->surface : NULL;

	if (s && s->width == rect->width && s->height == rect->height &&
	    s->fourcc == fb->fourcc)
		s = mvgpu_surface_get(s);
	else
		s = mvgpu_copy_surface(vgpu, rect->width, rect->height, fb->fourcc);
	/* What the GPU has is fetched when somebody looks, see fetch.c. */
	if (!s || res->on_gpu || !mvgpu_copy_damage(vgpu, s, res, fb, rect, rect))
		return s;
	mvgpu_surface_put(s);
	return NULL;
}

/**
 * mvgpu_scanout_max_bytes() - the largest picture that is shown in place
 * @slice: the slice
 *
 * As large as all heads side by side in one resource, each at its largest
 * mode: so a head of an extended desktop needs no copy. It is also the size of
 * the region a VMM maps. Any context.
 *
 * Return: bytes, a multiple of PAGE_SIZE.
 */
u64 mvgpu_scanout_max_bytes(const struct mvgpu_slice *slice)
{
	return PAGE_ALIGN((u64)slice->max_width * slice->max_height *
			  MVGPU_BPP * slice->heads);
}

/*
 * QEMU looks at width, height and format of a picture in the display region,
 * but at its stride only when one of them changes. So there the stride must
 * follow from the width.
 */
static bool scanout_stride_ok(const struct mvgpu_vgpu *vgpu, unsigned int head,
			      const struct mvgpu_fb *fb,
			      const struct mvgpu_gpu_rect *rect)
{
	bool by_region = vgpu->slice.display == MVGPU_DISPLAY_AUTO ||
			 vgpu->slice.display == MVGPU_DISPLAY_REGION;

	return head != vgpu->console || !by_region ||
	       fb->stride == rect->width * MVGPU_BPP;
}

/* In place, unless whoever maps the picture would not see it right. */
static struct mvgpu_surface *scanout_in_place(struct mvgpu_vgpu *vgpu,
					      unsigned int head,
					      struct mvgpu_resource *res,
					      const struct mvgpu_fb *fb,
					      const struct mvgpu_gpu_rect *rect)
{
	struct mvgpu_surface *s;

	if (!scanout_stride_ok(vgpu, head, fb, rect))
		return NULL;
	s = mvgpu_view_get(res, fb, rect);
	if (!s || s->size <= mvgpu_scanout_max_bytes(&vgpu->slice))
		return s;
	mvgpu_surface_put(s);
	return NULL;
}

static int scanout_set(struct mvgpu_vgpu *vgpu, unsigned int head,
		       struct mvgpu_resource *res, const struct mvgpu_fb *fb,
		       const struct mvgpu_gpu_rect *rect)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];
	struct mvgpu_surface *s;
	bool in_place;

	s = scanout_in_place(vgpu, head, res, fb, rect);
	in_place = s;
	if (!s)
		s = scanout_copied(vgpu, so, res, fb, rect);
	if (!s)
		return -ENOMEM;
	/* A driver that shows something knows which of its heads are off. */
	mvgpu_retained_drop_all(vgpu);
	mvgpu_surface_put(so->surface);
	so->surface = s;
	so->copied = !in_place;
	so->resource_id = res->guest_id;
	so->fb = *fb;
	so->rect = *rect;
	so->frames++;
	memset(&so->dirty, 0, sizeof(so->dirty));
	mvgpu_readback_damage(vgpu, head, res, rect);
	return 0;
}

/**
 * mvgpu_scanout_set_console() - the display client looks at another head
 * @vgpu: the vGPU; vgpu->lock held
 * @head: the head, one the slice has
 *
 * Whether a picture can be shown in place may depend on who looks at it, so
 * that of @head is shown once more; without memory for a copy it stays as it
 * is. May sleep.
 */
void mvgpu_scanout_set_console(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];
	struct mvgpu_resource *res;
	struct mvgpu_gpu_rect rect = so->rect;
	struct mvgpu_fb fb = so->fb;

	lockdep_assert_held(&vgpu->lock);
	vgpu->console = head;
	res = mvgpu_resource_find(vgpu, so->resource_id);
	if (res)
		scanout_set(vgpu, head, res, &fb, &rect);
}

/* A picture of its own for a head; it shows nothing when that cannot be had. */
static void scanout_copy_own(struct mvgpu_vgpu *vgpu, struct mvgpu_scanout *so,
			     const struct mvgpu_resource *res)
{
	struct mvgpu_surface *s;

	s = mvgpu_copy_surface(vgpu, so->rect.width, so->rect.height, so->fb.fourcc);
	if (!s || mvgpu_copy_damage(vgpu, s, res, &so->fb, &so->rect, &so->rect)) {
		mvgpu_surface_put(s);
		scanout_drop(so);
		return;
	}
	mvgpu_surface_put(so->surface);
	so->surface = s;
	so->copied = true;
}

/**
 * mvgpu_scanout_copy_shown() - heads are to keep a picture of their own
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource, which is about to lose its storage to the GPU
 *
 * A head for which there is no memory shows nothing. May sleep.
 */
void mvgpu_scanout_copy_shown(struct mvgpu_vgpu *vgpu,
			      struct mvgpu_resource *res)
{
	struct mvgpu_scanout *so = vgpu->scanout;

	lockdep_assert_held(&vgpu->lock);
	for (; so < vgpu->scanout + MVGPU_MAX_HEADS; so++)
		if (so->resource_id == res->guest_id && !so->copied)
			scanout_copy_own(vgpu, so, res);
}

/**
 * mvgpu_scanout_leave_guest_memory() - guest memory is not to be looked at any more
 * @vgpu: the vGPU; vgpu->lock held
 *
 * Heads that show a blob in place get a copy, as it is now: what the guest puts
 * there next need not be a picture. One for which there is no memory shows
 * nothing. May sleep.
 */
void mvgpu_scanout_leave_guest_memory(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_scanout *so = vgpu->scanout;
	struct mvgpu_resource *res;

	lockdep_assert_held(&vgpu->lock);
	for (; so < vgpu->scanout + MVGPU_MAX_HEADS; so++) {
		if (!so->surface || !so->surface->borrowed)
			continue;
		res = mvgpu_resource_find(vgpu, so->resource_id);
		if (res)
			scanout_copy_own(vgpu, so, res);
	}
}

/**
 * mvgpu_scanout_show() - show a part of a resource on a head
 * @vgpu: the vGPU; vgpu->lock held
 * @head: the head, checked
 * @res: the resource
 * @fb: the picture in @res, checked to lie inside it
 * @rect: the part of @fb to show, as the guest sent it
 *
 * In place when the memory allows, else copied now and at each flush. May
 * sleep. Virtio 1.2, 5.7.6.8, SET_SCANOUT and SET_SCANOUT_BLOB.
 *
 * Return: VIRTIO_GPU_RESP_OK_NODATA; ERR_INVALID_PARAMETER for a rectangle
 * that is empty, not inside the picture, or larger than the slice's largest
 * mode; ERR_OUT_OF_MEMORY. After an error the head shows what it showed.
 */
int mvgpu_scanout_show(struct mvgpu_vgpu *vgpu, unsigned int head,
		       struct mvgpu_resource *res, const struct mvgpu_fb *fb,
		       const struct mvgpu_gpu_rect *rect)
{
	int err;

	lockdep_assert_held(&vgpu->lock);
	if (!mvgpu_rect_inside(rect, fb->width, fb->height) ||
	    rect->width > vgpu->slice.max_width ||
	    rect->height > vgpu->slice.max_height)
		return -EINVAL;
	err = scanout_set(vgpu, head, res, fb, rect);
	if (!err)
		atomic64_inc(&vgpu->stats.flushes);
	return err;
}

static int scanout_flush_head(struct mvgpu_vgpu *vgpu, unsigned int head,
			      struct mvgpu_resource *res,
			      const struct mvgpu_gpu_rect *rect)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];
	struct mvgpu_gpu_rect damage;

	so->frames++;
	if (!so->copied || !mvgpu_rect_intersect(rect, &so->rect, &damage))
		return 0;
	if (res->on_gpu) {
		mvgpu_readback_damage(vgpu, head, res, &damage);
		return 0;
	}
	return mvgpu_copy_damage(vgpu, so->surface, res, &so->fb, &so->rect,
			   &damage);
}

/* A blob has no size in pixels but that of the picture a head shows. */
static bool scanout_flush_inside(const struct mvgpu_vgpu *vgpu,
				 const struct mvgpu_resource *res,
				 const struct mvgpu_gpu_rect *rect)
{
	const struct mvgpu_scanout *so = vgpu->scanout;
	bool shown = false;

	if (!res->blob)
		return mvgpu_rect_inside(rect, res->width, res->height);
	for (; so < vgpu->scanout + MVGPU_MAX_HEADS; so++) {
		if (so->resource_id != res->guest_id)
			continue;
		if (mvgpu_rect_inside(rect, so->fb.width, so->fb.height))
			return true;
		shown = true;
	}
	return !shown && mvgpu_rect_inside(rect, U32_MAX, U32_MAX);
}

/**
 * mvgpu_scanout_flush() - the guest finished drawing
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource it drew into
 * @rect: where, as the guest sent it
 *
 * Heads that show a copy get what changed. May sleep. Virtio 1.2, 5.7.6.8,
 * RESOURCE_FLUSH.
 *
 * Return: VIRTIO_GPU_RESP_OK_NODATA, or ERR_INVALID_PARAMETER for a rectangle
 * that is empty or not inside the resource.
 */
int mvgpu_scanout_flush(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res,
			const struct mvgpu_gpu_rect *rect)
{
	unsigned int head;
	int err = 0;

	lockdep_assert_held(&vgpu->lock);
	if (!scanout_flush_inside(vgpu, res, rect))
		return -EINVAL;
	atomic64_inc(&vgpu->stats.flushes);
	for (head = 0; head < MVGPU_MAX_HEADS && !err; head++)
		if (vgpu->scanout[head].resource_id == res->guest_id)
			err = scanout_flush_head(vgpu, head, res, rect);
	return err;
}
