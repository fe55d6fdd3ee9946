// SPDX-License-Identifier: GPL-2.0
/* What is common to those that play a recording as often as they can. */
#include <poll.h>
#include <stdio.h>
#include <unistd.h>
#include "lib/clock.h"
#include "play.h"

/**
 * play_parse() - read what is to be measured
 * @play: filled in; its path is a part of @arg
 * @arg: "SECONDS:DEPTH:FILE"
 *
 * Return: true when it is in range.
 */
bool play_parse(struct play *play, const char *arg)
{
	int path = 0;

	if (sscanf(arg, "%lf:%u:%n", &play->seconds, &play->depth, &path) != 2 || !path)
		return false;
	play->path = arg + path;
	return play->depth && play->depth <= PLAY_MAX_DEPTH && play->seconds > 0;
}

/* Reads a byte; false at the end of standard input. */
static bool told(void)
{
	char byte;

	return read(STDIN_FILENO, &byte, 1) == 1;
}

/* Whether standard input has ended. */
static bool ended(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&input, 1, 0) == 1 && !told();
}

/**
 * play_for() - play a recording again and again, and print how often a second
 * @play: for how long
 * @once: plays it once
 * @arg: its argument
 *
 * Says "ready" after the first time, which does not count, and begins when standard input has a
 * byte. Plays on after the result is printed until standard input ends, so that clients that
 * began together compete for as long as one of them counts.
 *
 * Return: exit status.
 */
int play_for(const struct play *play, void (*once)(void *arg), void *arg)
{
	unsigned int times = 0;
	double begin, now;

	once(arg);
	puts("ready");
	fflush(stdout);
	if (!told())
		return 1;
	begin = clock_seconds();
	do {
		once(arg);
		times++;
		now = clock_seconds();
	} while (now < begin + play->seconds);
	printf("%.3f\n", times / (now - begin));
	fflush(stdout);
	while (!ended())
		once(arg);
	return 0;
}
