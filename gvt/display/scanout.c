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
#include "gvt/display/queried.h"
#include "gvt/display/readback.h"
#include "gvt/display/retained.h"
#include "gvt/display/scanout.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/resource.h"
#include "gvt/resource/view.h"
#include "gvt/trace/trace.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_scanout_init() - Set up heads and monitors as after power-on
 * @vgpu: vGPU
 *
 * To be called when the vGPU is created, when the heads or the largest mode of its slice
 * change, and for a new VMM.
 *
 * Context: vgpu->lock held. May sleep.
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
	so->blank = false;
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
		mvgpu_queried_forget(so);
		so->cursor_x = 0;
		so->cursor_y = 0;
	}
}

/**
 * mvgpu_scanout_reset() - The VMM resets the device: show nothing
 * @vgpu: vGPU
 *
 * Monitors are unchanged.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_scanout_reset(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	scanout_turn_off(vgpu);
	mvgpu_retained_drop_all(vgpu);
	vgpu->last_queried = 0;
}

/**
 * mvgpu_scanout_driver_reset() - The driver resets the device: show nothing, but retain
 * @vgpu: vGPU
 *
 * The last framebuffer of each head is retained for the display client as it is now: one in
 * the guest's memory is copied (or dropped without memory for that), one on the GPU is what
 * was read back of it so far, or what was exported. There is at most one for each head, and
 * it counts among the surfaces that the vGPU may have.
 *
 * Context: vgpu->lock held. May sleep.
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
 * mvgpu_scanout_blank() - Show nothing on a head
 * @vgpu: vGPU
 * @head: head, checked
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_scanout_blank(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	lockdep_assert_held(&vgpu->lock);
	scanout_drop(&vgpu->scanout[head]);
	mvgpu_retained_drop(&vgpu->scanout[head]);
}

/**
 * mvgpu_scanout_resource_removed() - Blank the heads that show a resource
 * @vgpu: vGPU
 * @res: resource
 *
 * A cursor is a copy and stays.
 *
 * Context: vgpu->lock held. May sleep.
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

/* A copy of the framebuffer, in the surface that the head has if that fits. */
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
	/* What is on the GPU is read back when a display client queries it, see readback.c. */
	if (!s || res->on_gpu || !mvgpu_copy_damage(vgpu, s, res, fb, rect, rect))
		return s;
	mvgpu_surface_put(s);
	return NULL;
}

/**
 * mvgpu_scanout_max_bytes() - Get the largest size of a framebuffer that is shown in place
 * @slice: slice
 *
 * It is that of all heads side by side in one resource, each with its largest mode, so that
 * a head of an extended desktop needs no copy. It is also the size of the region that a VMM
 * maps.
 *
 * Context: any.
 *
 * Return: bytes, a multiple of PAGE_SIZE.
 */
u64 mvgpu_scanout_max_bytes(const struct mvgpu_slice *slice)
{
	return PAGE_ALIGN((u64)slice->max_width * slice->max_height *
			  MVGPU_BPP * slice->heads);
}

/*
 * QEMU checks the width, height and format of a framebuffer in the display region at each
 * query, but its stride only when one of them changed. So the stride must follow from the
 * width there.
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

/* The framebuffer in place, unless a client that maps it would not see it correctly. */
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
	if (!s || s->foreign || s->size <= mvgpu_scanout_max_bytes(&vgpu->slice))
		return s;
	mvgpu_surface_put(s);
	return NULL;
}

static void scanout_count_frame(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	vgpu->scanout[head].frames++;
	trace_mvgpu_flip(vgpu->name, head, vgpu->scanout[head].resource_id);
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
	/* A driver that shows something has decided which of its heads are off. */
	mvgpu_retained_drop_all(vgpu);
	so->blank = !in_place && res->on_gpu && (so->blank || s != so->surface);
	mvgpu_surface_put(so->surface);
	so->surface = s;
	so->copied = !in_place;
	so->resource_id = res->guest_id;
	so->fb = *fb;
	so->rect = *rect;
	scanout_count_frame(vgpu, head);
	memset(&so->dirty, 0, sizeof(so->dirty));
	if (!in_place)
		mvgpu_readback_damage(vgpu, head, res, rect);
	return 0;
}

/* Set what a head shows of a resource again. */
static void scanout_set_again(struct mvgpu_vgpu *vgpu, unsigned int head,
			      struct mvgpu_resource *res)
{
	struct mvgpu_gpu_rect rect = vgpu->scanout[head].rect;
	struct mvgpu_fb fb = vgpu->scanout[head].fb;

	scanout_set(vgpu, head, res, &fb, &rect);
}

/**
 * mvgpu_scanout_show_in_place() - Show a resource in place of copies of it
 * @vgpu: vGPU
 * @res: resource that can be shown in place from now on
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_scanout_show_in_place(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res)
{
	unsigned int head;

	lockdep_assert_held(&vgpu->lock);
	for (head = 0; head < MVGPU_MAX_HEADS; head++)
		if (vgpu->scanout[head].resource_id == res->guest_id)
			scanout_set_again(vgpu, head, res);
}

/**
 * mvgpu_scanout_set_console() - Change the head that the display client sees
 * @vgpu: vGPU
 * @head: head that the slice has
 *
 * Whether a framebuffer can be shown in place may depend on the head being the console, so
 * that of @head is set again.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_scanout_set_console(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	struct mvgpu_resource *res;

	lockdep_assert_held(&vgpu->lock);
	vgpu->console = head;
	res = mvgpu_resource_find(vgpu, vgpu->scanout[head].resource_id);
	if (res)
		scanout_set_again(vgpu, head, res);
}

/* Copy the framebuffer of a head; without memory for that the head is blanked. */
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
 * mvgpu_scanout_copy_shown() - Copy what heads show of a resource
 * @vgpu: vGPU
 * @res: resource, whose storage is about to move to the GPU
 *
 * A head for which there is no memory is blanked.
 *
 * Context: vgpu->lock held. May sleep.
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
 * mvgpu_scanout_leave_guest_memory() - Stop showing guest memory in place
 * @vgpu: vGPU
 *
 * Heads that show a blob in place get a copy of it as it is now: what the guest writes there
 * next need not be a framebuffer. A head for which there is no memory is blanked.
 *
 * Context: vgpu->lock held. May sleep.
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
 * mvgpu_scanout_show() - Show a part of a resource on a head
 * @vgpu: vGPU
 * @head: head, checked
 * @res: resource
 * @fb: framebuffer in @res, checked to lie inside it
 * @rect: part of @fb to be shown, as the guest sent it
 *
 * It is shown in place when its memory allows that, and else copied now and at each flush.
 * Virtio 1.2, 5.7.6.8, SET_SCANOUT and SET_SCANOUT_BLOB.
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: 0; -EINVAL for a rectangle that is empty, not inside the framebuffer, or larger
 * than the largest mode of the slice; -ENOMEM. After an error the head is unchanged.
 */
int mvgpu_scanout_show(struct mvgpu_vgpu *vgpu, unsigned int head,
		       struct mvgpu_resource *res, const struct mvgpu_fb *fb,
		       const struct mvgpu_gpu_rect *rect)
{
	lockdep_assert_held(&vgpu->lock);
	if (!mvgpu_rect_inside(rect, fb->width, fb->height) ||
	    rect->width > vgpu->slice.max_width ||
	    rect->height > vgpu->slice.max_height)
		return -EINVAL;
	return scanout_set(vgpu, head, res, fb, rect);
}

static int scanout_flush_head(struct mvgpu_vgpu *vgpu, unsigned int head,
			      struct mvgpu_resource *res,
			      const struct mvgpu_gpu_rect *rect)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];
	struct mvgpu_gpu_rect damage;

	scanout_count_frame(vgpu, head);
	if (!so->copied || !mvgpu_rect_intersect(rect, &so->rect, &damage))
		return 0;
	if (res->on_gpu) {
		mvgpu_readback_damage(vgpu, head, res, &damage);
		return 0;
	}
	return mvgpu_copy_damage(vgpu, so->surface, res, &so->fb, &so->rect,
			   &damage);
}

/* A blob has no size in pixels other than that of the framebuffer that a head shows. */
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
 * mvgpu_scanout_flush() - The guest finished drawing
 * @vgpu: vGPU
 * @res: resource that it drew into
 * @rect: rectangle that it drew, as it sent it
 *
 * Heads that show a copy are updated. Virtio 1.2, 5.7.6.8, RESOURCE_FLUSH.
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: 0, or -EINVAL for a rectangle that is empty or not inside the resource.
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
