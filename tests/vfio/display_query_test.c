// SPDX-License-Identifier: GPL-2.0
/* Queries of planes: what the display attribute offers, and what is invalid. */
#include <errno.h>
#include "display.h"

static void probes(struct dev *dev, bool dmabuf, bool region)
{
	struct vfio_device_gfx_plane_info info;

	is(plane_ask(dev, PRIMARY, PROBE | DMABUF, &info),
	   dmabuf ? 0 : -EINVAL);
	is(plane_ask(dev, PRIMARY, PROBE | REGION, &info),
	   region ? 0 : -EINVAL);
	is(plane_ask(dev, PRIMARY, DMABUF, &info), dmabuf ? 0 : -EINVAL);
	is(plane_ask(dev, PRIMARY, REGION, &info), region ? 0 : -EINVAL);
	if (!dmabuf)
		is(dmabuf_get(dev, 1), -EINVAL);
}

static void probe_auto(struct dev *dev)
{
	probes(dev, false, true);
}

static void probe_dmabuf(struct dev *dev)
{
	probes(dev, true, false);
}

static void probe_off(struct dev *dev)
{
	probes(dev, false, false);
}

static void bad_queries(struct dev *dev)
{
	struct vfio_device_gfx_plane_info info = { .flags = DMABUF };

	info.argsz = 16;
	is(dev_ioctl(dev, VFIO_DEVICE_QUERY_GFX_PLANE, &info), -EINVAL);
	is(plane_ask(dev, PRIMARY, 0, &info), -EINVAL);
	is(plane_ask(dev, PRIMARY, PROBE, &info), -EINVAL);
	is(plane_ask(dev, PRIMARY, DMABUF | REGION, &info), -EINVAL);
	is(plane_ask(dev, PRIMARY, DMABUF | 0x80, &info), -EINVAL);
	is(plane_ask(dev, 0, DMABUF, &info), -EINVAL);
	is(plane_ask(dev, 77, DMABUF, &info), -EINVAL);
	is(dev_ioctl(dev, VFIO_DEVICE_QUERY_GFX_PLANE, (void *)8), -EFAULT);
	is(dev_ioctl(dev, VFIO_DEVICE_GET_GFX_DMABUF, (void *)8), -EFAULT);
	holds(dmabuf_get(dev, 0) < 0, "a dma-buf for id 0");
	holds(dmabuf_get(dev, 0xffffffff) < 0, "a dma-buf for id 0xffffffff");
}

const struct test display_query_tests[] = {
	TEST("the value auto means region", probe_auto, "auto"),
	TEST("the value region offers the region only", probe_auto, "region"),
	TEST("the value dmabuf offers dma-bufs only", probe_dmabuf, "dmabuf"),
	TEST("the value off offers nothing", probe_off, "off"),
	TEST("invalid queries are rejected", bad_queries, "dmabuf"),
	{ }
};
