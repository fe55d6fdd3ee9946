// SPDX-License-Identifier: GPL-2.0
/*
 * Renderers that are killed at random moments: while the guest transfers, draws, shows its
 * screen or starts again, and while the next renderer begins. After each kill the guest is
 * notified, its reset gives all of its pages back, and a new renderer serves it. A neighbour
 * works all the time.
 */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include "fuzz/fuzz.h"
#include "kills.h"
#include "lib/line.h"
#include "lib/pixels.h"
#include "three.h"

#define CTX 1
#define RES 1
/* A resource that comes and goes. */
#define PASSING 2
#define BURST 8
/* A kill follows within so many milliseconds. */
#define SOON 20
#define LATER 300
/* Work after a kill of which the guest need not be notified. */
#define STEPS_AFTER 20

/**
 * struct kills - what a run knows
 * @dev: the vGPU whose renderers are killed
 * @rng: its random numbers
 * @memory: backing of RES
 * @mark: what of the DMA window is in use, without bursts of commands
 * @working: the guest has started the device, and uses it
 * @tells: the guest has to be notified of the last kill
 * @heard: it was notified since
 * @left: kills in this round whose sessions have not ended
 * @pause_us: pause before each of them
 * @turns: what the neighbour has done so far, shared with it
 */
struct kills {
	struct dev *dev;
	struct rng rng;
	u32 *memory;
	size_t mark;
	atomic_bool working;
	atomic_bool tells;
	atomic_bool heard;
	atomic_uint left;
	u32 pause_us[2];
	atomic_uint *turns;
};

static struct kills run;
static unsigned int first_kills, second_kills, at_work;

static bool told(struct dev *dev)
{
	return virtio_status(dev) & STATUS_NEEDS_RESET;
}

/* ---- what the guest does ---- */

static void to_gpu(struct kills *k)
{
	gpu_to_host(k->dev, 0, RES, &three_all);
}

static void from_gpu(struct kills *k)
{
	gpu_from_host(k->dev, CTX, RES, &three_all);
}

static void clear(struct kills *k)
{
	const u32 stream[] = { VIRGL_CMD(7, 0, 8), 4, 0, 0, 0, 0, 0, 0, 0 };

	gpu_submit(k->dev, CTX, stream, ARRAY_SIZE(stream));
}

static void show(struct kills *k)
{
	struct vfio_device_gfx_plane_info info;
	u32 type = by_dmabuf(k->dev) ? VFIO_GFX_PLANE_TYPE_DMABUF :
				       VFIO_GFX_PLANE_TYPE_REGION;

	gpu_flush(k->dev, RES, RECT(0, 0, SIDE, SIDE));
	is(plane_ask(k->dev, PRIMARY, type, &info), 0);
}

static void pass_by(struct kills *k)
{
	gpu_texture(k->dev, PASSING, SIDE, SIDE);
	gpu_attach_one(k->dev, PASSING, dma_iova(k->dev, k->memory), BYTES);
	gpu_to_host(k->dev, 0, PASSING, &three_all);
	gpu_unref(k->dev, PASSING);
}

static void attach_again(struct kills *k)
{
	gpu_detach(k->dev, RES);
	gpu_attach_one(k->dev, RES, dma_iova(k->dev, k->memory), BYTES);
}

static void other_context(struct kills *k)
{
	gpu_ctx_create(k->dev, CTX + 1, 0);
	gpu_ctx_attach(k->dev, CTX + 1, RES);
	gpu_ctx_destroy(k->dev, CTX + 1);
}

/* Several transfers are in flight. */
static void burst(struct kills *k)
{
	k->dev->mem_used = k->mark;
	for (u32 i = 0; i < BURST; i++)
		line_put(k->dev, gpu_prepare_to_host(k->dev, 0, RES, &three_all), i + 1);
	queue_kick(k->dev, &k->dev->queue[0]);
	for (u32 i = 0; i < BURST && gpu_answered(k->dev, 0); i++)
		continue;
}

static void (*const steps[])(struct kills *k) = {
	to_gpu, from_gpu, clear, show, pass_by, attach_again, other_context, burst,
};

/* The device is started, and shows a texture; any command may meet the end of a renderer. */
static void begin(struct kills *k)
{
	gpu_start(k->dev, F_ALL | F_3D);
	k->working = true;
	k->dev->mem_used = k->mark;
	gpu_ctx_create(k->dev, CTX, 0);
	gpu_texture(k->dev, RES, SIDE, SIDE);
	gpu_attach_one(k->dev, RES, dma_iova(k->dev, k->memory), BYTES);
	gpu_ctx_attach(k->dev, CTX, RES);
	gpu_clear_texture(k->dev, CTX, RES, three_red);
	gpu_set_scanout(k->dev, 0, RES, RECT(0, 0, SIDE, SIDE));
}

/* Works until the guest is notified, or need not be. */
static void work(struct kills *k)
{
	u64 limit = 2ULL * WAIT_MS * 1000000, since = fuzz_now();
	u32 after = 0;

	while (!told(k->dev)) {
		steps[rng_below(&k->rng, ARRAY_SIZE(steps))](k);
		if (!k->left && (k->heard || !k->tells) && after++ >= STEPS_AFTER)
			return;
		holds(fuzz_now() - since < limit, "the guest is not notified of a kill");
	}
	k->heard = true;
}

/* ---- kills ---- */

static long wait_renderer(struct kills *k, long but)
{
	long pid = 0;

	holds(until((pid = renderer_pid(k->dev)) && pid != but),
	      "no renderer follows the one that was killed");
	return pid;
}

static void *kill_renderers(void *arg)
{
	struct kills *k = arg;
	long pid = 0;

	for (u32 i = 0; k->left; i++) {
		pid = wait_renderer(k, pid);
		usleep(k->pause_us[i]);
		k->heard = false;
		k->tells = k->working;
		at_work += k->working;
		is(kill(pid, SIGKILL), 0);
		holds(until(renderer_pid(k->dev) != pid), "a killed renderer still serves");
		k->left--;
	}
	return NULL;
}

static void plan(struct kills *k)
{
	bool two = rng_one_in(&k->rng, 4);

	for (u32 i = 0; i < ARRAY_SIZE(k->pause_us); i++)
		k->pause_us[i] = rng_below(&k->rng, 1000 * (rng_one_in(&k->rng, 2) ?
							    SOON : LATER));
	k->left = two ? 2 : 1;
	first_kills++;
	second_kills += two;
}

/* All that the guest had is given back, and the neighbour does not notice anything. */
static void check(struct kills *k)
{
	u32 before = *k->turns;

	k->working = false;
	virtio_reset(k->dev);
	is(stat_read(k->dev, "pinned"), 0);
	holds(until(*k->turns >= before + 2), "the neighbour does not go on");
	k->dev->mem_used = k->mark;
	holds(gpu_comes_back(k->dev), "no renderer serves the guest after its reset");
	k->dev->lossy = false;
	is(gpu_attach_one(k->dev, 2, dma_iova(k->dev, k->memory), BYTES), OK);
	gpu_round_trip(k->dev, 2, k->memory, SIDE, SIDE);
}

static void one_round(struct kills *k)
{
	pthread_t killer;

	plan(k);
	k->dev->lossy = true;
	is(pthread_create(&killer, NULL, kill_renderers, k), 0);
	do {
		k->working = false;
		begin(k);
		work(k);
	} while (k->left);
	pthread_join(killer, NULL);
	check(k);
}

static void guest(struct kills *k, unsigned long times)
{
	dev_open(k->dev);
	gpu_start(k->dev, F_ALL | F_3D);
	k->memory = dma_alloc(k->dev, BYTES);
	k->mark = k->dev->mem_used;
	for (unsigned long i = 0; i < times; i++)
		one_round(k);
	diag("%u kills, %u of them of renderers that had just come; %u while the guest worked",
	     first_kills + second_kills, second_kills, at_work);
	_exit(TEST_PASSED);
}

/* ---- the neighbour ---- */

static void neighbour(struct kills *k)
{
	struct dev other = { .sysfs = other_sysfs };
	u32 *mem;

	dev_open(&other);
	three_start(&other);
	mem = three_texture(&other, RES, SIDE, SIDE);
	for (;; (*k->turns)++) {
		gpu_round_trip(&other, RES, mem, SIDE, SIDE);
		holds(!told(&other), "the neighbour is notified of a loss");
	}
}

static pid_t fork_quietly(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	holds(pid >= 0, "no process: %m");
	if (!pid)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return pid;
}

static bool passed(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
	       WEXITSTATUS(status) == TEST_PASSED;
}

/* The neighbour ends by being killed, unless something failed. */
static bool end_neighbour(pid_t pid)
{
	int status;

	return !kill(pid, SIGKILL) && waitpid(pid, &status, 0) == pid &&
	       WIFSIGNALED(status);
}

static bool nothing_left(const struct dev *dev, long long surfaces)
{
	return until(!attr_read(dev, "stats/pinned") && !attr_read(dev, "resources") &&
		     surfaces_alive() <= surfaces);
}

static int report(int nr, bool good, const char *name)
{
	printf("%s %d - %s\n", good ? "ok" : "not ok", nr, name);
	return !good;
}

/**
 * kills() - kill renderers while their guest works
 * @dev: the vGPU, closed; other_sysfs is the neighbour
 * @arg: "TIMES:SEED"
 *
 * Return: exit status.
 */
int kills(struct dev *dev, const char *arg)
{
	long long surfaces = surfaces_alive();
	pid_t other, pid;
	unsigned long times;
	char *rest;
	int failed;

	times = strtoul(arg, &rest, 10);
	if (*rest != ':' || !other_sysfs) {
		fputs("vfio-client: --mode kills wants TIMES:SEED and --other\n", stderr);
		return 2;
	}
	run = (struct kills) { .dev = dev, .rng = { strtoull(rest + 1, NULL, 10) } };
	run.turns = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	other = fork_quietly();
	if (!other)
		neighbour(&run);
	pid = fork_quietly();
	if (!pid)
		guest(&run, times);
	failed = report(1, passed(pid), "a guest works again whenever its renderer is killed");
	failed += report(2, end_neighbour(other), "its neighbour notices nothing");
	failed += report(3, nothing_left(dev, surfaces),
			 "no page, resource or surface is left");
	puts("1..3");
	return failed;
}
