// SPDX-License-Identifier: GPL-2.0
/*
 * Files of a renderer, by Landlock: its drivers and their configuration, the system's
 * description of devices, and device files. Its unit limits these, but what is started by hand
 * has no unit: so the DRM device of the renderer's GPU is the only one, or Vulkan would find
 * other GPUs as well. All that a renderer starts is limited likewise.
 */
#include <dirent.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "shim.h"
#include "render/files.h"
#include "render/say.h"

#define FILES_LIST LANDLOCK_ACCESS_FS_READ_DIR
#define FILES_READ (LANDLOCK_ACCESS_FS_READ_FILE | FILES_LIST)
#define FILES_WRITE (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)

#define FILES_DEVICES "/dev"
#define FILES_DRM "dri"

/**
 * struct files_rule - What may be done with a file, or below a folder
 * @path: its path, which need not exist
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
	{ FILES_DEVICES, FILES_LIST },
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

static int files_allow_at(int ruleset, int dir, const struct files_rule *rule, int flags)
{
	struct landlock_path_beneath_attr attr = {
		.allowed_access = rule->access,
		.parent_fd = openat(dir, rule->path, O_PATH | O_CLOEXEC | flags),
	};
	int err = 0;

	if (attr.parent_fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &attr, 0))
		err = -errno;
	close(attr.parent_fd);
	return err;
}

static int files_allow(int ruleset)
{
	size_t i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(files_rules) && !err; i++)
		err = files_allow_at(ruleset, AT_FDCWD, &files_rules[i], 0);
	return err;
}

/* What a link leads to has a rule of its own. */
static int files_allow_device(int ruleset, int dir, const char *name)
{
	const struct files_rule rule = { name, FILES_WRITE };

	if (!strcmp(name, FILES_DRM) || !strcmp(name, ".") || !strcmp(name, ".."))
		return 0;
	return files_allow_at(ruleset, dir, &rule, O_NOFOLLOW);
}

/*
 * Drivers may have device files of their own, so that all that are there and are no DRM devices
 * are left.
 */
static int files_allow_devices(int ruleset)
{
	DIR *dir = opendir(FILES_DEVICES);
	const struct dirent *entry;
	int err = 0;

	if (!dir)
		return -errno;
	while (!err && (entry = readdir(dir)))
		err = files_allow_device(ruleset, dirfd(dir), entry->d_name);
	closedir(dir);
	return err;
}

/* A folder would allow all files in it. */
static int files_allow_node(int ruleset, const char *node)
{
	const struct files_rule rule = { node, FILES_WRITE };
	struct stat st;

	if (!node)
		return 0;
	if (!stat(node, &st) && S_ISDIR(st.st_mode)) {
		rd_say("%s is no render node", node);
		return -EISDIR;
	}
	return files_allow_at(ruleset, AT_FDCWD, &rule, 0);
}

static int files_restrict(int ruleset, const char *node)
{
	int err = files_allow(ruleset);

	if (!err)
		err = files_allow_devices(ruleset);
	if (!err)
		err = files_allow_node(ruleset, node);
	if (err)
		return err;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_landlock_restrict_self, ruleset, 0))
		return -errno;
	return 0;
}

/**
 * rd_files_confine() - Give up all files but those that drivers need
 * @node: path of the render node to keep, or NULL for none
 *
 * A kernel without Landlock leaves them to the unit alone. linux/landlock.h.
 *
 * Return: 0 or -errno, with a message.
 */
int rd_files_confine(const char *node)
{
	struct landlock_ruleset_attr attr = {};
	int version, ruleset, err;

	version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return 0;
	attr.handled_access_fs = files_rights(version);
	ruleset = syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	err = ruleset < 0 ? -errno : files_restrict(ruleset, node);
	if (err)
		rd_say("cannot give up files: %s", strerror(-err));
	if (ruleset >= 0)
		close(ruleset);
	return err;
}
