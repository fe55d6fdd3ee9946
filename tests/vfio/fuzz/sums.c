// SPDX-License-Identifier: GPL-2.0
/* Counts of what all rounds did, in memory that their processes share. */
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include "fuzz.h"

#define MAX_KINDS 64
/*
 * After so many operations each kind of work must have been done, and must have
 * succeeded at least once.
 */
#define ENOUGH 50000

/**
 * struct count - Count of a kind of work
 * @done: all attempts; for commands those that were sent
 * @answered: of @done, those that were answered
 * @good: of @done, those that succeeded
 */
struct count {
	atomic_uint done, answered, good;
};

static struct sums {
	atomic_uint rounds, killed, lost, neighbour_resets;
	struct count commands[MAX_KINDS], ops[NR_OPS];
	atomic_ullong spent[MAX_KINDS];
} *sums;

static u64 began;

static const struct {
	const char *name;
	bool optional;
} op_names[NR_OPS] = {
	[OP_BROKEN_RING] = { "ring broken" },
	[OP_REGISTER] = { "register accessed" },
	[OP_REGION] = { "region accessed" },
	[OP_CONFIG] = { "configuration accessed" },
	[OP_RESET] = { "device reset" },
	[OP_RECOVER] = { "device that had stopped reset" },
	[OP_REOPEN] = { "device opened again" },
	[OP_MASTER] = { "bus master bit changed" },
	[OP_POWER] = { "power state changed" },
	[OP_IRQ] = { "interrupts set up" },
	[OP_CROSS] = { "eventfds crossed" },
	[OP_SIGNAL] = { "eventfd signalled" },
	[OP_MAP] = { "memory mapped" },
	[OP_UNMAP] = { "memory unmapped" },
	[OP_SECRET] = { "command in secret memory", true },
	[OP_QUERY] = { "plane queried" },
	[OP_DMABUF] = { "picture exported" },
	[OP_INFO] = { "information asked for" },
	[OP_ATTR] = { "attribute written" },
	[OP_WINDOW] = { "window touched", true },
};

/**
 * fuzz_now() - Return the time
 *
 * Return: nanoseconds since some moment.
 */
u64 fuzz_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

/**
 * fuzz_sums_begin() - Set up the counts
 *
 * Return: whether there is memory for them.
 */
bool fuzz_sums_begin(void)
{
	sums = mmap(NULL, sizeof(*sums), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	began = fuzz_now();
	return sums != MAP_FAILED;
}

/**
 * fuzz_did() - Count an operation
 * @op: its kind
 * @good: whether it was not rejected
 */
void fuzz_did(enum fuzz_op op, bool good)
{
	sums->ops[op].done++;
	sums->ops[op].good += good;
}

/* Commands of random types have one entry, after all others. */
static struct count *command_of(u32 type)
{
	return &sums->commands[fuzz_command_index(type)];
}

/**
 * fuzz_was_sent() - Count a command that was sent
 * @type: its type
 */
void fuzz_was_sent(u32 type)
{
	command_of(type)->done++;
}

/**
 * fuzz_was_answered() - Count the answer to a command
 * @type: its type
 * @answer: the answer's
 */
void fuzz_was_answered(u32 type, u32 answer)
{
	struct count *c = command_of(type);

	c->answered++;
	if (answer >= VIRTIO_GPU_RESP_OK_NODATA &&
	    answer < VIRTIO_GPU_RESP_ERR_UNSPEC)
		c->good++;
}

/** fuzz_round_begun() - Count a round */
void fuzz_round_begun(void)
{
	sums->rounds++;
}

/** fuzz_round_killed() - Count a round that was killed at a random time */
void fuzz_round_killed(void)
{
	sums->killed++;
}

/** fuzz_gpu_lost() - Count a GPU that was made to complete nothing */
void fuzz_gpu_lost(void)
{
	sums->lost++;
}

/** fuzz_neighbour_reset() - Count a reset that the neighbour needed */
void fuzz_neighbour_reset(void)
{
	sums->neighbour_resets++;
}

/**
 * fuzz_spent() - Count the time that a kind of work took
 * @kind: its number, below 64
 * @ns: nanoseconds
 */
void fuzz_spent(size_t kind, u64 ns)
{
	sums->spent[kind] += ns;
}

static u64 total(void)
{
	u64 sum = 0;

	for (size_t i = 0; i < NR_OPS; i++)
		sum += sums->ops[i].done;
	for (size_t i = 0; i < MAX_KINDS; i++)
		sum += sums->commands[i].done;
	return sum;
}

static void report_commands(void)
{
	for (size_t i = 0; i <= fuzz_command_kinds(); i++) {
		const struct count *c = &sums->commands[i];
		u32 type = i < fuzz_command_kinds() ? fuzz_command_type(i) : 0;

		if (c->done)
			diag("command 0x%04x: %u sent, %u answered, %u of these well",
			     type, c->done, c->answered, c->good);
	}
}

static void report_ops(void)
{
	for (size_t i = 0; i < NR_OPS; i++)
		if (sums->ops[i].done)
			diag("%s: %u times, %u rejected", op_names[i].name,
			     sums->ops[i].done,
			     sums->ops[i].done - sums->ops[i].good);
}

/**
 * fuzz_report() - Print what was done
 * @kinds: names of the kinds that fuzz_spent() counts, ending with NULL
 */
void fuzz_report(const char *const *kinds)
{
	u64 seconds = (fuzz_now() - began) / 1000000000 ?: 1;

	report_commands();
	report_ops();
	for (size_t i = 0; kinds[i]; i++)
		diag("%llu ms went into: %s",
		     (unsigned long long)sums->spent[i] / 1000000, kinds[i]);
	diag("%u rounds, %u of them killed; a GPU lost %u times, %u resets of the neighbour",
	     sums->rounds, sums->killed, sums->lost, sums->neighbour_resets);
	diag("%llu operations in %llu s, %llu a second",
	     (unsigned long long)total(), (unsigned long long)seconds,
	     (unsigned long long)(total() / seconds));
}

/**
 * fuzz_did_all() - Check that each kind of work was done
 *
 * Return: false if much was done, but some kind never succeeded.
 */
bool fuzz_did_all(void)
{
	bool all = true;

	for (size_t i = 0; i < NR_OPS && total() >= ENOUGH; i++) {
		if (sums->ops[i].good || op_names[i].optional)
			continue;
		diag("never succeeded: %s", op_names[i].name);
		all = false;
	}
	return all;
}
