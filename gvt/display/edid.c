// SPDX-License-Identifier: GPL-2.0
/*
 * EDID of a made-up monitor (VESA E-EDID 1.4 with a CTA-861 block, and a
 * DisplayID 1.3 block for modes that a detailed timing cannot say), and the
 * little reading of others' EDIDs that plugging a monitor needs.
 * Free-standing.
 */
#include "gvt/display/edid.h"

#define DTD_LEN		18
#define DTD_AT		54
#define DTD_MAX_DIM	4095
#define DTD_MAX_CLOCK	65535	/* 10 kHz */
#define DESC_AT(n)	(DTD_AT + (n) * DTD_LEN)
#define DESC_TEXT_LEN	13

#define EXT_CTA		0x02
#define EXT_DISPLAYID	0x70
#define DISPLAYID_DATA	5	/* first data block in an EDID extension */
#define DISPLAYID_LEN	121	/* bytes of data blocks in one */
#define DISPLAYID_PRODUCT 0x00
#define DISPLAYID_PARAMS 0x01
#define DISPLAYID_INTERFACE 0x0f
#define DISPLAYID_TYPE1	0x03
#define DISPLAYID_TYPE7	0x22
#define DISPLAYID_TIMING_LEN 20

#define PRODUCT		1
#define YEAR		2024

/* CVT 1.2, reduced blanking version 1. */
#define RB_HBLANK	160
#define RB_HFRONT	48
#define RB_HSYNC	32
#define RB_VFRONT	3
#define RB_MIN_VBACK	6
#define RB_MIN_VBLANK_NS 460000
#define RB_CLOCK_STEP	25	/* 10 kHz */

/**
 * struct timing - a mode
 * @width: pixels
 * @height: lines
 * @vblank: lines
 * @vsync: lines
 * @clock: 10 kHz
 * @refresh: Hz, nominal
 */
struct timing {
	u32 width;
	u32 height;
	u32 vblank;
	u32 vsync;
	u32 clock;
	u32 refresh;
};

/* Byte and bit of the base block that stand for a mode. */
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

/* Standard timings: width and code of the aspect ratio say it all. */
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

/* Modes beyond the reach of the codes above. */
static const struct {
	u32 width;
	u32 height;
} detailed[] = {
	{ 3840, 2160 }, { 3440, 1440 }, { 2560, 1600 }, { 2560, 1440 },
	{ 1366, 768 },
};

/* CVT 1.2, table 2: the height of vsync tells the aspect ratio. */
static const struct {
	u32 width;
	u32 height;
	u8 vsync;
} aspects[] = {
	{ 4, 3, 4 }, { 16, 9, 5 }, { 16, 10, 6 }, { 5, 4, 7 }, { 15, 9, 7 },
};

static u32 vsync_lines(u32 width, u32 height)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(aspects); i++)
		if ((u64)width * aspects[i].height ==
		    (u64)height * aspects[i].width)
			return aspects[i].vsync;
	return 10;
}

static struct timing cvt_rb(u32 width, u32 height, u32 refresh)
{
	struct timing t = { .width = width, .height = height,
			    .refresh = refresh };
	u32 line_ns = (1000000000 / refresh - RB_MIN_VBLANK_NS) / height;

	t.vsync = vsync_lines(width, height);
	t.vblank = RB_MIN_VBLANK_NS / max(line_ns, 1U) + 1;
	t.vblank = max(t.vblank, RB_VFRONT + t.vsync + RB_MIN_VBACK);
	t.clock = div_u64((u64)(width + RB_HBLANK) * (height + t.vblank) *
			  refresh, 10000);
	t.clock = max(t.clock - t.clock % RB_CLOCK_STEP, (u32)RB_CLOCK_STEP);
	return t;
}

static bool fits_dtd(const struct timing *t)
{
	return t->width <= DTD_MAX_DIM && t->height <= DTD_MAX_DIM &&
	       t->clock <= DTD_MAX_CLOCK;
}

/* At half the refresh rate where a detailed timing cannot say the clock. */
static struct timing mode_timing(u32 width, u32 height)
{
	struct timing t = cvt_rb(width, height, 60);

	if (width <= DTD_MAX_DIM && height <= DTD_MAX_DIM && !fits_dtd(&t))
		t = cvt_rb(width, height, 30);
	return t;
}

/*
 * Millimetres of so many pixels: 96 dots per inch, or twice that where the
 * base block could not say the size in centimetres.
 */
static u32 pixels_to_mm(u32 pixels, const struct mvgpu_edid_params *p)
{
	u32 dpi = max(p->width, p->height) > DTD_MAX_DIM ? 192 : 96;

	return max(pixels * 254 / (dpi * 10), 1U);
}

static u32 mm_to_cm(u32 mm)
{
	return min(max((mm + 5) / 10, 1U), 255U);
}

static void put_le16(u8 *p, u32 v)
{
	p[0] = v;
	p[1] = v >> 8;
}

static void checksum(u8 *block)
{
	u8 sum = 0;
	unsigned int i;

	for (i = 0; i < MVGPU_EDID_BLOCK - 1; i++)
		sum += block[i];
	block[MVGPU_EDID_BLOCK - 1] = -sum;
}

/* E-EDID 1.4, 3.10.2: detailed timing descriptor. */
static void put_dtd(u8 *d, const struct timing *t,
		    const struct mvgpu_edid_params *p)
{
	u32 mm_w = pixels_to_mm(p->width, p);
	u32 mm_h = pixels_to_mm(p->height, p);

	put_le16(d, t->clock);
	d[2] = t->width;
	d[3] = RB_HBLANK;
	d[4] = t->width >> 8 << 4 | RB_HBLANK >> 8;
	d[5] = t->height;
	d[6] = t->vblank;
	d[7] = t->height >> 8 << 4 | t->vblank >> 8;
	d[8] = RB_HFRONT;
	d[9] = RB_HSYNC;
	d[10] = RB_VFRONT << 4 | (t->vsync & 0xf);
	d[11] = t->vsync >> 4;
	d[12] = mm_w;
	d[13] = mm_h;
	d[14] = mm_w >> 8 << 4 | mm_h >> 8;
	d[17] = 0x1a;	/* digital separate sync, hsync positive */
}

static void put_text(u8 *d, u8 tag, const char *text)
{
	unsigned int i;

	d[3] = tag;
	for (i = 0; i < DESC_TEXT_LEN && text[i]; i++)
		d[5 + i] = text[i];
	if (i < DESC_TEXT_LEN)
		d[5 + i++] = '\n';
	for (; i < DESC_TEXT_LEN; i++)
		d[5 + i] = ' ';
}

static void put_serial_text(u8 *d, u32 serial)
{
	char text[9];
	unsigned int i;

	for (i = 0; i < 8; i++)
		text[i] = "0123456789ABCDEF"[serial >> (28 - 4 * i) & 0xf];
	text[8] = '\0';
	put_text(d, 0xff, text);
}

static bool mode_fits(const struct mvgpu_edid_params *p, u32 width, u32 height)
{
	return width <= p->max_width && height <= p->max_height;
}

/**
 * struct sync_range - what a monitor can synchronise with
 * @min_khz: lines per second, rounded down
 * @max_khz: lines per second, rounded up
 * @max_10mhz: pixels per second, rounded up
 */
struct sync_range {
	u32 min_khz;
	u32 max_khz;
	u32 max_10mhz;
};

static void widen(struct sync_range *r, const struct timing *t)
{
	u32 hz = t->refresh * (t->height + t->vblank);

	r->min_khz = min(r->min_khz, hz / 1000);
	r->max_khz = max(r->max_khz, hz / 1000 + 1);
	r->max_10mhz = max(r->max_10mhz, t->clock / 1000 + 1);
}

/*
 * Every mode we name. The coded ones are 31 to 75 kHz and up to 162 MHz, but for
 * 1920x1200, which takes 193.25 (VESA DMT 1.13, 0x45).
 */
static struct sync_range find_range(const struct mvgpu_edid_params *p,
				    const struct timing *dtd,
				    const struct timing *pref)
{
	struct sync_range r = { 31, 76, 17 };
	struct timing t;
	size_t i;

	widen(&r, dtd);
	widen(&r, pref);
	if (mode_fits(p, 1920, 1200))
		r.max_10mhz = max(r.max_10mhz, 20U);
	for (i = 0; i < ARRAY_SIZE(detailed); i++) {
		if (!mode_fits(p, detailed[i].width, detailed[i].height))
			continue;
		t = mode_timing(detailed[i].width, detailed[i].height);
		widen(&r, &t);
	}
	return r;
}

/* E-EDID 1.4, 3.10.3.3.1. A range that cannot be said is left out. */
static void put_range(u8 *d, const struct sync_range *r)
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

static void put_established(u8 *b, const struct mvgpu_edid_params *p)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(established); i++)
		if (mode_fits(p, established[i].width, established[i].height))
			b[established[i].byte] |= 1 << established[i].bit;
}

static void put_standard(u8 *b, const struct mvgpu_edid_params *p)
{
	u8 *at = b + 38;
	size_t i;

	memset(at, 0x01, 16);
	for (i = 0; i < ARRAY_SIZE(standard); i++) {
		if (!mode_fits(p, standard[i].width, standard[i].height))
			continue;
		*at++ = standard[i].width / 8 - 31;
		*at++ = standard[i].aspect << 6;	/* 60 Hz */
	}
}

static void put_identity(u8 *b, const struct mvgpu_edid_params *p)
{
	static const u8 magic[8] = { 0, 255, 255, 255, 255, 255, 255, 0 };
	/* x, y of red, green, blue and white as in sRGB */
	static const u8 chroma[10] = {
		0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54,
	};

	memcpy(b, magic, sizeof(magic));
	b[8] = ('M' - '@') << 2 | ('V' - '@') >> 3;
	b[9] = (('V' - '@') & 7) << 5 | ('G' - '@');
	put_le16(b + 10, PRODUCT);
	b[16] = 1;
	b[17] = YEAR - 1990;
	b[18] = 1;
	b[19] = 4;
	b[20] = 0xa5;	/* digital, 8 bits per colour, DisplayPort */
	b[21] = mm_to_cm(pixels_to_mm(p->width, p));
	b[22] = mm_to_cm(pixels_to_mm(p->height, p));
	b[23] = 120;	/* gamma 2.2 */
	b[24] = 0x06;	/* sRGB; the preferred timing is native */
	memcpy(b + 25, chroma, sizeof(chroma));
}

static void put_base(u8 *b, const struct mvgpu_edid_params *p,
		     const struct timing *dtd, const struct timing *pref,
		     unsigned int extensions)
{
	struct sync_range range = find_range(p, dtd, pref);

	put_identity(b, p);
	put_established(b, p);
	put_standard(b, p);
	put_dtd(b + DESC_AT(0), dtd, p);
	put_range(b + DESC_AT(1), &range);
	put_text(b + DESC_AT(2), 0xfc, p->name ? p->name : "mvgpu");
	put_serial_text(b + DESC_AT(3), p->serial);
	b[126] = extensions;
	checksum(b);
}

static void put_detailed(u8 *at, const struct timing *dtd,
			 const struct mvgpu_edid_params *p)
{
	struct timing t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(detailed); i++) {
		t = mode_timing(detailed[i].width, detailed[i].height);
		if (!mode_fits(p, t.width, t.height) ||
		    (t.width == dtd->width && t.height == dtd->height))
			continue;
		put_dtd(at, &t, p);
		at += DTD_LEN;
	}
}

/* CTA-861, 7.5: how RGB is quantised and scanned, and further timings. */
static void put_cta(u8 *b, const struct timing *dtd, bool native,
		    const struct mvgpu_edid_params *p)
{
	b[0] = EXT_CTA;
	b[1] = 3;
	b[2] = 7;
	b[3] = 0x80 | native;	/* no overscan; native timings in the base */
	b[4] = 0xe2;		/* video capability data block */
	b[5] = 0x00;
	b[6] = 0x4a;		/* selectable range, never overscanned */
	put_detailed(b + 7, dtd, p);
	checksum(b);
}

/* DisplayID 1.3, 4.4.1: detailed timing, type I. */
static void put_type1(u8 *d, const struct timing *t)
{
	put_le16(d, t->clock - 1);
	d[2] = (t->clock - 1) >> 16;
	d[3] = 0x88;	/* preferred, aspect ratio undefined */
	put_le16(d + 4, t->width - 1);
	put_le16(d + 6, RB_HBLANK - 1);
	put_le16(d + 8, (RB_HFRONT - 1) | 0x8000);	/* positive */
	put_le16(d + 10, RB_HSYNC - 1);
	put_le16(d + 12, t->height - 1);
	put_le16(d + 14, t->vblank - 1);
	put_le16(d + 16, RB_VFRONT - 1);
	put_le16(d + 18, t->vsync - 1);
}

static u8 *put_block(u8 *d, u8 tag, u8 len)
{
	d[0] = tag;
	d[2] = len;
	return d + 3;
}

/* DisplayID 1.3, 4.1 to 4.2 and 4.10: what every monitor has to say. */
static u8 *put_mandatory(u8 *d, const struct timing *t,
			 const struct mvgpu_edid_params *p)
{
	u32 longer = max(t->width, t->height);
	u32 shorter = min(t->width, t->height);

	d = put_block(d, DISPLAYID_PRODUCT, 12);
	memcpy(d, "MVG", 3);
	put_le16(d + 3, PRODUCT);
	put_le16(d + 5, p->serial);
	put_le16(d + 7, p->serial >> 16);
	d[9] = 1;
	d[10] = YEAR - 2000;
	d = put_block(d + 12, DISPLAYID_PARAMS, 12);
	put_le16(d, pixels_to_mm(p->width, p) * 10);
	put_le16(d + 2, pixels_to_mm(p->height, p) * 10);
	put_le16(d + 4, t->width);
	put_le16(d + 6, t->height);
	d[9] = 120;	/* gamma 2.2 */
	d[10] = min_t(u64, (u64)longer * 100 / shorter - 100, 255);
	d[11] = 0x77;	/* 8 bits per colour */
	d = put_block(d + 12, DISPLAYID_INTERFACE, 10);
	d[0] = 0xa4;	/* DisplayPort, 4 lanes */
	d[1] = 0x12;
	d[2] = 0x02;	/* RGB, 8 bits */
	return d + 10;
}

static void put_displayid(u8 *b, const struct timing *t,
			  const struct mvgpu_edid_params *p)
{
	unsigned int i;
	u8 sum = 0;
	u8 *d;

	b[0] = EXT_DISPLAYID;
	b[1] = 0x13;
	b[2] = DISPLAYID_LEN;
	b[3] = 0x03;	/* a monitor */
	d = put_mandatory(b + DISPLAYID_DATA, t, p);
	put_type1(put_block(d, DISPLAYID_TYPE1, DISPLAYID_TIMING_LEN), t);
	for (i = 1; i < DISPLAYID_DATA + DISPLAYID_LEN; i++)
		sum += b[i];
	b[DISPLAYID_DATA + DISPLAYID_LEN] = -sum;
	checksum(b);
}

/**
 * mvgpu_edid_build() - describe a made-up monitor
 * @params: what it is like
 * @buf: the EDID
 * @size: bytes in @buf
 *
 * A preferred mode wider or higher than 4095 pixels is said in a DisplayID
 * block, with one that old software understands in its old place. Any context.
 *
 * Return: bytes of EDID, a multiple of MVGPU_EDID_BLOCK; -EINVAL for a mode
 * without pixels, above the maximum or above 65535; -ENOSPC for a buffer that
 * is too small.
 */
int mvgpu_edid_build(const struct mvgpu_edid_params *params, u8 *buf,
		     size_t size)
{
	struct timing pref, dtd;
	unsigned int blocks;

	if (!params->width || params->width > params->max_width ||
	    !params->height || params->height > params->max_height ||
	    params->width > U16_MAX || params->height > U16_MAX)
		return -EINVAL;
	pref = mode_timing(params->width, params->height);
	dtd = pref;
	if (!fits_dtd(&pref))
		dtd = mode_timing(min(params->width, 3840U),
				  min(params->height, 2160U));
	blocks = fits_dtd(&pref) ? 2 : 3;
	if (size < blocks * MVGPU_EDID_BLOCK)
		return -ENOSPC;
	memset(buf, 0, blocks * MVGPU_EDID_BLOCK);
	put_base(buf, params, &dtd, &pref, blocks - 1);
	put_cta(buf + MVGPU_EDID_BLOCK, &dtd, blocks == 2, params);
	if (blocks == 3)
		put_displayid(buf + 2 * MVGPU_EDID_BLOCK, &pref, params);
	return blocks * MVGPU_EDID_BLOCK;
}

static bool sum_is_zero(const u8 *block)
{
	u8 sum = 0;
	unsigned int i;

	for (i = 0; i < MVGPU_EDID_BLOCK; i++)
		sum += block[i];
	return !sum;
}

/**
 * mvgpu_edid_valid() - is this an EDID?
 * @edid: bytes from a VMM
 * @size: how many
 *
 * Any context.
 *
 * Return: 0 when @edid has the header, a right checksum in each block and as
 * many blocks as it says, at most MVGPU_EDID_MAX bytes; else -EINVAL.
 */
int mvgpu_edid_valid(const u8 *edid, size_t size)
{
	static const u8 magic[8] = { 0, 255, 255, 255, 255, 255, 255, 0 };
	size_t at;

	if (size < MVGPU_EDID_BLOCK || size > MVGPU_EDID_MAX ||
	    memcmp(edid, magic, sizeof(magic)) ||
	    size != (edid[126] + 1U) * MVGPU_EDID_BLOCK)
		return -EINVAL;
	for (at = 0; at < size; at += MVGPU_EDID_BLOCK)
		if (!sum_is_zero(edid + at))
			return -EINVAL;
	return 0;
}

static u32 get_le16(const u8 *p)
{
	return p[0] | (u32)p[1] << 8;
}

/* The first preferred timing among @len bytes of a data block. */
static bool preferred_in_block(const u8 *d, size_t len, u32 *width,
			       u32 *height)
{
	size_t at;

	for (at = 0; at + DISPLAYID_TIMING_LEN <= len;
	     at += DISPLAYID_TIMING_LEN) {
		if (!(d[at + 3] & 0x80))
			continue;
		*width = get_le16(d + at + 4) + 1;
		*height = get_le16(d + at + 12) + 1;
		return true;
	}
	return false;
}

/* Walk the data blocks of a DisplayID section inside one EDID block. */
static bool preferred_in_displayid(const u8 *b, u32 *width, u32 *height)
{
	size_t end = min_t(size_t, DISPLAYID_DATA + b[2],
			   MVGPU_EDID_BLOCK - 2);
	size_t at = DISPLAYID_DATA;
	size_t len;

	for (; at + 3 <= end; at += 3 + len) {
		len = b[at + 2];
		if (len > end - at - 3)
			return false;
		if ((b[at] == DISPLAYID_TYPE1 || b[at] == DISPLAYID_TYPE7) &&
		    preferred_in_block(b + at + 3, len, width, height))
			return true;
	}
	return false;
}

/* The first detailed timing of the base block. */
static bool preferred_in_base(const u8 *edid, u32 *width, u32 *height)
{
	const u8 *d;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		d = edid + DESC_AT(i);
		if (!get_le16(d))
			continue;
		*width = d[2] | (u32)(d[4] & 0xf0) << 4;
		*height = d[5] | (u32)(d[7] & 0xf0) << 4;
		if (d[17] & 0x80)	/* interlaced: lines of a field */
			*height *= 2;
		return *width && *height;
	}
	return false;
}

/**
 * mvgpu_edid_preferred() - the mode a monitor prefers
 * @edid: bytes that mvgpu_edid_valid() found good
 * @size: how many
 * @width: pixels
 * @height: lines
 *
 * A preferred timing of a DisplayID block goes before the first detailed
 * timing of the base block, which can be no larger than 4095. Any context.
 *
 * Return: 0, or -EINVAL when there is neither.
 */
int mvgpu_edid_preferred(const u8 *edid, size_t size, u32 *width, u32 *height)
{
	size_t at;

	for (at = MVGPU_EDID_BLOCK; at + MVGPU_EDID_BLOCK <= size;
	     at += MVGPU_EDID_BLOCK)
		if (edid[at] == EXT_DISPLAYID &&
		    preferred_in_displayid(edid + at, width, height))
			return 0;
	if (size >= MVGPU_EDID_BLOCK && preferred_in_base(edid, width, height))
		return 0;
	return -EINVAL;
}
