/* SPDX-License-Identifier: GPL-2.0 */
/* A renderer that does anything: what it does with mappings. */
#ifndef FAKE_RANDOM_H
#define FAKE_RANDOM_H

#include "../lib/rng.h"
#include "fake.h"

void random_map(struct fake *fake, const struct mvgpu_render_cmd *cmd, struct rng *rng);
void random_unmap(struct fake *fake);
void random_list_maps(void);

#endif /* FAKE_RANDOM_H */
