// SPDX-License-Identifier: GPL-2.0
/* The monitors that a VMM plugs in by the EDID region, and an administrator by sysfs. */
#include <errno.h>
#include <string.h>
#include "test.h"

static struct vfio_region_gfx_edid edid_header(struct dev *dev, u32 region)
{
	struct vfio_region_gfx_edid header;

	is(region_read(dev, region, 0, &header, sizeof(header)), 0);
	return header;
}

/* The test finds the region by its type, as QEMU does. */
static u32 edid_region(struct dev *dev)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	is(dev_ioctl(dev, VFIO_DEVICE_GET_INFO, &info), 0);
	for (u32 i = VFIO_PCI_NUM_REGIONS; i < info.num_regions; i++) {
		u8 buf[512] = { 0 };
		struct vfio_region_info *region = (void *)buf;
		struct vfio_region_info_cap_type *type;

		region->argsz = sizeof(buf);
		region->index = i;
		is(dev_ioctl(dev, VFIO_DEVICE_GET_REGION_INFO, region), 0);
		if (!(region->flags & VFIO_REGION_INFO_FLAG_CAPS) ||
		    !region->cap_offset)
			continue;
		type = (void *)(buf + region->cap_offset);
		if (type->header.id == VFIO_REGION_INFO_CAP_TYPE &&
		    type->type == VFIO_REGION_TYPE_GFX &&
		    type->subtype == VFIO_REGION_SUBTYPE_GFX_EDID)
			return i;
	}
	fail("there is no EDID region");
}

static int set_link(struct dev *dev, u32 region, u32 state)
{
	return region_write(dev, region,
			    offsetof(struct vfio_region_gfx_edid, link_state),
			    &state, 4);
}

static int put_edid(struct dev *dev, u32 region, const u8 *edid, u32 size)
{
	struct vfio_region_gfx_edid header = edid_header(dev, region);

	if (set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN))
		fail("the link does not go down");
	is(region_write(dev, region, header.edid_offset, edid, size), 0);
	is(region_write(dev, region,
			offsetof(struct vfio_region_gfx_edid, edid_size),
			&size, 4), 0);
	return set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_UP);
}

/* Sets another preferred mode in the first detailed timing. */
static void change_mode(u8 *edid, u32 w, u32 h)
{
	u8 *dtd = edid + 54, sum = 0;

	dtd[2] = w;
	dtd[4] = (dtd[4] & 0x0f) | (w >> 8) << 4;
	dtd[5] = h;
	dtd[7] = (dtd[7] & 0x0f) | (h >> 8) << 4;
	for (unsigned int i = 0; i < 127; i++)
		sum += edid[i];
	edid[127] = -sum;
}

static u32 get_edid_of(struct dev *dev, u32 head, u8 *edid)
{
	struct virtio_gpu_resp_edid *resp = (void *)dev->resp;

	is(gpu_edid(dev, head), VIRTIO_GPU_RESP_OK_EDID);
	memcpy(edid, resp->edid, sizeof(resp->edid));
	return resp->size;
}

static u32 get_edid(struct dev *dev, u8 *edid)
{
	return get_edid_of(dev, 0, edid);
}

static void mode_of(struct dev *dev, u32 *enabled, u32 *w, u32 *h)
{
	struct virtio_gpu_resp_display_info *resp = (void *)dev->resp;

	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	*enabled = resp->pmodes[0].enabled;
	*w = resp->pmodes[0].r.width;
	*h = resp->pmodes[0].r.height;
}

/*
 * Only the size is compared, not the rate: QEMU's monitor prefers 75 Hz. The mode that
 * is set at first has a size that a detailed timing can express.
 */
static void edid_is_sound(struct dev *dev)
{
	u8 edid[1024], sum = 0;
	u32 size = get_edid(dev, edid), enabled, w, h;

	holds(size && size % 128 == 0, "%u bytes", size);
	is(memcmp(edid, "\0\377\377\377\377\377\377\0", 8), 0);
	holds(edid[126] < size / 128, "%u extensions in %u bytes", edid[126],
	      size);
	for (u32 i = 0; i < (edid[126] + 1) * 128U; i++) {
		sum += edid[i];
		if (i % 128 == 127)
			is(sum, 0);
	}
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 1);
	is(edid[56] | (edid[58] & 0xf0) << 4, w);
	is(edid[59] | (edid[61] & 0xf0) << 4, h);
}

static void edid_header_test(struct dev *dev)
{
	u32 region = edid_region(dev);
	struct vfio_region_gfx_edid header = edid_header(dev, region);
	u8 theirs[1024], ours[1024] = { 0 };

	is(header.link_state, VFIO_DEVICE_GFX_LINK_STATE_UP);
	holds(header.edid_max_size >= 256, "room for %u", header.edid_max_size);
	holds(header.max_xres >= 640 && header.max_yres >= 480, "%ux%u",
	      header.max_xres, header.max_yres);
	is(header.edid_size, get_edid(dev, theirs));
	is(region_read(dev, region, header.edid_offset, ours,
		       header.edid_size), 0);
	holds(!memcmp(ours, theirs, header.edid_size), "two EDIDs");
}

static void clear_event(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_DEVICE];

	bar_write(dev, s->bar, s->offset + 4, VIRTIO_GPU_EVENT_DISPLAY, 4);
}

static void take_event(struct dev *dev)
{
	holds(eventfd_wait(dev->irq[0], WAIT_MS), "no configuration interrupt");
	eventfd_count(dev->irq[0]);
	is(devcfg_read(dev, 0), VIRTIO_GPU_EVENT_DISPLAY);
	clear_event(dev);
	is(devcfg_read(dev, 0), 0);
}

static void hot_plug(struct dev *dev)
{
	u32 region = edid_region(dev), enabled, w, h;
	u8 edid[1024], back[1024];
	u32 size = get_edid(dev, edid);

	eventfd_count(dev->irq[0]);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN), 0);
	take_event(dev);
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 0);
	change_mode(edid, 800, 600);
	is(put_edid(dev, region, edid, size), 0);
	take_event(dev);
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 1);
	is(w, 800);
	is(h, 600);
	is(get_edid(dev, back), size);
	holds(!memcmp(edid, back, size), "another EDID");
}

/* The driver clears the event as Linux does, after it has handled the change. */
static void missed_event(struct dev *dev)
{
	u32 region = edid_region(dev), enabled, w, h;
	u8 edid[1024];
	u32 size = get_edid(dev, edid);

	eventfd_count(dev->irq[0]);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN), 0);
	holds(eventfd_wait(dev->irq[0], WAIT_MS), "no interrupt");
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 0);
	is(put_edid(dev, region, edid, size), 0);
	eventfd_count(dev->irq[0]);
	clear_event(dev);
	holds(eventfd_wait(dev->irq[0], WAIT_MS), "the event got lost");
	eventfd_count(dev->irq[0]);
	is(devcfg_read(dev, 0), VIRTIO_GPU_EVENT_DISPLAY);
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 1);
	clear_event(dev);
	is(devcfg_read(dev, 0), 0);
	is(eventfd_count(dev->irq[0]), 0);
}

static void quiet_before_driver_ok(struct dev *dev)
{
	u32 region = edid_region(dev);

	virtio_begin(dev, F_ALL);
	virtio_msix(dev);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN), 0);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_UP), 0);
	is(eventfd_count(dev->irq[0]), 0);
	is(devcfg_read(dev, 0), VIRTIO_GPU_EVENT_DISPLAY);
}

static void plug_survives_reset(struct dev *dev)
{
	u32 region = edid_region(dev), enabled, w, h;
	u8 edid[1024];
	u32 size = get_edid(dev, edid);

	change_mode(edid, 800, 600);
	is(put_edid(dev, region, edid, size), 0);
	is(dev_reset(dev), 0);
	gpu_start(dev, F_ALL);
	mode_of(dev, &enabled, &w, &h);
	is(w, 800);
	is(h, 600);
}

static void bad_edids(struct dev *dev)
{
	u32 region = edid_region(dev), size, big = 100000, enabled, w, h;
	u8 good[1024], bad[1024], back[1024];

	size = get_edid(dev, good);
	memcpy(bad, good, size);
	bad[127] ^= 1;
	is(put_edid(dev, region, bad, size), -EINVAL);
	memcpy(bad, good, size);
	bad[0] = 1;
	is(put_edid(dev, region, bad, size), -EINVAL);
	is(put_edid(dev, region, good, 127), -EINVAL);
	holds(region_write(dev, region,
			   offsetof(struct vfio_region_gfx_edid, edid_size),
			   &big, 4), "an EDID of 100000 bytes");
	is(set_link(dev, region, 3), -EINVAL);
	is(put_edid(dev, region, good, size), 0);
	is(get_edid(dev, back), size);
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 1);
}

static void too_large_mode(struct dev *dev)
{
	u32 region = edid_region(dev), enabled, w, h;
	struct vfio_region_gfx_edid header = edid_header(dev, region);
	u8 edid[1024];
	u32 size = get_edid(dev, edid);

	change_mode(edid, 4095, 4095);
	put_edid(dev, region, edid, size);
	mode_of(dev, &enabled, &w, &h);
	holds(w <= header.max_xres && h <= header.max_yres,
	      "the guest may show %ux%u on a slice of %ux%u", w, h,
	      header.max_xres, header.max_yres);
}

/*
 * What the guest sees on the first two heads: the value has bit 1 and bit 2 for a
 * monitor.
 */
static u32 monitors(struct dev *dev)
{
	struct virtio_gpu_resp_display_info *resp = (void *)dev->resp;
	u8 edid[1024];
	u32 seen = 0;

	for (u32 head = 0; head < 2; head++) {
		u32 size = get_edid_of(dev, head, edid);

		is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
		is(resp->pmodes[head].enabled, !!size);
		is(!!resp->pmodes[head].r.width, !!size);
		seen |= !!size << head;
	}
	return seen;
}

static void set_monitors(struct dev *dev, const char *heads)
{
	eventfd_count(dev->irq[0]);
	is(attr_write(dev, "monitors", heads), 0);
}

static void monitors_taken(struct dev *dev)
{
	is(monitors(dev), 3);
	set_monitors(dev, "0");
	take_event(dev);
	is(monitors(dev), 1);
	set_monitors(dev, "0");
	is(eventfd_count(dev->irq[0]), 0);
	set_monitors(dev, "none");
	take_event(dev);
	is(monitors(dev), 0);
	set_monitors(dev, "1");
	take_event(dev);
	is(monitors(dev), 2);
	set_monitors(dev, "all");
	take_event(dev);
	is(monitors(dev), 3);
}

static void monitor_and_link(struct dev *dev)
{
	u32 region = edid_region(dev), enabled, w, h;
	u8 edid[1024];
	u32 size = get_edid(dev, edid);

	set_monitors(dev, "1");
	take_event(dev);
	is(edid_header(dev, region).link_state,
	   VFIO_DEVICE_GFX_LINK_STATE_DOWN);
	change_mode(edid, 800, 600);
	is(put_edid(dev, region, edid, size), 0);
	is(edid_header(dev, region).link_state,
	   VFIO_DEVICE_GFX_LINK_STATE_DOWN);
	is(eventfd_count(dev->irq[0]), 0);
	is(devcfg_read(dev, 0), 0);
	is(monitors(dev), 2);
	set_monitors(dev, "all");
	take_event(dev);
	is(edid_header(dev, region).link_state, VFIO_DEVICE_GFX_LINK_STATE_UP);
	mode_of(dev, &enabled, &w, &h);
	is(enabled, 1);
	is(w, 800);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN), 0);
	take_event(dev);
	set_monitors(dev, "none");
	take_event(dev);
	set_monitors(dev, "0");
	is(eventfd_count(dev->irq[0]), 0);
	is(monitors(dev), 0);
}

static void monitors_stay(struct dev *dev)
{
	u32 region = edid_region(dev);

	set_monitors(dev, "1");
	is(dev_reset(dev), 0);
	gpu_start(dev, F_ALL);
	is(monitors(dev), 2);
	is(set_link(dev, region, VFIO_DEVICE_GFX_LINK_STATE_DOWN), 0);
	dev_close(dev);
	dev_open(dev);
	gpu_start(dev, F_ALL);
	is(monitors(dev), 2);
	set_monitors(dev, "all");
	is(monitors(dev), 3);
}

static void edid_for_the_vmm(struct dev *dev)
{
	u32 region = edid_region(dev);
	u8 buf[16];

	for (u32 at = 0; at < 64; at++)
		region_write(dev, region, at, "\xff\xff\xff\xff", 1 + at % 4);
	holds(region_read(dev, region, 1 << 20, buf, 4), "read past the end");
	holds(region_write(dev, region, 1 << 20, buf, 4), "write past the end");
	is(gpu_edid(dev, 0), VIRTIO_GPU_RESP_OK_EDID);
}

#define OURS .need = NEED_OURS

const struct test monitor_tests[] = {
	{ "monitor: the EDID is valid and agrees with the display info",
	  edid_is_sound },
	{ "monitor: the EDID region has the EDID that the guest reads",
	  edid_header_test, OURS },
	{ "monitor: link down and up with a new EDID reach the guest",
	  hot_plug, OURS },
	{ "monitor: a link that comes up while the driver looks is not missed",
	  missed_event, OURS },
	{ "monitor: there is no interrupt before DRIVER_OK",
	  quiet_before_driver_ok, FOUND, NEED_OURS },
	{ "monitor: a monitor that is plugged in stays over a reset",
	  plug_survives_reset,
	  OURS },
	{ "monitor: an invalid EDID is rejected", bad_edids, OURS },
	{ "monitor: a mode larger than the slice allows is reduced",
	  too_large_mode, OURS },
	{ "monitor: invalid values in the EDID region are harmless",
	  edid_for_the_vmm, OURS },
	{ "monitor: monitors of heads are unplugged and plugged in while the guest runs",
	  monitors_taken, OURS },
	{ "monitor: a monitor is connected when both administrator and VMM plug it in",
	  monitor_and_link, OURS },
	{ "monitor: an unplugged monitor stays so over a reset and the end of the VMM",
	  monitors_stay, OURS },
	{ }
};
