/* SPDX-License-Identifier: GPL-2.0 */
/* A renderer that does anything: random numbers, and what it does with mappings. */
#ifndef FAKE_RANDOM_H
#define FAKE_RANDOM_H

#include "fake.h"

/**
 * struct random - generator of random numbers
 * @state: any value; the same one gives the same numbers
 */
struct random {
	u64 state;
};

u32 random_next(struct random *rng);
u32 random_below(struct random *rng, u32 n);
void random_map(struct fake *fake, const struct mvgpu_render_cmd *cmd, struct random *rng);
void random_unmap(struct fake *fake);
void random_list_maps(void);

#endif /* FAKE_RANDOM_H */
