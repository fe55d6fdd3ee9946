// SPDX-License-Identifier: GPL-2.0
/*
 * A renderer that keeps what was lent to it: it maps each backing a second time, and before
 * each later command it reads the first word there and overwrites it. A line of the log
 * says what it read.
 */
#include <sys/mman.h>
#include "modes.h"

#define MOST_KEPT 64
#define SCRIBBLE 0x5a5a5a5aU

static volatile u32 *kept[MOST_KEPT];
static unsigned int nr_kept;

static void keep(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	volatile u32 *mem = session_map_slot(&fake->session, cmd);

	fprintf(fake->log, "kept %u lent 0x%08x\n", nr_kept, *mem);
	kept[nr_kept++] = mem;
}

/* What is lent is left alone while it belongs to a resource. */
static void look(struct fake *fake)
{
	for (unsigned int i = 0; i < nr_kept; i++) {
		fprintf(fake->log, "kept %u sees 0x%08x\n", i, *kept[i]);
		*kept[i] = SCRIBBLE;
	}
}

/**
 * kept_before() - keep the backing of ATTACH, and look at those kept at CTX_CREATE
 * @fake: renderer
 * @cmd: command
 */
void kept_before(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	if (cmd->op == MVGPU_RENDER_OP_ATTACH && nr_kept < MOST_KEPT)
		keep(fake, cmd);
	if (cmd->op == MVGPU_RENDER_OP_CTX_CREATE)
		look(fake);
}
