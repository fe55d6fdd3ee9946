/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Each command, valid and malformed, has the answer of virtio 1.2, 5.7.6.8. The rows of
 * cmd_*_test.c are tests of their own, each runs after cmd_fixture(). This is what they
 * share: the resources of the fixture, and short names.
 */
#ifndef CMD_FIXTURE_H
#define CMD_FIXTURE_H

#include "test.h"

/* The fixture: resources of 64x64, four bytes a pixel. */
#define BACKED 1	/* with backing */
#define BARE 2		/* without */
#define BLOB 3		/* a blob of guest memory, 16 KiB */
#define UNKNOWN 77
#define FRESH 100
#define SIDE 64
#define BYTES (SIDE * SIDE * 4)
#define ALL RECT(0, 0, SIDE, SIDE)
#define BAD_ID ERR(INVALID_RESOURCE_ID)
#define BAD_SCANOUT ERR(INVALID_SCANOUT_ID)
#define BAD_PARAM ERR(INVALID_PARAMETER)

/* What a row needs: features of a vGPU, and blobs beside them. */
#define F NEED_FEATURES
#define B (NEED_FEATURES | NEED_BLOB)

/* A function of a row that consists of one expression. */
#define CMD(fn, expression) \
	static u32 fn(struct dev *dev) { return expression; }

/* Guest memory of 4 * BYTES; the first BYTES are the backing of BACKED. */
extern u64 cmd_memory;

void cmd_fixture(struct dev *dev);
u32 cmd_heads(struct dev *dev);
u32 cmd_blob(struct dev *dev, u32 id, u32 mem, u32 flags, u64 size, u32 bytes);

#endif /* CMD_FIXTURE_H */
