// SPDX-License-Identifier: GPL-2.0
/* Setters of the attributes of a vGPU. */
#include <linux/mutex.h>
#include "gvt/display/scanout.h"
#include "gvt/sched/turn.h"
#include "gvt/vgpu/attrs.h"
#include "gvt/vgpu/vgpu_types.h"

/*
 * Begin to change an attribute whose change the guest could see change. A VMM that makes the
 * worker wait is known to be there without the lock.
 */
static int attrs_lock(struct mvgpu_vgpu *vgpu)
{
	int ret;

	if (READ_ONCE(vgpu->is_open))
		return -EBUSY;
	ret = mutex_lock_interruptible(&vgpu->lock);
	if (ret)
		return ret;
	if (!vgpu->is_open)
		return 0;
	mutex_unlock(&vgpu->lock);
	return -EBUSY;
}

/**
 * mvgpu_vgpu_set_heads() - number of scanouts
 * @vgpu: the vGPU; takes vgpu->lock
 * @heads: 1..MVGPU_MAX_HEADS
 *
 * The monitors are made anew; heads that had none have none, new ones have one.
 * A console that is no more becomes head 0.
 *
 * Return: 0, -EINVAL for a bad number, -EBUSY while a VM has the vGPU open,
 * -EINTR.
 */
int mvgpu_vgpu_set_heads(struct mvgpu_vgpu *vgpu, u32 heads)
{
	int ret;

	if (!heads || heads > MVGPU_MAX_HEADS)
		return -EINVAL;
	ret = attrs_lock(vgpu);
	if (ret)
		return ret;
	vgpu->slice.heads = heads;
	if (vgpu->console >= heads)
		vgpu->console = 0;
	mvgpu_scanout_init(vgpu);
	mutex_unlock(&vgpu->lock);
	return 0;
}

/**
 * mvgpu_vgpu_set_max_resolution() - the largest mode of each monitor
 * @vgpu: the vGPU; takes vgpu->lock
 * @w: pixels, MVGPU_MIN_WIDTH up to what the GPU can
 * @h: lines, MVGPU_MIN_HEIGHT up to what the GPU can
 *
 * The monitors are made anew.
 *
 * Return: 0, -EINVAL for a bad size, -EBUSY while a VM has the vGPU open,
 * -EINTR.
 */
int mvgpu_vgpu_set_max_resolution(struct mvgpu_vgpu *vgpu, u32 w, u32 h)
{
	const struct mvgpu_gpu_caps *caps = &vgpu->gpu->caps;
	int ret;

	if (w < MVGPU_MIN_WIDTH || w > caps->max_width ||
	    h < MVGPU_MIN_HEIGHT || h > caps->max_height)
		return -EINVAL;
	ret = attrs_lock(vgpu);
	if (ret)
		return ret;
	vgpu->slice.max_width = w;
	vgpu->slice.max_height = h;
	mvgpu_scanout_init(vgpu);
	mutex_unlock(&vgpu->lock);
	return 0;
}

/**
 * mvgpu_vgpu_set_display() - how the picture leaves
 * @vgpu: the vGPU; takes vgpu->lock
 * @method: MVGPU_DISPLAY_*
 *
 * Return: 0, -EINVAL for a bad method, -EBUSY while a VM has the vGPU open,
 * -EINTR.
 */
int mvgpu_vgpu_set_display(struct mvgpu_vgpu *vgpu,
			   enum mvgpu_display_method method)
{
	int ret;

	if ((unsigned int)method > MVGPU_DISPLAY_OFF)
		return -EINVAL;
	ret = attrs_lock(vgpu);
	if (ret)
		return ret;
	vgpu->slice.display = method;
	mutex_unlock(&vgpu->lock);
	return 0;
}

/**
 * mvgpu_vgpu_set_console() - the head that the VMM's display shows
 * @vgpu: the vGPU; takes vgpu->lock
 * @head: 0..heads-1
 *
 * At any time: no guest sees it.
 *
 * Return: 0, -EINVAL for a head that is not there, -EINTR.
 */
int mvgpu_vgpu_set_console(struct mvgpu_vgpu *vgpu, u32 head)
{
	int ret = mutex_lock_interruptible(&vgpu->lock);

	if (ret)
		return ret;
	if (head < vgpu->slice.heads)
		mvgpu_scanout_set_console(vgpu, head);
	else
		ret = -EINVAL;
	mutex_unlock(&vgpu->lock);
	return ret;
}

/**
 * mvgpu_vgpu_set_weight() - share of the GPU's time
 * @vgpu: the vGPU; takes vgpu->lock
 * @weight: 1..MVGPU_MAX_WEIGHT
 *
 * At any time.
 *
 * Return: 0, -EINVAL for a bad weight, -EINTR.
 */
int mvgpu_vgpu_set_weight(struct mvgpu_vgpu *vgpu, u32 weight)
{
	int ret;

	if (!weight || weight > MVGPU_MAX_WEIGHT)
		return -EINVAL;
	ret = mutex_lock_interruptible(&vgpu->lock);
	if (ret)
		return ret;
	vgpu->slice.weight = weight;
	if (vgpu->is_open)
		mvgpu_turn_set_weight(vgpu, weight);
	mutex_unlock(&vgpu->lock);
	return 0;
}

/**
 * mvgpu_vgpu_set_job_timeout() - how long a job may take
 * @vgpu: the vGPU
 * @ms: milliseconds, 0 (for ever) to MVGPU_MAX_JOB_TIMEOUT_MS
 *
 * At any time, also while a job of its is on the GPU.
 *
 * Return: 0 or -EINVAL for a bad time.
 */
int mvgpu_vgpu_set_job_timeout(struct mvgpu_vgpu *vgpu, u32 ms)
{
	if (ms > MVGPU_MAX_JOB_TIMEOUT_MS)
		return -EINVAL;
	WRITE_ONCE(vgpu->slice.job_timeout_ms, ms);
	return 0;
}

/**
 * mvgpu_vgpu_set_vram() - bytes of resource storage on the GPU's side
 * @vgpu: the vGPU; takes vgpu->lock
 * @bytes: more than 0; whether the GPU has them is the caller's to settle
 *
 * Return: 0, -EINVAL for 0, -EBUSY while a VM has the vGPU open,
 * -EINTR.
 */
int mvgpu_vgpu_set_vram(struct mvgpu_vgpu *vgpu, u64 bytes)
{
	int ret;

	if (!bytes)
		return -EINVAL;
	ret = attrs_lock(vgpu);
	if (ret)
		return ret;
	vgpu->slice.vram = bytes;
	mutex_unlock(&vgpu->lock);
	return 0;
}
