// SPDX-License-Identifier: GPL-2.0
/* The kinds of capability sets. */
#include "gvt/virgl/kind.h"

static const struct {
	u32 capset;
	enum mvgpu_kind kind;
} kinds[] = {
	/* A context that names no set is one of virgl. */
	{ 0, MVGPU_KIND_VIRGL },
	{ MVGPU_CAPSET_VIRGL, MVGPU_KIND_VIRGL },
	{ MVGPU_CAPSET_VIRGL2, MVGPU_KIND_VIRGL },
	{ MVGPU_CAPSET_VENUS, MVGPU_KIND_OPAQUE },
	{ MVGPU_CAPSET_DRM, MVGPU_KIND_OPAQUE },
};

/**
 * mvgpu_capset_kind() - Find out what the streams of a context are
 * @capset: VIRTIO_GPU_CAPSET_*, any value; 0 for none
 *
 * Context: any.
 *
 * Return: the kind.
 */
enum mvgpu_kind mvgpu_capset_kind(u32 capset)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (kinds[i].capset == capset)
			return kinds[i].kind;
	return MVGPU_KIND_UNKNOWN;
}
