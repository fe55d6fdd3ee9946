// SPDX-License-Identifier: GPL-2.0
/* The image of the cursor of a head. */
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/virtio_gpu.h>
#include <drm/drm_fourcc.h>
#include "gvt/display/copy.h"
#include "gvt/display/cursor.h"
#include "gvt/mem/geometry.h"
#include "gvt/mem/surface.h"
#include "gvt/resource/resource.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_cursor_drop() - Drop the cursor of a head
 * @so: head; its vgpu->lock held
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_cursor_drop(struct mvgpu_scanout *so)
{
	mvgpu_surface_put(so->cursor);
	so->cursor = NULL;
	so->cursor_hidden = false;
	so->hot_x = 0;
	so->hot_y = 0;
}

/*
 * The first MVGPU_CURSOR_SIZE lines and columns of a 2D resource. A blob has no shape; a
 * cursor in it is a whole image without gaps.
 */
static int cursor_lines(const struct mvgpu_resource *res, struct mvgpu_lines *l,
			u32 *fourcc)
{
	u32 side = MVGPU_CURSOR_SIZE, line = side * MVGPU_BPP;

	*l = (struct mvgpu_lines){ .from_stride = line, .len = line, .nr = side };
	*fourcc = mvgpu_format_fourcc(VIRTIO_GPU_FORMAT_B8G8R8A8_UNORM);
	if (res->blob && (!res->on_gpu || res->opaque))
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
	struct mvgpu_lines l;
	u32 fourcc;
	int err;

	err = cursor_lines(res, &l, &fourcc);
	if (err)
		return err;
	if (!fourcc)
		return -EINVAL;
	s = mvgpu_copy_surface(vgpu, MVGPU_CURSOR_SIZE, MVGPU_CURSOR_SIZE, fourcc);
	if (!s)
		return -ENOMEM;
	if (!res->on_gpu)
		err = mvgpu_copy_lines(res, s, &l);
	if (err)
		mvgpu_surface_put(s);
	else
		*out = s;
	return err;
}

/**
 * mvgpu_cursor_set() - Set the image of a cursor
 * @vgpu: vGPU
 * @head: head, checked
 * @res: resource with the image, or NULL for no cursor
 *
 * The image is copied into a new surface, so that a client never sees a part of the old and
 * a part of the new one. What a smaller resource does not cover is transparent; bytes that a
 * format calls padding are used as alpha, as QEMU does. An image on the GPU is left to
 * mvgpu_cursor_readback().
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: 0; -EINVAL for a resource without such an image; -ENOMEM. After an error the
 * cursor is unchanged.
 */
int mvgpu_cursor_set(struct mvgpu_vgpu *vgpu, unsigned int head,
		     struct mvgpu_resource *res)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];
	struct mvgpu_surface *s = NULL;
	int err = 0;

	lockdep_assert_held(&vgpu->lock);
	if (res)
		err = cursor_image(vgpu, res, &s);
	if (err)
		return err;
	mvgpu_surface_put(so->cursor);
	so->cursor = s;
	so->cursor_hidden = false;
	return 0;
}

/* As cursor_lines() has it. */
static const struct mvgpu_fb cursor_fb = {
	.width = MVGPU_CURSOR_SIZE, .height = MVGPU_CURSOR_SIZE,
	.stride = MVGPU_CURSOR_SIZE * MVGPU_BPP, .fourcc = DRM_FORMAT_ARGB8888,
};

static struct mvgpu_gpu_rect cursor_rect(const struct mvgpu_resource *res)
{
	u32 side = MVGPU_CURSOR_SIZE;

	if (res->opaque)
		return (struct mvgpu_gpu_rect) { .width = side, .height = side };
	return (struct mvgpu_gpu_rect) {
		.width = min(res->width, side), .height = min(res->height, side),
	};
}

/**
 * mvgpu_cursor_readback() - Prepare the read-back of a cursor's image from the GPU
 * @vgpu: vGPU
 * @head: head, checked; its cursor was just set from @res
 * @res: resource with the image
 * @desc: filled in; its surface carries a reference for the caller
 *
 * Context: vgpu->lock held.
 *
 * Return: true when there is something to be read back.
 */
bool mvgpu_cursor_readback(struct mvgpu_vgpu *vgpu, unsigned int head,
			   const struct mvgpu_resource *res,
			   struct mvgpu_gpu_readback *desc)
{
	lockdep_assert_held(&vgpu->lock);
	if (!res->on_gpu || vgpu->slice.display == MVGPU_DISPLAY_OFF)
		return false;
	*desc = (struct mvgpu_gpu_readback) {
		.source = res->three,
		.fb = res->opaque ? cursor_fb : (struct mvgpu_fb){},
		.rect = cursor_rect(res),
		.dst = mvgpu_surface_get(vgpu->scanout[head].cursor),
	};
	atomic64_inc(&vgpu->stats.readbacks);
	return true;
}
