// SPDX-License-Identifier: GPL-2.0
/* Vulkan and native contexts, which libraries have or not. */
#include <virgl/virglrenderer.h>
#include "render/extra.h"
#include "render/vulkan.h"

/* That of rd_context_own() is larger. */
#define EXTRA_TRIAL_CTX (U32_MAX >> 2)

/* The names of these flags are unstable before version 1. */
#ifdef VIRGL_RENDERER_VENUS
#define EXTRA_VULKAN (VIRGL_RENDERER_VENUS | VIRGL_RENDERER_RENDER_SERVER)
#else
#define EXTRA_VULKAN 0
#endif
#ifdef VIRGL_RENDERER_DRM
#define EXTRA_NATIVE VIRGL_RENDERER_DRM
#else
#define EXTRA_NATIVE 0
#endif

const struct rd_extra rd_extras[RD_EXTRAS] = {
	{ MVGPU_CAPSET_VENUS, EXTRA_VULKAN, "Vulkan",
	  "virgl_render_server (Debian: virgl-server), and a Vulkan driver that finds this GPU and no other one",
	  rd_vulkan_device },
	/* Most libraries are built without them, so that their lack is nothing to mention. */
	{ MVGPU_CAPSET_DRM, EXTRA_NATIVE, "native contexts" },
};

/**
 * rd_extra_mask() - Find out what this program could start
 *
 * Return: bit N: capability set N.
 */
u32 rd_extra_mask(void)
{
	u32 i, mask = 0;

	for (i = 0; i < RD_EXTRAS; i++)
		if (rd_extras[i].flags)
			mask |= BIT(rd_extras[i].capset);
	return mask;
}

/* The library describes sets that it does not serve; so a context is made. */
static bool extra_context(u32 capset)
{
	static const char name[] = "probe";

	if (virgl_renderer_context_create_with_flags(EXTRA_TRIAL_CTX, capset,
						     sizeof(name) - 1, name))
		return false;
	virgl_renderer_context_destroy(EXTRA_TRIAL_CTX);
	return true;
}

/**
 * rd_extra_probe() - Find out whether guests can use it
 * @s: session that is open, without contexts of guests, in a process that serves no guest
 * @extra: what
 * @name: set to the name of its device, or to nothing
 *
 * The drivers that this loads stay in the process.
 *
 * Return: true when there is a device, and a context could be made.
 */
bool rd_extra_probe(struct rd_session *s, const struct rd_extra *extra,
		    char name[RD_EXTRA_NAME_BYTES])
{
	*name = 0;
	return s->started & BIT(extra->capset) && extra_context(extra->capset) &&
	       (!extra->device || extra->device(s->node, name));
}
