// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include "recording.h"

/**
 * recording_read() - read the records of a recording
 * @path: a file of tests/streams
 * @record: called for each record, in their order
 * @arg: first argument of @record
 *
 * Ends the test when the file is no recording.
 */
void recording_read(const char *path,
		    void (*record)(void *arg, u32 kind, const u32 *payload, u32 words),
		    void *arg)
{
	static u32 payload[RECORDING_MAX / sizeof(u32)];
	FILE *file = fopen(path, "rb");
	u32 head[2];

	if (!file)
		fail("%s: %m", path);
	while (fread(head, sizeof(head), 1, file)) {
		holds(head[0] <= RECORDING_MAX / sizeof(u32), "a record of %u", head[0]);
		is(fread(payload, sizeof(u32), head[0], file), head[0]);
		holds(head[1] == STREAM || (head[1] == RESOURCE_GONE && head[0] == 1) ||
		      (head[1] == RESOURCE_MADE && head[0] == 11), "a record of kind %u, %u dwords",
		      head[1], head[0]);
		record(arg, head[1], payload, head[0]);
	}
	fclose(file);
}
