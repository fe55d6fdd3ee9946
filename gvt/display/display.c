// SPDX-License-Identifier: GPL-2.0
/* Heads of a vGPU: what the guest shows. */
#include <linux/mutex.h>
#include <linux/nospec.h>
#include <linux/string.h>
#include <linux/virtio_gpu.h>
#include "gvt/mem/backing.h"
#include "gvt/display/display.h"
#include "gvt/display/readback.h"
#include "gvt/display/monitor.h"
#include "gvt/resource/resource.h"
#include "gvt/mem/surface.h"
#include "gvt/virtio/transport.h"
#include "gvt/vgpu/vgpu.h"

#define QUERIED_PRIMARY	0
#define QUERIED_CURSOR	1

/**
 * mvgpu_display_init() - heads and monitors as after power-on
 * @vgpu: the vGPU; vgpu->lock held
 *
 * To be called when the vGPU is made, when heads or largest mode of its slice
 * change, and for a new VMM. May sleep.
 */
void mvgpu_display_init(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	mvgpu_display_reset(vgpu);
	mvgpu_monitor_init(vgpu);
}

static void drop_picture(struct mvgpu_scanout *so)
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

static void drop_cursor(struct mvgpu_scanout *so)
{
	mvgpu_surface_put(so->cursor);
	so->cursor = NULL;
	so->cursor_hidden = false;
	so->hot_x = 0;
	so->hot_y = 0;
}

static void drop_last(struct mvgpu_scanout *so)
{
	mvgpu_surface_put(so->retained);
	so->retained = NULL;
}

static void drop_queried(struct mvgpu_scanout *so)
{
	mvgpu_surface_put(so->queried[QUERIED_PRIMARY]);
	mvgpu_surface_put(so->queried[QUERIED_CURSOR]);
	memset(so->queried, 0, sizeof(so->queried));
}

/**
 * mvgpu_display_drop_retained() - what a driver that is gone left is gone, too
 * @vgpu: the vGPU; vgpu->lock held
 *
 * May sleep.
 */
void mvgpu_display_drop_retained(struct mvgpu_vgpu *vgpu)
{
	unsigned int i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < MVGPU_MAX_HEADS; i++)
		drop_last(&vgpu->scanout[i]);
}

static void heads_off(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_scanout *so;

	for (so = vgpu->scanout; so < vgpu->scanout + MVGPU_MAX_HEADS; so++) {
		drop_picture(so);
		drop_cursor(so);
		drop_queried(so);
		so->cursor_x = 0;
		so->cursor_y = 0;
	}
}

/**
 * mvgpu_display_reset() - the VMM reset the device: nothing is shown
 * @vgpu: the vGPU; vgpu->lock held
 *
 * Monitors stay as they are. May sleep.
 */
void mvgpu_display_reset(struct mvgpu_vgpu *vgpu)
{
	lockdep_assert_held(&vgpu->lock);
	heads_off(vgpu);
	mvgpu_display_drop_retained(vgpu);
	vgpu->last_queried = 0;
}

/**
 * mvgpu_display_driver_reset() - the driver reset the device
 * @vgpu: the vGPU; vgpu->lock held
 *
 * Nothing is shown, but the last picture of each head is kept for who looks at
 * it, as it is now: one in the guest's memory is copied (or gone, if there is no
 * memory for that), one that the GPU has is what was fetched of it so far. At
 * most one a head, counted among the surfaces that the vGPU may have. May sleep.
 */
void mvgpu_display_driver_reset(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_scanout *so;

	lockdep_assert_held(&vgpu->lock);
	mvgpu_display_leave_guest_memory(vgpu);
	for (so = vgpu->scanout; so < vgpu->scanout + MVGPU_MAX_HEADS; so++) {
		if (!so->surface || vgpu->slice.display == MVGPU_DISPLAY_OFF)
			continue;
		drop_last(so);
		so->retained = mvgpu_surface_get(so->surface);
	}
	heads_off(vgpu);
}

/**
 * mvgpu_display_head() - check the number of a head
 * @vgpu: the vGPU
 * @id: scanout id as the guest sent it, any number
 * @head: the number, safe to index with also in speculation
 *
 * Return: true when the slice has that head.
 */
bool mvgpu_display_head(const struct mvgpu_vgpu *vgpu, u32 id,
			unsigned int *head)
{
	if (id >= vgpu->slice.heads || id >= MVGPU_MAX_HEADS)
		return false;
	*head = array_index_nospec(id, MVGPU_MAX_HEADS);
	return true;
}

/**
 * mvgpu_display_blank() - show nothing on a head
 * @vgpu: the vGPU; vgpu->lock held
 * @head: the head, checked
 *
 * May sleep.
 */
void mvgpu_display_blank(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	lockdep_assert_held(&vgpu->lock);
	drop_picture(&vgpu->scanout[head]);
	drop_last(&vgpu->scanout[head]);
}

/**
 * mvgpu_display_resource_removed() - a resource has no picture any more
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource
 *
 * Heads that show it show nothing. A cursor is a copy and stays. May sleep.
 */
void mvgpu_display_resource_removed(struct mvgpu_vgpu *vgpu,
				 struct mvgpu_resource *res)
{
	unsigned int i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < MVGPU_MAX_HEADS; i++)
		if (vgpu->scanout[i].resource_id == res->guest_id)
			mvgpu_display_blank(vgpu, i);
}

/* A new surface of our own, charged; NULL when the vGPU may have no more. */
static struct mvgpu_surface *own_surface(struct mvgpu_vgpu *vgpu, u32 width,
					 u32 height, u32 fourcc)
{
	struct mvgpu_surface *s;
	u64 size;

	if (mvgpu_storage_size(width, height, &size) ||
	    !mvgpu_surface_room(vgpu, PAGE_ALIGN(size)))
		return NULL;
	s = mvgpu_surface_alloc(width, height, width * MVGPU_BPP, fourcc);
	if (s)
		mvgpu_surface_charge(s, vgpu->account);
	return s;
}

/**
 * struct lines - pixels to be copied out of a resource
 * @from: first byte in the resource
 * @from_stride: bytes from line to line there
 * @to: first byte in the surface
 * @len: bytes of a line
 * @nr: lines
 */
struct lines {
	u64 from;
	u32 from_stride;
	u64 to;
	u32 len;
	u32 nr;
};

static int copy_line(const struct mvgpu_resource *res,
		     struct mvgpu_surface *dst, const struct lines *l)
{
	if (res->blob)
		return mvgpu_backing_to_surface(res->backing, l->from, dst,
						l->to, l->len);
	mvgpu_surface_copy(dst, l->to, res->storage, l->from, l->len);
	return 0;
}

static int copy_lines(const struct mvgpu_resource *res,
		      struct mvgpu_surface *dst, struct lines *l)
{
	int err = 0;

	if (res->blob ? !res->backing : !res->storage)
		return -EINVAL;
	for (; l->nr && !err; l->nr--) {
		err = copy_line(res, dst, l);
		l->from += l->from_stride;
		l->to += dst->stride;
	}
	return err;
}

/* Bring @damage, inside the shown part, up to date in the copy. */
static int copy_damage(struct mvgpu_vgpu *vgpu, struct mvgpu_surface *dst,
		       const struct mvgpu_resource *res,
		       const struct mvgpu_fb *fb,
		       const struct mvgpu_gpu_rect *shown,
		       const struct mvgpu_gpu_rect *damage)
{
	struct lines l = {
		.from = mvgpu_first_byte(fb, damage),
		.from_stride = fb->stride,
		.to = (u64)(damage->y - shown->y) * dst->stride +
		      (u64)(damage->x - shown->x) * MVGPU_BPP,
		.len = damage->width * MVGPU_BPP,
		.nr = damage->height,
	};

	atomic64_inc(&vgpu->stats.display_copies);
	return copy_lines(res, dst, &l);
}

/* A copy of the picture, in the surface the head has when that fits. */
static struct mvgpu_surface *copied_picture(struct mvgpu_vgpu *vgpu,
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
		s = own_surface(vgpu, rect->width, rect->height, fb->fourcc);
	/* What the GPU has is fetched when somebody looks, see fetch.c. */
	if (!s || res->on_gpu || !copy_damage(vgpu, s, res, fb, rect, rect))
		return s;
	mvgpu_surface_put(s);
	return NULL;
}

/**
 * mvgpu_display_max_bytes() - the largest picture that is shown in place
 * @slice: the slice
 *
 * As large as all heads side by side in one resource, each at its largest
 * mode: so a head of an extended desktop needs no copy. It is also the size of
 * the region a VMM maps. Any context.
 *
 * Return: bytes, a multiple of PAGE_SIZE.
 */
u64 mvgpu_display_max_bytes(const struct mvgpu_slice *slice)
{
	return PAGE_ALIGN((u64)slice->max_width * slice->max_height *
			  MVGPU_BPP * slice->heads);
}

/*
 * QEMU looks at width, height and format of a picture in the display region,
 * but at its stride only when one of them changes. So there the stride must
 * follow from the width.
 */
static bool stride_ok(const struct mvgpu_vgpu *vgpu, unsigned int head,
		      const struct mvgpu_fb *fb,
		      const struct mvgpu_gpu_rect *rect)
{
	bool by_region = vgpu->slice.display == MVGPU_DISPLAY_AUTO ||
			 vgpu->slice.display == MVGPU_DISPLAY_REGION;

	return head != vgpu->console || !by_region ||
	       fb->stride == rect->width * MVGPU_BPP;
}

/* In place, unless whoever maps the picture would not see it right. */
static struct mvgpu_surface *picture_in_place(struct mvgpu_vgpu *vgpu,
					      unsigned int head,
					      struct mvgpu_resource *res,
					      const struct mvgpu_fb *fb,
					      const struct mvgpu_gpu_rect *rect)
{
	struct mvgpu_surface *s;

	if (!stride_ok(vgpu, head, fb, rect))
		return NULL;
	s = mvgpu_view_get(res, fb, rect);
	if (!s || s->size <= mvgpu_display_max_bytes(&vgpu->slice))
		return s;
	mvgpu_surface_put(s);
	return NULL;
}

static u32 show_picture(struct mvgpu_vgpu *vgpu, unsigned int head,
			struct mvgpu_resource *res, const struct mvgpu_fb *fb,
			const struct mvgpu_gpu_rect *rect)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];
	struct mvgpu_surface *s;
	bool in_place;

	s = picture_in_place(vgpu, head, res, fb, rect);
	in_place = s;
	if (!s)
		s = copied_picture(vgpu, so, res, fb, rect);
	if (!s)
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	/* A driver that shows something knows which of its heads are off. */
	mvgpu_display_drop_retained(vgpu);
	mvgpu_surface_put(so->surface);
	so->surface = s;
	so->copied = !in_place;
	so->resource_id = res->guest_id;
	so->fb = *fb;
	so->rect = *rect;
	so->frames++;
	memset(&so->dirty, 0, sizeof(so->dirty));
	mvgpu_readback_damage(vgpu, head, res, rect);
	return VIRTIO_GPU_RESP_OK_NODATA;
}

/**
 * mvgpu_display_set_console() - the display client looks at another head
 * @vgpu: the vGPU; vgpu->lock held
 * @head: the head, one the slice has
 *
 * Whether a picture can be shown in place may depend on who looks at it, so
 * that of @head is shown once more; without memory for a copy it stays as it
 * is. May sleep.
 */
void mvgpu_display_set_console(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];
	struct mvgpu_resource *res;
	struct mvgpu_gpu_rect rect = so->rect;
	struct mvgpu_fb fb = so->fb;

	lockdep_assert_held(&vgpu->lock);
	vgpu->console = head;
	res = mvgpu_resource_find(vgpu, so->resource_id);
	if (res)
		show_picture(vgpu, head, res, &fb, &rect);
}

/* A picture of its own for a head; it shows nothing when that cannot be had. */
static void copy_shown(struct mvgpu_vgpu *vgpu, struct mvgpu_scanout *so,
		       const struct mvgpu_resource *res)
{
	struct mvgpu_surface *s;

	s = own_surface(vgpu, so->rect.width, so->rect.height, so->fb.fourcc);
	if (!s || copy_damage(vgpu, s, res, &so->fb, &so->rect, &so->rect)) {
		mvgpu_surface_put(s);
		drop_picture(so);
		return;
	}
	mvgpu_surface_put(so->surface);
	so->surface = s;
	so->copied = true;
}

/**
 * mvgpu_display_copy_shown() - heads are to keep a picture of their own
 * @vgpu: the vGPU; vgpu->lock held
 * @res: the resource, which is about to lose its storage to the GPU
 *
 * A head for which there is no memory shows nothing. May sleep.
 */
void mvgpu_display_copy_shown(struct mvgpu_vgpu *vgpu,
			      struct mvgpu_resource *res)
{
	struct mvgpu_scanout *so = vgpu->scanout;

	lockdep_assert_held(&vgpu->lock);
	for (; so < vgpu->scanout + MVGPU_MAX_HEADS; so++)
		if (so->resource_id == res->guest_id && !so->copied)
			copy_shown(vgpu, so, res);
}

/**
 * mvgpu_display_leave_guest_memory() - guest memory is not to be looked at any more
 * @vgpu: the vGPU; vgpu->lock held
 *
 * Heads that show a blob in place get a copy, as it is now: what the guest puts
 * there next need not be a picture. One for which there is no memory shows
 * nothing. May sleep.
 */
void mvgpu_display_leave_guest_memory(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_scanout *so = vgpu->scanout;
	struct mvgpu_resource *res;

	lockdep_assert_held(&vgpu->lock);
	for (; so < vgpu->scanout + MVGPU_MAX_HEADS; so++) {
		if (!so->surface || !so->surface->borrowed)
			continue;
		res = mvgpu_resource_find(vgpu, so->resource_id);
		if (res)
			copy_shown(vgpu, so, res);
	}
}

/**
 * mvgpu_display_show() - show a part of a resource on a head
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
u32 mvgpu_display_show(struct mvgpu_vgpu *vgpu, unsigned int head,
		       struct mvgpu_resource *res, const struct mvgpu_fb *fb,
		       const struct mvgpu_gpu_rect *rect)
{
	u32 resp;

	lockdep_assert_held(&vgpu->lock);
	if (!mvgpu_rect_inside(rect, fb->width, fb->height) ||
	    rect->width > vgpu->slice.max_width ||
	    rect->height > vgpu->slice.max_height)
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	resp = show_picture(vgpu, head, res, fb, rect);
	if (resp == VIRTIO_GPU_RESP_OK_NODATA)
		atomic64_inc(&vgpu->stats.flushes);
	return resp;
}

static int flush_head(struct mvgpu_vgpu *vgpu, unsigned int head,
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
	return copy_damage(vgpu, so->surface, res, &so->fb, &so->rect,
			   &damage);
}

/* A blob has no size in pixels but that of the picture a head shows. */
static bool flush_inside(const struct mvgpu_vgpu *vgpu,
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
 * mvgpu_display_flush() - the guest finished drawing
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
u32 mvgpu_display_flush(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res,
			const struct mvgpu_gpu_rect *rect)
{
	unsigned int head;
	int err = 0;

	lockdep_assert_held(&vgpu->lock);
	if (!flush_inside(vgpu, res, rect))
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	atomic64_inc(&vgpu->stats.flushes);
	for (head = 0; head < MVGPU_MAX_HEADS && !err; head++)
		if (vgpu->scanout[head].resource_id == res->guest_id)
			err = flush_head(vgpu, head, res, rect);
	return mvgpu_resp_from_errno(err);
}

/*
 * The first MVGPU_CURSOR_SIZE lines and columns of a 2D resource. A blob has
 * no shape; a cursor in it is a whole image without gaps.
 */
static int cursor_lines(const struct mvgpu_resource *res, struct lines *l,
			u32 *fourcc)
{
	u32 side = MVGPU_CURSOR_SIZE, line = side * MVGPU_BPP;

	*l = (struct lines){ .from_stride = line, .len = line, .nr = side };
	*fourcc = mvgpu_format_fourcc(VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM);
	if (res->blob && !res->on_gpu)
		return res->size < (u64)line * side ? -EINVAL : 0;
	l->from_stride = res->width * MVGPU_BPP;
	l->len = min(res->width, side) * MVGPU_BPP;
	l->nr = min(res->height, side);
	*fourcc = mvgpu_fourcc_with_alpha(mvgpu_format_fourcc(res->format));
	return 0;
}

static int cursor_image(struct mvgpu_vgpu *vgpu,
			const struct mvgpu_resource *res,
			struct mvgpu_surface **out)
{
	struct mvgpu_surface *s;
	struct lines l;
	u32 fourcc;
	int err;

	err = cursor_lines(res, &l, &fourcc);
	if (err)
		return err;
	if (!fourcc)
		return -EINVAL;
	s = own_surface(vgpu, MVGPU_CURSOR_SIZE, MVGPU_CURSOR_SIZE, fourcc);
	if (!s)
		return -ENOMEM;
	if (!res->on_gpu)
		err = copy_lines(res, s, &l);
	if (err)
		mvgpu_surface_put(s);
	else
		*out = s;
	return err;
}

/**
 * mvgpu_display_set_cursor() - take a cursor's image
 * @vgpu: the vGPU; vgpu->lock held
 * @head: the head, checked
 * @res: where the image is, or NULL for no cursor
 *
 * The image is copied into a new surface: a client that looks at the old one
 * never sees half of the new one. What a smaller resource does not cover is
 * transparent; bytes that a format calls padding count as alpha, as QEMU does
 * it. An image that the GPU has is left to mvgpu_display_readback_cursor(). May
 * sleep.
 *
 * Return: VIRTIO_GPU_RESP_*; after an error the cursor is what it was.
 */
u32 mvgpu_display_set_cursor(struct mvgpu_vgpu *vgpu, unsigned int head,
			     struct mvgpu_resource *res)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];
	struct mvgpu_surface *s = NULL;
	int err = 0;

	lockdep_assert_held(&vgpu->lock);
	if (res)
		err = cursor_image(vgpu, res, &s);
	if (err)
		return mvgpu_resp_from_errno(err);
	mvgpu_surface_put(so->cursor);
	so->cursor = s;
	so->cursor_hidden = false;
	return VIRTIO_GPU_RESP_OK_NODATA;
}

/**
 * mvgpu_display_readback_cursor() - a cursor's image to be fetched from the GPU
 * @vgpu: the vGPU; vgpu->lock held
 * @head: the head, checked; its cursor was just set from @res
 * @res: where the image is
 * @desc: filled in; its surface carries a reference for the caller
 *
 * Return: true when there is something to fetch.
 */
bool mvgpu_display_readback_cursor(struct mvgpu_vgpu *vgpu, unsigned int head,
				const struct mvgpu_resource *res,
				struct mvgpu_gpu_readback *desc)
{
	lockdep_assert_held(&vgpu->lock);
	if (!res->on_gpu || vgpu->slice.display == MVGPU_DISPLAY_OFF)
		return false;
	desc->source = res->three;
	desc->rect = (struct mvgpu_gpu_rect) {
		.width = min_t(u32, res->width, MVGPU_CURSOR_SIZE),
		.height = min_t(u32, res->height, MVGPU_CURSOR_SIZE),
	};
	desc->x = 0;
	desc->y = 0;
	desc->dst = mvgpu_surface_get(vgpu->scanout[head].cursor);
	atomic64_inc(&vgpu->stats.readbacks);
	return true;
}

static void remember_query(struct mvgpu_scanout *so, bool cursor,
			   struct mvgpu_surface *s)
{
	struct mvgpu_surface **slot = &so->queried[cursor ? QUERIED_CURSOR :
						   QUERIED_PRIMARY];

	mvgpu_surface_put(*slot);
	*slot = s ? mvgpu_surface_get(s) : NULL;
}

/*
 * What a driver that is gone left on a head is told of once; then the client has
 * it, and may keep it.
 */
static struct mvgpu_surface *primary_picture(struct mvgpu_vgpu *vgpu,
					     const struct mvgpu_scanout *so,
					     bool *kept)
{
	struct mvgpu_surface *s = so->surface ? so->surface : so->retained;

	*kept = s && s == so->retained && s->id == vgpu->last_queried;
	vgpu->last_queried = s ? s->id : 0;
	return *kept ? NULL : s;
}

/*
 * A cursor goes with its driver. Who was told of a picture with one in it is told
 * once of that without, like who was told of none.
 */
static struct mvgpu_surface *screen_picture(struct mvgpu_vgpu *vgpu,
					    struct mvgpu_scanout *so)
{
	struct mvgpu_surface *s = mvgpu_compose(vgpu, so);

	vgpu->last_queried = s->id;
	return s;
}

/**
 * mvgpu_display_plane() - what the display client's head shows
 * @vgpu: the vGPU; takes vgpu->lock
 * @kind: which plane, or the whole screen
 * @plane: filled in; @plane->surface carries a reference for the caller
 *
 * May sleep, also for a picture to come from the GPU.
 */
void mvgpu_display_plane(struct mvgpu_vgpu *vgpu, enum mvgpu_plane_kind kind,
			 struct mvgpu_plane *plane)
{
	bool cursor = kind == MVGPU_PLANE_CURSOR;
	struct mvgpu_scanout *so;
	struct mvgpu_surface *s;

	memset(plane, 0, sizeof(*plane));
	mvgpu_vgpu_lock(vgpu);
	if (!cursor)
		mvgpu_readback_query(vgpu);
	so = &vgpu->scanout[vgpu->console];
	s = cursor ? mvgpu_scanout_cursor(so) :
		     primary_picture(vgpu, so, &plane->retained);
	remember_query(so, cursor, s);
	if (s && s == so->surface && kind == MVGPU_PLANE_SCREEN)
		s = screen_picture(vgpu, so);
	if (s) {
		plane->surface = mvgpu_surface_get(s);
		plane->x = cursor ? so->cursor_x : 0;
		plane->y = cursor ? so->cursor_y : 0;
		plane->hot_x = cursor ? so->hot_x : 0;
		plane->hot_y = cursor ? so->hot_y : 0;
	}
	mutex_unlock(&vgpu->lock);
}

static struct mvgpu_surface *scanout_surface_by_id(struct mvgpu_scanout *so,
						   u32 id)
{
	struct mvgpu_surface *candidates[] = {
		so->surface, so->retained, so->cursor, so->queried[0],
		so->queried[1],
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(candidates); i++)
		if (candidates[i] && candidates[i]->id == id)
			return candidates[i];
	return NULL;
}

static struct mvgpu_surface *find_surface(struct mvgpu_vgpu *vgpu, u32 id)
{
	struct mvgpu_surface *s = NULL;
	struct mvgpu_resource *res;
	unsigned long index;
	unsigned int i;

	for (i = 0; i < MVGPU_MAX_HEADS && !s; i++)
		s = scanout_surface_by_id(&vgpu->scanout[i], id);
	if (s)
		return s;
	xa_for_each(&vgpu->resources, index, res) {
		s = mvgpu_view_by_id(res, id);
		if (s)
			return s;
	}
	return NULL;
}

/**
 * mvgpu_display_surface_by_id() - a surface that a display client asks for
 * @vgpu: the vGPU; takes vgpu->lock
 * @id: number of the surface, as a query of a plane told it
 *
 * Only what this vGPU shows, showed at the last query or keeps with one of its
 * resources can be had. May sleep.
 *
 * Return: the surface with a reference for the caller, or NULL.
 */
struct mvgpu_surface *mvgpu_display_surface_by_id(struct mvgpu_vgpu *vgpu,
						  u32 id)
{
	struct mvgpu_surface *s;

	mvgpu_vgpu_lock(vgpu);
	s = find_surface(vgpu, id);
	if (s)
		mvgpu_surface_get(s);
	mutex_unlock(&vgpu->lock);
	return s;
}
