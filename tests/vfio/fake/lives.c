// SPDX-License-Identifier: GPL-2.0
/*
 * Renderers one after the other: a process for each, and one that starts them. It writes the
 * exit status of each to a file, and ends with SIGTERM when the renderer has ended.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lives.h"

/* Milliseconds before a renderer that could not attach is followed by another one. */
#define PAUSE_MS 50

static volatile sig_atomic_t child;

static void end(int signal)
{
	if (child > 0) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	_exit(0);
}

static void block(bool blocked)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

/* The starter cannot be ended while it does not know its child. */
static pid_t start(void)
{
	pid_t pid;

	block(true);
	pid = fork();
	if (!pid) {
		signal(SIGTERM, SIG_DFL);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	}
	child = pid;
	block(false);
	return pid;
}

/* Like a shell does: a signal counts from 128. */
static int finish(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void note(const char *ends, int status)
{
	FILE *file = fopen(ends, "a");

	if (!file)
		return;
	fprintf(file, "%d\n", status);
	fclose(file);
}

/* A renderer that ended by a fault is followed by one that behaves. */
static void behave(struct fake *fake, int status)
{
	if (status == RENDER_REJECTED)
		return;
	fake->follows = status;
	if (status)
		fake->mode = NULL;
}

/**
 * lives_serve() - serve one life of a guest after the other
 * @fake: renderer; the mode of a file is that of each life that does not follow a fault, any
 *	other mode is that of the lives before the first fault
 * @uuid: vGPU
 * @ends: file to which the exit statuses are appended
 * @serve: serves one life; returns its exit status
 *
 * Return: does not return, but in each renderer, with its exit status.
 */
int lives_serve(struct fake *fake, const char *uuid, const char *ends,
		int (*serve)(struct fake *fake, const char *uuid))
{
	int status;
	pid_t pid;

	signal(SIGTERM, end);
	for (;;) {
		pid = start();
		if (!pid)
			return serve(fake, uuid);
		status = finish(pid);
		child = 0;
		note(ends, status);
		behave(fake, status);
		if (status == RENDER_REJECTED)
			usleep(PAUSE_MS * 1000);
	}
}
