// SPDX-License-Identifier: GPL-2.0
/* How long vGPUs take to open and to close, of which many are open at a time. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include "lib/clock.h"
#include "opens.h"
#include "test.h"

/* A container, a group and a device for each, and what the process has anyway. */
#define FILES(number) (3 * (number) + 64)

/* Reads the directory of a vGPU from standard input. */
static char *next_path(void)
{
	char path[PATH_MAX];

	if (!fgets(path, sizeof(path), stdin))
		return NULL;
	path[strcspn(path, "\n")] = 0;
	return strdup(path);
}

static bool open_all(struct dev *devs, u32 number)
{
	for (u32 i = 0; i < number; i++) {
		double begin = clock_seconds();
		int err;

		devs[i].sysfs = next_path();
		err = devs[i].sysfs ? dev_try_open(&devs[i]) : -1;
		if (err) {
			fprintf(stderr, "vGPU %u does not open: errno %d\n", i, -err);
			return false;
		}
		printf("open %.1f\n", 1e6 * (clock_seconds() - begin));
	}
	return true;
}

static void close_all(struct dev *devs, u32 number)
{
	for (u32 i = 0; i < number; i++) {
		double begin = clock_seconds();

		dev_close(&devs[i]);
		printf("close %.1f\n", 1e6 * (clock_seconds() - begin));
	}
}

/**
 * opens() - open vGPUs, whose directories are read from standard input, a line each
 * @dev: unused
 * @arg: how many
 *
 * Prints "open" or "close" and microseconds for each, and "all are open" between; they
 * stay open until standard input ends.
 *
 * Return: exit status.
 */
int opens(struct dev *dev, const char *arg)
{
	u32 number = atoi(arg);
	struct rlimit files = { FILES(number), FILES(number) };
	struct dev *devs = calloc(number, sizeof(*devs));

	holds(devs && !setrlimit(RLIMIT_NOFILE, &files), "no memory, or no files: %m");
	if (!open_all(devs, number))
		return 1;
	puts("all are open");
	fflush(stdout);
	while (getchar() != EOF)
		continue;
	close_all(devs, number);
	return 0;
}
