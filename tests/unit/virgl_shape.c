// SPDX-License-Identifier: GPL-2.0
/* The formats, independent of the table in size.c, and shapes. */
#include "virgl_shape.h"

const struct expected expected[] = {
	{ 1, 4, 1, 1, "B8G8R8A8_UNORM" },
	{ 2, 4, 1, 1, "B8G8R8X8_UNORM" },
	{ 5, 2, 1, 1, "B5G5R5A1_UNORM" },
	{ 7, 2, 1, 1, "B5G6R5_UNORM" },
	{ 8, 4, 1, 1, "R10G10B10A2_UNORM" },
	{ 10, 1, 1, 1, "A8_UNORM" },
	{ 12, 2, 1, 1, "L8A8_UNORM" },
	{ 15, 4, 2, 1, "YUYV" },
	{ 16, 2, 1, 1, "Z16_UNORM" },
	{ 18, 4, 1, 1, "Z32_FLOAT" },
	{ 19, 4, 1, 1, "Z24_UNORM_S8_UINT" },
	{ 23, 1, 1, 1, "S8_UINT" },
	{ 24, 8, 1, 1, "R64_FLOAT" },
	{ 27, 32, 1, 1, "R64G64B64A64_FLOAT" },
	{ 28, 4, 1, 1, "R32_FLOAT" },
	{ 30, 12, 1, 1, "R32G32B32_FLOAT" },
	{ 31, 16, 1, 1, "R32G32B32A32_FLOAT" },
	{ 47, 16, 1, 1, "R32G32B32A32_SSCALED" },
	{ 50, 6, 1, 1, "R16G16B16_UNORM" },
	{ 63, 8, 1, 1, "R16G16B16A16_SSCALED" },
	{ 64, 1, 1, 1, "R8_UNORM" },
	{ 65, 2, 1, 1, "R8G8_UNORM" },
	{ 66, 3, 1, 1, "R8G8B8_UNORM" },
	{ 67, 4, 1, 1, "R8G8B8A8_UNORM" },
	{ 85, 4, 1, 1, "R8G8B8A8_SSCALED" },
	{ 90, 16, 1, 1, "R32G32B32A32_FIXED" },
	{ 94, 8, 1, 1, "R16G16B16A16_FLOAT" },
	{ 100, 4, 1, 1, "B8G8R8A8_SRGB" },
	{ 105, 8, 4, 4, "DXT1_RGB" },
	{ 107, 16, 4, 4, "DXT3_RGBA" },
	{ 108, 16, 4, 4, "DXT5_RGBA" },
	{ 110, 8, 4, 4, "DXT1_SRGBA" },
	{ 112, 16, 4, 4, "DXT5_SRGBA" },
	{ 113, 8, 4, 4, "RGTC1_UNORM" },
	{ 116, 16, 4, 4, "RGTC2_SNORM" },
	{ 124, 4, 1, 1, "R11G11B10_FLOAT" },
	{ 125, 4, 1, 1, "R9G9B9E5_FLOAT" },
	{ 126, 8, 1, 1, "Z32_FLOAT_S8X24_UINT" },
	{ 134, 4, 1, 1, "R8G8B8X8_UNORM" },
	{ 161, 8, 1, 1, "L32A32_FLOAT" },
	{ 177, 1, 1, 1, "R8_UINT" },
	{ 192, 8, 1, 1, "R16G16B16A16_SINT" },
	{ 196, 16, 1, 1, "R32G32B32A32_UINT" },
	{ 224, 8, 1, 1, "L32A32_SINT" },
	{ 226, 8, 4, 4, "ETC1_RGB8" },
	{ 238, 8, 1, 1, "R16G16B16X16_SINT" },
	{ 241, 16, 1, 1, "R32G32B32X32_SINT" },
	{ 254, 2, 1, 1, "B5G6R5_SRGB" },
	{ 255, 16, 4, 4, "BPTC_RGBA_UNORM" },
	{ 258, 16, 4, 4, "BPTC_RGB_UFLOAT" },
	{ 269, 8, 4, 4, "ETC2_RGB8" },
	{ 273, 16, 4, 4, "ETC2_RGBA8" },
	{ 275, 8, 4, 4, "ETC2_R11_UNORM" },
	{ 278, 16, 4, 4, "ETC2_RG11_SNORM" },
	{ 279, 16, 4, 4, "ASTC_4x4" },
	{ 280, 16, 5, 4, "ASTC_5x4" },
	{ 286, 16, 8, 8, "ASTC_8x8" },
	{ 292, 16, 12, 12, "ASTC_12x12" },
	{ 293, 16, 4, 4, "ASTC_4x4_SRGB" },
	{ 303, 16, 10, 8, "ASTC_10x8_SRGB" },
	{ 306, 16, 12, 12, "ASTC_12x12_SRGB" },
	{ 328, 3, 1, 1, "Z16_UNORM_S8_UINT" },
	{ 395, 16, 8, 4, "FXT1_RGB" },
	{ 413, 32, 1, 1, "R64G64B64A64_UINT" },
	{ 457, 16, 4, 4, "ASTC_4x4_FLOAT" },
	{ 470, 16, 12, 12, "ASTC_12x12_FLOAT" },
	{ 474, 15, 4, 2, "R10G10B10_420_UNORM_PACKED" },
};

const unsigned int nr_expected = ARRAY_SIZE(expected);

struct mvgpu_virgl_shape plain(u32 target, u32 format, u32 width, u32 height)
{
	return (struct mvgpu_virgl_shape){
		.target = target, .format = format, .width = width,
		.height = height, .depth = 1, .array_size = 1,
	};
}

struct mvgpu_virgl_shape image_2d(u32 format, u32 width, u32 height)
{
	return plain(MVGPU_VIRGL_2D, format, width, height);
}
