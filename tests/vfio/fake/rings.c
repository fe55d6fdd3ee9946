// SPDX-License-Identifier: GPL-2.0
/* A ring whose work waits for other work, while that of the other rings completes. */
#include "modes.h"

#define MOST_HELD 256

static struct mvgpu_render_done held[MOST_HELD];
static unsigned int nr_held;

static bool is_on_ring(const struct mvgpu_render_cmd *cmd, u32 ring)
{
	return cmd->flags & MVGPU_RENDER_F_RING && cmd->arg == ring;
}

static void let_newest_go(struct fake *fake)
{
	if (!nr_held)
		return;
	nr_held--;
	session_complete(&fake->session, held[nr_held].cookie, held[nr_held].err);
}

/* A context is destroyed: the library forgets its fences. */
static void let_all_go(struct fake *fake)
{
	while (nr_held)
		let_newest_go(fake);
}

/**
 * rings_hold() - hold back what is fenced on a ring
 * @fake: renderer; its argument is the ring, of any context
 * @cmd: command
 * @err: result
 *
 * Each stream without a fence completes the newest one of what is held back, and the end of a
 * context all.
 */
void rings_hold(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	if (is_on_ring(cmd, fake->arg) && nr_held < MOST_HELD) {
		held[nr_held++] = (struct mvgpu_render_done) {
			.cookie = cmd->cookie, .err = err,
		};
		return;
	}
	if (cmd->op == MVGPU_RENDER_OP_CTX_DESTROY)
		let_all_go(fake);
	session_complete(&fake->session, cmd->cookie, err);
	if (cmd->op == MVGPU_RENDER_OP_SUBMIT && !(cmd->flags & MVGPU_RENDER_F_FENCED))
		let_newest_go(fake);
}
