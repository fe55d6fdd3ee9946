// SPDX-License-Identifier: GPL-2.0
/* Streams that do nothing, and what was measured of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lib/clock.h"
#include "lib/gpu3d.h"
#include "load.h"
#include "test.h"

/* The longest virgl command, words after its header. */
#define MAX_WORDS 0xffff
/* Of a stream; the request buffer of a device is larger. */
#define MAX_BYTES (256U << 10)

/**
 * load_parse() - read what is to be measured
 * @load: filled in
 * @arg: "ROUNDS:SECONDS[:DEPTH[:BYTES]]"
 *
 * Return: true when it is in range.
 */
bool load_parse(struct load *load, const char *arg)
{
	*load = (struct load) { .depth = LOAD_MAX_DEPTH, .bytes = sizeof(u32) };
	return sscanf(arg, "%u:%lf:%u:%u", &load->rounds, &load->seconds, &load->depth,
		      &load->bytes) >= 2 &&
	       load->depth && load->depth <= LOAD_MAX_DEPTH &&
	       load->bytes >= sizeof(u32) && load->bytes <= MAX_BYTES;
}

/**
 * load_stream() - make a stream of virgl commands that do nothing
 * @load: size
 * @words: number of words of the stream
 *
 * Return: stream, to be freed.
 */
u32 *load_stream(const struct load *load, u32 *words)
{
	u32 *stream;

	*words = load->bytes / sizeof(u32);
	stream = calloc(*words, sizeof(*stream));
	holds(stream, "no memory for a stream");
	for (u32 at = 0, len; at < *words; at += 1 + len) {
		len = *words - at - 1 < MAX_WORDS ? *words - at - 1 : MAX_WORDS;
		stream[at] = VIRGL_CMD(0, 0, len);
	}
	return stream;
}

/**
 * load_sent() - note that streams are sent
 * @count: what happened so far
 * @in_flight: streams that were sent before and are not complete
 * @depth: streams in flight from now on
 */
void load_sent(struct count *count, u64 in_flight, u64 depth)
{
	double now = clock_seconds();

	for (; in_flight < depth; in_flight++)
		count->sent[(count->commands + in_flight) % LOAD_MAX_DEPTH] = now;
}

/**
 * load_completed() - note that the oldest streams in flight have completed
 * @count: what happened so far
 * @n: their number
 */
void load_completed(struct count *count, u64 n)
{
	double now = clock_seconds();

	for (; n--; count->commands++)
		if (count->commands < LOAD_MAX_LATENCIES)
			count->latency[count->commands] =
				now - count->sent[count->commands % LOAD_MAX_DEPTH];
}

static int compare(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/**
 * load_report() - print a line of results
 * @count: what happened
 * @number: what the line begins with
 * @commands: completed in that time
 * @seconds: the time
 */
void load_report(struct count *count, unsigned int number, u64 commands, double seconds)
{
	unsigned int n = commands < LOAD_MAX_LATENCIES ? commands : LOAD_MAX_LATENCIES;

	qsort(count->latency, n, sizeof(*count->latency), compare);
	printf("%u %.1f %.4f %.4f %.1f %.1f\n", number, commands / seconds,
	       (double)count->doorbells / commands, (double)count->interrupts / commands,
	       1e6 * count->latency[n / 2], 1e6 * count->latency[n - 1 - n / 100]);
	fflush(stdout);
}
