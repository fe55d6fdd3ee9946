/* SPDX-License-Identifier: GPL-2.0 */
/* Timings of the modes of a virtual monitor. Free-standing. */
#ifndef MVGPU_GVT_DISPLAY_EDID_TIMING_H
#define MVGPU_GVT_DISPLAY_EDID_TIMING_H

#include "shim.h"

/* Largest width and height of a detailed timing descriptor. */
#define MVGPU_EDID_DTD_MAX_DIM	4095

/* CVT 1.2, reduced blanking version 1: what all modes share. */
#define MVGPU_EDID_HBLANK	160
#define MVGPU_EDID_HFRONT	48
#define MVGPU_EDID_HSYNC	32
#define MVGPU_EDID_VFRONT	3

/**
 * struct mvgpu_edid_timing - timing of a mode
 * @width: pixels
 * @height: lines
 * @vblank: lines of the vertical blanking
 * @vsync: lines of the vertical sync
 * @clock: pixel clock, 10 kHz
 * @refresh: nominal refresh rate, Hz
 */
struct mvgpu_edid_timing {
	u32 width;
	u32 height;
	u32 vblank;
	u32 vsync;
	u32 clock;
	u32 refresh;
};

bool mvgpu_edid_timing_fits(const struct mvgpu_edid_timing *t);
struct mvgpu_edid_timing mvgpu_edid_timing_mode(u32 width, u32 height);

#endif /* MVGPU_GVT_DISPLAY_EDID_TIMING_H */
