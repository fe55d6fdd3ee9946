// SPDX-License-Identifier: GPL-2.0
/*
 * Trapped accesses to BAR 0. What has no register reads as zero and ignores writes; such
 * accesses are counted and traced.
 */
#include <linux/bits.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include "gvt/trace/trace.h"
#include "gvt/vgpu/reg_table.h"
#include "gvt/vgpu/regs.h"
#include "gvt/vgpu/vgpu_types.h"

static void regs_unknown(struct mvgpu_vgpu *vgpu, bool write, u32 offset,
			 unsigned int len, u64 value)
{
	atomic64_inc(&vgpu->stats.reg_unknown);
	trace_mvgpu_reg_unknown(vgpu->name, write, offset, len, value);
}

/*
 * The worker may wait, with the lock held, for memory that the VMM has to provide (by a
 * userfaultfd). A thread that is being killed must not wait for that.
 */
static bool regs_enter(struct mvgpu_vgpu *vgpu)
{
	return !mutex_lock_killable(&vgpu->lock);
}

static u64 regs_call_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	u64 value;

	if (reg->unlocked)
		return reg->read(vgpu, reg);
	if (!regs_enter(vgpu))
		return 0;
	value = reg->read(vgpu, reg);
	mutex_unlock(&vgpu->lock);
	return value;
}

static void regs_call_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			    u64 value)
{
	if (!reg->write)
		return;
	if (reg->unlocked) {
		reg->write(vgpu, reg, value);
		return;
	}
	if (!regs_enter(vgpu))
		return;
	reg->write(vgpu, reg, value);
	mutex_unlock(&vgpu->lock);
}

/* Read at most 4 bytes. */
static u32 regs_read_one(struct mvgpu_vgpu *vgpu, u32 offset, unsigned int len)
{
	const struct mvgpu_reg *reg = mvgpu_reg_find(offset, len, false);
	u32 value;

	if (!reg) {
		regs_unknown(vgpu, false, offset, len, 0);
		return 0;
	}
	value = regs_call_read(vgpu, reg) >> (8 * (offset - reg->offset));
	value &= GENMASK(8 * len - 1, 0);
	trace_mvgpu_reg(vgpu->name, false, offset, len, value);
	return value;
}

static void regs_write_one(struct mvgpu_vgpu *vgpu, u32 offset, unsigned int len,
			   u32 value)
{
	const struct mvgpu_reg *reg = mvgpu_reg_find(offset, len, true);

	if (!reg) {
		regs_unknown(vgpu, true, offset, len, value);
		return;
	}
	trace_mvgpu_reg(vgpu->name, true, offset, len, value);
	regs_call_write(vgpu, reg, value);
}

/**
 * mvgpu_regs_read() - Trapped read of BAR 0
 * @vgpu: vGPU
 * @offset: offset in the BAR, naturally aligned
 * @buf: @len bytes, little endian
 * @len: 1, 2, 4 or 8
 *
 * 8 bytes are two reads of 4, the lower one first. A thread that is being killed reads 0.
 *
 * Context: thread of the VMM. Takes vgpu->lock, may sleep.
 */
void mvgpu_regs_read(struct mvgpu_vgpu *vgpu, u32 offset, void *buf,
		     unsigned int len)
{
	unsigned int n = min(len, 4U);
	unsigned int done;
	__le32 raw;

	atomic64_inc(&vgpu->stats.reg_reads);
	for (done = 0; done < len; done += n) {
		raw = cpu_to_le32(regs_read_one(vgpu, offset + done, n));
		memcpy(buf + done, &raw, n);
	}
}

/**
 * mvgpu_regs_write() - Trapped write of BAR 0
 * @vgpu: vGPU
 * @offset: offset in the BAR, naturally aligned
 * @buf: @len bytes, little endian
 * @len: 1, 2, 4 or 8
 *
 * 8 bytes are two writes of 4, the lower one first. A device reset has completed when this
 * returns. What a thread that is being killed writes may be dropped.
 *
 * Context: thread of the VMM. Takes vgpu->lock, except for a doorbell; may sleep.
 */
void mvgpu_regs_write(struct mvgpu_vgpu *vgpu, u32 offset,
		      const void *buf, unsigned int len)
{
	unsigned int n = min(len, 4U);
	unsigned int done;
	__le32 raw = 0;

	atomic64_inc(&vgpu->stats.reg_writes);
	for (done = 0; done < len; done += n) {
		memcpy(&raw, buf + done, n);
		regs_write_one(vgpu, offset + done, n, le32_to_cpu(raw));
	}
}
