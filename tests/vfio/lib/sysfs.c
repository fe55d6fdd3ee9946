// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sysfs.h"

#define STUCK_GPU "/sys/module/stuck_gpu/parameters/"
#define STUCK STUCK_GPU "ms"
#define FENCES STUCK_GPU "fences"

static ssize_t text_in(const char *path, char *buf, size_t size)
{
	ssize_t len;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -1;
	len = read(fd, buf, size - 1);
	close(fd);
	if (len >= 0)
		buf[len] = 0;
	return len;
}

static int text_out(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static long long number_in(const char *path)
{
	char buf[64];

	return text_in(path, buf, sizeof(buf)) < 0 ? -1 : strtoll(buf, NULL, 0);
}

/**
 * attr_text() - read an attribute of the vGPU, which must exist
 * @dev: the device
 * @name: of the attribute
 * @buf: where to
 * @size: bytes of @buf
 */
void attr_text(const struct dev *dev, const char *name, char *buf, size_t size)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dev->sysfs, name);
	holds(text_in(path, buf, size) >= 0, "%s cannot be read", path);
}

/**
 * gpu_has_renderers() - find out whether renderers execute the commands of the vGPU
 * @dev: the device
 *
 * Return: true when they do.
 */
bool gpu_has_renderers(const struct dev *dev)
{
	char backend[32];

	attr_text(dev, "../mvgpu/backend", backend, sizeof(backend));
	return !strncmp(backend, "render", 6);
}

/**
 * attr_read() - read a number from the vGPU's directory
 * @dev: the device
 * @name: of the attribute
 *
 * Return: the number, -1 when it cannot be read.
 */
long long attr_read(const struct dev *dev, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dev->sysfs, name);
	return number_in(path);
}

/**
 * attr_write() - write an attribute of the vGPU
 * @dev: the device
 * @name: of the attribute
 * @value: what
 *
 * Return: 0 or -errno.
 */
int attr_write(const struct dev *dev, const char *name, const char *value)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dev->sysfs, name);
	return text_out(path, value);
}

/**
 * stat_read() - read a counter of the vGPU, which must exist
 * @dev: the device
 * @name: file in stats/
 *
 * Return: its value.
 */
long long stat_read(const struct dev *dev, const char *name)
{
	char path[64];
	long long value;

	snprintf(path, sizeof(path), "stats/%s", name);
	value = attr_read(dev, path);
	holds(value >= 0, "there is no %s/%s", dev->sysfs, path);
	return value;
}

/**
 * gpu_time() - the runtime of a vGPU so far
 * @dev: the device
 *
 * The runtime of a command is accounted a little after its response.
 *
 * Return: nanoseconds.
 */
long long gpu_time(const struct dev *dev)
{
	usleep(20000);
	return stat_read(dev, "gpu_ns");
}

/**
 * gpu_time_passes() - wait, a tenth of WAIT_MS at most, until a vGPU has more runtime
 * @dev: the device
 * @before: what gpu_time() was
 *
 * Return: whether it has.
 */
bool gpu_time_passes(const struct dev *dev, long long before)
{
	for (int ms = 0; ms < WAIT_MS / 10; ms += 20)
		if (gpu_time(dev) > before)
			return true;
	return false;
}

/**
 * debug_text() - read a file of the vGPU in debugfs, which must exist
 * @dev: the device
 * @name: of the file
 * @buf: where to
 * @size: bytes of @buf
 */
void debug_text(const struct dev *dev, const char *name, char *buf, size_t size)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/kernel/debug/mvgpu%s/%s",
		 strrchr(dev->sysfs, '/'), name);
	holds(text_in(path, buf, size) >= 0, "%s cannot be read", path);
}

/* The file of the vGPU's GPU in debugfs, which has a line for each renderer. */
static void gpu_path(const struct dev *dev, char *path, size_t size)
{
	char real[PATH_MAX], *end;

	holds(realpath(dev->sysfs, real), "there is no %s", dev->sysfs);
	end = strrchr(real, '/');
	*end = 0;
	snprintf(path, size, "/sys/kernel/debug/mvgpu%s", strrchr(real, '/'));
}

/**
 * renderer_pid() - the process that serves the vGPU
 * @dev: the device
 *
 * Return: its number, 0 when there is none.
 */
long renderer_pid(const struct dev *dev)
{
	static const char process[] = ": process ";
	const char *uuid = strrchr(dev->sysfs, '/') + 1;
	char path[PATH_MAX], text[4096], *line;

	gpu_path(dev, path, sizeof(path));
	holds(text_in(path, text, sizeof(text)) >= 0, "%s cannot be read", path);
	line = strstr(text, uuid);
	if (!line)
		return 0;
	line += strlen(uuid);
	return strncmp(line, process, strlen(process)) ? 0 :
	       strtol(line + strlen(process), NULL, 10);
}

/**
 * renderer_can_misbehave() - whether the renderer of the vGPU looks into a file
 *
 * Return: true when it does; MVGPU_BEHAVE in the environment names the file.
 */
bool renderer_can_misbehave(void)
{
	return getenv("MVGPU_BEHAVE");
}

/**
 * renderer_behaves() - tell the next renderer how to behave, if it can be told
 * @mode: of render-fake, empty for well
 */
void renderer_behaves(const char *mode)
{
	const char *path = getenv("MVGPU_BEHAVE");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!path)
		return;
	holds(file, "%s cannot be written", path);
	fputs(mode, file);
	is(fclose(file), 0);
}

/**
 * surfaces_alive() - the number of surfaces of the module
 *
 * Return: the number, -1 when it cannot be read.
 */
long long surfaces_alive(void)
{
	return number_in("/sys/kernel/debug/mvgpu/surfaces_alive");
}

/**
 * fail_allocations() - make allocations fail (Documentation/fault-injection)
 * @percent: so many of those that failslab is set up for, "0" for none
 */
void fail_allocations(const char *percent)
{
	is(text_out("/sys/kernel/debug/failslab/probability", percent), 0);
}

/**
 * fail_commands() - make the GPU reject commands (fail_function)
 * @percent: so many of them, "0" for none
 */
void fail_commands(const char *percent)
{
	is(text_out("/sys/kernel/debug/fail_function/probability", percent), 0);
}

/**
 * gpu_can_be_stuck() - whether stuck_gpu.ko is loaded
 *
 * Return: whether gpu_is_stuck() works.
 */
bool gpu_can_be_stuck(void)
{
	return !access(STUCK, W_OK);
}

/**
 * gpu_is_stuck() - let the GPU complete nothing from now on (stuck_gpu.ko)
 * @ms: for so many milliseconds, "-1": until mvgpu resets it
 */
void gpu_is_stuck(const char *ms)
{
	is(text_out(STUCK, ms), 0);
}

/**
 * gpu_loses_fences() - drop completions of fenced commands (stuck_gpu.ko)
 * @nr: of so many, as text
 */
void gpu_loses_fences(const char *nr)
{
	is(text_out(FENCES, nr), 0);
}

#define SLOW "/sys/module/slow/parameters/"

/**
 * slow_can_go() - whether slow.ko is loaded
 *
 * Return: whether slow_go() and the others work.
 */
bool slow_can_go(void)
{
	return !access(SLOW "go", W_OK);
}

/**
 * slow_go() - end the pauses of slow.ko
 */
void slow_go(void)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", number_in(SLOW "go") + 1);
	is(text_out(SLOW "go", text), 0);
}

/**
 * slow_only() - limit the pauses of slow.ko to one thread
 * @thread: its number
 *
 * Without slow.ko nothing happens.
 */
void slow_only(long thread)
{
	char text[32];

	snprintf(text, sizeof(text), "%ld", thread);
	if (slow_can_go())
		is(text_out(SLOW "only", text), 0);
}

/**
 * slow_pauses() - the number of pauses of slow.ko
 *
 * Return: the number, -1 without slow.ko.
 */
long long slow_pauses(void)
{
	return number_in(SLOW "pauses");
}

/**
 * files_most() - set the limit of open files of the machine; root is exempt
 * @number: so many, NULL for as many as before
 */
void files_most(const char *number)
{
	static const char path[] = "/proc/sys/fs/file-max";
	static char before[32];

	if (number)
		holds(text_in(path, before, sizeof(before)) >= 0, "%s", path);
	is(text_out(path, number ?: before), 0);
}
