/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints of the mediator: events between a guest and its vGPU, none of them per byte.
 * The strings name the vGPU by its UUID.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM mvgpu

#if !defined(MVGPU_GVT_TRACE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define MVGPU_GVT_TRACE_TRACE_H

#include <linux/tracepoint.h>
#include "compat.h"

DECLARE_EVENT_CLASS(mvgpu_access,
		    TP_PROTO(const char *vgpu, bool write, u32 offset, unsigned int len,
			     u64 value),
		    TP_ARGS(vgpu, write, offset, len, value),
		    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__field(bool, write)
		__field(u32, offset)
		__field(unsigned int, len)
		__field(u64, value)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		__entry->write = write;
		__entry->offset = offset;
		__entry->len = len;
		__entry->value = value;
	),
	TP_printk("vgpu=%s %s offset=0x%04x len=%u value=0x%llx",
		  __get_str(vgpu), __entry->write ? "write" : "read",
		  __entry->offset, __entry->len, __entry->value)
);

/* Access of a register that has a row in the table. */
DEFINE_EVENT(mvgpu_access, mvgpu_reg,
	     TP_PROTO(const char *vgpu, bool write, u32 offset, unsigned int len,
		      u64 value),
	     TP_ARGS(vgpu, write, offset, len, value));

/* Access of a register that has none: it reads as zero, and a write is ignored. */
DEFINE_EVENT(mvgpu_access, mvgpu_reg_unknown,
	     TP_PROTO(const char *vgpu, bool write, u32 offset, unsigned int len,
		      u64 value),
	     TP_ARGS(vgpu, write, offset, len, value));

TRACE_EVENT(mvgpu_doorbell,
	    TP_PROTO(const char *vgpu, unsigned int queue),
	    TP_ARGS(vgpu, queue),
	    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__field(unsigned int, queue)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		__entry->queue = queue;
	),
	TP_printk("vgpu=%s queue=%u", __get_str(vgpu), __entry->queue)
);

/* Command and the type of its response (VIRTIO_GPU_RESP_*). */
TRACE_EVENT(mvgpu_cmd,
	    TP_PROTO(const char *vgpu, unsigned int queue, const char *name,
		     size_t len, u32 result),
	    TP_ARGS(vgpu, queue, name, len, result),
	    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__string(name, name)
		__field(unsigned int, queue)
		__field(size_t, len)
		__field(u32, result)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		mvgpu_assign_str(name, name);
		__entry->queue = queue;
		__entry->len = len;
		__entry->result = result;
	),
	TP_printk("vgpu=%s queue=%u %s len=%zu result=0x%04x",
		  __get_str(vgpu), __entry->queue, __get_str(name),
		  __entry->len, __entry->result)
);

/* A job of a vGPU is given to the GPU. @seq is its number among the jobs of the GPU. */
TRACE_EVENT(mvgpu_submit,
	    TP_PROTO(const char *vgpu, u64 seq, u32 in_flight),
	    TP_ARGS(vgpu, seq, in_flight),
	    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__field(u64, seq)
		__field(u32, in_flight)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		__entry->seq = seq;
		__entry->in_flight = in_flight;
	),
	TP_printk("vgpu=%s job=%llu in_flight=%u", __get_str(vgpu),
		  __entry->seq, __entry->in_flight)
);

/* The completion of a job was found. */
TRACE_EVENT(mvgpu_complete,
	    TP_PROTO(const char *vgpu, u64 seq),
	    TP_ARGS(vgpu, seq),
	    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__field(u64, seq)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		__entry->seq = seq;
	),
	TP_printk("vgpu=%s job=%llu", __get_str(vgpu), __entry->seq)
);

/* A fence of the guest is signalled by a response. */
TRACE_EVENT(mvgpu_fence,
	    TP_PROTO(const char *vgpu, u32 ctx, u8 ring, u64 fence),
	    TP_ARGS(vgpu, ctx, ring, fence),
	    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__field(u32, ctx)
		__field(u8, ring)
		__field(u64, fence)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		__entry->ctx = ctx;
		__entry->ring = ring;
		__entry->fence = fence;
	),
	TP_printk("vgpu=%s ctx=%u ring=%u fence=%llu", __get_str(vgpu),
		  __entry->ctx, __entry->ring, __entry->fence)
);

/* A head has a frame: another framebuffer, or the one it had was flushed. */
TRACE_EVENT(mvgpu_flip,
	    TP_PROTO(const char *vgpu, unsigned int nr, u32 resource),
	    TP_ARGS(vgpu, nr, resource),
	    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__field(unsigned int, nr)
		__field(u32, resource)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		__entry->nr = nr;
		__entry->resource = resource;
	),
	TP_printk("vgpu=%s head=%u resource=%u", __get_str(vgpu),
		  __entry->nr, __entry->resource)
);

/* The VMM or its guest touched a page of the host-visible region that it had not mapped. */
TRACE_EVENT(mvgpu_fault,
	    TP_PROTO(const char *vgpu, u64 page, bool write),
	    TP_ARGS(vgpu, page, write),
	    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__field(u64, page)
		__field(bool, write)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		__entry->page = page;
		__entry->write = write;
	),
	TP_printk("vgpu=%s %s page=0x%llx", __get_str(vgpu),
		  __entry->write ? "write" : "read", __entry->page)
);

/* A vGPU is reset: by the driver in its guest, or by the VMM, which opens or closes it as well. */
TRACE_EVENT(mvgpu_reset,
	    TP_PROTO(const char *vgpu, bool by_driver),
	    TP_ARGS(vgpu, by_driver),
	    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__field(bool, by_driver)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		__entry->by_driver = by_driver;
	),
	TP_printk("vgpu=%s by=%s", __get_str(vgpu),
		  __entry->by_driver ? "driver" : "vmm")
);

/* Error that set DEVICE_NEEDS_RESET. */
TRACE_EVENT(mvgpu_fatal,
	    TP_PROTO(const char *vgpu, const char *why),
	    TP_ARGS(vgpu, why),
	    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__string(why, why)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		mvgpu_assign_str(why, why);
	),
	TP_printk("vgpu=%s %s", __get_str(vgpu), __get_str(why))
);

/* Interrupt. @isr is the bit that became pending (1: queue, 2: configuration). */
TRACE_EVENT(mvgpu_irq,
	    TP_PROTO(const char *vgpu, unsigned int isr, u16 vector),
	    TP_ARGS(vgpu, isr, vector),
	    TP_STRUCT__entry(
		__string(vgpu, vgpu)
		__field(unsigned int, isr)
		__field(u16, vector)
	),
	TP_fast_assign(
		mvgpu_assign_str(vgpu, vgpu);
		__entry->isr = isr;
		__entry->vector = vector;
	),
	TP_printk("vgpu=%s isr=%u vector=0x%x", __get_str(vgpu),
		  __entry->isr, __entry->vector)
);

#endif /* MVGPU_GVT_TRACE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
