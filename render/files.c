// SPDX-License-Identifier: GPL-2.0
/*
 * Files of a renderer, by Landlock: its drivers and their configuration, the system's
 * description of devices, and device files, which its unit limits. All that it starts is
 * limited likewise.
 */
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "shim.h"
#include "render/files.h"
#include "render/say.h"

#define FILES_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/**
 * struct files_rule - What may be done below a folder
 * @path: path of the folder, which need not exist
 * @access: LANDLOCK_ACCESS_FS_*
 */
struct files_rule {
	const char *path;
	u64 access;
};

static const struct files_rule files_rules[] = {
	{ "/usr", FILES_READ | LANDLOCK_ACCESS_FS_EXECUTE },
	{ "/lib", FILES_READ | LANDLOCK_ACCESS_FS_EXECUTE },
	{ "/lib64", FILES_READ | LANDLOCK_ACCESS_FS_EXECUTE },
	{ "/etc", FILES_READ },
	{ "/proc", FILES_READ },
	{ "/sys", FILES_READ },
	{ "/dev", FILES_READ | LANDLOCK_ACCESS_FS_WRITE_FILE },
};

/*
 * All rights of the kernel's version that are about files: 13, with REFER, with TRUNCATE. The
 * fourth is about ioctls of device files, which drivers are made of.
 */
static u64 files_rights(int version)
{
	static const u64 rights[] = { GENMASK(12, 0), GENMASK(13, 0), GENMASK(14, 0) };

	return rights[min_t(int, version, ARRAY_SIZE(rights)) - 1];
}

static int files_allow(int ruleset, const struct files_rule *rule)
{
	struct landlock_path_beneath_attr attr = {
		.allowed_access = rule->access,
		.parent_fd = open(rule->path, O_PATH | O_CLOEXEC),
	};
	int err = 0;

	if (attr.parent_fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &attr, 0))
		err = -errno;
	close(attr.parent_fd);
	return err;
}

static int files_restrict(int ruleset)
{
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(files_rules) && !err; i++)
		err = files_allow(ruleset, &files_rules[i]);
	if (err)
		return err;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_landlock_restrict_self, ruleset, 0))
		return -errno;
	return 0;
}

/**
 * rd_files_confine() - Give up all files but those that drivers need
 *
 * A kernel without Landlock leaves them to the unit alone. linux/landlock.h.
 *
 * Return: 0 or -errno, with a message.
 */
int rd_files_confine(void)
{
	struct landlock_ruleset_attr attr = {};
	int version, ruleset, err;

	version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return 0;
	attr.handled_access_fs = files_rights(version);
	ruleset = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	err = ruleset < 0 ? -errno : files_restrict(ruleset);
	if (err)
		rd_say("cannot give up files: %s", strerror(-err));
	if (ruleset >= 0)
		close(ruleset);
	return err;
}
