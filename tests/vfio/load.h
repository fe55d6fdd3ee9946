/* SPDX-License-Identifier: GPL-2.0 */
/* Streams that do nothing, and what was measured of them. */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include "lib/tap.h"

/* The module takes no more commands at a time. */
#define LOAD_MAX_DEPTH 64
/* The latency of later streams is not noted. */
#define LOAD_MAX_LATENCIES 100000

/**
 * struct load - what is measured
 * @rounds: how often
 * @seconds: for how long
 * @depth: streams in flight, 1..LOAD_MAX_DEPTH
 * @bytes: of a stream, at least those of a virgl command without arguments
 */
struct load {
	unsigned int rounds;
	double seconds;
	unsigned int depth;
	unsigned int bytes;
};

/**
 * struct count - what happened
 * @commands: streams that completed
 * @doorbells: that were rung
 * @interrupts: that came
 * @sent: when the streams in flight were sent, by their number modulo LOAD_MAX_DEPTH
 * @latency: seconds until the completion of each was seen
 */
struct count {
	u64 commands;
	u64 doorbells;
	u64 interrupts;
	double sent[LOAD_MAX_DEPTH];
	float latency[LOAD_MAX_LATENCIES];
};

bool load_parse(struct load *load, const char *arg);
u32 *load_stream(const struct load *load, u32 *words);
void load_sent(struct count *count, u64 in_flight, u64 depth);
void load_completed(struct count *count, u64 n);
void load_report(struct count *count, unsigned int number, u64 commands, double seconds);

#endif /* LOAD_H */
