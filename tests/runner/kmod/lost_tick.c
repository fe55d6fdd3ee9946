// SPDX-License-Identifier: GPL-2.0
/*
 * For kernels on an emulator: no CPU misses its timer for long.
 *
 * QEMU's TCG loses an interrupt now and then; for example, it changes the pending
 * interrupts of a CPU without a lock when that CPU leaves a guest (do_vmexit in
 * target/i386/tcg). A CPU that loses the interrupt of its one-shot timer stays idle, and
 * soon all CPUs wait for it. Hence each CPU has a neighbour that makes it program its
 * timer twice a second.
 */

#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/workqueue.h>

#define PERIOD (HZ / 2)

/**
 * struct watch - one CPU
 * @thread: runs on it and queues @look of the next CPU
 * @look: runs on it and programs its timer
 */
struct watch {
	struct task_struct *thread;
	struct work_struct look;
};

static DEFINE_PER_CPU(struct watch, watches);

/* An expired timer is the first one, so that the hardware timer is programmed. */
static void look(struct work_struct *work)
{
	ktime_t long_ago = 1;

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&long_ago, HRTIMER_MODE_ABS);
}

static unsigned int next_cpu(unsigned int cpu)
{
	cpu = cpumask_next(cpu, cpu_online_mask);
	return cpu < nr_cpu_ids ? cpu : cpumask_first(cpu_online_mask);
}

static int watch_next(void *data)
{
	unsigned int next = next_cpu(raw_smp_processor_id());

	while (!kthread_should_stop()) {
		schedule_work_on(next, per_cpu_ptr(&watches.look, next));
		schedule_timeout_interruptible(PERIOD);
	}
	return 0;
}

static int start(unsigned int cpu)
{
	struct task_struct *thread;

	thread = kthread_create_on_cpu(watch_next, NULL, cpu, "lost_tick/%u");
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	per_cpu(watches, cpu).thread = thread;
	wake_up_process(thread);
	return 0;
}

static void stop_all(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (per_cpu(watches, cpu).thread)
			kthread_stop(per_cpu(watches, cpu).thread);
	for_each_possible_cpu(cpu)
		cancel_work_sync(&per_cpu(watches, cpu).look);
}

static int __init lost_tick_init(void)
{
	unsigned int cpu;
	int err;

	for_each_possible_cpu(cpu)
		INIT_WORK(per_cpu_ptr(&watches.look, cpu), look);
	for_each_online_cpu(cpu) {
		err = start(cpu);
		if (err) {
			stop_all();
			return err;
		}
	}
	return 0;
}
module_init(lost_tick_init);

static void __exit lost_tick_exit(void)
{
	stop_all();
}
module_exit(lost_tick_exit);

MODULE_DESCRIPTION("Wakes emulated CPUs that lost a timer interrupt");
MODULE_LICENSE("GPL");
