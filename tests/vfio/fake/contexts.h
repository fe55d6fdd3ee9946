/* SPDX-License-Identifier: GPL-2.0 */
/* The contexts of a renderer that executes no streams. */
#ifndef FAKE_CONTEXTS_H
#define FAKE_CONTEXTS_H

#include <stdbool.h>
#include "types.h"

int context_add(u32 id, u32 capset);
int context_drop(u32 id);
bool context_is_opaque(u32 id);

#endif /* FAKE_CONTEXTS_H */
