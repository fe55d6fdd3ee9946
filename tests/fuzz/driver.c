// SPDX-License-Identifier: GPL-2.0
/*
 * Stands in for libFuzzer: feeds a target the same made-up inputs every time.
 *
 *   TARGET [RUNS]       inputs 0..RUNS-1
 *   TARGET RUNS SEED    input SEED only, to look at one that failed
 */
#include <libgen.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_INPUT 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint64_t current;

/* Sanitizers end like a failed assertion, so that one handler is enough. */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
	return "abort_on_error=1";
}

const char *__ubsan_default_options(void)
{
	return "abort_on_error=1:print_stacktrace=1";
}

static void name_input(int signal)
{
	dprintf(1, "# it was input %llu\n", (unsigned long long)current);
}

static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void one(uint64_t seed)
{
	uint64_t state = (seed + 1) * 0x9e3779b97f4a7c15ULL;
	size_t size, i;
	uint8_t *data;

	next(&state);
	size = next(&state) % MAX_INPUT;
	data = malloc(size + 1);
	if (!data)
		abort();
	for (i = 0; i < size; i++)
		data[i] = next(&state) >> 32;
	current = seed;
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

int main(int argc, char **argv)
{
	unsigned long runs = argc > 1 ? strtoul(argv[1], NULL, 0) : 1000;
	unsigned long i;

	if (argc > 2) {
		one(strtoul(argv[2], NULL, 0));
		return 0;
	}
	signal(SIGABRT, name_input);
	printf("1..1\n");
	fflush(stdout);
	for (i = 0; i < runs; i++)
		one(i);
	printf("ok 1 - %s: %lu inputs\n", basename(argv[0]), runs);
	return 0;
}
