/* SPDX-License-Identifier: GPL-2.0 */
/* Messages for the operator. */
#ifndef MVGPU_RENDER_SAY_H
#define MVGPU_RENDER_SAY_H

#ifndef __printf
#define __printf(a, b) __attribute__((__format__(printf, a, b)))
#endif

__printf(1, 2) void rd_say(const char *format, ...);

#endif /* MVGPU_RENDER_SAY_H */
