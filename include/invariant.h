/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Invariants of the module's accounting, which hold whatever guests and VMMs do. They are
 * checked only in builds for tests (make MVGPU_DEBUG=1). In other builds a bug of the module
 * must not let a guest cause a warning in the log, or a panic.
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
/* Compiled, so that it stays valid, but not evaluated. */
#define mvgpu_invariant(cond)	((void)sizeof(!(cond)))
#endif

#endif /* MVGPU_INCLUDE_INVARIANT_H */
