/* SPDX-License-Identifier: GPL-2.0 */
/* The recordings of tests/streams. */
#ifndef RECORDING_H
#define RECORDING_H

#include "lib/tap.h"

/* Of the payload of a record. */
#define RECORDING_MAX (256 << 10)

/* Records: what it is, in front of it dwords of payload. */
enum {
	RESOURCE_GONE = 3,
	STREAM = 6,
	RESOURCE_MADE = 12,
};

void recording_read(const char *path,
		    void (*record)(void *arg, u32 kind, const u32 *payload, u32 words),
		    void *arg);

#endif /* RECORDING_H */
