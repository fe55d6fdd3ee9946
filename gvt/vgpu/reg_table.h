/* SPDX-License-Identifier: GPL-2.0 */
/* The registers in BAR 0, as a table. */
#ifndef MVGPU_GVT_VGPU_REG_TABLE_H
#define MVGPU_GVT_VGPU_REG_TABLE_H

#include <linux/types.h>

struct mvgpu_vgpu;
struct mvgpu_reg;

typedef u64 (*mvgpu_reg_read_fn)(struct mvgpu_vgpu *vgpu,
			   const struct mvgpu_reg *reg);
typedef void (*mvgpu_reg_write_fn)(struct mvgpu_vgpu *vgpu,
			     const struct mvgpu_reg *reg, u64 value);

/**
 * struct mvgpu_reg - Register in BAR 0
 * @offset: first byte in BAR 0
 * @size: bytes
 * @wide: a write of twice the size is accepted as well
 * @unlocked: the functions do not need vgpu->lock
 * @arg: offset in struct mvgpu_queue_state, or the queue of a doorbell
 * @read: NULL: write-only, reads as zero
 * @write: NULL: read-only, writes are ignored
 */
struct mvgpu_reg {
	u16 offset;
	u8 size;
	bool wide;
	bool unlocked;
	u16 arg;
	mvgpu_reg_read_fn read;
	mvgpu_reg_write_fn write;
};

const struct mvgpu_reg *mvgpu_reg_find(u32 offset, unsigned int len, bool write);

#endif /* MVGPU_GVT_VGPU_REG_TABLE_H */
