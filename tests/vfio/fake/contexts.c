// SPDX-License-Identifier: GPL-2.0
/* Contexts: which of them are opaque, by the capability set that they were created for. */
#include <errno.h>
#include <stdlib.h>
#include "contexts.h"

/* A context without a set is one of virgl, like those of VIRGL and VIRGL2. */
#define LAST_OF_VIRGL 2

/**
 * struct context - a context
 * @next: list of all
 * @id: of the guest
 * @capset: that it was created for
 */
struct context {
	struct context *next;
	u32 id;
	u32 capset;
};

static struct context *contexts;

/* Where the context is in the list, or its end. */
static struct context **find(u32 id)
{
	struct context **at = &contexts;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	return at;
}

/**
 * context_add() - remember a context
 * @id: of the guest
 * @capset: that it was created for, or 0
 *
 * Return: 0 or -errno.
 */
int context_add(u32 id, u32 capset)
{
	struct context *ctx = *find(id) ? NULL : malloc(sizeof(*ctx));

	if (!ctx)
		return -EINVAL;
	*ctx = (struct context) { .next = contexts, .id = id, .capset = capset };
	contexts = ctx;
	return 0;
}

/**
 * context_drop() - forget a context
 * @id: of the guest
 *
 * Return: 0 or -errno.
 */
int context_drop(u32 id)
{
	struct context **at = find(id), *ctx = *at;

	if (!ctx)
		return -ENOENT;
	*at = ctx->next;
	free(ctx);
	return 0;
}

/**
 * context_is_opaque() - find out what the streams of a context are
 * @id: of the guest
 *
 * Return: false for virgl, and without such a context.
 */
bool context_is_opaque(u32 id)
{
	const struct context *ctx = *find(id);

	return ctx && ctx->capset > LAST_OF_VIRGL;
}
