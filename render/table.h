/* SPDX-License-Identifier: GPL-2.0 */
/* Table of things that the guest has given a number. */
#ifndef MVGPU_RENDER_TABLE_H
#define MVGPU_RENDER_TABLE_H

#include "shim.h"

#define RD_TABLE_BUCKETS 4096

/**
 * struct rd_entry - Thing in a table, embedded in it
 * @next: next one with the same hash
 * @id: number, not 0
 */
struct rd_entry {
	struct rd_entry *next;
	u32 id;
};

/**
 * struct rd_table - Table
 * @bucket: lists of things, by hash
 * @count: number of things
 */
struct rd_table {
	struct rd_entry *bucket[RD_TABLE_BUCKETS];
	u32 count;
};

struct rd_entry *rd_table_find(struct rd_table *table, u32 id);
void rd_table_add(struct rd_table *table, struct rd_entry *entry, u32 id);
void rd_table_remove(struct rd_table *table, struct rd_entry *entry);

#endif /* MVGPU_RENDER_TABLE_H */
