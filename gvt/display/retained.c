// SPDX-License-Identifier: GPL-2.0
/* Framebuffers that stay when their driver resets the device, and the limit of all surfaces. */
#include <linux/lockdep.h>
#include "gvt/display/retained.h"
#include "gvt/mem/backing.h"
#include "gvt/mem/surface.h"
#include "gvt/vgpu/vgpu_types.h"

/**
 * mvgpu_retained_drop() - Drop the framebuffer that a head retains
 * @so: head; its vgpu->lock held
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_retained_drop(struct mvgpu_scanout *so)
{
	mvgpu_surface_put(so->retained);
	so->retained = NULL;
}

/**
 * mvgpu_retained_drop_all() - Drop the framebuffers that all heads retain
 * @vgpu: vGPU
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_retained_drop_all(struct mvgpu_vgpu *vgpu)
{
	unsigned int i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < MVGPU_MAX_HEADS; i++)
		mvgpu_retained_drop(&vgpu->scanout[i]);
}

static bool retained_fits(const struct mvgpu_vgpu *vgpu, u64 bytes)
{
	u64 limit = 2 * vgpu->slice.vram + MVGPU_BACKING_SLACK;
	u64 live = atomic64_read(&vgpu->account->bytes);

	return live <= limit && bytes <= limit - live;
}

/**
 * mvgpu_retained_make_room() - Check whether a vGPU may create another surface
 * @vgpu: vGPU
 * @bytes: size of the surface
 *
 * A surface that a display client references outlives its resource, whose charge the guest
 * gets back at once. So the surfaces that exist are limited apart from what the guest has: to
 * twice the slice, and a little for cursors and small slices. Only the holder of vgpu->lock
 * adds surfaces, so that the answer stays true until it does. Retained framebuffers are
 * dropped when that helps.
 *
 * Context: vgpu->lock held. May sleep.
 *
 * Return: true when there is room.
 */
bool mvgpu_retained_make_room(struct mvgpu_vgpu *vgpu, u64 bytes)
{
	lockdep_assert_held(&vgpu->lock);
	if (!retained_fits(vgpu, bytes))
		mvgpu_retained_drop_all(vgpu);
	return retained_fits(vgpu, bytes);
}
