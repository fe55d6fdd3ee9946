// SPDX-License-Identifier: GPL-2.0
/*
 * The registers in BAR 0, as one table: virtio 1.2, 4.1.4.3 (common), 4.1.4.4
 * (notify), 4.1.4.5 (ISR) and 5.7.4 (device configuration).
 */
#include <linux/log2.h>
#include <linux/nospec.h>
#include <linux/virtio_config.h>
#include <linux/virtio_gpu.h>
#include <linux/virtio_pci.h>
#include "gvt/sched/wakeup.h"
#include "gvt/trace/trace.h"
#include "gvt/vgpu/reg_table.h"
#include "gvt/vgpu/reset.h"
#include "gvt/vgpu/vgpu_types.h"
#include "gvt/virtio/transport.h"

static struct mvgpu_queue_state *reg_selected(struct mvgpu_vgpu *vgpu)
{
	u16 i = vgpu->transport.queue_select;

	if (i >= MVGPU_NR_QUEUES)
		return NULL;
	return &vgpu->transport.queue[array_index_nospec(i, MVGPU_NR_QUEUES)];
}

/* The selected queue, if its registers may be changed. */
static struct mvgpu_queue_state *reg_configurable(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_queue_state *q = reg_selected(vgpu);

	return q && !q->enabled ? q : NULL;
}

static u16 reg_valid_vector(u64 vector)
{
	return vector < MVGPU_MSIX_VECTORS ? vector : MVGPU_NO_VECTOR;
}

static u64 reg_zero_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return 0;
}

/* Features are in words of 32 bits, of which the device has two. */
static u64 reg_feature_word(u64 features, u32 select)
{
	return select > 1 ? 0 : (u32)(features >> (32 * select));
}

static u64 reg_dfselect_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.device_feature_select;
}

static void reg_dfselect_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			       u64 value)
{
	vgpu->transport.device_feature_select = value;
}

static u64 reg_df_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return reg_feature_word(vgpu->transport.device_features,
			    vgpu->transport.device_feature_select);
}

static u64 reg_gfselect_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.driver_feature_select;
}

static void reg_gfselect_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			       u64 value)
{
	vgpu->transport.driver_feature_select = value;
}

static u64 reg_gf_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return reg_feature_word(vgpu->transport.driver_features,
			    vgpu->transport.driver_feature_select);
}

static void reg_gf_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			 u64 value)
{
	struct mvgpu_transport *t = &vgpu->transport;
	unsigned int shift = t->driver_feature_select * 32;

	if (t->driver_feature_select > 1 ||
	    (t->status & VIRTIO_CONFIG_S_FEATURES_OK))
		return;
	t->driver_features &= ~((u64)U32_MAX << shift);
	t->driver_features |= (u64)(u32)value << shift;
}

static u64 reg_msix_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.config_vector;
}

static void reg_msix_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			   u64 value)
{
	vgpu->transport.config_vector = reg_valid_vector(value);
}

static u64 reg_numq_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return MVGPU_NR_QUEUES;
}

static u64 reg_status_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.status;
}

static void reg_status_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			     u64 value)
{
	if (value)
		mvgpu_transport_set_status(vgpu, value);
	else
		mvgpu_reset_by_driver(vgpu);
}

static u64 reg_cfggen_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.config_generation;
}

static u64 reg_qselect_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.queue_select;
}

static void reg_qselect_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			      u64 value)
{
	vgpu->transport.queue_select = value;
}

static u64 reg_qsize_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	struct mvgpu_queue_state *q = reg_selected(vgpu);

	return q ? q->size : 0;
}

/* An invalid size is ignored, as QEMU does: the old one reads back. */
static void reg_qsize_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			    u64 value)
{
	struct mvgpu_queue_state *q = reg_configurable(vgpu);

	if (q && value <= MVGPU_VRING_MAX && is_power_of_2(value))
		q->size = value;
}

static u64 reg_qvector_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	struct mvgpu_queue_state *q = reg_selected(vgpu);

	return q ? q->vector : MVGPU_NO_VECTOR;
}

static void reg_qvector_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			      u64 value)
{
	struct mvgpu_queue_state *q = reg_selected(vgpu);

	if (q)
		q->vector = reg_valid_vector(value);
}

static u64 reg_qenable_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	struct mvgpu_queue_state *q = reg_selected(vgpu);

	return q && q->enabled;
}

static void reg_qenable_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			      u64 value)
{
	struct mvgpu_queue_state *q = reg_configurable(vgpu);

	if (q && value == 1)
		mvgpu_transport_queue_enable(vgpu, q - vgpu->transport.queue);
}

/* Offset of the doorbell, in units of the notify multiplier. */
static u64 reg_qnoff_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	struct mvgpu_queue_state *q = reg_selected(vgpu);

	return q ? q - vgpu->transport.queue : 0;
}

static u64 *reg_queue_field(struct mvgpu_queue_state *q, const struct mvgpu_reg *reg)
{
	return (void *)q + reg->arg;
}

static u64 reg_qaddr_lo_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	struct mvgpu_queue_state *q = reg_selected(vgpu);

	return q ? *reg_queue_field(q, reg) : 0;
}

static u64 reg_qaddr_hi_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return reg_qaddr_lo_read(vgpu, reg) >> 32;
}

static void reg_qaddr_lo_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			       u64 value)
{
	struct mvgpu_queue_state *q = reg_configurable(vgpu);
	u64 high = GENMASK_ULL(63, 32);

	if (q)
		*reg_queue_field(q, reg) = (*reg_queue_field(q, reg) & high) | value;
}

static void reg_qaddr_hi_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			       u64 value)
{
	struct mvgpu_queue_state *q = reg_configurable(vgpu);

	if (q)
		*reg_queue_field(q, reg) = (u32)*reg_queue_field(q, reg) | value << 32;
}

/* A reset has completed when the write returns, so the guest never has to wait. */
static void reg_qreset_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			     u64 value)
{
	struct mvgpu_queue_state *q = reg_selected(vgpu);

	if (q && q->enabled && value == 1)
		mvgpu_reset_queue(vgpu, q - vgpu->transport.queue);
}

/* The lock is needed: otherwise an interrupt that is raised in between would be lowered. */
static u64 reg_isr_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	u64 isr = atomic_xchg(&vgpu->transport.isr, 0);

	if (vgpu->guest)
		vgpu->guest->lower(vgpu->guest_priv);
	return isr;
}

static u64 reg_events_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.events;
}

static void reg_events_clear(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			     u64 value)
{
	mvgpu_transport_event_clear(vgpu, value);
}

static u64 reg_scanouts_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->slice.heads;
}

static u64 reg_capsets_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->gpu->caps.num_capsets;
}

static u64 reg_blob_alignment_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return PAGE_SIZE;
}

/* Takes no lock that sleeps: a CPU of the guest waits for the VMM's thread. */
static void reg_doorbell_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			       u64 value)
{
	atomic64_inc(&vgpu->stats.doorbells);
	trace_mvgpu_doorbell(vgpu->name, reg->arg);
	mvgpu_vgpu_kick(vgpu, reg->arg);
}

#define COMMON(o, s, ...)						\
	{ .offset = MVGPU_REG_COMMON + VIRTIO_PCI_COMMON_##o, .size = (s), \
	  __VA_ARGS__ }
#define DEVICE(f, ...)							\
	{ .offset = MVGPU_REG_DEVICE + offsetof(struct virtio_gpu_config, f), \
	  .size = sizeof_field(struct virtio_gpu_config, f), __VA_ARGS__ }
#define DOORBELL(q)							\
	{ .offset = MVGPU_REG_NOTIFY + (q) * MVGPU_NOTIFY_MULTIPLIER,	\
	  .size = 2, .wide = true, .unlocked = true, .arg = (q),	\
	  .read = reg_zero_read, .write = reg_doorbell_write }
#define ADDR_LO(o, f)							\
	COMMON(o, 4, .arg = offsetof(struct mvgpu_queue_state, f),	\
	       .read = reg_qaddr_lo_read, .write = reg_qaddr_lo_write)
#define ADDR_HI(o, f)							\
	COMMON(o, 4, .arg = offsetof(struct mvgpu_queue_state, f),	\
	       .read = reg_qaddr_hi_read, .write = reg_qaddr_hi_write)

/* The doorbells come first: the search is linear, and they are written most. */
static const struct mvgpu_reg regs[] = {
	DOORBELL(MVGPU_CTRLQ),
	DOORBELL(MVGPU_CURSORQ),

	{ .offset = MVGPU_REG_ISR, .size = 1, .read = reg_isr_read },

	COMMON(DFSELECT, 4, .read = reg_dfselect_read, .write = reg_dfselect_write),
	COMMON(DF, 4, .read = reg_df_read),
	COMMON(GFSELECT, 4, .read = reg_gfselect_read, .write = reg_gfselect_write),
	COMMON(GF, 4, .read = reg_gf_read, .write = reg_gf_write),
	COMMON(MSIX, 2, .read = reg_msix_read, .write = reg_msix_write),
	COMMON(NUMQ, 2, .read = reg_numq_read),
	COMMON(STATUS, 1, .read = reg_status_read, .write = reg_status_write),
	COMMON(CFGGENERATION, 1, .read = reg_cfggen_read),
	COMMON(Q_SELECT, 2, .read = reg_qselect_read, .write = reg_qselect_write),
	COMMON(Q_SIZE, 2, .read = reg_qsize_read, .write = reg_qsize_write),
	COMMON(Q_MSIX, 2, .read = reg_qvector_read, .write = reg_qvector_write),
	COMMON(Q_ENABLE, 2, .read = reg_qenable_read, .write = reg_qenable_write),
	COMMON(Q_NOFF, 2, .read = reg_qnoff_read),
	ADDR_LO(Q_DESCLO, desc),
	ADDR_HI(Q_DESCHI, desc),
	ADDR_LO(Q_AVAILLO, avail),
	ADDR_HI(Q_AVAILHI, avail),
	ADDR_LO(Q_USEDLO, used),
	ADDR_HI(Q_USEDHI, used),
	COMMON(Q_NDATA, 2, .read = reg_qnoff_read),
	COMMON(Q_RESET, 2, .read = reg_zero_read, .write = reg_qreset_write),

	DEVICE(events_read, .read = reg_events_read),
	DEVICE(events_clear, .read = reg_zero_read, .write = reg_events_clear),
	DEVICE(num_scanouts, .read = reg_scanouts_read),
	DEVICE(num_capsets, .read = reg_capsets_read),
	{ .offset = MVGPU_REG_BLOB_ALIGNMENT, .size = 4, .read = reg_blob_alignment_read },
};

/*
 * A read belongs to the register that it begins in, with zeroes behind its end. A write
 * must have the width of its register. Drivers have to use a field's own width (virtio
 * 1.2, 4.1.3.1); other accesses get what QEMU answers
 * (Documentation/reference-differences.rst).
 */
static bool reg_covers(const struct mvgpu_reg *reg, u32 offset, unsigned int len,
		       bool write)
{
	if (!write)
		return offset - reg->offset < reg->size;
	return offset == reg->offset &&
	       (len == reg->size || (reg->wide && len == 2 * reg->size));
}

/**
 * mvgpu_reg_find() - Find the register that an access is for
 * @offset: first byte in BAR 0, any
 * @len: bytes of the access, 1..4
 * @write: the access is a write
 *
 * Context: any.
 *
 * Return: register, or NULL: the access has none.
 */
const struct mvgpu_reg *mvgpu_reg_find(u32 offset, unsigned int len, bool write)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++)
		if (reg_covers(&regs[i], offset, len, write))
			return &regs[i];
	return NULL;
}
