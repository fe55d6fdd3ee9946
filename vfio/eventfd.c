// SPDX-License-Identifier: GPL-2.0
/* Eventfds of user space, and whether this CPU is signalling one. */
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include "compat.h"
#include "vfio/eventfd.h"

/* Task that signals an eventfd for a vGPU on this CPU, or NULL. */
static DEFINE_PER_CPU(struct task_struct *, eventfd_signaller);

/**
 * mvgpu_eventfd_get() - Get an eventfd of the calling process
 * @fd: file descriptor, or -1 for none
 * @ctx: set to the eventfd with a reference, or to NULL; not a pointer on error
 *
 * Context: process context.
 *
 * Return: 0; -EINVAL for another negative number; -EBADF, or -EINVAL for another file.
 */
int mvgpu_eventfd_get(s32 fd, struct eventfd_ctx **ctx)
{
	*ctx = NULL;
	if (fd == -1)
		return 0;
	if (fd < 0)
		return -EINVAL;
	*ctx = eventfd_ctx_fdget(fd);
	if (!IS_ERR(*ctx))
		return 0;
	return PTR_ERR(*ctx);
}

/**
 * mvgpu_eventfd_put() - Put a reference of an eventfd
 * @ctx: eventfd, or NULL
 *
 * Context: any.
 */
void mvgpu_eventfd_put(struct eventfd_ctx *ctx)
{
	if (ctx)
		eventfd_ctx_put(ctx);
}

/**
 * mvgpu_eventfd_trigger() - Signal an eventfd
 * @ctx: eventfd
 *
 * The wake-up functions of the eventfd are called from here. For them
 * mvgpu_eventfd_triggering() is true.
 *
 * Context: any, under the interrupt lock.
 */
void mvgpu_eventfd_trigger(struct eventfd_ctx *ctx)
{
	this_cpu_write(eventfd_signaller, current);
	mvgpu_eventfd_signal(ctx);
	this_cpu_write(eventfd_signaller, NULL);
}

/**
 * mvgpu_eventfd_triggering() - Check whether a vGPU is the signaller in a wake-up function
 *
 * The task is compared because a realtime kernel may preempt a task that holds a spinlock.
 *
 * Context: any.
 *
 * Return: true if this task is inside of mvgpu_eventfd_trigger().
 */
bool mvgpu_eventfd_triggering(void)
{
	return this_cpu_read(eventfd_signaller) == current;
}
