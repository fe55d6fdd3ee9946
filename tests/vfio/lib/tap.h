/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Expectations of a test. A test runs in its own process: the first expectation that
 * does not hold prints the reason and ends the process.
 */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>
#include <stdint.h>
#include <unistd.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/*
 * The limit of a wait for the device in milliseconds: ten times what a loaded machine
 * needs, more on a slow machine (tap_stretch()), less where the wait is known to fail.
 */
extern int wait_ms;
#define WAIT_MS wait_ms

unsigned int tap_stretch(void);

void diag(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void tap_fail(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), noreturn));
void tap_skip(const char *fmt, ...)
	__attribute__((format(printf, 1, 2), noreturn));
void tap_is(const char *file, int line, const char *what, long long got,
	    long long want);

/* Exit statuses of a test's process. */
enum { TEST_PASSED, TEST_FAILED, TEST_SKIPPED = 77 };

/* fail("why"): the test has failed. */
#define fail(...) tap_fail(__FILE__, __LINE__, __VA_ARGS__)

/* is(got, want): both are numbers; what is printed is the expression. */
#define is(got, want) \
	tap_is(__FILE__, __LINE__, #got, (long long)(got), (long long)(want))

/* Whether @cond holds, or begins to within WAIT_MS; it is looked at once at least. */
#define until(cond) \
	({ \
		for (int ms_ = 0; !(cond) && ms_ < WAIT_MS; ms_ += 10) \
			usleep(10000); \
		(cond); \
	})

/*
 * settles(got, want): is() for a state that a worker or the GPU still has to reach. What
 * holds as soon as a call returns is a promise, and is() tests it once.
 */
#define settles(got, want) \
	do { \
		if (!until((got) == (want))) \
			diag("waited %d ms in vain for %s to be %lld", WAIT_MS, \
			     #got, (long long)(want)); \
		is(got, want); \
	} while (0)

/* holds(condition, "why", ...): the condition is printed, too. */
#define holds(cond, ...) \
	do { \
		if (!(cond)) { \
			diag("does not hold: %s", #cond); \
			fail(__VA_ARGS__); \
		} \
	} while (0)

#endif /* TAP_H */
