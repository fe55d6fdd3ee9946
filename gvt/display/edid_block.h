/* SPDX-License-Identifier: GPL-2.0 */
/* Offsets and numbers of EDID blocks (VESA E-EDID 1.4). Free-standing. */
#ifndef MVGPU_GVT_DISPLAY_EDID_BLOCK_H
#define MVGPU_GVT_DISPLAY_EDID_BLOCK_H

/* Detailed timing descriptors of the base block. */
#define EDID_DTD_LEN		18
#define EDID_DESC_AT(n)		(54 + (n) * EDID_DTD_LEN)
#define EDID_DESC_TEXT_LEN	13

/* Tags of extension blocks. */
#define EDID_EXT_CTA		0x02
#define EDID_EXT_DISPLAYID	0x70

/* A DisplayID section in an extension block. */
#define DISPLAYID_DATA		5	/* offset of the first data block */
#define DISPLAYID_LEN		121	/* bytes of the data blocks */
#define DISPLAYID_TIMING_LEN	20

/* Tags of DisplayID data blocks. */
#define DISPLAYID_PRODUCT	0x00
#define DISPLAYID_PARAMS	0x01
#define DISPLAYID_TYPE1		0x03
#define DISPLAYID_INTERFACE	0x0f
#define DISPLAYID_TYPE7		0x22

#endif /* MVGPU_GVT_DISPLAY_EDID_BLOCK_H */
