/* SPDX-License-Identifier: GPL-2.0 */
/* A guest under KVM that accesses memory of this process, as the guest of a VMM does. */
#ifndef VM_H
#define VM_H

#include "tap.h"

/* Pages that such a guest reaches. */
#define VM_PAGES 15

int vm_increment(volatile u32 *mem, unsigned int pages);

#endif /* VM_H */
