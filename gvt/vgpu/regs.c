// SPDX-License-Identifier: GPL-2.0
/*
 * The registers in BAR 0, from one table: virtio 1.2, 4.1.4.3 (common), 4.1.4.4
 * (notify), 4.1.4.5 (ISR) and 5.7.4 (device configuration). What has no row
 * reads as zero and is dropped, counted and traced.
 */
#include <linux/bits.h>
#include <linux/log2.h>
#include <linux/nospec.h>
#include <linux/virtio_config.h>
#include <linux/virtio_gpu.h>
#include <linux/virtio_pci.h>
#include "gvt/vgpu/vgpu.h"
#include "gvt/trace/trace.h"

struct mvgpu_reg;

typedef u64 (*reg_read_fn)(struct mvgpu_vgpu *vgpu,
			   const struct mvgpu_reg *reg);
typedef void (*reg_write_fn)(struct mvgpu_vgpu *vgpu,
			     const struct mvgpu_reg *reg, u64 value);

/*
 * @offset, @size: place in BAR 0
 * @wide: a write of twice the size is taken, too
 * @unlocked: the functions do without vgpu->lock
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
	reg_read_fn read;
	reg_write_fn write;
};

static struct mvgpu_queue_state *selected(struct mvgpu_vgpu *vgpu)
{
	u16 i = vgpu->transport.queue_select;

	if (i >= MVGPU_NR_QUEUES)
		return NULL;
	return &vgpu->transport.queue[array_index_nospec(i, MVGPU_NR_QUEUES)];
}

/* A queue whose registers may be changed. */
static struct mvgpu_queue_state *configurable(struct mvgpu_vgpu *vgpu)
{
	struct mvgpu_queue_state *q = selected(vgpu);

	return q && !q->enabled ? q : NULL;
}

static u16 valid_vector(u64 vector)
{
	return vector < MVGPU_MSIX_VECTORS ? vector : MVGPU_NO_VECTOR;
}

static u64 zero_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return 0;
}

/* Features come in words of 32; we have two. */
static u64 feature_word(u64 features, u32 select)
{
	return select > 1 ? 0 : (u32)(features >> (32 * select));
}

static u64 dfselect_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.device_feature_select;
}

static void dfselect_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			   u64 value)
{
	vgpu->transport.device_feature_select = value;
}

static u64 df_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return feature_word(vgpu->transport.device_features,
			    vgpu->transport.device_feature_select);
}

static u64 gfselect_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.driver_feature_select;
}

static void gfselect_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			   u64 value)
{
	vgpu->transport.driver_feature_select = value;
}

static u64 gf_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return feature_word(vgpu->transport.driver_features,
			    vgpu->transport.driver_feature_select);
}

static void gf_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
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

static u64 msix_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.config_vector;
}

static void msix_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
		       u64 value)
{
	vgpu->transport.config_vector = valid_vector(value);
}

static u64 numq_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return MVGPU_NR_QUEUES;
}

static u64 status_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.status;
}

static void status_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			 u64 value)
{
	if (value)
		mvgpu_transport_set_status(vgpu, value);
	else
		mvgpu_reset_by_driver(vgpu);
}

static u64 cfggen_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.config_generation;
}

static u64 qselect_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.queue_select;
}

static void qselect_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			  u64 value)
{
	vgpu->transport.queue_select = value;
}

static u64 qsize_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	struct mvgpu_queue_state *q = selected(vgpu);

	return q ? q->size : 0;
}

/* A size that cannot be is ignored, as QEMU does: the old one reads back. */
static void qsize_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			u64 value)
{
	struct mvgpu_queue_state *q = configurable(vgpu);

	if (q && value <= MVGPU_VRING_MAX && is_power_of_2(value))
		q->size = value;
}

static u64 qvector_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	struct mvgpu_queue_state *q = selected(vgpu);

	return q ? q->vector : MVGPU_NO_VECTOR;
}

static void qvector_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			  u64 value)
{
	struct mvgpu_queue_state *q = selected(vgpu);

	if (q)
		q->vector = valid_vector(value);
}

static u64 qenable_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	struct mvgpu_queue_state *q = selected(vgpu);

	return q && q->enabled;
}

static void qenable_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			  u64 value)
{
	struct mvgpu_queue_state *q = configurable(vgpu);

	if (q && value == 1)
		mvgpu_transport_queue_enable(vgpu, q - vgpu->transport.queue);
}

/* Where the doorbell is, in units of the notify multiplier. */
static u64 qnoff_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	struct mvgpu_queue_state *q = selected(vgpu);

	return q ? q - vgpu->transport.queue : 0;
}

static u64 *queue_field(struct mvgpu_queue_state *q, const struct mvgpu_reg *reg)
{
	return (void *)q + reg->arg;
}

static u64 qaddr_lo_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	struct mvgpu_queue_state *q = selected(vgpu);

	return q ? *queue_field(q, reg) : 0;
}

static u64 qaddr_hi_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return qaddr_lo_read(vgpu, reg) >> 32;
}

static void qaddr_lo_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			   u64 value)
{
	struct mvgpu_queue_state *q = configurable(vgpu);
	u64 high = GENMASK_ULL(63, 32);

	if (q)
		*queue_field(q, reg) = (*queue_field(q, reg) & high) | value;
}

static void qaddr_hi_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			   u64 value)
{
	struct mvgpu_queue_state *q = configurable(vgpu);

	if (q)
		*queue_field(q, reg) = (u32)*queue_field(q, reg) | value << 32;
}

/* A reset is over before the write returns: there is nothing to wait for. */
static void qreset_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			 u64 value)
{
	struct mvgpu_queue_state *q = selected(vgpu);

	if (q && q->enabled && value == 1)
		mvgpu_transport_queue_reset(vgpu, q - vgpu->transport.queue);
}

/* Under the lock, or an interrupt raised in between would be lowered. */
static u64 isr_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	u64 isr = atomic_xchg(&vgpu->transport.isr, 0);

	if (vgpu->guest)
		vgpu->guest->lower(vgpu->guest_priv);
	return isr;
}

static u64 events_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->transport.events;
}

static void events_clear(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			 u64 value)
{
	mvgpu_transport_event_clear(vgpu, value);
}

static u64 scanouts_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->slice.heads;
}

static u64 capsets_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	return vgpu->gpu->caps.num_capsets;
}

static void doorbell_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
			   u64 value)
{
	mvgpu_vgpu_doorbell(vgpu, reg->arg);
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
	  .read = zero_read, .write = doorbell_write }
#define ADDR_LO(o, f)							\
	COMMON(o, 4, .arg = offsetof(struct mvgpu_queue_state, f),	\
	       .read = qaddr_lo_read, .write = qaddr_lo_write)
#define ADDR_HI(o, f)							\
	COMMON(o, 4, .arg = offsetof(struct mvgpu_queue_state, f),	\
	       .read = qaddr_hi_read, .write = qaddr_hi_write)

/* The doorbells first: the search is linear and they are the hot ones. */
static const struct mvgpu_reg regs[] = {
	DOORBELL(MVGPU_CTRLQ),
	DOORBELL(MVGPU_CURSORQ),

	{ .offset = MVGPU_REG_ISR, .size = 1, .read = isr_read },

	COMMON(DFSELECT, 4, .read = dfselect_read, .write = dfselect_write),
	COMMON(DF, 4, .read = df_read),
	COMMON(GFSELECT, 4, .read = gfselect_read, .write = gfselect_write),
	COMMON(GF, 4, .read = gf_read, .write = gf_write),
	COMMON(MSIX, 2, .read = msix_read, .write = msix_write),
	COMMON(NUMQ, 2, .read = numq_read),
	COMMON(STATUS, 1, .read = status_read, .write = status_write),
	COMMON(CFGGENERATION, 1, .read = cfggen_read),
	COMMON(Q_SELECT, 2, .read = qselect_read, .write = qselect_write),
	COMMON(Q_SIZE, 2, .read = qsize_read, .write = qsize_write),
	COMMON(Q_MSIX, 2, .read = qvector_read, .write = qvector_write),
	COMMON(Q_ENABLE, 2, .read = qenable_read, .write = qenable_write),
	COMMON(Q_NOFF, 2, .read = qnoff_read),
	ADDR_LO(Q_DESCLO, desc),
	ADDR_HI(Q_DESCHI, desc),
	ADDR_LO(Q_AVAILLO, avail),
	ADDR_HI(Q_AVAILHI, avail),
	ADDR_LO(Q_USEDLO, used),
	ADDR_HI(Q_USEDHI, used),
	COMMON(Q_NDATA, 2, .read = qnoff_read),
	COMMON(Q_RESET, 2, .read = zero_read, .write = qreset_write),

	DEVICE(events_read, .read = events_read),
	DEVICE(events_clear, .read = zero_read, .write = events_clear),
	DEVICE(num_scanouts, .read = scanouts_read),
	DEVICE(num_capsets, .read = capsets_read),
};

/*
 * A read is of the register that it begins in, with zeroes behind its end; a write
 * must be of all of one. Drivers have to use a field's own width (virtio 1.2, 4.1.3.1);
 * others get what QEMU answers (Documentation/reference-differences.rst).
 */
static bool fits(const struct mvgpu_reg *reg, u32 offset, unsigned int len,
		 bool write)
{
	if (!write)
		return offset - reg->offset < reg->size;
	return offset == reg->offset &&
	       (len == reg->size || (reg->wide && len == 2 * reg->size));
}

static const struct mvgpu_reg *find(u32 offset, unsigned int len, bool write)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++)
		if (fits(&regs[i], offset, len, write))
			return &regs[i];
	return NULL;
}

static void unknown(struct mvgpu_vgpu *vgpu, bool write, u32 offset,
		    unsigned int len, u64 value)
{
	atomic64_inc(&vgpu->stats.reg_unknown);
	trace_mvgpu_reg_unknown(vgpu->name, write, offset, len, value);
}

/*
 * The worker may wait for memory that the VMM has to provide (a userfaultfd): who is
 * to die must not wait for it.
 */
static bool enter(struct mvgpu_vgpu *vgpu)
{
	return !mutex_lock_killable(&vgpu->lock);
}

static u64 call_read(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg)
{
	u64 value;

	if (reg->unlocked)
		return reg->read(vgpu, reg);
	if (!enter(vgpu))
		return 0;
	value = reg->read(vgpu, reg);
	mutex_unlock(&vgpu->lock);
	return value;
}

static void call_write(struct mvgpu_vgpu *vgpu, const struct mvgpu_reg *reg,
		       u64 value)
{
	if (!reg->write)
		return;
	if (reg->unlocked) {
		reg->write(vgpu, reg, value);
		return;
	}
	if (!enter(vgpu))
		return;
	reg->write(vgpu, reg, value);
	mutex_unlock(&vgpu->lock);
}

/* One access, of at most 4 bytes. */
static u32 read_one(struct mvgpu_vgpu *vgpu, u32 offset, unsigned int len)
{
	const struct mvgpu_reg *reg = find(offset, len, false);
	u32 value;

	if (!reg) {
		unknown(vgpu, false, offset, len, 0);
		return 0;
	}
	value = call_read(vgpu, reg) >> (8 * (offset - reg->offset));
	value &= GENMASK(8 * len - 1, 0);
	trace_mvgpu_reg(vgpu->name, false, offset, len, value);
	return value;
}

static void write_one(struct mvgpu_vgpu *vgpu, u32 offset, unsigned int len,
		      u32 value)
{
	const struct mvgpu_reg *reg = find(offset, len, true);

	if (!reg) {
		unknown(vgpu, true, offset, len, value);
		return;
	}
	trace_mvgpu_reg(vgpu->name, true, offset, len, value);
	call_write(vgpu, reg, value);
}

/**
 * mvgpu_transport_read() - a trapped read of BAR 0
 * @vgpu: the vGPU; takes vgpu->lock
 * @offset: in the BAR, naturally aligned
 * @buf: @len bytes, little endian
 * @len: 1, 2, 4 or 8
 *
 * 8 bytes are two reads of 4, the lower first. May sleep. Who is being killed reads 0.
 */
void mvgpu_transport_read(struct mvgpu_vgpu *vgpu, u32 offset, void *buf,
			  unsigned int len)
{
	unsigned int n = min(len, 4U);
	unsigned int done;
	__le32 raw;

	atomic64_inc(&vgpu->stats.reg_reads);
	for (done = 0; done < len; done += n) {
		raw = cpu_to_le32(read_one(vgpu, offset + done, n));
		memcpy(buf + done, &raw, n);
	}
}

/**
 * mvgpu_transport_write() - a trapped write to BAR 0
 * @vgpu: the vGPU; takes vgpu->lock, except for a doorbell
 * @offset: in the BAR, naturally aligned
 * @buf: @len bytes, little endian
 * @len: 1, 2, 4 or 8
 *
 * 8 bytes are two writes of 4, the lower first. May sleep; a device reset is over
 * when it returns. What a thread that is being killed writes may be dropped.
 */
void mvgpu_transport_write(struct mvgpu_vgpu *vgpu, u32 offset,
			   const void *buf, unsigned int len)
{
	unsigned int n = min(len, 4U);
	unsigned int done;
	__le32 raw = 0;

	atomic64_inc(&vgpu->stats.reg_writes);
	for (done = 0; done < len; done += n) {
		memcpy(&raw, buf + done, n);
		write_one(vgpu, offset + done, n, le32_to_cpu(raw));
	}
}
