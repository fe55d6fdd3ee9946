// SPDX-License-Identifier: GPL-2.0
/*
 * EDID of a virtual monitor: VESA E-EDID 1.4 with a CTA-861 block, and a
 * DisplayID 1.3 block for modes that a detailed timing cannot express.
 * Free-standing.
 */
#include "gvt/display/edid.h"
#include "gvt/display/edid_block.h"
#include "gvt/display/edid_timing.h"

#define PRODUCT		1
#define YEAR		2024

/* Established timings: the byte and the bit of the base block for a mode. */
static const struct {
	u32 width;
	u32 height;
	u8 byte;
	u8 bit;
} established[] = {
	{ 640, 480, 35, 5 },
	{ 800, 600, 35, 0 },
	{ 1024, 768, 36, 3 },
};

/* Standard timings: the width and the code of the aspect ratio. */
static const struct {
	u32 width;
	u32 height;
	u8 aspect;
} standard[] = {
	{ 1920, 1080, 3 },
	{ 1280, 720, 3 },
	{ 1920, 1200, 0 },
	{ 1680, 1050, 0 },
	{ 1280, 1024, 2 },
	{ 1600, 1200, 1 },
	{ 1440, 900, 0 },
	{ 1280, 800, 0 },
};

/* Modes that the established and standard timings cannot express. */
static const struct {
	u32 width;
	u32 height;
} detailed[] = {
	{ 3840, 2160 }, { 3440, 1440 }, { 2560, 1600 }, { 2560, 1440 },
	{ 1366, 768 },
};

/*
 * Convert pixels to millimetres at 96 dots per inch, or at twice that for sizes
 * in centimetres that the base block cannot express otherwise.
 */
static u32 edid_pixels_to_mm(u32 pixels, const struct mvgpu_edid_params *p)
{
	u32 dpi = max(p->width, p->height) > MVGPU_EDID_DTD_MAX_DIM ? 192 : 96;

	return max(pixels * 254 / (dpi * 10), 1U);
}

static u32 edid_mm_to_cm(u32 mm)
{
	return min(max((mm + 5) / 10, 1U), 255U);
}

static void edid_put_le16(u8 *p, u32 v)
{
	p[0] = v;
	p[1] = v >> 8;
}

static void edid_put_checksum(u8 *block)
{
	u8 sum = 0;
	unsigned int i;

	for (i = 0; i < MVGPU_EDID_BLOCK - 1; i++)
		sum += block[i];
	block[MVGPU_EDID_BLOCK - 1] = -sum;
}

/* E-EDID 1.4, 3.10.2: detailed timing descriptor. */
static void edid_put_dtd(u8 *d, const struct mvgpu_edid_timing *t,
			 const struct mvgpu_edid_params *p)
{
	u32 mm_w = edid_pixels_to_mm(p->width, p);
	u32 mm_h = edid_pixels_to_mm(p->height, p);

	edid_put_le16(d, t->clock);
	d[2] = t->width;
	d[3] = MVGPU_EDID_HBLANK;
	d[4] = t->width >> 8 << 4 | MVGPU_EDID_HBLANK >> 8;
	d[5] = t->height;
	d[6] = t->vblank;
	d[7] = t->height >> 8 << 4 | t->vblank >> 8;
	d[8] = MVGPU_EDID_HFRONT;
	d[9] = MVGPU_EDID_HSYNC;
	d[10] = MVGPU_EDID_VFRONT << 4 | (t->vsync & 0xf);
	d[11] = t->vsync >> 4;
	d[12] = mm_w;
	d[13] = mm_h;
	d[14] = mm_w >> 8 << 4 | mm_h >> 8;
	d[17] = 0x1a;	/* digital separate sync, hsync positive */
}

static void edid_put_text(u8 *d, u8 tag, const char *text)
{
	unsigned int i;

	d[3] = tag;
	for (i = 0; i < EDID_DESC_TEXT_LEN && text[i]; i++)
		d[5 + i] = text[i];
	if (i < EDID_DESC_TEXT_LEN)
		d[5 + i++] = '\n';
	for (; i < EDID_DESC_TEXT_LEN; i++)
		d[5 + i] = ' ';
}

static void edid_put_serial(u8 *d, u32 serial)
{
	char text[9];
	unsigned int i;

	for (i = 0; i < 8; i++)
		text[i] = "0123456789ABCDEF"[serial >> (28 - 4 * i) & 0xf];
	text[8] = '\0';
	edid_put_text(d, 0xff, text);
}

static bool edid_mode_fits(const struct mvgpu_edid_params *p, u32 width,
			   u32 height)
{
	return width <= p->max_width && height <= p->max_height;
}

/**
 * struct edid_range - range of the frequencies of a monitor
 * @min_khz: lines per second, rounded down
 * @max_khz: lines per second, rounded up
 * @max_10mhz: pixels per second, rounded up
 */
struct edid_range {
	u32 min_khz;
	u32 max_khz;
	u32 max_10mhz;
};

static void edid_widen_range(struct edid_range *r,
			     const struct mvgpu_edid_timing *t)
{
	u32 hz = t->refresh * (t->height + t->vblank);

	r->min_khz = min(r->min_khz, hz / 1000);
	r->max_khz = max(r->max_khz, hz / 1000 + 1);
	r->max_10mhz = max(r->max_10mhz, t->clock / 1000 + 1);
}

/*
 * Compute the range of all modes of the EDID. The established and standard
 * timings are 31 to 75 kHz and up to 162 MHz, except 1920x1200, which needs
 * 193.25 MHz (VESA DMT 1.13, 0x45).
 */
static struct edid_range edid_find_range(const struct mvgpu_edid_params *p,
					 const struct mvgpu_edid_timing *dtd,
					 const struct mvgpu_edid_timing *pref)
{
	struct edid_range r = { 31, 76, 17 };
	struct mvgpu_edid_timing t;
	size_t i;

	edid_widen_range(&r, dtd);
	edid_widen_range(&r, pref);
	if (edid_mode_fits(p, 1920, 1200))
		r.max_10mhz = max(r.max_10mhz, 20U);
	for (i = 0; i < ARRAY_SIZE(detailed); i++) {
		if (!edid_mode_fits(p, detailed[i].width, detailed[i].height))
			continue;
		t = mvgpu_edid_timing_mode(detailed[i].width,
					   detailed[i].height);
		edid_widen_range(&r, &t);
	}
	return r;
}

/* E-EDID 1.4, 3.10.3.3.1. A range that does not fit is left out. */
static void edid_put_range(u8 *d, const struct edid_range *r)
{
	if (r->max_khz > 510 || r->max_10mhz > 255) {
		d[3] = 0x10;	/* dummy */
		return;
	}
	d[3] = 0xfd;
	d[4] = r->max_khz > 255 ? 0x08 : 0;
	d[5] = 24;
	d[6] = 76;
	d[7] = max(r->min_khz, 1U);
	d[8] = r->max_khz > 255 ? r->max_khz - 255 : r->max_khz;
	d[9] = r->max_10mhz;
	d[10] = 0x01;
	d[11] = '\n';
	memset(d + 12, ' ', 6);
}

static void edid_put_established(u8 *b, const struct mvgpu_edid_params *p)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(established); i++)
		if (edid_mode_fits(p, established[i].width,
				   established[i].height))
			b[established[i].byte] |= 1 << established[i].bit;
}

static void edid_put_standard(u8 *b, const struct mvgpu_edid_params *p)
{
	u8 *at = b + 38;
	size_t i;

	memset(at, 0x01, 16);
	for (i = 0; i < ARRAY_SIZE(standard); i++) {
		if (!edid_mode_fits(p, standard[i].width, standard[i].height))
			continue;
		*at++ = standard[i].width / 8 - 31;
		*at++ = standard[i].aspect << 6;	/* 60 Hz */
	}
}

static void edid_put_identity(u8 *b, const struct mvgpu_edid_params *p)
{
	static const u8 magic[8] = { 0, 255, 255, 255, 255, 255, 255, 0 };
	/* x, y of red, green, blue and white as in sRGB */
	static const u8 chroma[10] = {
		0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54,
	};

	memcpy(b, magic, sizeof(magic));
	b[8] = ('M' - '@') << 2 | ('V' - '@') >> 3;
	b[9] = (('V' - '@') & 7) << 5 | ('G' - '@');
	edid_put_le16(b + 10, PRODUCT);
	b[16] = 1;
	b[17] = YEAR - 1990;
	b[18] = 1;
	b[19] = 4;
	b[20] = 0xa5;	/* digital, 8 bits per colour, DisplayPort */
	b[21] = edid_mm_to_cm(edid_pixels_to_mm(p->width, p));
	b[22] = edid_mm_to_cm(edid_pixels_to_mm(p->height, p));
	b[23] = 120;	/* gamma 2.2 */
	b[24] = 0x06;	/* sRGB; the preferred timing is native */
	memcpy(b + 25, chroma, sizeof(chroma));
}

static void edid_put_base(u8 *b, const struct mvgpu_edid_params *p,
			  const struct mvgpu_edid_timing *dtd,
			  const struct mvgpu_edid_timing *pref,
			  unsigned int extensions)
{
	struct edid_range range = edid_find_range(p, dtd, pref);

	edid_put_identity(b, p);
	edid_put_established(b, p);
	edid_put_standard(b, p);
	edid_put_dtd(b + EDID_DESC_AT(0), dtd, p);
	edid_put_range(b + EDID_DESC_AT(1), &range);
	edid_put_text(b + EDID_DESC_AT(2), 0xfc, p->name ? p->name : "mvgpu");
	edid_put_serial(b + EDID_DESC_AT(3), p->serial);
	b[126] = extensions;
	edid_put_checksum(b);
}

static void edid_put_detailed(u8 *at, const struct mvgpu_edid_timing *dtd,
			      const struct mvgpu_edid_params *p)
{
	struct mvgpu_edid_timing t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(detailed); i++) {
		t = mvgpu_edid_timing_mode(detailed[i].width,
					   detailed[i].height);
		if (!edid_mode_fits(p, t.width, t.height) ||
		    (t.width == dtd->width && t.height == dtd->height))
			continue;
		edid_put_dtd(at, &t, p);
		at += EDID_DTD_LEN;
	}
}

/* CTA-861, 7.5: quantisation and overscan of RGB, and further timings. */
static void edid_put_cta(u8 *b, const struct mvgpu_edid_timing *dtd,
			 bool native, const struct mvgpu_edid_params *p)
{
	b[0] = EDID_EXT_CTA;
	b[1] = 3;
	b[2] = 7;
	b[3] = 0x80 | native;	/* no overscan; native timings in the base */
	b[4] = 0xe2;		/* video capability data block */
	b[5] = 0x00;
	b[6] = 0x4a;		/* selectable range, never overscanned */
	edid_put_detailed(b + 7, dtd, p);
	edid_put_checksum(b);
}

/* DisplayID 1.3, 4.4.1: detailed timing, type I. */
static void edid_put_type1(u8 *d, const struct mvgpu_edid_timing *t)
{
	edid_put_le16(d, t->clock - 1);
	d[2] = (t->clock - 1) >> 16;
	d[3] = 0x88;	/* preferred, aspect ratio undefined */
	edid_put_le16(d + 4, t->width - 1);
	edid_put_le16(d + 6, MVGPU_EDID_HBLANK - 1);
	edid_put_le16(d + 8, (MVGPU_EDID_HFRONT - 1) | 0x8000);	/* positive */
	edid_put_le16(d + 10, MVGPU_EDID_HSYNC - 1);
	edid_put_le16(d + 12, t->height - 1);
	edid_put_le16(d + 14, t->vblank - 1);
	edid_put_le16(d + 16, MVGPU_EDID_VFRONT - 1);
	edid_put_le16(d + 18, t->vsync - 1);
}

static u8 *edid_put_block(u8 *d, u8 tag, u8 len)
{
	d[0] = tag;
	d[2] = len;
	return d + 3;
}

/* DisplayID 1.3, 4.1 to 4.2 and 4.10: the mandatory data blocks. */
static u8 *edid_put_mandatory(u8 *d, const struct mvgpu_edid_timing *t,
			      const struct mvgpu_edid_params *p)
{
	u32 longer = max(t->width, t->height);
	u32 shorter = min(t->width, t->height);

	d = edid_put_block(d, DISPLAYID_PRODUCT, 12);
	memcpy(d, "MVG", 3);
	edid_put_le16(d + 3, PRODUCT);
	edid_put_le16(d + 5, p->serial);
	edid_put_le16(d + 7, p->serial >> 16);
	d[9] = 1;
	d[10] = YEAR - 2000;
	d = edid_put_block(d + 12, DISPLAYID_PARAMS, 12);
	edid_put_le16(d, edid_pixels_to_mm(p->width, p) * 10);
	edid_put_le16(d + 2, edid_pixels_to_mm(p->height, p) * 10);
	edid_put_le16(d + 4, t->width);
	edid_put_le16(d + 6, t->height);
	d[9] = 120;	/* gamma 2.2 */
	d[10] = min_t(u64, (u64)longer * 100 / shorter - 100, 255);
	d[11] = 0x77;	/* 8 bits per colour */
	d = edid_put_block(d + 12, DISPLAYID_INTERFACE, 10);
	d[0] = 0xa4;	/* DisplayPort, 4 lanes */
	d[1] = 0x12;
	d[2] = 0x02;	/* RGB, 8 bits */
	return d + 10;
}

static void edid_put_displayid(u8 *b, const struct mvgpu_edid_timing *t,
			       const struct mvgpu_edid_params *p)
{
	unsigned int i;
	u8 sum = 0;
	u8 *d;

	b[0] = EDID_EXT_DISPLAYID;
	b[1] = 0x13;
	b[2] = DISPLAYID_LEN;
	b[3] = 0x03;	/* a monitor */
	d = edid_put_mandatory(b + DISPLAYID_DATA, t, p);
	d = edid_put_block(d, DISPLAYID_TYPE1, DISPLAYID_TIMING_LEN);
	edid_put_type1(d, t);
	for (i = 1; i < DISPLAYID_DATA + DISPLAYID_LEN; i++)
		sum += b[i];
	b[DISPLAYID_DATA + DISPLAYID_LEN] = -sum;
	edid_put_checksum(b);
}

/**
 * mvgpu_edid_build() - Build the EDID of a virtual monitor
 * @params: properties of the monitor
 * @buf: filled with the EDID
 * @size: bytes of @buf
 *
 * A preferred mode that a detailed timing cannot express, as one wider or
 * higher than 4095 pixels, stands in a DisplayID block. The base block then has
 * a smaller mode for software that does not know DisplayID.
 *
 * Context: Any context.
 *
 * Return: Bytes of the EDID, a multiple of MVGPU_EDID_BLOCK; -EINVAL for a mode
 * without pixels, above the maximum or above 65535; -ENOSPC when @buf is too
 * small.
 */
int mvgpu_edid_build(const struct mvgpu_edid_params *params, u8 *buf,
		     size_t size)
{
	struct mvgpu_edid_timing pref, dtd;
	unsigned int blocks;

	if (!params->width || params->width > params->max_width ||
	    !params->height || params->height > params->max_height ||
	    params->width > U16_MAX || params->height > U16_MAX)
		return -EINVAL;
	pref = mvgpu_edid_timing_mode(params->width, params->height);
	dtd = pref;
	if (!mvgpu_edid_timing_fits(&pref))
		dtd = mvgpu_edid_timing_mode(min(params->width, 3840U),
					     min(params->height, 2160U));
	blocks = mvgpu_edid_timing_fits(&pref) ? 2 : 3;
	if (size < blocks * MVGPU_EDID_BLOCK)
		return -ENOSPC;
	memset(buf, 0, blocks * MVGPU_EDID_BLOCK);
	edid_put_base(buf, params, &dtd, &pref, blocks - 1);
	edid_put_cta(buf + MVGPU_EDID_BLOCK, &dtd, blocks == 2, params);
	if (blocks == 3)
		edid_put_displayid(buf + 2 * MVGPU_EDID_BLOCK, &pref, params);
	return blocks * MVGPU_EDID_BLOCK;
}
