// SPDX-License-Identifier: GPL-2.0
/* 3D: resources that are released while they are used, and all that a reset releases. */
#include <unistd.h>
#include "three.h"

/**
 * struct brief - A resource that a context uses for a short time
 * @create: creates the resource
 * @attach: attaches the resource to the context
 * @unref: releases the resource
 */
struct brief {
	struct virtio_gpu_resource_create_2d create;
	struct virtio_gpu_ctx_resource attach;
	struct virtio_gpu_resource_unref unref;
};

static void brief_picture(struct dev *dev, struct brief *b, u32 id)
{
	b->create.hdr.type = VIRTIO_GPU_CMD_RESOURCE_CREATE_2D;
	b->create.resource_id = id;
	b->create.format = BGRA8;
	b->create.width = SIDE;
	b->create.height = SIDE;
	b->attach.hdr.type = VIRTIO_GPU_CMD_CTX_ATTACH_RESOURCE;
	b->attach.hdr.ctx_id = 1;
	b->attach.resource_id = id;
	b->unref.hdr.type = VIRTIO_GPU_CMD_RESOURCE_UNREF;
	b->unref.resource_id = id;
	gpu_async(dev, 0, &b->create, sizeof(b->create));
	gpu_async(dev, 0, &b->attach, sizeof(b->attach));
	gpu_async(dev, 0, &b->unref, sizeof(b->unref));
}

#define BRIEFS 8

/*
 * The test does not wait, so that the GPU may still be moving pixels of a resource that
 * was released.
 */
static void gone_while_moving(struct dev *dev)
{
	struct queue *q = &dev->queue[0];
	struct brief *b;

	three_start(dev);
	b = dma_alloc(dev, BRIEFS * sizeof(*b));
	is(gpu_ctx_create(dev, 1, 0), OK);
	for (u32 i = 0; i < BRIEFS; i++)
		brief_picture(dev, &b[i], i + 1);
	for (u32 i = 0; i < 3 * BRIEFS; i++)
		queue_take(dev, q);
	usleep(100000);
	is(gpu_create_2d(dev, 1, BGRA8, SIDE, SIDE), OK);
}

static void given_back(struct dev *dev)
{
	three_start(dev);
	for (u32 i = 0; i < 20; i++) {
		three_texture(dev, 1, SIDE, SIDE);
		is(gpu_ctx_create(dev, 1, 0), OK);
		is(gpu_ctx_attach(dev, 1, 1), OK);
		is(gpu_clear_texture(dev, 1, 1, three_red), OK);
		three_start(dev);
		settles(attr_read(dev, "vram_used"), 0);
	}
}

const struct test three_release_tests[] = {
	{ "3d: a resource may be released while it becomes a texture",
	  gone_while_moving, T },
	{ "3d: a reset releases everything", given_back,
	  .need = NEED_3D | NEED_OURS, .limit = 60 },
	{ }
};
