// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include "tap.h"

#define MAX_STRETCH 64

int wait_ms = 10000;

/**
 * tap_stretch() - the factor by which this machine is slow
 *
 * Return: how many times longer than on an idle machine something may take, from
 * MVGPU_STRETCH in the environment, 64 at most.
 */
unsigned int tap_stretch(void)
{
	const char *text = getenv("MVGPU_STRETCH");
	long times = text ? strtol(text, NULL, 10) : 1;

	if (times > MAX_STRETCH)
		return MAX_STRETCH;
	return times > 1 ? times : 1;
}

static void vdiag(const char *fmt, va_list args)
{
	printf("# ");
	vprintf(fmt, args);
	printf("\n");
	fflush(stdout);
}

/**
 * diag() - print a line that is no result
 * @fmt: as printf, without a line end
 */
void diag(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vdiag(fmt, args);
	va_end(args);
}

/**
 * tap_fail() - end this test as failed
 * @file: where
 * @line: where
 * @fmt: why
 */
void tap_fail(const char *file, int line, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vdiag(fmt, args);
	va_end(args);
	diag("at %s:%d", file, line);
	_Exit(TEST_FAILED);
}

/**
 * tap_skip() - end this test as skipped
 * @fmt: why
 */
void tap_skip(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vdiag(fmt, args);
	va_end(args);
	_Exit(TEST_SKIPPED);
}

/**
 * tap_is() - see is()
 * @file: where
 * @line: where
 * @what: the expression that was evaluated
 * @got: its value
 * @want: what it should be
 */
void tap_is(const char *file, int line, const char *what, long long got,
	    long long want)
{
	if (got != want)
		tap_fail(file, line, "%s: got %lld (0x%llx), want %lld (0x%llx)",
			 what, got, got, want, want);
}
