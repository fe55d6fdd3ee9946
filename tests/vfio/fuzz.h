/* SPDX-License-Identifier: GPL-2.0 */
/* Random work: numbers that a seed makes, and commands made of them. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include "tap.h"

/* Bytes that the largest random command takes. */
#define FUZZ_CMD_MAX 8192

/**
 * struct rng - where random numbers come from
 * @state: any value; the same one gives the same numbers
 */
struct rng {
	u64 state;
};

u32 rng_next(struct rng *rng);
u32 rng_below(struct rng *rng, u32 n);
bool rng_one_in(struct rng *rng, u32 n);
u32 rng_edge(struct rng *rng);

u32 fuzz_command(struct rng *rng, void *cmd, unsigned int *queue);
size_t fuzz_command_index(u32 type);
size_t fuzz_command_kinds(void);
u32 fuzz_command_type(size_t index);

/* fuzz.c */
struct dev;
int fuzz(struct dev *dev, const char *arg);

#endif /* FUZZ_H */
