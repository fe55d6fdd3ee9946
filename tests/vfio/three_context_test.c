// SPDX-License-Identifier: GPL-2.0
/* 3D: the capability sets and the contexts of virgl. */
#include <stdio.h>
#include <string.h>
#include "three.h"

static void capsets(struct dev *dev)
{
	struct virtio_gpu_resp_capset_info *info = (void *)dev->resp;
	u32 n = devcfg_read(dev, 12), listed = 0;

	three_start(dev);
	info = (void *)dev->resp;
	for (u32 i = 0; i < n; i++) {
		is(gpu_capset_info(dev, i), VIRTIO_GPU_RESP_OK_CAPSET_INFO);
		u32 id = info->capset_id, size = info->capset_max_size;

		holds(id == 1 || id == 2 || id == 4, "capset %u", id);
		listed |= 1u << id;
		is(gpu_capset(dev, id, info->capset_max_version),
		   VIRTIO_GPU_RESP_OK_CAPSET);
		is(dev->queue[0].len,
		   sizeof(struct virtio_gpu_ctrl_hdr) + size);
	}
	is(gpu_capset_info(dev, n), ERR(INVALID_PARAMETER));
	for (u32 id = 0; id < 8; id++)
		if (!(listed & 1u << id))
			is(gpu_capset(dev, id, 0), ERR(INVALID_PARAMETER));
}

/* capability_bits_v2 and max_video_memory of struct virgl_caps_v2. */
static void capset_memory(struct dev *dev)
{
	const u32 *set;

	three_start(dev);
	is(gpu_capset(dev, 2, 0), VIRTIO_GPU_RESP_OK_CAPSET);
	set = (void *)dev->resp + sizeof(struct virtio_gpu_ctrl_hdr);
	is(set[172] & 4, 4);
	is(set[173], attr_read(dev, "vram") >> 20);
}

static void contexts(struct dev *dev)
{
	three_start(dev);
	is(gpu_ctx_create(dev, 0, 0), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_create(dev, 1, 0), OK);
	is(gpu_ctx_create(dev, 1, 0), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_create(dev, 0xffffffff, 0), OK);
	is(gpu_ctx_destroy(dev, 2), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_destroy(dev, 1), OK);
	is(gpu_ctx_destroy(dev, 1), ERR(INVALID_CONTEXT_ID));
	is(gpu_ctx_create(dev, 1, 0), OK);
}

static void contexts_are_shown(struct dev *dev)
{
	char text[4096];
	unsigned int nr;

	three_start(dev);
	is(gpu_ctx_create(dev, 7, 0), OK);
	is(gpu_ctx_create(dev, 0xffffffff, 0), OK);
	debug_text(dev, "contexts", text, sizeof(text));
	is(sscanf(text, "%u of ", &nr), 1);
	is(nr, 2);
	holds(strstr(text, "\n7: host ") && strstr(text, "\n4294967295: host "),
	      "not all contexts are there: %s", text);
}

static void context_kinds(struct dev *dev)
{
	three_start(dev);
	if (!(dev->features & F_GPU(CONTEXT_INIT)))
		tap_skip("CONTEXT_INIT is not offered");
	is(gpu_ctx_create(dev, 1, 1), OK);
	is(gpu_ctx_create(dev, 2, 2), OK);
	for (u32 kind = 3; kind < 8; kind++)
		is(gpu_ctx_create(dev, 3, kind), ERR(INVALID_PARAMETER));
}

static void context_limit(struct dev *dev)
{
	u32 n, got = OK;

	three_start(dev);
	for (n = 1; n < 1000 && got == OK; n++)
		got = gpu_ctx_create(dev, n, 0);
	diag("%u contexts", n - 2);
	is(got, ERR(OUT_OF_MEMORY));
	is(gpu_ctx_destroy(dev, 1), OK);
	is(gpu_ctx_create(dev, n, 0), OK);
}

const struct test three_context_tests[] = {
	{ "3d: the capability sets that are listed can be got, and no others",
	  capsets, T },
	{ "3d: the capability set reports the memory of the slice",
	  capset_memory, T },
	{ "3d: contexts can be created and destroyed", contexts, T },
	{ "3d: debugfs shows the contexts", contexts_are_shown,
	  .need = NEED_3D | NEED_OURS },
	{ "3d: contexts of other kinds are rejected", context_kinds, T },
	{ "3d: the number of contexts is limited", context_limit,
	  .need = NEED_3D | NEED_OURS },
	{ }
};
