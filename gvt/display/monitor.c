// SPDX-License-Identifier: GPL-2.0
/*
 * Monitors of the heads of a vGPU.
 *
 * The administrator decides which heads have a monitor at all; that belongs to the vGPU
 * and does not depend on the VMM. The VMM sets the link of a monitor and its EDID; that ends
 * with the VMM. The guest sees a monitor on a head where both agree.
 */
#include <linux/bitmap.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/virtio_gpu.h>
#include "gvt/display/edid.h"
#include "gvt/display/edid_parse.h"
#include "gvt/display/head.h"
#include "gvt/display/monitor.h"
#include "gvt/sched/lock.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/transport.h"

/* Preferred modes of a virtual monitor; the first one that fits is used. */
static const struct {
	u32 width;
	u32 height;
} default_modes[] = {
	{ 1280, 800 }, { 1024, 768 }, { 800, 600 }, { 640, 480 },
};

static void monitor_default_mode(const struct mvgpu_slice *slice, u32 *width,
				 u32 *height)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(default_modes); i++) {
		*width = default_modes[i].width;
		*height = default_modes[i].height;
		if (*width <= slice->max_width && *height <= slice->max_height)
			return;
	}
	*width = slice->max_width;
	*height = slice->max_height;
}

/* A NULL @edid is that of a virtual monitor. Takes over @edid. */
static void monitor_set_edid(struct mvgpu_scanout *so, u8 *edid, u32 size)
{
	kfree(so->edid);
	so->edid = edid;
	so->edid_size = edid ? size : 0;
}

static void monitor_plug_default(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];

	monitor_default_mode(&vgpu->slice, &so->width, &so->height);
	monitor_set_edid(so, NULL, 0);
	so->link_up = true;
}

static void monitor_clear(struct mvgpu_scanout *so)
{
	so->link_up = false;
	so->width = 0;
	so->height = 0;
	monitor_set_edid(so, NULL, 0);
}

/**
 * mvgpu_monitor_init() - Set up the monitors for a new VMM
 * @vgpu: vGPU
 *
 * Each head of the slice gets a virtual monitor with its link up, so that a guest of a type
 * with several heads sees several screens. Heads from which the administrator removed the
 * monitor stay without; a head that the slice gets later has one.
 *
 * Context: vgpu->lock held.
 */
void mvgpu_monitor_init(struct mvgpu_vgpu *vgpu)
{
	unsigned int i;

	lockdep_assert_held(&vgpu->lock);
	bitmap_set(vgpu->monitors, vgpu->slice.heads,
		   MVGPU_MAX_HEADS - vgpu->slice.heads);
	for (i = 0; i < MVGPU_MAX_HEADS; i++)
		if (i < vgpu->slice.heads)
			monitor_plug_default(vgpu, i);
		else
			monitor_clear(&vgpu->scanout[i]);
}

/**
 * mvgpu_monitor_exit() - Free what belongs to the monitors
 * @vgpu: vGPU that nothing else refers to
 *
 * Context: process context.
 */
void mvgpu_monitor_exit(struct mvgpu_vgpu *vgpu)
{
	unsigned int i;

	for (i = 0; i < MVGPU_MAX_HEADS; i++)
		monitor_clear(&vgpu->scanout[i]);
}

static u32 monitor_virtual_edid(const struct mvgpu_vgpu *vgpu, unsigned int head, u8 *buf)
{
	struct mvgpu_edid_params params = {
		.width = vgpu->scanout[head].width,
		.height = vgpu->scanout[head].height,
		.max_width = vgpu->slice.max_width,
		.max_height = vgpu->slice.max_height,
		.serial = head + 1,
		.name = "mvgpu",
	};
	int len = mvgpu_edid_build(&params, buf, MVGPU_EDID_MAX);

	return max(len, 0);
}

/**
 * mvgpu_monitor_edid() - Get the EDID of a head whose link is up
 * @vgpu: vGPU
 * @head: head, checked
 * @buf: MVGPU_EDID_MAX bytes, of which those beyond the EDID are unchanged
 *
 * It is that of the VMM's monitor, or of a virtual one, which is not kept.
 *
 * Context: vgpu->lock held.
 *
 * Return: bytes; 0 when the link is down.
 */
u32 mvgpu_monitor_edid(const struct mvgpu_vgpu *vgpu, unsigned int head, u8 *buf)
{
	const struct mvgpu_scanout *so = &vgpu->scanout[head];

	lockdep_assert_held(&vgpu->lock);
	if (!so->link_up)
		return 0;
	if (!so->edid)
		return monitor_virtual_edid(vgpu, head, buf);
	memcpy(buf, so->edid, so->edid_size);
	return so->edid_size;
}

/**
 * mvgpu_monitor_present() - Check whether the guest sees a monitor
 * @vgpu: vGPU
 * @head: head, checked
 *
 * Context: vgpu->lock held.
 *
 * Return: true when the head has a monitor and its link is up.
 */
bool mvgpu_monitor_present(const struct mvgpu_vgpu *vgpu, unsigned int head)
{
	lockdep_assert_held(&vgpu->lock);
	return vgpu->scanout[head].link_up && test_bit(head, vgpu->monitors);
}

/**
 * mvgpu_monitor_set() - The administrator plugs and unplugs monitors
 * @vgpu: vGPU
 * @heads: bit for each head of the slice that is to have one
 *
 * This is possible at any time; a guest gets a display event when it sees a change. What it
 * shows on a head stays until it acts on the event.
 *
 * Context: vgpu->lock held. May sleep.
 */
void mvgpu_monitor_set(struct mvgpu_vgpu *vgpu, const unsigned long *heads)
{
	bool seen = false;
	unsigned int i;

	lockdep_assert_held(&vgpu->lock);
	for (i = 0; i < vgpu->slice.heads; i++) {
		if (test_bit(i, heads) == test_bit(i, vgpu->monitors))
			continue;
		change_bit(i, vgpu->monitors);
		seen |= vgpu->scanout[i].link_up;
	}
	if (seen && vgpu->is_open)
		mvgpu_transport_config_event(vgpu, VIRTIO_GPU_EVENT_DISPLAY);
}

/* The link of a head changed. The guest cannot see that on a head without a monitor. */
static void monitor_notify(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	if (test_bit(head, vgpu->monitors))
		mvgpu_transport_config_event(vgpu, VIRTIO_GPU_EVENT_DISPLAY);
}

/*
 * A monitor that prefers more than the slice allows gets an EDID with the mode that fits.
 * Takes over @edid.
 */
static void monitor_plug_edid(struct mvgpu_vgpu *vgpu, unsigned int head,
			      u8 *edid, size_t size, u32 width, u32 height)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];

	so->width = min(width, vgpu->slice.max_width);
	so->height = min(height, vgpu->slice.max_height);
	if (so->width != width || so->height != height) {
		kfree(edid);
		edid = NULL;
	}
	monitor_set_edid(so, edid, size);
	so->link_up = true;
}

/* Takes over @edid. Returns 0, or -EINVAL for a head that the slice does not have. */
static int monitor_plug_head(struct mvgpu_vgpu *vgpu, unsigned int head, u8 *edid,
			     size_t size, u32 width, u32 height)
{
	lockdep_assert_held(&vgpu->lock);
	if (!mvgpu_head_check(vgpu, head, &head)) {
		kfree(edid);
		return -EINVAL;
	}
	monitor_plug_edid(vgpu, head, edid, size, width, height);
	monitor_notify(vgpu, head);
	return 0;
}

/**
 * mvgpu_monitor_plug() - The VMM takes the link of a monitor up
 * @vgpu: vGPU
 * @head: index of the head, any value
 * @edid: EDID of the monitor
 * @size: bytes of @edid, any number
 *
 * The preferred mode of the monitor becomes that of the head, limited to the largest mode
 * of the slice (the EDID is replaced in that case, so that a guest finds the same in both).
 * The guest gets a display event. If the administrator has removed the monitor of the head,
 * the guest sees this one when that changes.
 *
 * Context: thread of the VMM. Takes vgpu->lock, may sleep.
 *
 * Return: 0; -EINVAL for a head that the slice does not have, and for an EDID that is not
 * valid or names no mode; -ENOMEM. After an error the monitor is unchanged.
 */
int mvgpu_monitor_plug(struct mvgpu_vgpu *vgpu, unsigned int head,
		       const u8 *edid, size_t size)
{
	u32 width, height;
	u8 *copy;
	int err;

	if (size > MVGPU_EDID_MAX || mvgpu_edid_valid(edid, size) ||
	    mvgpu_edid_preferred(edid, size, &width, &height))
		return -EINVAL;
	copy = kmemdup(edid, size, GFP_KERNEL_ACCOUNT);
	if (!copy)
		return -ENOMEM;
	mvgpu_vgpu_lock(vgpu);
	err = monitor_plug_head(vgpu, head, copy, size, width, height);
	mutex_unlock(&vgpu->lock);
	return err;
}

/**
 * mvgpu_monitor_unplug() - The VMM takes the link of a monitor down
 * @vgpu: vGPU
 * @head: index of the head, any value; one that the slice does not have is ignored
 *
 * What the guest shows on the head stays until the guest acts on the display event.
 *
 * Context: thread of the VMM. Takes vgpu->lock, may sleep.
 */
void mvgpu_monitor_unplug(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	mvgpu_vgpu_lock(vgpu);
	if (mvgpu_head_check(vgpu, head, &head)) {
		monitor_clear(&vgpu->scanout[head]);
		monitor_notify(vgpu, head);
	}
	mutex_unlock(&vgpu->lock);
}
