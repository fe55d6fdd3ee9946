/* SPDX-License-Identifier: GPL-2.0 */
/* The memory of blobs, as different drivers have it. */
#ifndef FAKE_MEMORY_H
#define FAKE_MEMORY_H

#include <stddef.h>

int memory_select(const char *name);
void *memory_new(size_t bytes);
void *memory_new_dmabuf(size_t bytes, int *fd);
void *memory_new_at(void *addr, size_t bytes);

#endif /* FAKE_MEMORY_H */
