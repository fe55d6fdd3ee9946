// SPDX-License-Identifier: GPL-2.0
/* QEMU's monitor on a unix socket, with one command at a time. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "qmp.h"

/* Reads lines up to an answer, and skips events and the greeting. */
static int answer(int qmp)
{
	char line[4096];
	size_t len = 0;
	ssize_t n;

	while ((n = read(qmp, line + len, 1)) == 1) {
		if (len < sizeof(line) - 2 && line[len] != '\n') {
			len++;
			continue;
		}
		line[len] = '\0';
		len = 0;
		if (!strncmp(line, "{\"return\"", 9))
			return 0;
		if (!strncmp(line, "{\"error\"", 8)) {
			fprintf(stderr, "dbus-view: QEMU reports: %s\n", line);
			return -1;
		}
	}
	fprintf(stderr, "dbus-view: QEMU has closed its monitor\n");
	return -1;
}

/* Sends a command, and with it a file unless @fd is negative. */
static int command(int qmp, const char *text, int fd)
{
	char control[CMSG_SPACE(sizeof(fd))] = "";
	struct iovec iov = { (char *)text, strlen(text) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *head;

	if (fd >= 0) {
		msg.msg_control = control;
		msg.msg_controllen = sizeof(control);
		head = CMSG_FIRSTHDR(&msg);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	}
	if (sendmsg(qmp, &msg, 0) != (ssize_t)iov.iov_len) {
		fprintf(stderr, "dbus-view: cannot write to the monitor: %s\n",
			strerror(errno));
		return -1;
	}
	return answer(qmp);
}

/**
 * qmp_open - connect to QEMU's monitor
 * @path: its socket
 *
 * Return: a file, or -1 after a message.
 */
int qmp_open(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int qmp = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	if (qmp < 0 || connect(qmp, (struct sockaddr *)&addr, sizeof(addr))) {
		fprintf(stderr, "dbus-view: %s: %s\n", path, strerror(errno));
		return -1;
	}
	if (!command(qmp, "{\"execute\": \"qmp_capabilities\"}\n", -1))
		return qmp;
	close(qmp);
	return -1;
}

/**
 * qmp_give_client - connect a client to QEMU's D-Bus display
 * @qmp: the monitor
 * @fd: QEMU's end of a connection
 *
 * Return: 0, or -1 after a message.
 */
int qmp_give_client(int qmp, int fd)
{
	if (command(qmp, "{\"execute\": \"getfd\","
		    " \"arguments\": {\"fdname\": \"view\"}}\n", fd))
		return -1;
	return command(qmp, "{\"execute\": \"add_client\", \"arguments\":"
		       " {\"protocol\": \"@dbus-display\","
		       " \"fdname\": \"view\"}}\n", -1);
}
