// SPDX-License-Identifier: GPL-2.0
/* What a process gives up that its unit cannot take. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "shim.h"
#include "render/confine.h"
#include "render/files.h"

#define GPU "/dev/dri/renderD128"
#define OTHER_GPU "/dev/dri/renderD129"
/* Status of a process that may not have namespaces. */
#define CANNOT 77

/* A filter that denies nothing, as that of a unit which allows kill(). */
static int confine(void)
{
	struct sock_filter code[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	const struct sock_fprog program = { ARRAY_SIZE(code), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* In a process of its own, as filters last. Its status is the number of what is wrong. */
static int signals_given_up(void)
{
	if (confine())
		return 1;
	if (kill(getpid(), 0))
		return 2;
	if (rd_confine_signals())
		return 3;
	return kill(getpid(), 0) == -1 && errno == EPERM ? 0 : 4;
}

static bool opens(const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Likewise. Without Landlock anybody may list and write /tmp, and root may write /etc. */
static int files_given_up(void)
{
	if (!opens("/tmp", O_RDONLY | O_DIRECTORY))
		return 1;
	if (rd_files_confine(NULL))
		return 2;
	if (opens("/tmp", O_RDONLY | O_DIRECTORY) || errno != EACCES)
		return 3;
	if (opens("/tmp", O_RDWR | O_TMPFILE) || opens("/etc/passwd", O_RDWR))
		return 4;
	if (!opens("/etc/passwd", O_RDONLY) || !opens("/usr/lib", O_RDONLY | O_DIRECTORY))
		return 5;
	return opens("/dev/null", O_RDWR) ? 0 : 6;
}

/* Writes a file, which may stand for the device file of this name. */
static int file_write(const char *path, const char *text)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0600);
	bool good = fd >= 0 && write(fd, text, strlen(text)) == strlen(text);

	return fd < 0 || close(fd) || !good ? -1 : 0;
}

/* Mounts of this process are its own, also without any rights. */
static int mounts_unshare(void)
{
	char user[32], group[32];

	snprintf(user, sizeof(user), "0 %d 1", getuid());
	snprintf(group, sizeof(group), "0 %d 1", getgid());
	return unshare(CLONE_NEWUSER | CLONE_NEWNS) ?: file_write("/proc/self/uid_map", user) ?:
	       file_write("/proc/self/setgroups", "deny") ?:
	       file_write("/proc/self/gid_map", group);
}

/* Hides all devices of this machine from this process. */
static int devices_make(void)
{
	return mounts_unshare() ?: mount("none", "/dev", "tmpfs", 0, NULL) ?:
	       mkdir("/dev/dri", 0755) ?: file_write(GPU, "") ?: file_write(OTHER_GPU, "") ?:
	       file_write("/dev/accelerator", "");
}

/* Likewise. */
static int others_given_up(void)
{
	if (devices_make())
		return CANNOT;
	if (!opens(OTHER_GPU, O_RDWR))
		return 1;
	if (rd_files_confine(GPU))
		return 2;
	if (opens(OTHER_GPU, O_RDWR) || errno != EACCES || opens(OTHER_GPU, O_RDONLY))
		return 3;
	if (!opens("/dev/dri", O_RDONLY | O_DIRECTORY) || !opens("/dev/accelerator", O_RDWR))
		return 4;
	return opens(GPU, O_RDWR) ? 0 : 5;
}

static void runs(int (*function)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (!child)
		_exit(function());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == CANNOT)
		skip();
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_signals(void **state)
{
	runs(signals_given_up);
}

static void runs_with_landlock(int (*function)(void))
{
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1)
		skip();
	runs(function);
}

static void test_files(void **state)
{
	runs_with_landlock(files_given_up);
}

static void test_others(void **state)
{
	runs_with_landlock(others_given_up);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a confined process without a PID namespace gives up signals", test_signals },
		{ "a process keeps the files that drivers need, and no others", test_files },
		{ "of all DRM devices a process keeps the one of its GPU", test_others },
	};

	return cmocka_run_group_tests_name("render: confinement", tests, NULL, NULL);
}
