// SPDX-License-Identifier: GPL-2.0
/*
 * Signals of a confined process. The server of virglrenderer kills the processes of contexts,
 * which may hang, so that the unit allows kill(). systemd from 257 on gives each renderer a
 * PID namespace, in which it is process 1 and nobody else is. Before, renderers could reach each
 * other, being processes of one user: so they have no signals there.
 */
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "shim.h"
#include "render/confine.h"
#include "render/say.h"

/* The unit allows native system calls only, so that a number has one meaning. */
static int confine_deny(u32 call)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { ARRAY_SIZE(code), code };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ? -errno : 0;
}

/**
 * rd_confine_signals() - Give up signals, unless they reach no other renderer
 *
 * A process that is started by hand is not confined, and keeps them.
 *
 * Return: 0 or -errno, with a message.
 */
int rd_confine_signals(void)
{
	int err;

	if (prctl(PR_GET_SECCOMP) != SECCOMP_MODE_FILTER || getpid() == 1)
		return 0;
	err = confine_deny(SYS_kill);
	if (err)
		rd_say("cannot give up signals: %s", strerror(-err));
	return err;
}
