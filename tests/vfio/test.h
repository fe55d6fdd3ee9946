/* SPDX-License-Identifier: GPL-2.0 */
/* A test: what it promises, and what it needs. */
#ifndef TEST_H
#define TEST_H

#include "lib/gpu.h"
#include "lib/pci.h"
#include "lib/sysfs.h"

/* How much of the device is set up before the test runs. */
enum stage {
	STARTED,	/* open, negotiated, both queues running with MSI-X */
	FOUND,		/* open, structures found, reset */
	OPEN,		/* open */
	CLOSED,		/* nothing */
};

/* What a test needs, else it is skipped. */
#define NEED_OURS	1	/* our sysfs files or display ioctls */
#define NEED_OTHER	2	/* a second vGPU */
#define NEED_FEATURES	4	/* EDID, RESOURCE_UUID, RESOURCE_BLOB */
#define NEED_BLOB	8	/* RESOURCE_BLOB, which a GPU with 3D may lack */
#define NEED_2D		16	/* a GPU without 3D */
#define NEED_3D		32	/* a GPU with 3D */
#define NEED_WINDOW	64	/* a GPU with a host-visible window */
#define NEED_NO_WINDOW	128	/* one without */
#define NEED_STUCK	256	/* stuck_gpu.ko */
#define NEED_SLOW	512	/* slow.ko */
#define NEED_MORE	1024	/* more vGPUs (--more) */
#define NEED_RENDER	2048	/* a GPU with renderers */
#define NEED_IOMMUFD	4096	/* devices that are opened by iommufd */

/**
 * struct test - a test
 * @name: the promise it holds, "subject: promise"
 * @fn: it returns when the promise was held
 * @stage: what is set up before
 * @need: NEED_*
 * @display: value of the display attribute, NULL for any
 * @limit: seconds on a machine that is not slow, 0 for 20
 * @behave: how the renderer of the device misbehaves (a mode of render-fake), NULL when it
 *          does not; the suite names the file that the renderer looks into by MVGPU_BEHAVE
 */
struct test {
	const char *name;
	void (*fn)(struct dev *dev);
	enum stage stage;
	unsigned int need;
	const char *display;
	unsigned int limit;
	const char *behave;
};

/**
 * struct cmd_row - a command with one defined answer, a test of its own
 * @name: the promise it holds
 * @fn: sends the command, after cmd_fixture(); returns the response type
 * @want: the response type it must be
 * @need: NEED_*
 */
struct cmd_row {
	const char *name;
	u32 (*fn)(struct dev *dev);
	u32 want;
	unsigned int need;
};

/* How the reference differs from us. */
enum difference_kind {
	ABSENT,		/* it does not have this: not run */
	ALWAYS,		/* every version fails the test */
	VERSION,	/* it depends on QEMU's version */
};

/**
 * struct difference - where QEMU's virtio-gpu-pci differs from a vGPU
 * @test: prefix of the names of the tests that see it
 * @kind: what happens there
 * @why: what is different, and who is right
 */
struct difference {
	const char *test;
	enum difference_kind kind;
	const char *why;
};

extern const struct test info_tests[];
extern const struct test config_tests[];
extern const struct test bar_tests[];
extern const struct test msix_tests[];
extern const struct test intx_level_tests[];
extern const struct test irq_tests[];
extern const struct test intx_tests[];
extern const struct test transport_tests[];
extern const struct test width_tests[];
extern const struct test ring_tests[];
extern const struct test queue_size_tests[];
extern const struct test hostile_tests[];
extern const struct test cmd_response_tests[];
extern const struct test cmd_uuid_tests[];
extern const struct test cmd_limit_tests[];
extern const struct test display_tests[];
extern const struct test display_cursor_tests[];
extern const struct test display_query_tests[];
extern const struct test display_flip_tests[];
extern const struct test display_region_tests[];
extern const struct test display_blob_tests[];
extern const struct test display_dmabuf_tests[];
extern const struct test monitor_tests[];
extern const struct test cursor_tests[];
extern const struct test kept_tests[];
extern const struct test dma_tests[];
extern const struct test unmap_tests[];
extern const struct test iommufd_tests[];
extern const struct test lifetime_tests[];
extern const struct test three_context_tests[];
extern const struct test three_transfer_tests[];
extern const struct test three_stream_tests[];
extern const struct test three_isolation_tests[];
extern const struct test three_time_tests[];
extern const struct test three_release_tests[];
extern const struct test three_display_tests[];
extern const struct test flat_tests[];
extern const struct test window_tests[];
extern const struct test mirror_tests[];
extern const struct test export_tests[];
extern const struct test opaque_tests[];
extern const struct test opaque_blob_tests[];
extern const struct test opaque_show_tests[];
extern const struct test hang_tests[];
extern const struct test fence_tests[];
extern const struct test quiet_tests[];
extern const struct test look_tests[];
extern const struct test late_tests[];
extern const struct test render_tests[];
extern const struct test render_loss_tests[];
extern const struct cmd_row cmd_type_rows[];
extern const struct cmd_row cmd_edid_rows[];
extern const struct cmd_row cmd_resource_rows[];
extern const struct cmd_row cmd_backing_rows[];
extern const struct cmd_row cmd_transfer_rows[];
extern const struct cmd_row cmd_scanout_rows[];
extern const struct cmd_row cmd_capset_rows[];
extern const struct cmd_row cmd_uuid_rows[];
extern const struct cmd_row cmd_blob_rows[];
extern const struct cmd_row cmd_cursor_rows[];
extern const struct difference differences[];

/* The second vGPU, NULL when there is none. */
extern const char *other_sysfs;

/* Further ones. */
#define MOST_MORE 14
extern const char *more_sysfs[MOST_MORE];
extern unsigned int nr_more;

#endif /* TEST_H */
