// SPDX-License-Identifier: GPL-2.0
/* What a vGPU counts and limits: commands, resources and their memory, ids. */
#include <string.h>
#include "cmd_fixture.h"

static void count_commands(struct dev *dev)
{
	long long commands = stat_read(dev, "commands");
	long long errors = stat_read(dev, "errors");

	is(gpu_create_2d(dev, 1, 1, 16, 16), OK);
	is(gpu_unref(dev, 2), BAD_ID);
	is(gpu_unref(dev, 1), OK);
	is(stat_read(dev, "commands"), commands + 3);
	is(stat_read(dev, "errors"), errors + 1);
}

/* Sends many creations at a time and returns how many succeeded. */
static u32 create_batch(struct dev *dev, u32 first, u32 n)
{
	struct virtio_gpu_resource_create_2d *c = (void *)dev->req;
	struct virtio_gpu_ctrl_hdr *resp = (void *)dev->resp;
	struct queue *q = &dev->queue[0];
	u32 good = 0;

	for (u32 i = 0; i < n; i++) {
		struct seg seg[] = { { c + i, sizeof(*c), false },
				     { resp + i, sizeof(*resp), true } };

		memset(c + i, 0, sizeof(*c));
		c[i].hdr.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_2D;
		c[i].resource_id = first + i;
		c[i].format = 1;
		c[i].width = 1;
		c[i].height = 1;
		queue_offer(q, queue_put(dev, q, seg, 2));
	}
	queue_kick(dev, q);
	for (u32 i = 0; i < n; i++) {
		queue_take(dev, q);
		good += resp[i].type == OK;
		holds(resp[i].type == OK || resp[i].type == ERR(OUT_OF_MEMORY),
		      "answer 0x%x", resp[i].type);
	}
	return good;
}

static void resource_limit(struct dev *dev)
{
	u32 n, good = 64;

	for (n = 0; n < 20000 && good == 64; n += good)
		good = create_batch(dev, n + 1, 64);
	diag("%u resources", n);
	holds(good < 64, "there is no limit");
	is(gpu_create_2d(dev, n + 1, 1, 1, 1), ERR(OUT_OF_MEMORY));
	is(gpu_unref(dev, 1), OK);
	is(gpu_create_2d(dev, n + 1, 1, 1, 1), OK);
}

static void vram_limit(struct dev *dev)
{
	u32 n, got = OK;

	for (n = 0; n < 4096 && got == OK; n++)
		got = gpu_create_2d(dev, n + 1, 1, 1024, 1024);
	is(got, ERR(OUT_OF_MEMORY));
	diag("%u resources of 4 MiB, vram %lld, used %lld", n - 1,
	     attr_read(dev, "vram"), attr_read(dev, "vram_used"));
	is(gpu_create_2d(dev, n, 1, 1024, 1024), ERR(OUT_OF_MEMORY));
	is(gpu_unref(dev, 1), OK);
	is(gpu_create_2d(dev, n, 1, 1024, 1024), OK);
	virtio_reset(dev);
	settles(attr_read(dev, "vram_used"), 0);
}

static void same_ids(struct dev *dev)
{
	struct dev other = { .sysfs = other_sysfs };

	dev_open(&other);
	gpu_start(&other, F_ALL);
	is(gpu_create_2d(dev, 1, 1, 16, 16), OK);
	is(gpu_unref(&other, 1), BAD_ID);
	is(gpu_create_2d(&other, 1, 1, 32, 32), OK);
	is(gpu_unref(dev, 1), OK);
	is(gpu_flush(&other, 1, RECT(0, 0, 32, 32)), OK);
}

static void lists_resources(struct dev *dev)
{
	char text[4096];

	is(gpu_create_2d(dev, 7, 1, 32, 16), OK);
	debug_text(dev, "resources", text, sizeof(text));
	holds(strstr(text, "\n7: host "), "resources: %s", text);
	holds(strstr(text, " 2d format 1 32x16 size 4096 "), "resources: %s", text);
	is(gpu_unref(dev, 7), OK);
	debug_text(dev, "resources", text, sizeof(text));
	holds(!strstr(text, "\n7: "), "resources: %s", text);
}

const struct test cmd_limit_tests[] = {
	{ "counters: commands and errors are counted",
	  count_commands, .need = NEED_OURS },
	{ "limit: the number of resources is limited",
	  resource_limit, .need = NEED_OURS,
	  .limit = 60 },
	{ "limit: memory of resources is limited, and released memory can be used again",
	  vram_limit, .need = NEED_OURS,
	  .limit = 60 },
	{ "debugfs: the resources of a vGPU are listed while they exist",
	  lists_resources, .need = NEED_OURS },
	{ "isolation: two vGPUs may use the same resource ids", same_ids,
	  .need = NEED_OURS | NEED_OTHER },
	{ }
};
