/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Red-black trees for free-standing files: those of the kernel, or in user space those of
 * libbsd under the same names.
 */
#ifndef MVGPU_INCLUDE_SHIM_RBTREE_H
#define MVGPU_INCLUDE_SHIM_RBTREE_H

#ifdef __KERNEL__

#include <linux/rbtree.h>

#else

#include <bsd/sys/tree.h>
#include "shim.h"

struct rb_node {
	RB_ENTRY(rb_node) entry;
};

RB_HEAD(rb_user, rb_node);

struct rb_root_cached {
	struct rb_user root;
	struct rb_node *leftmost;
};

#define rb_entry(ptr, type, member)	container_of(ptr, type, member)
#define rb_first_cached(tree)	((tree)->leftmost)

/* The order of the tree that a node is added to. */
static bool (*rb_user_less)(struct rb_node *a, const struct rb_node *b);

static inline int rb_user_compare(struct rb_node *a, struct rb_node *b)
{
	return rb_user_less(a, b) ? -1 : 1;
}

RB_GENERATE_INTERNAL(rb_user, rb_node, entry, rb_user_compare, static inline)

static inline void rb_add_cached(struct rb_node *node, struct rb_root_cached *tree,
				 bool (*less)(struct rb_node *a, const struct rb_node *b))
{
	rb_user_less = less;
	RB_INSERT(rb_user, &tree->root, node);
	tree->leftmost = RB_MIN(rb_user, &tree->root);
}

static inline void rb_erase_cached(struct rb_node *node, struct rb_root_cached *tree)
{
	if (tree->leftmost == node)
		tree->leftmost = RB_NEXT(rb_user, &tree->root, node);
	RB_REMOVE(rb_user, &tree->root, node);
}

#endif

#endif /* MVGPU_INCLUDE_SHIM_RBTREE_H */
