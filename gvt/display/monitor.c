// SPDX-License-Identifier: GPL-2.0
/*
 * Monitors: what is plugged into the heads of a vGPU.
 *
 * Two have a say in it. The administrator decides which heads have a monitor
 * at all; that belongs to the vGPU, whoever opens it. The VMM has the link of a
 * monitor and says what it is; that ends with the VMM. The guest sees a monitor
 * on a head where both agree.
 */
#include <linux/bitmap.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/virtio_gpu.h>
#include "gvt/display/edid.h"
#include "gvt/display/edid_parse.h"
#include "gvt/display/head.h"
#include "gvt/display/monitor.h"
#include "gvt/sched/lock.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/transport.h"

/* What a monitor prefers when nobody says otherwise: the first that fits. */
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

static u32 monitor_edid(const struct mvgpu_vgpu *vgpu, unsigned int head,
			u32 width, u32 height, u8 *buf)
{
	struct mvgpu_edid_params params = {
		.width = width,
		.height = height,
		.max_width = vgpu->slice.max_width,
		.max_height = vgpu->slice.max_height,
		.serial = head + 1,
		.name = "mvgpu",
	};
	int len = mvgpu_edid_build(&params, buf, MVGPU_EDID_MAX);

	return max(len, 0);
}

static void monitor_plug_default(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];

	monitor_default_mode(&vgpu->slice, &so->width, &so->height);
	memset(so->edid, 0, sizeof(so->edid));
	so->edid_size = monitor_edid(vgpu, head, so->width, so->height,
				     so->edid);
	so->link_up = true;
}

static void monitor_clear(struct mvgpu_scanout *so)
{
	so->link_up = false;
	so->width = 0;
	so->height = 0;
	so->edid_size = 0;
	memset(so->edid, 0, sizeof(so->edid));
}

/**
 * mvgpu_monitor_init() - the monitors that a new VMM finds
 * @vgpu: the vGPU; vgpu->lock held
 *
 * A made-up monitor is on each head the slice has, with its link up, so that a
 * guest of a type with several heads sees several screens; those that the
 * administrator took away stay away. A head that the slice gets later has one.
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
 * mvgpu_monitor_present() - does the guest see a monitor?
 * @vgpu: the vGPU; vgpu->lock held
 * @head: the head, checked
 *
 * Return: true when the head has one and its link is up.
 */
bool mvgpu_monitor_present(const struct mvgpu_vgpu *vgpu, unsigned int head)
{
	lockdep_assert_held(&vgpu->lock);
	return vgpu->scanout[head].link_up && test_bit(head, vgpu->monitors);
}

/**
 * mvgpu_monitor_set() - the administrator plugs and unplugs monitors
 * @vgpu: the vGPU; vgpu->lock held
 * @heads: a bit for each head of the slice that is to have one
 *
 * At any time; a guest gets a display event when it sees a change. What it
 * shows on a head stays until it acts on that. May sleep.
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

/* The link of a head changed; behind one without a monitor nobody sees that. */
static void monitor_notify(struct mvgpu_vgpu *vgpu, unsigned int head)
{
	if (test_bit(head, vgpu->monitors))
		mvgpu_transport_config_event(vgpu, VIRTIO_GPU_EVENT_DISPLAY);
}

/* A monitor that prefers more than the slice shows: say what it will get. */
static void monitor_plug_edid(struct mvgpu_vgpu *vgpu, unsigned int head,
			      const u8 *edid, size_t size, u32 width, u32 height)
{
	struct mvgpu_scanout *so = &vgpu->scanout[head];

	so->width = min(width, vgpu->slice.max_width);
	so->height = min(height, vgpu->slice.max_height);
	memset(so->edid, 0, sizeof(so->edid));
	if (so->width == width && so->height == height) {
		memcpy(so->edid, edid, size);
		so->edid_size = size;
	} else {
		so->edid_size = monitor_edid(vgpu, head, so->width, so->height,
					     so->edid);
	}
	so->link_up = true;
}

/**
 * mvgpu_monitor_plug() - the VMM takes a monitor's link up
 * @vgpu: the vGPU; takes vgpu->lock
 * @head: the head, any number
 * @edid: what the monitor says of itself
 * @size: bytes of it, any number
 *
 * The monitor's preferred mode becomes the head's, cut to the slice's largest
 * mode (with an EDID of ours in that case, for a guest to find the same in
 * both). The guest gets a display event, unless the administrator has the head
 * without a monitor: then it sees this one when that changes. May sleep.
 *
 * Return: 0; -EINVAL for a head the slice does not have or an EDID that is not
 * valid or names no mode: the monitor stays what it was.
 */
int mvgpu_monitor_plug(struct mvgpu_vgpu *vgpu, unsigned int head,
		       const u8 *edid, size_t size)
{
	u32 width, height;
	int err = -EINVAL;

	if (size > MVGPU_EDID_MAX || mvgpu_edid_valid(edid, size) ||
	    mvgpu_edid_preferred(edid, size, &width, &height))
		return -EINVAL;
	mvgpu_vgpu_lock(vgpu);
	if (mvgpu_head_check(vgpu, head, &head)) {
		monitor_plug_edid(vgpu, head, edid, size, width, height);
		monitor_notify(vgpu, head);
		err = 0;
	}
	mutex_unlock(&vgpu->lock);
	return err;
}

/**
 * mvgpu_monitor_unplug() - the VMM takes a monitor's link down
 * @vgpu: the vGPU; takes vgpu->lock
 * @head: the head, any number; one the slice does not have is ignored
 *
 * What the guest shows on the head stays until the guest acts on the display
 * event it gets. May sleep.
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
