// SPDX-License-Identifier: GPL-2.0
/*
 * Holds up who runs a function, so that what others can do meanwhile is done
 * meanwhile:
 *
 *	insmod slow.ko after=SYMBOL [ms=20]	when it returns
 *	insmod slow.ko before=SYMBOL [ms=20]	when it begins
 *
 * A SYMBOL may be MODULE:SYMBOL. Probes must not sleep: the CPU is busy waiting.
 */

#include <linux/delay.h>
#include <linux/kprobes.h>
#include <linux/minmax.h>
#include <linux/module.h>

#define MOST_MS 1000U

static char *after;
module_param(after, charp, 0444);
MODULE_PARM_DESC(after, "the function that pauses when it returns");

static char *before;
module_param(before, charp, 0444);
MODULE_PARM_DESC(before, "the function that pauses when it begins");

static unsigned int ms = 20;
module_param(ms, uint, 0444);
MODULE_PARM_DESC(ms, "how long it pauses, 1000 at most");

static int pause_after(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	mdelay(ms);
	return 0;
}

static int pause_before(struct kprobe *probe, struct pt_regs *regs)
{
	mdelay(ms);
	return 0;
}

static struct kretprobe return_probe = { .handler = pause_after };
static struct kprobe entry_probe = { .pre_handler = pause_before };

static int __init slow_init(void)
{
	if (!after == !before)
		return -EINVAL;
	ms = min(ms, MOST_MS);
	return_probe.kp.symbol_name = after;
	entry_probe.symbol_name = before;
	return after ? register_kretprobe(&return_probe) :
		       register_kprobe(&entry_probe);
}
module_init(slow_init);

static void __exit slow_exit(void)
{
	if (after)
		unregister_kretprobe(&return_probe);
	else
		unregister_kprobe(&entry_probe);
}
module_exit(slow_exit);

MODULE_DESCRIPTION("Makes a function slow");
MODULE_LICENSE("GPL");
