// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the capability sets of the renderer. The numbers of dwords below are those of struct
 * virgl_caps_v2, which has only grown at its end.
 */
#include <virgl/virglrenderer.h>
#include "render/capset.h"
#include "render/say.h"

#define CAPSET_VIRGL 1
#define CAPSET_VIRGL2 2

#define CAPSET_MAX_TEXTURE_2D 121
#define CAPSET_RENDERER 174

/* What the interface to the module allows. */
#define CAPSET_MAX_PIXELS 16384

static const u32 capset_ids[] = { CAPSET_VIRGL, CAPSET_VIRGL2 };

/**
 * rd_capset_add() - Read a capability set
 * @sets: capability sets
 * @id: set; nothing happens when the library does not describe it
 *
 * The library describes sets whether it can serve them or not: see rd_extra_probe().
 *
 * Return: 0; -ENOMEM.
 */
int rd_capset_add(struct rd_capsets *sets, u32 id)
{
	u32 version = 0, size = 0;
	void *data;

	virgl_renderer_get_cap_set(id, &version, &size);
	if (!size || size > MVGPU_RENDER_MAX_CAPSET_SIZE)
		return 0;
	data = calloc(1, size);
	if (!data)
		return -ENOMEM;
	virgl_renderer_fill_caps(id, version, data);
	sets->set[sets->count++] = (struct mvgpu_render_capset) {
		.id = id, .max_version = version, .size = size,
		.data = (uintptr_t)data,
	};
	return 0;
}

/**
 * rd_capset_read() - Read the capability sets of OpenGL
 * @sets: set to them
 *
 * Return: 0; -ENOMEM; -ENOENT, with a message, when there is none.
 */
int rd_capset_read(struct rd_capsets *sets)
{
	size_t i;
	int err;

	*sets = (struct rd_capsets) {};
	for (i = 0; i < ARRAY_SIZE(capset_ids); i++) {
		err = rd_capset_add(sets, capset_ids[i]);
		if (err)
			return err;
	}
	if (sets->count)
		return 0;
	rd_say("this virglrenderer has no capability set for OpenGL; install one that has");
	return -ENOENT;
}

/**
 * rd_capset_free() - Free what rd_capset_read() allocated
 * @sets: capability sets
 */
void rd_capset_free(struct rd_capsets *sets)
{
	while (sets->count)
		free((void *)(uintptr_t)sets->set[--sets->count].data);
}

/* Returns the dwords of VIRGL2 from one on, or NULL when it ends before @bytes of them. */
static const u32 *capset_dwords(const struct rd_capsets *sets, u32 dword, u32 bytes)
{
	u32 i;

	for (i = 0; i < sets->count; i++) {
		if (sets->set[i].id == CAPSET_VIRGL2 &&
		    sets->set[i].size >= dword * sizeof(u32) + bytes)
			return (const u32 *)(uintptr_t)sets->set[i].data + dword;
	}
	return NULL;
}

/**
 * rd_capset_max_pixels() - Find the largest width and height of an image
 * @sets: capability sets
 *
 * Return: pixels, as many as the interface to the module allows.
 */
u32 rd_capset_max_pixels(const struct rd_capsets *sets)
{
	const u32 *max = capset_dwords(sets, CAPSET_MAX_TEXTURE_2D, sizeof(*max));

	if (!max || !*max)
		return CAPSET_MAX_PIXELS;
	return min_t(u32, *max, CAPSET_MAX_PIXELS);
}

/**
 * rd_capset_renderer() - Find the name that the OpenGL driver has for the GPU
 * @sets: capability sets
 * @name: set to it, empty when it is not known
 */
void rd_capset_renderer(const struct rd_capsets *sets, char name[RD_RENDERER_BYTES])
{
	const u32 *dwords = capset_dwords(sets, CAPSET_RENDERER, RD_RENDERER_BYTES);

	memset(name, 0, RD_RENDERER_BYTES);
	if (dwords)
		memcpy(name, dwords, RD_RENDERER_BYTES - 1);
}
