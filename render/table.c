// SPDX-License-Identifier: GPL-2.0
/*
 * Table of things by number. Guests choose the numbers; with those that Linux chooses,
 * consecutive ones, each list has one thing until there are more than lists.
 */
#include "render/table.h"

static struct rd_entry **table_place(struct rd_table *table, u32 id)
{
	struct rd_entry **place = &table->bucket[id % RD_TABLE_BUCKETS];

	while (*place && (*place)->id != id)
		place = &(*place)->next;
	return place;
}

/**
 * rd_table_find() - Find a thing
 * @table: table
 * @id: its number
 *
 * Return: the thing, or NULL.
 */
struct rd_entry *rd_table_find(struct rd_table *table, u32 id)
{
	return *table_place(table, id);
}

/**
 * rd_table_add() - Add a thing whose number is not in the table
 * @table: table
 * @entry: thing
 * @id: its number
 */
void rd_table_add(struct rd_table *table, struct rd_entry *entry, u32 id)
{
	struct rd_entry **place = table_place(table, id);

	entry->id = id;
	entry->next = *place;
	*place = entry;
	table->count++;
}

/**
 * rd_table_remove() - Remove a thing that is in the table
 * @table: table
 * @entry: thing
 */
void rd_table_remove(struct rd_table *table, struct rd_entry *entry)
{
	*table_place(table, entry->id) = entry->next;
	table->count--;
}
