// SPDX-License-Identifier: GPL-2.0
/* What the tests of 3D share. */
#include "three.h"

const struct transfer three_all = {
	.box = { .w = SIDE, .h = SIDE, .d = 1 },
};

const float three_red[4] = { 1, 0, 0, 1 };

/**
 * three_start() - Start the device with 3D
 * @dev: the device
 */
void three_start(struct dev *dev)
{
	gpu_start(dev, F_ALL | F_3D);
}

/**
 * three_texture() - Create a texture with a backing
 * @dev: the device
 * @id: id of the resource
 * @w: width in pixels
 * @h: height in pixels
 *
 * Return: the memory of the backing.
 */
u32 *three_texture(struct dev *dev, u32 id, u32 w, u32 h)
{
	u32 *mem = dma_alloc(dev, w * h * 4);

	is(gpu_texture(dev, id, w, h), OK);
	is(gpu_attach_one(dev, id, dma_iova(dev, mem), w * h * 4), OK);
	return mem;
}
