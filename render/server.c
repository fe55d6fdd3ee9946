// SPDX-License-Identifier: GPL-2.0
/*
 * Starts the server of virglrenderer. The library could do that itself, but it ends a server by
 * a signal and waits for it, also when something else fails at its start, and the unit lets no
 * renderer send signals. A server ends when its socket is closed.
 */
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include "shim.h"
#include "render/say.h"
#include "render/server.h"

#ifndef RD_SERVER_PATH
#define RD_SERVER_PATH "/usr/libexec/virgl_render_server"
#endif

/* The server inherits its end of the pair, and nothing else that is not standard. */
static int server_spawn(int fd)
{
	char number[16];
	char *args[] = { (char *)RD_SERVER_PATH, (char *)"--socket-fd", number, NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int err;

	snprintf(number, sizeof(number), "%d", fd);
	if (posix_spawn_file_actions_init(&actions))
		return -ENOMEM;
	err = posix_spawn_file_actions_adddup2(&actions, fd, fd);
	if (!err)
		err = posix_spawn(&pid, args[0], &actions, NULL, args, environ);
	posix_spawn_file_actions_destroy(&actions);
	return -err;
}

/**
 * rd_server_start() - Start a server
 *
 * Without a socket the library would start a server itself. So it gets one in any case, of
 * which nobody has the other end when there is no server.
 *
 * Return: a socket that is connected to the server, which ends when the caller closes it; or
 * to nobody, with a message; -1 when not even that can be made.
 */
int rd_server_start(void)
{
	int ends[2];
	int err;

	/* Servers that have ended are not waited for. */
	signal(SIGCHLD, SIG_IGN);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
		rd_say("cannot make a pair of sockets for " RD_SERVER_PATH ": %s",
		       strerror(errno));
		return -1;
	}
	err = server_spawn(ends[1]);
	close(ends[1]);
	if (err)
		rd_say("cannot start " RD_SERVER_PATH ": %s", strerror(-err));
	return ends[0];
}
