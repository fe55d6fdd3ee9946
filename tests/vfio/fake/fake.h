/* SPDX-License-Identifier: GPL-2.0 */
/* A renderer at work: its session, how it misbehaves, and its log. */
#ifndef FAKE_FAKE_H
#define FAKE_FAKE_H

#include <stdio.h>
#include "session.h"

struct mode;

/**
 * struct fake - a renderer
 * @session: its session
 * @mode: how it misbehaves, or NULL
 * @arg: of the mode: an operation or milliseconds
 * @after: commands after OPEN that are executed well
 * @from_open: it misbehaves at OPEN already
 * @mode_file: file with the mode, which is read at OPEN; or NULL
 * @follows: it follows a renderer that ended by a fault
 * @count: commands executed so far, without OPEN
 * @log: where a line for each command goes
 * @quiet: none does
 */
struct fake {
	struct session session;
	const struct mode *mode;
	long arg;
	unsigned int after;
	bool from_open;
	const char *mode_file;
	bool follows;
	unsigned int count;
	FILE *log;
	bool quiet;
};

#endif /* FAKE_FAKE_H */
