// SPDX-License-Identifier: GPL-2.0
/*
 * Another process has the file of a session: a child of fork(), or a program that
 * inherited it. A line of the log says what it got.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>
#include "modes.h"

enum { USED_KICK = 1, USED_MAP = 2, USED_POLL = 4, USED_MAPPING = 8, USED_ATTACH = 16 };

static int use_file(int fd)
{
	struct mvgpu_render_attach attach = { .abi = MVGPU_RENDER_ABI };
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	int used = 0;

	if (!ioctl(fd, MVGPU_RENDER_KICK))
		used |= USED_KICK;
	if (mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, MVGPU_RENDER_MAP_SQ) != MAP_FAILED)
		used |= USED_MAP;
	if (poll(&poll_fd, 1, 0) != 1 || !(poll_fd.revents & POLLERR))
		used |= USED_POLL;
	if (!ioctl(fd, MVGPU_RENDER_ATTACH, &attach))
		used |= USED_ATTACH;
	return used;
}

static void no_mapping(int signal)
{
	_exit(0);
}

/* The grandchild reads a mapping, which ends it with 0 when there is none. */
static int mapping_is_inherited(struct fake *fake)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		signal(SIGSEGV, no_mapping);
		signal(SIGBUS, no_mapping);
		_exit(*(volatile u32 *)&fake->session.sq->sq_produced ? 1 : 2);
	}
	waitpid(pid, &status, 0);
	return status ? USED_MAPPING : 0;
}

static void report(struct fake *fake, const char *who, pid_t pid)
{
	int status;

	waitpid(pid, &status, 0);
	if (WIFEXITED(status))
		fprintf(fake->log, "foreign %s used %d\n", who, WEXITSTATUS(status));
	else
		fprintf(fake->log, "foreign %s ended by signal %d\n", who,
			WTERMSIG(status));
}

/**
 * foreign_check() - let a child of fork() use the session
 * @fake: renderer
 */
void foreign_check(struct fake *fake)
{
	pid_t pid = fork();

	if (!pid)
		_exit(use_file(fake->session.fd) | mapping_is_inherited(fake));
	report(fake, "child", pid);
}

/**
 * foreign_exec() - let another program use the session
 * @fake: renderer
 */
void foreign_exec(struct fake *fake)
{
	char number[16];
	pid_t pid;

	snprintf(number, sizeof(number), "%d", fake->session.fd);
	pid = fork();
	if (!pid) {
		fcntl(fake->session.fd, F_SETFD, 0);
		execl("/proc/self/exe", "render-fake", "use", number, NULL);
		_exit(126);
	}
	report(fake, "program", pid);
}

/**
 * foreign_main() - use the session of another process
 * @fd: its file
 *
 * Return: USED_*, what succeeded.
 */
int foreign_main(int fd)
{
	return use_file(fd);
}
