/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a free-standing file may use: types, checked arithmetic, byte order, list and bit
 * helpers, and an allocator. In the module these come from the kernel. In user space (unit
 * tests, sanitizers, fuzzers) they come from shim_user.h, so that the tests run the same
 * code as the module.
 */
#ifndef MVGPU_INCLUDE_SHIM_H
#define MVGPU_INCLUDE_SHIM_H

#ifdef __KERNEL__

#include <linux/types.h>
#include <linux/kernel.h>
#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/nospec.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/barrier.h>
#include <asm/byteorder.h>

/* Zeroed memory, charged to the memory cgroup of the caller. May sleep. */
static inline void *mvgpu_zalloc(size_t size)
{
	return kvzalloc(size, GFP_KERNEL_ACCOUNT);
}

static inline void mvgpu_free(void *p)
{
	kvfree(p);
}

/* Barriers of rings that are shared with a guest on another CPU. */
#define mvgpu_rmb()	virt_rmb()
#define mvgpu_wmb()	virt_wmb()
#define mvgpu_mb()	virt_mb()

#else
#include "shim_user.h"
#endif

#endif /* MVGPU_INCLUDE_SHIM_H */
