// SPDX-License-Identifier: GPL-2.0
/* Transfer of file descriptors between processes. */
#include <string.h>
#include <sys/socket.h>
#include "fds.h"
#include "tap.h"

#define MOST 8

union control {
	struct cmsghdr head;
	u8 bytes[CMSG_SPACE(MOST * sizeof(int))];
};

static struct msghdr message(union control *control, struct iovec *one,
			     unsigned int n)
{
	struct msghdr msg = {
		.msg_iov = one, .msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = CMSG_SPACE(n * sizeof(int)),
	};

	control->head = (struct cmsghdr) {
		.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS,
		.cmsg_len = CMSG_LEN(n * sizeof(int)),
	};
	return msg;
}

/**
 * fds_send() - send file descriptors through a socket
 * @channel: a Unix socket
 * @fds: the files
 * @n: how many, 1..8
 */
void fds_send(int channel, const int *fds, unsigned int n)
{
	struct iovec one = { .iov_base = "", .iov_len = 1 };
	union control control = { };
	struct msghdr msg = message(&control, &one, n);

	memcpy(CMSG_DATA(&control.head), fds, n * sizeof(*fds));
	is(sendmsg(channel, &msg, 0), 1);
}

/**
 * fds_receive() - receive the file descriptors of fds_send()
 * @channel: the other end
 * @fds: the files
 * @n: how many are expected
 */
void fds_receive(int channel, int *fds, unsigned int n)
{
	char byte;
	struct iovec one = { .iov_base = &byte, .iov_len = 1 };
	union control control = { };
	struct msghdr msg = message(&control, &one, n);

	is(recvmsg(channel, &msg, 0), 1);
	is(control.head.cmsg_len, CMSG_LEN(n * sizeof(int)));
	memcpy(fds, CMSG_DATA(&control.head), n * sizeof(*fds));
}
