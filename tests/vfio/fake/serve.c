// SPDX-License-Identifier: GPL-2.0
/* Serving a vGPU until its session ends. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include "fake.h"
#include "lives.h"
#include "memory.h"
#include "modes.h"
#include "ops.h"
#include "programs.h"
#include "store.h"

static const struct mode good = { "good" };

/* How the renderer behaves now: well at first. */
static const struct mode *mode_now(const struct fake *fake)
{
	return fake->mode && (fake->from_open || fake->count > fake->after) ? fake->mode :
	       &good;
}

/* What only some commands have. */
static const char *detail(const struct session *s, const struct mvgpu_render_cmd *cmd)
{
	const struct mvgpu_render_blob *blob = (const void *)(s->data + cmd->data);
	static char text[64];

	text[0] = 0;
	if (cmd->flags & MVGPU_RENDER_F_RING)
		snprintf(text, sizeof(text), " ring %u", cmd->arg);
	else if (cmd->op == MVGPU_RENDER_OP_OPEN)
		snprintf(text, sizeof(text), " capsets 0x%x", cmd->arg);
	else if (cmd->op == MVGPU_RENDER_OP_CTX_CREATE)
		snprintf(text, sizeof(text), " capset %u", cmd->arg);
	else if (cmd->op == MVGPU_RENDER_OP_RES_CREATE_BLOB)
		snprintf(text, sizeof(text), " blob 0x%llx",
			 (unsigned long long)blob->blob_id);
	return text;
}

static void log_command(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	if (fake->quiet)
		return;
	fprintf(fake->log, "%s ctx %u res %u slot %lld bytes %llu data %u%s%s: %d\n",
		op_name(cmd->op), cmd->ctx, cmd->res,
		cmd->slot == MVGPU_RENDER_NO_SLOT ? -1LL : (long long)cmd->slot,
		(unsigned long long)cmd->slot_bytes, cmd->data_len,
		cmd->flags & MVGPU_RENDER_F_FENCED ? " fenced" : "",
		detail(&fake->session, cmd), err);
}

static void attached(struct fake *fake)
{
	if (fake->mode && fake->mode->attached)
		fake->mode->attached(fake);
}

static void opened(struct fake *fake)
{
	if (!fake->mode_file)
		return;
	mode_read(fake);
	if (!fake->follows) {
		attached(fake);
		return;
	}
	if (fake->mode && fake->mode->again)
		fake->mode->again(fake);
	fake->mode = NULL;
}

static void execute(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	const struct mode *mode;
	int err;

	if (cmd->op == MVGPU_RENDER_OP_OPEN)
		opened(fake);
	else
		fake->count++;
	mode = mode_now(fake);
	if (mode->before)
		mode->before(fake, cmd);
	fake->session.answer = (struct mvgpu_render_done) { };
	err = op_execute(&fake->session, cmd);
	log_command(fake, cmd, err);
	session_taken(&fake->session, fake->session.taken + 1);
	if (mode->answer)
		mode->answer(fake, cmd, err);
	else
		session_complete(&fake->session, cmd->cookie, err);
}

/* Executes what is in the queue. */
static int batch(struct fake *fake)
{
	struct mvgpu_render_cmd cmd;
	bool any = false;

	while (session_next(&fake->session, &cmd)) {
		execute(fake, &cmd);
		any = true;
	}
	if (any && mode_now(fake)->batch)
		mode_now(fake)->batch(fake);
	return any || mode_now(fake)->busy ? session_kick(&fake->session) : 0;
}

static int serve(struct fake *fake)
{
	int err;

	fprintf(fake->log, "attached\n");
	attached(fake);
	do {
		err = mode_now(fake)->busy ? 0 : session_wait(&fake->session);
		err = err ?: batch(fake);
	} while (!err);
	fprintf(fake->log, "ended: %s\n", strerror(-err));
	return err == -ESHUTDOWN ? 0 : 1;
}

static FILE *open_log(const char *path)
{
	FILE *log = fopen(path, "a");

	if (!log) {
		fprintf(stderr, "render-fake: cannot write the log %s: %s\n", path,
			strerror(errno));
		exit(1);
	}
	setvbuf(log, NULL, _IOLBF, 0);
	return log;
}

static void parse_option(struct fake *fake, int option)
{
	switch (option) {
	case 'b':
		if (*optarg == '@') {
			fake->mode_file = optarg + 1;
			return;
		}
		if (!mode_select(fake, optarg))
			return;
		fprintf(stderr, "render-fake: there is no such mode: %s\n", optarg);
		exit(2);
	case 'a':
		fake->after = strtoul(optarg, NULL, 10);
		return;
	case 'o':
		fake->from_open = true;
		return;
	case 'q':
		fake->quiet = true;
		return;
	case 'm':
		if (!memory_select(optarg))
			return;
		fprintf(stderr, "render-fake: there is no such memory: %s\n", optarg);
		exit(2);
	case 'e':
		store_exports = true;
		return;
	case 'l':
		fake->log = open_log(optarg);
		return;
	default:
		exit(2);
	}
}

static int serve_once(struct fake *fake, const char *uuid)
{
	int err = session_attach(&fake->session, uuid);

	if (!err)
		return serve(fake);
	fprintf(stderr, "render-fake: vGPU %s: %s\n", uuid, strerror(-err));
	return RENDER_REJECTED;
}

/**
 * serve_main() - serve a vGPU
 * @argc: number of @argv
 * @argv: name of the sub-command, UUID and options
 *
 * Return: exit status: 0 when the VMM closed the vGPU or the vGPU was removed, 1 when the
 * session ended otherwise; RENDER_REJECTED when ATTACH failed. With --again it does not end.
 */
int serve_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "behave", required_argument, NULL, 'b' },
		{ "after", required_argument, NULL, 'a' },
		{ "open", no_argument, NULL, 'o' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "log", required_argument, NULL, 'l' },
		{ "again", required_argument, NULL, 'g' },
		{ "memory", required_argument, NULL, 'm' },
		{ "exports", no_argument, NULL, 'e' },
		{ }
	};
	struct fake fake = { .log = stderr };
	const char *ends = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'g')
			ends = optarg;
		else
			parse_option(&fake, option);
	}
	if (optind != argc - 1)
		return 2;
	return ends ? lives_serve(&fake, argv[optind], ends, serve_once) :
		      serve_once(&fake, argv[optind]);
}
