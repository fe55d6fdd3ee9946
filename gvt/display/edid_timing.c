// SPDX-License-Identifier: GPL-2.0
/* Timings of the modes of a virtual monitor (VESA CVT 1.2). Free-standing. */
#include "gvt/display/edid_timing.h"

#define DTD_MAX_CLOCK	65535	/* 10 kHz */

/* CVT 1.2, reduced blanking version 1. */
#define RB_MIN_VBACK	6
#define RB_MIN_VBLANK_NS 460000
#define RB_CLOCK_STEP	25	/* 10 kHz */

/* CVT 1.2, table 2: the lines of the vertical sync encode the aspect ratio. */
static const struct {
	u32 width;
	u32 height;
	u8 vsync;
} aspects[] = {
	{ 4, 3, 4 }, { 16, 9, 5 }, { 16, 10, 6 }, { 5, 4, 7 }, { 15, 9, 7 },
};

static u32 edid_timing_vsync(u32 width, u32 height)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(aspects); i++)
		if ((u64)width * aspects[i].height ==
		    (u64)height * aspects[i].width)
			return aspects[i].vsync;
	return 10;
}

static struct mvgpu_edid_timing edid_timing_cvt_rb(u32 width, u32 height,
						   u32 refresh)
{
	struct mvgpu_edid_timing t = {
		.width = width, .height = height, .refresh = refresh,
	};
	u32 line_ns = (1000000000 / refresh - RB_MIN_VBLANK_NS) / height;

	t.vsync = edid_timing_vsync(width, height);
	t.vblank = RB_MIN_VBLANK_NS / max(line_ns, 1U) + 1;
	t.vblank = max(t.vblank, MVGPU_EDID_VFRONT + t.vsync + RB_MIN_VBACK);
	t.clock = div_u64((u64)(width + MVGPU_EDID_HBLANK) *
			  (height + t.vblank) * refresh, 10000);
	t.clock = max(t.clock - t.clock % RB_CLOCK_STEP, (u32)RB_CLOCK_STEP);
	return t;
}

/**
 * mvgpu_edid_timing_fits() - Check for a mode of a detailed timing descriptor
 * @t: timing
 *
 * Context: Any context.
 *
 * Return: true when the descriptor can express the size and the pixel clock.
 */
bool mvgpu_edid_timing_fits(const struct mvgpu_edid_timing *t)
{
	return t->width <= MVGPU_EDID_DTD_MAX_DIM &&
	       t->height <= MVGPU_EDID_DTD_MAX_DIM &&
	       t->clock <= DTD_MAX_CLOCK;
}

/**
 * mvgpu_edid_timing_mode() - Get the timing of a mode
 * @width: pixels, not 0
 * @height: lines, not 0
 *
 * The mode has 60 Hz, or 30 Hz if a detailed timing descriptor can express the
 * size but not the pixel clock at 60 Hz.
 *
 * Context: Any context.
 *
 * Return: Timing with reduced blanking (CVT 1.2, version 1).
 */
struct mvgpu_edid_timing mvgpu_edid_timing_mode(u32 width, u32 height)
{
	struct mvgpu_edid_timing t = edid_timing_cvt_rb(width, height, 60);

	if (width <= MVGPU_EDID_DTD_MAX_DIM &&
	    height <= MVGPU_EDID_DTD_MAX_DIM && !mvgpu_edid_timing_fits(&t))
		t = edid_timing_cvt_rb(width, height, 30);
	return t;
}
