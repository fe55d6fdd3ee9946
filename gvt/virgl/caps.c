// SPDX-License-Identifier: GPL-2.0
/*
 * Capability sets of a GPU also announce commands that the scanner drops.
 *
 * The numbers of dwords below are those of struct virgl_caps_v2, which has only
 * grown at its end. VIRTIO_GPU_CAPSET_VIRGL is the start of the same struct and
 * has none of these bits.
 */
#include "gvt/virgl/caps.h"

/* capability_bits */
#define BITS			98
#define BIT_CLEAR_TEXTURE	30

/* capability_bits_v2 */
#define BITS_V2			172
#define BIT_VIDEO_MEMORY	2	/* max_video_memory is valid */
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
 * mvgpu_virgl_caps_filter() - Clear capabilities whose commands are dropped
 * @set: capability set VIRGL or VIRGL2; aligned to 4
 * @bytes: size of @set, any value
 *
 * A guest does not send commands that the GPU does not announce.
 *
 * Context: Any context. The caller has exclusive access to @set.
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
 * mvgpu_virgl_caps_clear_texture() - Check for the command CLEAR_TEXTURE
 * @set: capability set VIRGL2 of a GPU; aligned to 4
 * @bytes: size of @set, any value
 *
 * Context: Any context.
 *
 * Return: true when the GPU has the command.
 */
bool mvgpu_virgl_caps_clear_texture(const void *set, size_t bytes)
{
	const __le32 *dword = set;

	return bytes / sizeof(*dword) > BITS &&
	       le32_to_cpu(dword[BITS]) & BIT(BIT_CLEAR_TEXTURE);
}

/**
 * mvgpu_virgl_caps_slice() - Set the video memory to that of a vGPU
 * @set: capability set VIRGL or VIRGL2; aligned to 4
 * @bytes: size of @set, any value; a set without the field does not change
 * @vram: bytes of the slice of the vGPU
 *
 * Programs choose the size of their caches by this field. The memory of the
 * whole GPU would be too much.
 *
 * Context: Any context. The caller has exclusive access to @set.
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
