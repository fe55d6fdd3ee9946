// SPDX-License-Identifier: GPL-2.0
/* Ways in which a renderer misbehaves: a table, and the functions of the short ones. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "modes.h"
#include "ops.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* No command has a cookie with this bit. */
#define UNKNOWN_COOKIE (1ULL << 60)
#define MOST_HELD 256
#define LATE_MS 400

static struct mvgpu_render_done held[MOST_HELD];
static unsigned int nr_held;

static void unknown_cookie(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie | UNKNOWN_COOKIE, err);
}

static void twice(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie, err);
	session_complete(&fake->session, cmd->cookie, err);
}

static void jump(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	fake->session.done += fake->session.shape.cq_entries + 1;
	__atomic_store_n(&fake->session.cq->cq_produced, fake->session.done,
			 __ATOMIC_RELEASE);
}

static void positive(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie, 5);
}

static void stall(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
}

static void hold_back(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	held[nr_held++ % MOST_HELD] = (struct mvgpu_render_done) {
		.cookie = cmd->cookie, .err = err,
	};
}

static void answer_backwards(struct fake *fake)
{
	while (nr_held) {
		nr_held--;
		session_complete(&fake->session, held[nr_held].cookie, held[nr_held].err);
	}
}

static void reject(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie, cmd->op == fake->arg ? -ENOMEM : err);
}

/* An error that the interface does not name. */
static void odd_error(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie, cmd->op == fake->arg ? -12345 : err);
}

/* The process of the context has died, for instance. */
static void fail_context(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	bool fails = cmd->op == MVGPU_RENDER_OP_SUBMIT && cmd->ctx == fake->arg;

	session_complete(&fake->session, cmd->cookie, fails ? -EIO : err);
}

/*
 * A resource is not created, which is said only when its memory has been lent. That ATTACH
 * is answered when a context is destroyed.
 */
static void unmade(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	switch (cmd->op) {
	case MVGPU_RENDER_OP_RES_CREATE:
		hold_back(fake, cmd, -ENOMEM);
		return;
	case MVGPU_RENDER_OP_ATTACH:
		answer_backwards(fake);
		hold_back(fake, cmd, err);
		return;
	default:
		session_complete(&fake->session, cmd->cookie, err);
		if (cmd->op == MVGPU_RENDER_OP_CTX_DESTROY)
			answer_backwards(fake);
	}
}

/* The first ATTACH is rejected when the next one has succeeded. */
static void late_error(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	static unsigned int attached;

	if (cmd->op == MVGPU_RENDER_OP_ATTACH && !attached++) {
		hold_back(fake, cmd, -ENOMEM);
		return;
	}
	session_complete(&fake->session, cmd->cookie, err);
	if (cmd->op == MVGPU_RENDER_OP_ATTACH)
		answer_backwards(fake);
}

/* A display client does not wait for so long. */
static void late(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	const struct timespec pause = { .tv_nsec = LATE_MS * 1000000 };

	if (cmd->op == fake->arg)
		nanosleep(&pause, NULL);
}

/* What a fence alone waits for completes when a texture was exported. */
static void late_nop(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	if (cmd->op == MVGPU_RENDER_OP_NOP) {
		hold_back(fake, cmd, err);
		return;
	}
	session_complete(&fake->session, cmd->cookie, err);
	if (cmd->op == MVGPU_RENDER_OP_EXPORT)
		answer_backwards(fake);
}

static void leave(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	if (cmd->op == fake->arg)
		_exit(3);
}

static void die(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	if (cmd->op == fake->arg)
		raise(SIGKILL);
}

static void leave_at_once(struct fake *fake)
{
	_exit(3);
}

static void ahead(struct fake *fake)
{
	session_taken(&fake->session, fake->session.taken + 1);
}

static void pause_ms(struct fake *fake)
{
	const struct timespec pause = { .tv_sec = fake->arg / 1000,
					.tv_nsec = fake->arg % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

static void dawdle(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	pause_ms(fake);
}

/* What completes is seen at once, not when all that is in the queue was executed. */
static void answer_at_once(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie, err);
	session_kick(&fake->session);
}

static void die_at_submit(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	if (cmd->op == MVGPU_RENDER_OP_SUBMIT)
		raise(SIGKILL);
}

static const struct mode modes[] = {
	{ "unknown-cookie", .answer = unknown_cookie },
	{ "twice", .answer = twice },
	{ "jump", .answer = jump },
	{ "positive", .answer = positive },
	{ "stall", .answer = stall },
	{ "backwards", .answer = hold_back, .batch = answer_backwards },
	{ "error", ARG_OP, .answer = reject },
	{ "odd-error", ARG_OP, .answer = odd_error },
	{ "submit-error", ARG_NUMBER, .answer = fail_context },
	{ "hold-ring", ARG_NUMBER, .answer = rings_hold },
	{ "unmade", .before = kept_before, .answer = unmade },
	{ "late-error", .answer = late_error },
	{ "late", ARG_OP, .before = late },
	{ "late-nop", .answer = late_nop },
	{ "exit", ARG_OP, .before = leave },
	{ "die", ARG_OP, .before = die },
	{ "only-attach", .attached = leave_at_once },
	{ "ahead", .batch = ahead },
	{ "slow", ARG_NUMBER, .before = dawdle, .answer = answer_at_once },
	{ "slow-successor", ARG_NUMBER, .before = die_at_submit, .again = pause_ms },
	{ "flood", .busy = true },
	{ "fork", .attached = foreign_check },
	{ "pass", .attached = foreign_exec },
	{ "maps", .attached = maps_check },
	{ "keep", .before = kept_before },
	{ "pins", .before = pins_before },
	{ "random", ARG_NUMBER, .attached = random_begin, .before = random_before,
	  .answer = random_answer, .batch = random_batch },
	{ "map-odd-address", .answer = window_odd_address },
	{ "map-null", .answer = window_null },
	{ "map-kernel", .answer = window_kernel },
	{ "map-end", .answer = window_end },
	{ "map-wraps", .answer = window_wraps },
	{ "map-small", .answer = window_small },
	{ "map-odd-size", .answer = window_odd_size },
	{ "map-no-cache", .answer = window_no_cache },
	{ "map-hole", .answer = window_hole },
	{ "map-readonly", .answer = window_readonly },
	{ "map-queue", .answer = window_queue },
	{ "map-commands", .answer = window_commands },
	{ "map-slot", .answer = window_slot },
	{ "map-file", .answer = window_file },
	{ "moves", .before = window_moves },
	{ "drops", .before = window_drops },
	{ "protects", .before = window_protects },
	{ "churns", .before = window_churns },
	{ "storms", .before = window_storms },
	{ "export-no-file", .answer = export_no_file },
	{ "export-memfd", .answer = export_memfd },
	{ "export-short", .answer = export_short },
	{ "export-stride", .answer = export_stride },
	{ "export-wide", .answer = export_wide },
	{ "export-format", .answer = export_format },
	{ "export-large", .answer = export_large },
	{ "export-same", .answer = export_same },
};

static int set_arg(struct fake *fake, const char *text)
{
	char *end;

	if (fake->mode->arg == ARG_NONE)
		return text ? -EINVAL : 0;
	if (!text)
		return -EINVAL;
	if (fake->mode->arg == ARG_OP) {
		fake->arg = op_number(text);
		return fake->arg < 0 ? -EINVAL : 0;
	}
	fake->arg = strtol(text, &end, 10);
	return *end || fake->arg < 0 ? -EINVAL : 0;
}

/**
 * mode_select() - choose a way of misbehaving
 * @fake: renderer
 * @text: NAME[=ARGUMENT]
 *
 * Return: 0; -EINVAL when there is no such mode or argument.
 */
int mode_select(struct fake *fake, const char *text)
{
	size_t len = strcspn(text, "=");

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		if (strncmp(modes[i].name, text, len) || modes[i].name[len])
			continue;
		fake->mode = &modes[i];
		return set_arg(fake, text[len] ? text + len + 1 : NULL);
	}
	return -EINVAL;
}

/**
 * mode_read() - choose the way of misbehaving that a file names now
 * @fake: renderer; an empty file names none. An unknown mode ends the program.
 */
void mode_read(struct fake *fake)
{
	FILE *file = fopen(fake->mode_file, "r");
	char text[64] = "";

	if (!file || (!fgets(text, sizeof(text), file) && ferror(file))) {
		fprintf(stderr, "render-fake: cannot read the mode from %s: %m\n",
			fake->mode_file);
		exit(2);
	}
	fclose(file);
	if (text[0] && mode_select(fake, text)) {
		fprintf(stderr, "render-fake: there is no mode %s, which %s names\n", text,
			fake->mode_file);
		exit(2);
	}
}

/**
 * mode_list() - print the names of the modes
 * @out: where
 */
void mode_list(FILE *out)
{
	static const char *const args[] = {
		[ARG_NONE] = "", [ARG_OP] = "=OPERATION", [ARG_NUMBER] = "=NUMBER",
	};

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		fprintf(out, "    %s%s\n", modes[i].name, args[modes[i].arg]);
}
