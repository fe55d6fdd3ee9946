// SPDX-License-Identifier: GPL-2.0
/*
 * A renderer that does anything: a seed decides what, command by command. Most of it is
 * permitted, or harms only the renderer; some sessions end for a rule that they break. A
 * line of the log names each kind of misbehaviour.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "modes.h"
#include "programs.h"
#include "random.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define MOST_HELD 64
/* A session that breaks rules does so after at most so many commands. */
#define LATEST_BREACH 100

/**
 * struct wild - a session
 * @rng: its random numbers
 * @open_too: it does not do its best at OPEN either
 * @breach: it breaks a rule at this command, or never
 * @held: completions to come
 * @nr_held: number of @held
 */
struct wild {
	struct rng rng;
	bool open_too;
	u32 breach;
	struct mvgpu_render_done held[MOST_HELD];
	u32 nr_held;
};

static struct wild wild;

static bool one_in(u32 n)
{
	return rng_one_in(&wild.rng, n);
}

/* ---- completions ---- */

static int some_error(void)
{
	static const int errors[] = {
		-ENOENT, -EINVAL, -ENOMEM, -EPERM, -EOPNOTSUPP, -EIO, -ENODEV, -ESHUTDOWN,
		-EINTR, -12345, INT_MIN,
	};

	return errors[rng_below(&wild.rng, ARRAY_SIZE(errors))];
}

static void release_one(struct fake *fake)
{
	struct mvgpu_render_done *done = &wild.held[rng_below(&wild.rng, wild.nr_held)];

	session_complete(&fake->session, done->cookie, done->err);
	*done = wild.held[--wild.nr_held];
}

static void answer_well(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie, err);
}

static void answer_wrong(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie, some_error());
}

static void answer_later(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	if (wild.nr_held == MOST_HELD)
		release_one(fake);
	wild.held[wild.nr_held++] = (struct mvgpu_render_done) {
		.cookie = cmd->cookie, .err = err,
	};
}

static void answer_others(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	answer_later(fake, cmd, err);
	for (u32 n = 1 + rng_below(&wild.rng, wild.nr_held); n; n--)
		release_one(fake);
}

static void answer_slowly(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	usleep(rng_below(&wild.rng, 20000));
	session_complete(&fake->session, cmd->cookie, err);
}

static void kick_much(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	for (u32 n = rng_below(&wild.rng, 8); n; n--)
		session_kick(&fake->session);
	session_complete(&fake->session, cmd->cookie, err);
}

/* ---- rules that are broken ---- */

static void unknown_cookie(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie ^ 1ULL << rng_below(&wild.rng, 64),
			 err);
}

static void answer_twice(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie, err);
	session_complete(&fake->session, cmd->cookie, some_error());
}

static void good_news(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie, 1 + rng_below(&wild.rng, INT_MAX));
}

static void never_answer(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
}

static void jump_done(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	__atomic_store_n(&fake->session.cq->cq_produced, rng_next(&wild.rng),
			 __ATOMIC_RELEASE);
}

static void jump_taken(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	__atomic_store_n(&fake->session.cq->sq_consumed, rng_next(&wild.rng),
			 __ATOMIC_RELEASE);
	session_complete(&fake->session, cmd->cookie, err);
}

/* What was completed is overwritten, and all of it completes once more. */
static void rewrite_queue(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	u8 *at = (u8 *)fake->session.dones;

	for (u32 n = 64; n; n--)
		at[rng_below(&wild.rng, fake->session.shape.cq_entries *
				sizeof(*fake->session.dones))] = rng_next(&wild.rng);
	fake->session.done += rng_below(&wild.rng, 32);
	session_complete(&fake->session, cmd->cookie, err);
}

static void leave(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	_exit(3);
}

static void die(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	raise(SIGKILL);
}

/* Its mappings keep the session, without a file to kick it. */
static void close_file(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	session_complete(&fake->session, cmd->cookie, err);
	close(fake->session.fd);
	usleep(rng_below(&wild.rng, 100000));
	_exit(3);
}

/* Another session is begun in the same process, on the old file and on a new one. */
static void attach_again(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	struct mvgpu_render_attach again = fake->session.shape;
	int fd = node_open();

	if (one_in(2))
		close(fake->session.fd);
	else
		ioctl(fake->session.fd, MVGPU_RENDER_ATTACH, &again);
	for (u32 n = rng_below(&wild.rng, 20); n; n--)
		if (!ioctl(fd, MVGPU_RENDER_ATTACH, &again))
			break;
	usleep(rng_below(&wild.rng, 50000));
	_exit(3);
}

/* A fault in the middle of the work. */
static void unmap_queue(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	random_unmap(fake);
	session_complete(&fake->session, cmd->cookie, err);
}

/**
 * struct whim - a way to answer
 * @name: in the log
 * @answer: answers, or does not
 * @weight: how often
 */
struct whim {
	const char *name;
	void (*answer)(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err);
	u32 weight;
};

static const struct whim whims[] = {
	{ "answer-well", answer_well, 60 },
	{ "answer-wrong", answer_wrong, 4 },
	{ "answer-later", answer_later, 12 },
	{ "answer-others", answer_others, 8 },
	{ "answer-slowly", answer_slowly, 2 },
	{ "kick-much", kick_much, 4 },
}, breaches[] = {
	{ "unknown-cookie", unknown_cookie, 1 }, { "answer-twice", answer_twice, 1 },
	{ "good-news", good_news, 1 }, { "never-answer", never_answer, 1 },
	{ "jump-done", jump_done, 1 }, { "jump-taken", jump_taken, 1 },
	{ "rewrite-queue", rewrite_queue, 2 }, { "leave", leave, 1 }, { "die", die, 1 },
	{ "close-file", close_file, 1 }, { "attach-again", attach_again, 1 },
	{ "unmap-queue", unmap_queue, 1 },
};

/* @nr is not 0. */
static const struct whim *pick(const struct whim *list, size_t nr)
{
	u32 sum = list[0].weight, at;
	size_t i;

	for (i = 1; i < nr; i++)
		sum += list[i].weight;
	at = rng_below(&wild.rng, sum);
	for (i = 0; at >= list[i].weight; i++)
		at -= list[i].weight;
	return &list[i];
}

static void *kick_all_the_time(void *arg)
{
	struct fake *fake = arg;
	struct rng rng = { fake->arg };

	while (!session_kick(&fake->session))
		usleep(rng_below(&rng, 3000));
	return NULL;
}

/**
 * random_begin() - decide what kind of session it will be
 * @fake: renderer, whose argument is the seed
 */
void random_begin(struct fake *fake)
{
	pthread_t thread;

	wild.rng.state = fake->arg;
	wild.open_too = one_in(8);
	wild.breach = one_in(2) ? rng_below(&wild.rng, LATEST_BREACH) : UINT_MAX;
	fake->from_open = true;
	if (one_in(4) && !pthread_create(&thread, NULL, kick_all_the_time, fake))
		fprintf(fake->log, "whim kick-beside\n");
	if (one_in(8))
		foreign_check(fake);
}

/**
 * random_before() - do something with mappings
 * @fake: renderer
 * @cmd: command
 */
void random_before(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	if (!rng_below(&wild.rng, 4))
		random_map(fake, cmd, &wild.rng);
}

/**
 * random_answer() - answer a command, or do something else
 * @fake: renderer
 * @cmd: command
 * @err: its result
 */
void random_answer(struct fake *fake, const struct mvgpu_render_cmd *cmd, int err)
{
	const struct whim *whim = &whims[0];

	if (fake->count >= wild.breach)
		whim = pick(breaches, ARRAY_SIZE(breaches));
	else if (cmd->op != MVGPU_RENDER_OP_OPEN || wild.open_too)
		whim = pick(whims, ARRAY_SIZE(whims));
	if (whim != &whims[0])
		fprintf(fake->log, "whim %s\n", whim->name);
	whim->answer(fake, cmd, err);
}

/**
 * random_batch() - complete most of what was held back
 * @fake: renderer
 */
void random_batch(struct fake *fake)
{
	while (wild.nr_held && !one_in(64))
		release_one(fake);
}

static void list(const struct whim *whim, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		puts(whim[i].name);
}

/**
 * random_main() - print the kinds of misbehaviour, a line for each
 * @argc: number of @argv
 * @argv: nothing
 *
 * Return: exit status.
 */
int random_main(int argc, char **argv)
{
	list(whims + 1, ARRAY_SIZE(whims) - 1);
	list(breaches, ARRAY_SIZE(breaches));
	puts("kick-beside");
	random_list_maps();
	return 0;
}
