// SPDX-License-Identifier: GPL-2.0
/*
 * Small but valid capability sets: the version, and a bit for each of the first formats in
 * the masks of the formats that can be sampled and rendered to.
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

static u32 virgl[VIRGL_BYTES / 4], virgl2[VIRGL2_BYTES / 4];
static struct mvgpu_render_capset sets[NR_CAPSETS] = {
	{ .id = CAPSET_VIRGL, .max_version = 1, .size = VIRGL_BYTES },
	{ .id = CAPSET_VIRGL2, .max_version = 2, .size = VIRGL2_BYTES },
};

static void fill(u32 *set, u32 version)
{
	set[0] = version;
	for (int mask = 0; mask < NR_MASKS; mask++)
		memset(&set[1 + mask * MASK_WORDS], 0xff, 3 * sizeof(*set));
}

/* The contents of VIRGL2 are those of a file. */
static void load(const char *path)
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
 * @path: file with the set VIRGL2, or NULL
 */
void capsets_make(struct mvgpu_render_add *add, const char *path)
{
	fill(virgl, 1);
	fill(virgl2, 2);
	sets[0].data = (uintptr_t)virgl;
	sets[1].data = (uintptr_t)virgl2;
	if (path)
		load(path);
	*add = (struct mvgpu_render_add) {
		.abi = MVGPU_RENDER_ABI, .num_capsets = NR_CAPSETS,
		.capsets = (uintptr_t)sets, .max_width = 16384, .max_height = 16384,
	};
}
