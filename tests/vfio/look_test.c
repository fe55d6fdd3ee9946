// SPDX-License-Identifier: GPL-2.0
/*
 * Framebuffers that only the GPU has, and their read-back while the display client
 * looks.
 */
#include <unistd.h>
#include "lib/gpu3d.h"
#include "lib/pixels.h"
#include "test.h"

#define SIDE 64
#define LOOKS 30
/* A read-back is not recent after this time. */
#define NOT_RECENT_US 60000

/*
 * The second flush is not read back before the query, which has nothing recent to return
 * and waits. On a busy machine the GPU may be late now and then, but not most of the time.
 */
static void in_time(struct dev *dev)
{
	const struct virtio_gpu_rect all = RECT(0, 0, SIDE, SIDE);
	u32 flags = VFIO_GFX_PLANE_TYPE_REGION;
	struct vfio_device_gfx_plane_info info;
	long long fetched, late;

	gpu_start(dev, F_ALL | F_3D);
	is(gpu_texture(dev, 1, SIDE, SIDE), OK);
	is(gpu_set_scanout(dev, 0, 1, all), OK);
	fetched = stat_read(dev, "readbacks");
	late = stat_read(dev, "late_looks");
	for (int n = 0; n < LOOKS; n++) {
		is(gpu_flush(dev, 1, all), OK);
		usleep(NOT_RECENT_US);
		is(gpu_flush(dev, 1, all), OK);
		is(plane_ask(dev, PRIMARY, flags, &info), 0);
	}
	fetched = stat_read(dev, "readbacks") - fetched;
	late = stat_read(dev, "late_looks") - late;
	diag("%lld of %d queries were late, %lld framebuffers were read back", late, LOOKS,
	     fetched);
	holds(fetched >= LOOKS * 3 / 2, "%lld framebuffers were read back", fetched);
	holds(late <= LOOKS / 4, "%lld of %d queries were late", late, LOOKS);
}

const struct test look_tests[] = {
	{ "look: a query does not wait for a framebuffer that is recent",
	  in_time,
	  .stage = OPEN, .need = NEED_3D | NEED_OURS, .display = "region",
	  .limit = 60 },
	{ }
};
