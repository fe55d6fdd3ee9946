/* SPDX-License-Identifier: GPL-2.0 */
/* The time, for what measures it. */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <time.h>

/**
 * clock_seconds() - Return the time
 *
 * Return: seconds since some moment.
 */
static inline double clock_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

#endif /* LIB_CLOCK_H */
