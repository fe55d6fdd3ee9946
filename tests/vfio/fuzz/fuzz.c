// SPDX-License-Identifier: GPL-2.0
/*
 * Random work by a guest and its VMM, in rounds. A round is a process: it performs
 * operations that are generated from its seed, while further threads change guest
 * memory, ring doorbells and query the display; then it ends in one of several ways, or
 * is killed. After each round nothing of it may be left, and a neighbour (another vGPU
 * of the same GPU) must work.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "fuzz.h"
#include "test.h"

#define ROUND_LIMIT	60
#define NEIGHBOUR_ROUNDS 4

/* The random numbers of the round. */
static u64 seed;
static const char *without;
/* A vGPU could not be opened, which is permitted if its GPU was taken away. */
static bool gone;

/* A process that outlives this one, or hangs, is ended. */
static void begin(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(ROUND_LIMIT * tap_stretch());
}

static void round_child(struct dev *dev)
{
	begin();
	fuzz_round(dev, seed, without);
}

/* Kills some rounds at a random time. */
static void maybe_kill(struct rng *rng, pid_t pid)
{
	if (!rng_one_in(rng, 5))
		return;
	usleep(rng_below(rng, rng_one_in(rng, 2) ? 150000 : 3000000));
	if (!kill(pid, SIGKILL))
		fuzz_round_killed();
}

static bool ended_well(int status)
{
	gone |= WIFEXITED(status) && WEXITSTATUS(status) == TEST_SKIPPED;
	if (WIFEXITED(status))
		return WEXITSTATUS(status) != TEST_FAILED;
	if (WTERMSIG(status) == SIGKILL)
		return true;
	if (WTERMSIG(status) == SIGALRM)
		diag("hung: no end after %u s", ROUND_LIMIT * tap_stretch());
	else
		diag("killed by signal %d", WTERMSIG(status));
	return false;
}

/* Returns the value, after a time in which it can become @want. */
static long long settled(const struct dev *dev, const char *name, long long want)
{
	long long value = -1;

	for (int ms = 0; ms < WAIT_MS; ms += 20) {
		value = name ? attr_read(dev, name) : surfaces_alive();
		if (value == want || (value < 0 && fuzz_gpu_goes()))
			return want;
		usleep(20000);
	}
	return value;
}

static bool is_left(const struct dev *dev, const char *name, long long before)
{
	long long now = settled(dev, name, before);

	if (now == before)
		return false;
	diag("left behind: %s is %lld, %lld before", name ?: "surfaces", now,
	     before);
	return true;
}

static bool nothing_left(const struct dev *dev, long long surfaces)
{
	return !is_left(dev, "stats/pinned", 0) &&
	       !is_left(dev, "resources", 0) && !is_left(dev, NULL, surfaces);
}

/* Starts the device as a guest without MSI-X does. */
static void serve_intx(struct dev *neighbour, struct rng *rng)
{
	fuzz_irq_cross(neighbour, 0, 1);
	if (rng_one_in(rng, 2))
		isr_read(neighbour);
}

/* The neighbour works all the time, in a process of its own. */
static void neighbour_child(struct dev *neighbour)
{
	struct rng rng = { seed ^ 0x55 };
	bool intx = rng_one_in(&rng, 2);

	begin();
	fuzz_beside();
	fuzz_open(neighbour);
	gpu_start(neighbour, F_ALL);
	for (int i = 0; i < NEIGHBOUR_ROUNDS; i++) {
		if (intx)
			serve_intx(neighbour, &rng);
		if (!fuzz_works_again(neighbour, &rng))
			fail("the neighbour does not work");
		usleep(rng_below(&rng, 400000));
	}
	_exit(TEST_PASSED);
}

static pid_t fork_into(void (*child)(struct dev *dev), struct dev *dev)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		child(dev);
	return pid;
}

static bool ends_well(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && ended_well(status);
}

/* After a loss of the GPU the neighbour works again once it has been reset. */
static bool neighbour_works(struct dev *neighbour)
{
	return !neighbour->sysfs ||
	       ends_well(fork_into(neighbour_child, neighbour));
}

static bool round_of(struct dev *dev, struct dev *neighbour)
{
	long long surfaces = surfaces_alive();
	struct rng rng = { ~seed };
	pid_t pid, other = 0;
	bool good;

	attr_write(dev, "monitors", "all");
	attr_write(dev, "display", rng_one_in(&rng, 2) ? "region" : "dmabuf");
	fuzz_loss_plan(&rng, dev, neighbour);
	if (neighbour->sysfs)
		other = fork_into(neighbour_child, neighbour);
	pid = fork_into(round_child, dev);
	fuzz_round_begun();
	maybe_kill(&rng, pid);
	good = ends_well(pid);
	if (other && !ends_well(other)) {
		diag("the neighbour was disturbed");
		good = false;
	}
	if (fuzz_loss_end(dev, neighbour) && !neighbour_works(neighbour)) {
		diag("the GPU was lost, and the neighbour does not work again");
		good = false;
	}
	return good && nothing_left(dev, surfaces);
}

/* If a vGPU was taken away meanwhile, the run ends as passed. */
static bool rounds(struct dev *dev, struct dev *neighbour, time_t seconds)
{
	time_t end = time(NULL) + seconds;

	do {
		if (!round_of(dev, neighbour))
			return false;
		if (gone)
			return fuzz_gone(dev);
		seed++;
	} while (time(NULL) < end);
	return true;
}

static bool work(struct dev *dev, time_t seconds)
{
	struct dev neighbour = { .sysfs = other_sysfs };

	if (!fuzz_sums_begin())
		return false;
	fuzz_irq_common();
	if (rounds(dev, &neighbour, seconds)) {
		fuzz_report(fuzz_round_kinds());
		return true;
	}
	fuzz_report(fuzz_round_kinds());
	diag("the round with seed %llu failed: make fuzz FUZZ_SECONDS=0 FUZZ_SEED=%llu",
	     (unsigned long long)seed, (unsigned long long)seed);
	return false;
}

/**
 * fuzz() - Do random work for some time
 * @dev: the device, closed
 * @arg: "SECONDS:SEED"; with 0 seconds there is one round. FUZZ_WITHOUT in the
 *       environment has the names of work to leave out, separated by commas.
 *
 * Return: exit status.
 */
int fuzz(struct dev *dev, const char *arg)
{
	bool good, all;
	unsigned long seconds;
	char *rest;

	seconds = strtoul(arg, &rest, 10);
	if (*rest != ':') {
		fputs("vfio-client: --mode fuzz wants SECONDS:SEED\n", stderr);
		return 2;
	}
	seed = strtoull(rest + 1, NULL, 10);
	without = getenv("FUZZ_WITHOUT");
	good = work(dev, seconds);
	all = !good || without || fuzz_did_all();
	printf("%s 1 - random work by guest and VMM does no harm\n",
	       good ? "ok" : "not ok");
	printf("%s 2 - each kind of work succeeded\n1..2\n",
	       all ? "ok" : "not ok");
	return !good || !all;
}
