// SPDX-License-Identifier: GPL-2.0
/* Setters of the attributes of a vGPU. */
#include <linux/mutex.h>
#include "gvt/display/scanout.h"
#include "gvt/sched/turn.h"
#include "gvt/vgpu/attrs.h"
#include "gvt/vgpu/vgpu_types.h"

/*
 * Begin to change an attribute whose change the guest could see. Whether a VMM has the
 * vGPU open is checked without the lock first, since a VMM can keep the worker waiting
 * with the lock held.
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
 * mvgpu_vgpu_set_heads() - Set the number of scanouts
 * @vgpu: vGPU
 * @heads: 1..MVGPU_MAX_HEADS
 *
 * The monitors are created anew: a head that had none has none, a new head has one. A
 * console that no longer exists becomes head 0.
 *
 * Context: process context. Takes vgpu->lock, may sleep.
 *
 * Return: 0; -EINVAL for a bad number; -EBUSY while a VMM has the vGPU open; -EINTR.
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
 * mvgpu_vgpu_set_max_resolution() - Set the largest mode of each monitor
 * @vgpu: vGPU
 * @w: pixels, MVGPU_MIN_WIDTH up to the limit of the GPU
 * @h: lines, MVGPU_MIN_HEIGHT up to the limit of the GPU
 *
 * The monitors are created anew.
 *
 * Context: process context. Takes vgpu->lock, may sleep.
 *
 * Return: 0; -EINVAL for a bad size; -EBUSY while a VMM has the vGPU open; -EINTR.
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
 * mvgpu_vgpu_set_display() - Set how the framebuffer is exported
 * @vgpu: vGPU
 * @method: MVGPU_DISPLAY_*
 *
 * Context: process context. Takes vgpu->lock, may sleep.
 *
 * Return: 0; -EINVAL for a bad method; -EBUSY while a VMM has the vGPU open; -EINTR.
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
 * mvgpu_vgpu_set_console() - Set the head that the VMM's display shows
 * @vgpu: vGPU
 * @head: 0..heads-1
 *
 * This is possible at any time: no guest sees it.
 *
 * Context: process context. Takes vgpu->lock, may sleep.
 *
 * Return: 0; -EINVAL for a head that does not exist; -EINTR.
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
 * mvgpu_vgpu_set_weight() - Set the share of the GPU's time
 * @vgpu: vGPU
 * @weight: 1..MVGPU_MAX_WEIGHT
 *
 * This is possible at any time.
 *
 * Context: process context. Takes vgpu->lock, may sleep.
 *
 * Return: 0; -EINVAL for a bad weight; -EINTR.
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
 * mvgpu_vgpu_set_job_timeout() - Set how long a job may take
 * @vgpu: vGPU
 * @ms: milliseconds, 0 (no limit) to MVGPU_MAX_JOB_TIMEOUT_MS
 *
 * This is possible at any time, also while a job of the vGPU is on the GPU.
 *
 * Context: any.
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
 * mvgpu_vgpu_set_vram() - Set the storage of resources on the GPU
 * @vgpu: vGPU
 * @bytes: more than 0; the caller has reserved them from the GPU's budget
 *
 * Context: process context. Takes vgpu->lock, may sleep.
 *
 * Return: 0; -EINVAL for 0; -EBUSY while a VMM has the vGPU open; -EINTR.
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
