/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is always true of mvgpu's own books, whatever guests and VMMs do. Looked at
 * in builds for tests only (make MVGPU_DEBUG=1): in others a mistake of ours must
 * not become a line in the log, or a panic, that a guest can cause.
 */
#ifndef MVGPU_INCLUDE_INVARIANT_H
#define MVGPU_INCLUDE_INVARIANT_H

#ifdef __KERNEL__
#include <linux/bug.h>
#else
#include <assert.h>
#define WARN_ON(cond)	assert(!(cond))
#endif

#ifdef MVGPU_DEBUG
#define mvgpu_invariant(cond)	WARN_ON(!(cond))
#else
/* Compiled, so that it stays true to the code, and not looked at. */
#define mvgpu_invariant(cond)	((void)sizeof(!(cond)))
#endif

#endif /* MVGPU_INCLUDE_INVARIANT_H */
