// SPDX-License-Identifier: GPL-2.0
/*
 * Attempts to get at the pages behind lent memory rather than at its bytes. Each would keep
 * them after they were taken back; a line of the log for each.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "modes.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define PAGE 4096

static char copy[PAGE];

static int by_readv(void *mem)
{
	struct iovec local = { copy, PAGE }, remote = { mem, PAGE };

	return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) < 0 ? errno : 0;
}

static int by_writev(void *mem)
{
	struct iovec local = { copy, PAGE }, remote = { mem, PAGE };

	return process_vm_writev(getpid(), &local, 1, &remote, 1, 0) < 0 ? errno : 0;
}

static int by_splice(void *mem)
{
	struct iovec piece = { mem, PAGE };
	int fds[2], err;

	if (pipe(fds))
		return 0;
	err = vmsplice(fds[1], &piece, 1, 0) < 0 ? errno : 0;
	close(fds[0]);
	close(fds[1]);
	return err;
}

static int by_proc(void *mem)
{
	int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	int err = pread(fd, copy, PAGE, (off_t)(uintptr_t)mem) < 0 ? errno : 0;

	close(fd);
	return err;
}

/* The child inherits the mapping only if madvise() undoes what the module set. */
static int by_fork(void *mem)
{
	int status;
	pid_t pid;

	if (madvise(mem, PAGE, MADV_DOFORK))
		return errno;
	pid = fork();
	if (!pid) {
		memcpy(copy, mem, PAGE);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return status ? EFAULT : 0;
}

static int by_growing(void *mem)
{
	return mremap(mem, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED ? errno : 0;
}

static const struct {
	const char *name;
	int (*attempt)(void *mem);
} pins[] = {
	{ "process_vm_readv", by_readv }, { "process_vm_writev", by_writev },
	{ "vmsplice", by_splice }, { "proc-mem", by_proc }, { "dofork", by_fork },
	{ "mremap", by_growing },
};

static void pin_result(struct fake *fake, const char *name, int err)
{
	fprintf(fake->log, "pin %s %s: %s\n", name, err ? "good" : "bad", strerror(err));
}

/* The queues are rejected by the call alone, as a child may not use the session anyway. */
static void pin_queues(struct fake *fake)
{
	pin_result(fake, "dofork-sq", madvise((void *)fake->session.sq, PAGE, MADV_DOFORK) ?
		   errno : 0);
	pin_result(fake, "dofork-cq", madvise(fake->session.cq, PAGE, MADV_DOFORK) ?
		   errno : 0);
}

/**
 * pins_before() - attempt all at ATTACH
 * @fake: renderer
 * @cmd: command
 */
void pins_before(struct fake *fake, const struct mvgpu_render_cmd *cmd)
{
	void *mem;

	if (cmd->op != MVGPU_RENDER_OP_ATTACH)
		return;
	mem = session_map_slot(&fake->session, cmd);
	for (size_t i = 0; i < ARRAY_SIZE(pins); i++)
		pin_result(fake, pins[i].name, pins[i].attempt(mem));
	pin_queues(fake);
	munmap(mem, cmd->slot_bytes);
}
