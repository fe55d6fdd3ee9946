// SPDX-License-Identifier: GPL-2.0
/*
 * Waits that a renderer can prolong. The notifiers of its address space wait until no
 * invalidation is in progress, and a process whose threads invalidate all the time never comes
 * to that point. No signal ends such a wait, but the death of the process does.
 */
#include <linux/jiffies.h>
#include <linux/sched/signal.h>
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/stall.h"

/* An invalidation takes milliseconds, also of many pages. */
#define STALL_MS 10000

static void stall_work(struct work_struct *work)
{
	struct mvgpu_rd_stall *stall = container_of(to_delayed_work(work),
						    struct mvgpu_rd_stall, work);

	pr_warn_ratelimited("renderer %d is killed, its address space changes all the time\n",
			    pid_nr(stall->pid));
	kill_pid(stall->pid, SIGKILL, 1);
}

/**
 * mvgpu_rd_stall_begin() - Begin a wait that ends when the renderer dies
 * @stall: wait, for mvgpu_rd_stall_end()
 * @session: session of the renderer, on which the caller holds a reference
 *
 * Context: process context.
 */
void mvgpu_rd_stall_begin(struct mvgpu_rd_stall *stall, struct mvgpu_rd_session *session)
{
	stall->pid = session->pid;
	INIT_DELAYED_WORK_ONSTACK(&stall->work, stall_work);
	queue_delayed_work(system_unbound_wq, &stall->work, msecs_to_jiffies(STALL_MS));
}

/**
 * mvgpu_rd_stall_end() - The wait is over
 * @stall: wait that began
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_stall_end(struct mvgpu_rd_stall *stall)
{
	cancel_delayed_work_sync(&stall->work);
	destroy_delayed_work_on_stack(&stall->work);
}
