// SPDX-License-Identifier: GPL-2.0
/*
 * GPUs that are lost: one that finishes nothing for a while, or until mvgpu resets it
 * (stuck_gpu.ko, where it is loaded), or one that is taken away by who started us, who
 * says so by FUZZ_GOES in the environment.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "fuzz.h"
#include "test.h"

/* So often, in rounds. */
#define ONE_IN 4
/* So that a GPU that finishes nothing is soon reset; and what is usual. */
#define SHORT_LIMIT "500"
#define LIMIT "10000"
/* It gets stuck within so many milliseconds of a round, for so many at most. */
#define LATEST 1500
#define LONGEST 1500

static bool planned;
static pid_t fate;

/**
 * fuzz_gpu_goes() - whether somebody takes the GPU away while we work
 *
 * Return: as it says.
 */
bool fuzz_gpu_goes(void)
{
	return getenv("FUZZ_GOES");
}

/**
 * fuzz_may_lose() - whether the GPU may be lost in this round
 *
 * Return: as it says.
 */
bool fuzz_may_lose(void)
{
	return planned || fuzz_gpu_goes();
}

/**
 * fuzz_open() - as dev_open()
 * @dev: the device
 *
 * The process ends as skipped when that is no more because its GPU was taken away.
 */
void fuzz_open(struct dev *dev)
{
	int err = dev_try_open(dev);

	if (err && fuzz_gpu_goes())
		_exit(TEST_SKIPPED);
	if (err)
		fail("%s does not open: %s", dev->sysfs, strerror(-err));
	memset(dev->irq, -1, sizeof(dev->irq));
	dev->mem = dma_window(dev, DMA_IOVA, DMA_SIZE);
	dev->mem_used = 0;
	dev->next_id = 1;
}

/**
 * fuzz_gone() - whether a vGPU is no more, by and by, and may be
 * @dev: the device
 *
 * Return: as it says.
 */
bool fuzz_gone(const struct dev *dev)
{
	for (int ms = 0; fuzz_gpu_goes() && ms < WAIT_MS; ms += 50) {
		if (access(dev->sysfs, F_OK))
			return true;
		usleep(50000);
	}
	return false;
}

static void limit(struct dev *dev, const char *ms)
{
	if (dev->sysfs)
		attr_write(dev, "job_timeout_ms", ms);
}

/* For so many milliseconds, or till its reset; or it forgets to end a few commands. */
static void get_stuck(struct rng *rng)
{
	char text[16];

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	usleep(rng_below(rng, LATEST) * 1000);
	if (rng_one_in(rng, 3)) {
		snprintf(text, sizeof(text), "%u", 1 + rng_below(rng, 3));
		gpu_loses_fences(text);
	} else if (rng_one_in(rng, 2)) {
		snprintf(text, sizeof(text), "%u", 1 + rng_below(rng, LONGEST));
		gpu_is_stuck(text);
	} else {
		gpu_is_stuck("-1");
	}
	_exit(TEST_PASSED);
}

/**
 * fuzz_loss_plan() - before a round: the GPU is lost in some
 * @rng: decides that
 * @dev: the device
 * @neighbour: the other one
 */
void fuzz_loss_plan(struct rng *rng, struct dev *dev, struct dev *neighbour)
{
	planned = gpu_can_be_stuck() && rng_one_in(rng, ONE_IN);
	if (!planned)
		return;
	fuzz_gpu_lost();
	limit(dev, SHORT_LIMIT);
	limit(neighbour, SHORT_LIMIT);
	fate = fork();
	if (!fate)
		get_stuck(rng);
}

/**
 * fuzz_loss_end() - the GPU goes on
 * @dev: the device
 * @neighbour: the other one
 *
 * Return: whether it was lost, so that who has it may have to reset it.
 */
bool fuzz_loss_end(struct dev *dev, struct dev *neighbour)
{
	if (!planned)
		return false;
	if (fate > 0) {
		kill(fate, SIGKILL);
		waitpid(fate, NULL, 0);
	}
	gpu_loses_fences("0");
	gpu_is_stuck("1");
	limit(dev, LIMIT);
	limit(neighbour, LIMIT);
	return true;
}
