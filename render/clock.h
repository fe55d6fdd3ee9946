/* SPDX-License-Identifier: GPL-2.0 */
/* The time. */
#ifndef MVGPU_RENDER_CLOCK_H
#define MVGPU_RENDER_CLOCK_H

#include <time.h>
#include "shim.h"

/* Nanoseconds since any moment in the past. */
static inline u64 rd_clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

#endif /* MVGPU_RENDER_CLOCK_H */
