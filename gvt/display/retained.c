// SPDX-License-Identifier: GPL-2.0
/* Framebuffers that stay when their driver resets the device, and the room for all. */
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
 * mvgpu_retained_drop_all() - what a driver that is gone left is gone, too
 * @vgpu: the vGPU; vgpu->lock held
 *
 * May sleep.
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
 * mvgpu_retained_make_room() - may a vGPU make another surface?
 * @vgpu: the vGPU; vgpu->lock held
 * @bytes: of the surface
 *
 * A surface that a display client holds outlives its resource, whose charge
 * the guest gets back at once. So what lives is bounded apart from what the
 * guest has: twice the slice, and a little for cursors and small slices. Only
 * vgpu->lock's holder adds, so that the answer stays true until it does. What a
 * driver that is gone left on the screens gives way. May sleep.
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
