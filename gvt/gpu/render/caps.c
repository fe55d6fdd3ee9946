// SPDX-License-Identifier: GPL-2.0
/* Capabilities of a GPU with renderers, as the administrator's program found them. */
#include <linux/err.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "gvt/gpu/gpu_types.h"
#include "gvt/gpu/render/caps.h"
#include "gvt/virgl/caps.h"
#include "gvt/virgl/kind.h"
#include "uapi/mvgpu_render.h"

#define CAPS_MAX_DIM 16384
#define CAPS_WINDOW_UNIT SZ_1M

static bool caps_has(const struct mvgpu_gpu_caps *caps, u32 id)
{
	u32 i;

	for (i = 0; i < caps->num_capsets; i++)
		if (caps->capsets[i].id == id)
			return true;
	return false;
}

static bool caps_set_valid(const struct mvgpu_gpu_caps *caps,
			   const struct mvgpu_render_capset *set)
{
	return set->id && mvgpu_capset_kind(set->id) != MVGPU_KIND_UNKNOWN &&
	       !caps_has(caps, set->id) && !set->pad && set->size &&
	       set->size <= MVGPU_RENDER_MAX_CAPSET_SIZE;
}

static int caps_add(struct mvgpu_gpu_caps *caps, const struct mvgpu_render_capset *set)
{
	void *data;

	if (!caps_set_valid(caps, set))
		return -EINVAL;
	data = memdup_user(u64_to_user_ptr(set->data), set->size);
	if (IS_ERR(data))
		return PTR_ERR(data);
	if (mvgpu_capset_kind(set->id) == MVGPU_KIND_VIRGL)
		mvgpu_virgl_caps_filter(data, set->size);
	caps->capsets[caps->num_capsets++] = (struct mvgpu_gpu_capset) {
		.id = set->id, .max_version = set->max_version,
		.size = set->size, .data = data,
	};
	return 0;
}

static int caps_read_all(struct mvgpu_gpu_caps *caps, const struct mvgpu_render_add *add)
{
	struct mvgpu_render_capset *sets;
	u32 i;
	int err = 0;

	sets = memdup_user(u64_to_user_ptr(add->capsets), add->num_capsets * sizeof(*sets));
	if (IS_ERR(sets))
		return PTR_ERR(sets);
	for (i = 0; i < add->num_capsets && !err; i++)
		err = caps_add(caps, &sets[i]);
	kfree(sets);
	return err;
}

/* Without blobs nothing can be mapped. */
static bool caps_window_valid(const struct mvgpu_render_add *add)
{
	return add->window <= MVGPU_RENDER_MAX_WINDOW &&
	       IS_ALIGNED(add->window, CAPS_WINDOW_UNIT) &&
	       (!add->window || add->flags & MVGPU_RENDER_ADD_BLOBS);
}

static bool caps_valid(const struct mvgpu_render_add *add)
{
	BUILD_BUG_ON(MVGPU_RENDER_MAX_CAPSETS > MVGPU_MAX_CAPSETS);
	return !add->pad && !(add->flags & ~MVGPU_RENDER_ADD_BLOBS) &&
	       caps_window_valid(add) &&
	       add->num_capsets && add->num_capsets <= MVGPU_RENDER_MAX_CAPSETS &&
	       add->max_width && add->max_width <= CAPS_MAX_DIM &&
	       add->max_height && add->max_height <= CAPS_MAX_DIM;
}

/**
 * mvgpu_rd_caps_read() - Read the capabilities of a GPU
 * @caps: capabilities, zeroed; filled in, also in part on error
 * @add: private copy of what user space passed
 *
 * EDID and the UUIDs of resources do not depend on the GPU.
 *
 * Context: process context, may sleep.
 *
 * Return: 0; -EINVAL; -EFAULT; -ENOMEM. mvgpu_rd_caps_free() is called in any case.
 */
int mvgpu_rd_caps_read(struct mvgpu_gpu_caps *caps, const struct mvgpu_render_add *add)
{
	if (!caps_valid(add))
		return -EINVAL;
	caps->features = BIT_ULL(VIRTIO_GPU_F_EDID) | BIT_ULL(VIRTIO_GPU_F_RESOURCE_UUID) |
			 BIT_ULL(VIRTIO_GPU_F_VIRGL) | BIT_ULL(VIRTIO_GPU_F_CONTEXT_INIT);
	if (add->flags & MVGPU_RENDER_ADD_BLOBS)
		caps->features |= BIT_ULL(VIRTIO_GPU_F_RESOURCE_BLOB);
	caps->hostvis_size = add->window;
	caps->max_width = add->max_width;
	caps->max_height = add->max_height;
	caps->own_ids = true;
	caps->own_queue = true;
	return caps_read_all(caps, add);
}

/**
 * mvgpu_rd_caps_free() - Free the capability sets of a GPU
 * @caps: capabilities
 *
 * Context: process context.
 */
void mvgpu_rd_caps_free(struct mvgpu_gpu_caps *caps)
{
	u32 i;

	for (i = 0; i < caps->num_capsets; i++)
		kfree(caps->capsets[i].data);
	caps->num_capsets = 0;
}
