/* SPDX-License-Identifier: GPL-2.0 */
/* The commands of a stream, and a scanner of streams that a test makes of them. */
#ifndef VIRGL_COMMAND_H
#define VIRGL_COMMAND_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/virgl/scan.h"

#define UNKNOWN		0x00abcdefU
#define HOST(id)	((id) ^ 0x40000000U)
#define FILLER		0xa5a5a5a5U

/*
 * The rules of virgl_protocol.h and vrend_decode.c, independent of the table in
 * scan.c: command, object type, shortest length, and for lengths up to @len the
 * positions of ids, terminated by 0. If @period is not 0, the positions repeat
 * after that many dwords.
 */
struct expected {
	u8 command, object, min;
	u8 len, ids[5];
	u8 period;
	const char *name;
};

extern const struct expected expected[];
extern const unsigned int nr_expected;

#define for_each_expected(e)						\
	for (e = expected; e < expected + nr_expected; e++)

/* The command has an id of a resource in the dword @at. */
bool is_id(const struct expected *e, u32 at);

u32 header(const struct expected *e, u32 len);

/* All commands are allowed, and an id becomes HOST(id), if it is not UNKNOWN. */
struct mvgpu_virgl_scan new_scan(void);

/* The stream fills its allocation, so that ASan finds overruns at both ends. */
__le32 *new_stream(size_t dwords);

/* Scans a stream that is a single command. */
int scan_one(struct mvgpu_virgl_scan *scan, __le32 *stream, u32 header);

#endif
