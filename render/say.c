// SPDX-License-Identifier: GPL-2.0
/* Messages for the operator, one line each, to the standard error. */
#include <stdarg.h>
#include <stdio.h>
#include "render/say.h"

/**
 * rd_say() - Print a line for the operator
 * @format: as printf(), without the end of the line
 */
void rd_say(const char *format, ...)
{
	char line[512];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	fprintf(stderr, "mvgpu-render: %s\n", line);
}
