// SPDX-License-Identifier: GPL-2.0
/*
 * Guest memory that its VMM never provides: the worker of a vGPU waits for it, and any
 * user of the vGPU waits for the worker. A VMM that is killed must end nevertheless:
 * otherwise its memory would be lost to the host, and the vGPU would be in use for
 * ever.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lib/userfault.h"
#include "test.h"

#define BYTES 65536

/* What the VMM does while the worker waits. */
typedef void (*then_fn)(struct dev *dev);

/* Files are let go of in the order in which they were opened, or against it. */
static void vmm(struct dev *dev, bool first, then_fn then, int tell)
{
	int fd = first ? userfault_open() : -1;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	dev_open(dev);
	gpu_start(dev, F_ALL);
	if (!first)
		fd = userfault_open();
	userfault_map(dev, fd, BYTES);
	userfault_block_worker(dev, fd);
	holds(write(tell, "", 1) == 1, "nobody listens: %m");
	if (then)
		then(dev);
	pause();
}

static void wait_for_end(pid_t pid)
{
	int status, tries = WAIT_MS;

	while (!waitpid(pid, &status, WNOHANG) && --tries)
		usleep(1000);
	holds(tries, "the VMM was killed %d ms ago and is still there", WAIT_MS);
}

static void killed(struct dev *dev, bool first, then_fn then)
{
	int pipes[2];
	char byte;
	pid_t pid;

	is(pipe(pipes), 0);
	pid = fork();
	holds(pid >= 0, "no process: %m");
	if (!pid) {
		vmm(dev, first, then, pipes[1]);
		_exit(1);
	}
	close(pipes[1]);
	holds(read(pipes[0], &byte, 1) == 1, "the VMM does not reach its action");
	/* The VMM may have begun its action or not: it ends in either case. */
	usleep(300000);
	kill(pid, SIGKILL);
	wait_for_end(pid);
	dev_open(dev);
	gpu_start(dev, F_ALL);
	is(gpu_create_2d(dev, 1, 1, 32, 32), OK);
}

static void resets(struct dev *dev)
{
	dev_reset(dev);
}

static void takes_the_bus(struct dev *dev)
{
	cfg_command(dev, PCI_COMMAND_MASTER, 0);
}

static void files_last(struct dev *dev)
{
	killed(dev, false, NULL);
}

static void files_first(struct dev *dev)
{
	killed(dev, true, NULL);
}

static void while_it_resets(struct dev *dev)
{
	killed(dev, true, resets);
}

static void while_it_writes(struct dev *dev)
{
	killed(dev, true, takes_the_bus);
}

#define T .stage = CLOSED, .need = NEED_OURS, .limit = 60

const struct test late_tests[] = {
	{ "late: a VMM whose guest memory never arrives ends when it is killed",
	  files_last, T },
	{ "late: such a VMM that closes its memory after the device ends when it is killed",
	  files_first, T },
	{ "late: such a VMM that is resetting the device ends when it is killed",
	  while_it_resets, T },
	{ "late: such a VMM that is turning bus mastering off ends when it is killed",
	  while_it_writes, T },
	{ }
};
