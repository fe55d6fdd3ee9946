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
