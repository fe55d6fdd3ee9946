// SPDX-License-Identifier: GPL-2.0
/*
 * Small but valid capability sets: the version, and a bit for each of the first formats in
 * the masks of the formats that can be sampled and rendered to. Sets of opaque contexts have
 * bytes that follow a rule, which the tests of the client know.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "capsets.h"

#define CAPSET_VIRGL 1
#define CAPSET_VIRGL2 2
#define VIRGL_BYTES 308
#define VIRGL2_BYTES 1480
/* Words of struct virgl_caps_v1: max_version, then four masks of 16 words. */
#define MASK_WORDS 16
#define NR_MASKS 4
/* What is changed in sets of virgl would be here, too. */
#define OPAQUE_BYTES 800
#define MOST_OPAQUE 2

static u32 virgl[VIRGL_BYTES / 4], virgl2[VIRGL2_BYTES / 4];
static u8 opaque[MOST_OPAQUE][OPAQUE_BYTES];
static struct mvgpu_render_capset sets[NR_CAPSETS + MOST_OPAQUE] = {
	{ .id = CAPSET_VIRGL, .max_version = 1, .size = VIRGL_BYTES },
	{ .id = CAPSET_VIRGL2, .max_version = 2, .size = VIRGL2_BYTES },
};

static void fill(u32 *set, u32 version)
{
	set[0] = version;
	for (int mask = 0; mask < NR_MASKS; mask++)
		memset(&set[1 + mask * MASK_WORDS], 0xff, 3 * sizeof(*set));
}

/**
 * capsets_load() - take the contents of the set VIRGL2 from a file
 * @path: the file; when it cannot be read, the program ends
 */
void capsets_load(const char *path)
{
	static u8 bytes[MVGPU_RENDER_MAX_CAPSET_SIZE];
	FILE *file = fopen(path, "rb");

	if (!file) {
		fprintf(stderr, "render-fake: cannot read the capability set %s: %m\n", path);
		exit(1);
	}
	sets[1].size = fread(bytes, 1, sizeof(bytes), file);
	sets[1].data = (uintptr_t)bytes;
	fclose(file);
}

/**
 * capsets_make() - fill in the argument of MVGPU_RENDER_ADD
 * @add: argument, all of it filled in
 */
void capsets_make(struct mvgpu_render_add *add)
{
	fill(virgl, 1);
	fill(virgl2, 2);
	sets[0].data = (uintptr_t)virgl;
	sets[1].data = (uintptr_t)virgl2;
	*add = (struct mvgpu_render_add) {
		.abi = MVGPU_RENDER_ABI, .num_capsets = NR_CAPSETS,
		.capsets = (uintptr_t)sets, .max_width = 16384, .max_height = 16384,
	};
}

/**
 * capsets_add_opaque() - add a set of opaque contexts
 * @add: argument of MVGPU_RENDER_ADD, of capsets_make(); at most MOST_OPAQUE times
 * @id: CAPSET_VENUS or CAPSET_DRM
 */
void capsets_add_opaque(struct mvgpu_render_add *add, u32 id)
{
	u8 *data = opaque[add->num_capsets - NR_CAPSETS];

	for (u32 i = 0; i < OPAQUE_BYTES; i++)
		data[i] = i * 37 + id;
	sets[add->num_capsets++] = (struct mvgpu_render_capset) {
		.id = id, .size = OPAQUE_BYTES, .data = (uintptr_t)data,
	};
}
