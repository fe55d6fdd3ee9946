// SPDX-License-Identifier: GPL-2.0
/*
 * GPUs that are lost: a GPU that completes nothing for a while, or until mvgpu resets
 * it (by stuck_gpu.ko, if that is loaded), or one that the caller of this program takes
 * away, which FUZZ_GOES in the environment announces. FUZZ_RENDERER announces that the
 * renderer of the device, and only of that, does anything.
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

/* Once in so many rounds. */
#define ONE_IN 4
/*
 * The timeout with which a GPU that completes nothing is soon reset, and the usual one.
 */
#define SHORT_LIMIT "500"
#define LIMIT "10000"
/* The GPU gets stuck within so many milliseconds of a round, for so many at most. */
#define LATEST 1500
#define LONGEST 1500

/* Waits for a renderer that lets the device open, each a second long or so. */
#define OPENINGS 100

static bool planned, beside;
static pid_t fate;

/**
 * fuzz_gpu_goes() - Say whether the GPU may be taken away during the run
 *
 * Return: true if it may.
 */
bool fuzz_gpu_goes(void)
{
	return getenv("FUZZ_GOES");
}

/* Whether the renderer of the device does anything, while that of the neighbour behaves. */
static bool wild_renderer(void)
{
	return getenv("FUZZ_RENDERER") && !beside;
}

/** fuzz_beside() - From now on this process uses the neighbour */
void fuzz_beside(void)
{
	beside = true;
}

/**
 * fuzz_may_lose() - Say whether the GPU may be lost in this round
 *
 * Return: true if it may.
 */
bool fuzz_may_lose(void)
{
	return planned || fuzz_gpu_goes() || wild_renderer();
}

/* A renderer may let the opening fail, and another one follows. */
static int open_some_time(struct dev *dev)
{
	int err = dev_try_open(dev);

	for (int i = 0; err && wild_renderer() && i < OPENINGS; i++) {
		dev_close_files(dev);
		usleep(20000);
		err = dev_try_open(dev);
	}
	return err;
}

/**
 * fuzz_open() - Open a device as dev_open() does
 * @dev: the device
 *
 * The process ends as skipped if the device is gone because its GPU was taken away.
 */
void fuzz_open(struct dev *dev)
{
	int err = open_some_time(dev);

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
 * fuzz_gone() - Wait for a vGPU to be removed with its GPU
 * @dev: the device
 *
 * Return: true if it was removed, and may be.
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

/*
 * Stops the GPU for some milliseconds, or until its reset; or drops the completions of
 * a few commands.
 */
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
 * fuzz_loss_plan() - Decide before a round whether the GPU is lost in it
 * @rng: the generator that decides
 * @dev: the device
 * @neighbour: the other vGPU
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
 * fuzz_loss_end() - Let the GPU continue
 * @dev: the device
 * @neighbour: the other vGPU
 *
 * Return: whether the GPU was lost, so that its users may have to reset their vGPUs.
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
