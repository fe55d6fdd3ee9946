// SPDX-License-Identifier: GPL-2.0
/*
 * A GPU's capability sets name what the scanner does not let through, too.
 * Dwords are counted in struct virgl_caps_v2, which only ever grew at its end;
 * VIRTIO_GPU_CAPSET_VIRGL is the beginning of it, without any of these bits.
 */
#include "gvt/virgl/caps.h"

/* capability_bits */
#define BITS			98
#define BIT_CLEAR_TEXTURE	30

/* capability_bits_v2 */
#define BITS_V2			172
#define BIT_VIDEO_MEMORY	2	/* the next dword counts */
#define BIT_MEMINFO		3	/* GET_MEMORY_INFO */
#define BIT_RESOURCE_LAYOUT	18	/* GET_PIPE_RESOURCE_LAYOUT */

/* max_video_memory, in MiB */
#define VIDEO_MEMORY		173

static const struct {
	u32 dword;
	u32 bit;
} dropped[] = {
	{ BITS_V2, BIT_MEMINFO },
	{ BITS_V2, BIT_RESOURCE_LAYOUT },
};

/**
 * mvgpu_virgl_caps_filter() - take promises back that are not kept
 * @set: a capability set of virgl, VIRGL or VIRGL2; aligned to 4
 * @bytes: of @set, any number
 *
 * A guest that knows that a command does nothing does without. Needs no lock.
 */
void mvgpu_virgl_caps_filter(void *set, size_t bytes)
{
	__le32 *dword = set;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dropped); i++)
		if (dropped[i].dword < bytes / sizeof(*dword))
			dword[dropped[i].dword] &=
				~cpu_to_le32(BIT(dropped[i].bit));
}

/**
 * mvgpu_virgl_caps_clear_texture() - whether a GPU clears textures by command
 * @set: its capability set VIRGL2; aligned to 4
 * @bytes: of @set, any number
 *
 * Return: whether it knows CLEAR_TEXTURE. Needs no lock.
 */
bool mvgpu_virgl_caps_clear_texture(const void *set, size_t bytes)
{
	const __le32 *dword = set;

	return bytes / sizeof(*dword) > BITS &&
	       le32_to_cpu(dword[BITS]) & BIT(BIT_CLEAR_TEXTURE);
}

/**
 * mvgpu_virgl_caps_slice() - say how much memory there is for one vGPU
 * @set: a capability set of virgl, VIRGL or VIRGL2; aligned to 4
 * @bytes: of @set, any number; without that field nothing changes
 * @vram: bytes of its slice
 *
 * Programs size their caches by it: the whole GPU's would mislead them. Needs
 * no lock.
 */
void mvgpu_virgl_caps_slice(void *set, size_t bytes, u64 vram)
{
	u64 mib = min_t(u64, vram >> 20, U32_MAX);
	__le32 *dword = set;

	if (bytes / sizeof(*dword) <= VIDEO_MEMORY)
		return;
	if (le32_to_cpu(dword[BITS_V2]) & BIT(BIT_VIDEO_MEMORY))
		mib = min_t(u64, mib, le32_to_cpu(dword[VIDEO_MEMORY]));
	dword[BITS_V2] |= cpu_to_le32(BIT(BIT_VIDEO_MEMORY));
	dword[VIDEO_MEMORY] = cpu_to_le32(mib);
}
