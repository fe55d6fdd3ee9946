// SPDX-License-Identifier: GPL-2.0
/*
 * A replacement of libFuzzer that runs a target on the same inputs every time.
 *
 *   TARGET [-f FILE]... [-c CORPUS] [RUNS]       inputs 0..RUNS-1
 *   TARGET [-f FILE]... [-c CORPUS] RUNS SEED    input SEED only, to reproduce a
 *                                                failure
 *
 * The first inputs are the files and the lines of the corpus (see corpus.py). Of
 * the others, every second one is one of these with some bytes changed, and the
 * rest is random.
 */
#include <ctype.h>
#include <libgen.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_INPUT 4096
#define MAX_FILES 4096

struct input {
	uint8_t *data;
	size_t size;
};

static struct input files[MAX_FILES];
static unsigned int nr_files;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint64_t current;

/* Sanitizers abort like a failed assertion, so that one handler suffices. */
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

static FILE *open_input(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (!file) {
		printf("Bail out! %s cannot be read\n", path);
		exit(1);
	}
	return file;
}

static struct input *new_input(size_t size)
{
	struct input *input = &files[nr_files++];

	if (nr_files == MAX_FILES) {
		printf("Bail out! more than %d inputs\n", MAX_FILES);
		exit(1);
	}
	input->data = malloc(size + 1);
	if (!input->data)
		abort();
	return input;
}

static void add_file(const char *path)
{
	FILE *file = open_input(path);
	struct input *input = new_input(1 << 20);

	input->size = fread(input->data, 1, 1 << 20, file);
	fclose(file);
}

static void add_line(const char *line)
{
	struct input *input = new_input(strlen(line) / 2);
	unsigned int byte;

	for (; sscanf(line, "%2x", &byte) == 1; line += 2)
		input->data[input->size++] = byte;
}

static void add_corpus(const char *path)
{
	FILE *file = open_input(path);
	char *line = NULL;
	size_t room = 0;

	while (getline(&line, &room, file) > 0)
		if (isxdigit(*line))
			add_line(line);
	free(line);
	fclose(file);
}

static struct input copy_file(unsigned int index)
{
	const struct input *file = &files[index];
	struct input copy = { malloc(file->size + 1), file->size };

	if (!copy.data)
		abort();
	memcpy(copy.data, file->data, file->size);
	return copy;
}

/* Change up to sixteen bytes and sometimes cut off the end. */
static struct input change_file(uint64_t *state)
{
	struct input copy = copy_file(next(state) % nr_files);
	unsigned int changes = next(state) % 16;

	if (next(state) % 8 == 0)
		copy.size = next(state) % (copy.size + 1);
	while (changes-- && copy.size)
		copy.data[next(state) % copy.size] = next(state) >> 32;
	return copy;
}

static struct input make_random(uint64_t *state)
{
	struct input input;
	size_t i;

	input.size = next(state) % MAX_INPUT;
	input.data = malloc(input.size + 1);
	if (!input.data)
		abort();
	for (i = 0; i < input.size; i++)
		input.data[i] = next(state) >> 32;
	return input;
}

static void one(uint64_t seed)
{
	uint64_t state = (seed + 1) * 0x9e3779b97f4a7c15ULL;
	struct input input;

	next(&state);
	if (seed < nr_files)
		input = copy_file(seed);
	else if (nr_files && seed % 2)
		input = change_file(&state);
	else
		input = make_random(&state);
	current = seed;
	LLVMFuzzerTestOneInput(input.data, input.size);
	free(input.data);
}

int main(int argc, char **argv)
{
	unsigned long runs = 1000;
	unsigned long i;
	int option;

	while ((option = getopt(argc, argv, "f:c:")) != -1) {
		if (option == 'f')
			add_file(optarg);
		else if (option == 'c')
			add_corpus(optarg);
		else
			return 2;
	}
	if (optind < argc)
		runs = strtoul(argv[optind], NULL, 0);
	if (optind + 1 < argc) {
		one(strtoul(argv[optind + 1], NULL, 0));
		return 0;
	}
	if (runs < nr_files)
		runs = nr_files;
	signal(SIGABRT, name_input);
	printf("1..1\n");
	fflush(stdout);
	for (i = 0; i < runs; i++)
		one(i);
	printf("ok 1 - %s: %lu inputs\n", basename(argv[0]), runs);
	return 0;
}
