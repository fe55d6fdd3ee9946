// SPDX-License-Identifier: GPL-2.0
/*
 * Delays a kernel function, so that other threads can run in a race window:
 *
 *	insmod slow.ko after=SYMBOL [ms=20]	pauses when the function returns
 *	insmod slow.ko before=SYMBOL [ms=20]	pauses when the function begins
 *	insmod slow.ko after=SYMBOL then=SYMBOL2	pauses when the same task begins
 *						SYMBOL2 after SYMBOL has returned
 *
 * A SYMBOL may be MODULE:SYMBOL, and before= may be combined with the others. In
 * /sys/module/slow/parameters, pauses is the number of pauses so far, a new number in go
 * ends the pauses that last, and the number of a thread in only limits pauses to it.
 * Probes must not sleep, so that a pause is a busy wait.
 */

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sysfs.h>

#define MOST_MS 10000U
#define MOST_TASKS 8

static char *after;
module_param(after, charp, 0444);
MODULE_PARM_DESC(after, "the function that pauses when it returns");

static char *before;
module_param(before, charp, 0444);
MODULE_PARM_DESC(before, "the function that pauses when it begins");

static char *then;
module_param(then, charp, 0444);
MODULE_PARM_DESC(then, "the function that pauses instead of the one in after=");

static unsigned int ms = 20;
module_param(ms, uint, 0444);
MODULE_PARM_DESC(ms, "how long it pauses, 10000 at most");

static int go;
module_param(go, int, 0644);
MODULE_PARM_DESC(go, "a change ends pauses");

static int only;
module_param(only, int, 0644);
MODULE_PARM_DESC(only, "the thread that pauses, 0 for all");

static atomic_t pauses_begun = ATOMIC_INIT(0);

static int pauses_get(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%d\n", atomic_read(&pauses_begun));
}

static const struct kernel_param_ops pauses_ops = { .get = pauses_get };
module_param_cb(pauses, &pauses_ops, NULL, 0444);
MODULE_PARM_DESC(pauses, "the number of pauses so far");

/* Tasks that returned from SYMBOL and have not begun SYMBOL2. */
static struct task_struct *between[MOST_TASKS];

static bool replace(struct task_struct *old, struct task_struct *new)
{
	unsigned int i;

	for (i = 0; i < MOST_TASKS; i++)
		if (READ_ONCE(between[i]) == old &&
		    cmpxchg(&between[i], old, new) == old)
			return true;
	return false;
}

static void pause(void)
{
	int begin = READ_ONCE(go), who = READ_ONCE(only);
	unsigned int i;

	if (who && who != task_pid_nr(current))
		return;
	atomic_inc(&pauses_begun);
	for (i = 0; i < ms && READ_ONCE(go) == begin; i++)
		mdelay(1);
}

/* A call of SYMBOL2 by SYMBOL itself does not pause. */
static int enter(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	replace(current, NULL);
	return 0;
}

static int pause_after(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	if (then)
		replace(NULL, current);
	else
		pause();
	return 0;
}

static int pause_before(struct kprobe *probe, struct pt_regs *regs)
{
	pause();
	return 0;
}

static int pause_then(struct kprobe *probe, struct pt_regs *regs)
{
	if (replace(current, NULL))
		pause();
	return 0;
}

static struct kretprobe return_probe = {
	.handler = pause_after,
	.entry_handler = enter,
};

static struct kprobe entry_probe = { .pre_handler = pause_before };
static struct kprobe then_probe = { .pre_handler = pause_then };

/* A probe without a symbol is not registered. */
static int put_probe(struct kprobe *probe, const char *symbol)
{
	probe->symbol_name = symbol;
	return symbol ? register_kprobe(probe) : 0;
}

static void take_probe(struct kprobe *probe)
{
	if (probe->symbol_name)
		unregister_kprobe(probe);
}

static int __init slow_init(void)
{
	int ret;

	if ((!after && !before) || (then && !after))
		return -EINVAL;
	ms = min(ms, MOST_MS);
	ret = put_probe(&entry_probe, before);
	if (ret)
		return ret;
	ret = put_probe(&then_probe, then);
	if (ret)
		goto no_then;
	return_probe.kp.symbol_name = after;
	ret = after ? register_kretprobe(&return_probe) : 0;
	if (!ret)
		return 0;
	take_probe(&then_probe);
no_then:
	take_probe(&entry_probe);
	return ret;
}
module_init(slow_init);

static void __exit slow_exit(void)
{
	if (after)
		unregister_kretprobe(&return_probe);
	take_probe(&then_probe);
	take_probe(&entry_probe);
}
module_exit(slow_exit);

MODULE_DESCRIPTION("Delays a kernel function");
MODULE_LICENSE("GPL");
