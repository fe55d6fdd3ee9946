/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes, counters and debugfs files of a vGPU, and modules that disturb it. */
#ifndef SYSFS_H
#define SYSFS_H

#include "vfio_dev.h"

long long attr_read(const struct dev *dev, const char *name);
void attr_text(const struct dev *dev, const char *name, char *buf, size_t size);
void debug_text(const struct dev *dev, const char *name, char *buf, size_t size);
int attr_write(const struct dev *dev, const char *name, const char *value);
long long stat_read(const struct dev *dev, const char *name);
long long gpu_time(const struct dev *dev);
bool gpu_time_passes(const struct dev *dev, long long before);
long long surfaces_alive(void);
void fail_allocations(const char *percent);
void fail_commands(const char *percent);
bool gpu_has_renderers(const struct dev *dev);
long renderer_pid(const struct dev *dev);
bool renderer_can_misbehave(void);
void renderer_behaves(const char *mode);
bool gpu_can_be_stuck(void);
void gpu_is_stuck(const char *ms);
void gpu_loses_fences(const char *nr);
bool slow_can_go(void);
void slow_go(void);
void slow_only(long thread);
long long slow_pauses(void);
void files_most(const char *number);

/* A command whose runtime must be accounted. */
#define PAYS(command, resp) do {					\
	long long paid_ = gpu_time(dev);				\
	is(command, resp);						\
	holds(gpu_time_passes(dev, paid_), "free: %s", #command);	\
} while (0)

#endif /* SYSFS_H */
