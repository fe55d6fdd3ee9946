// SPDX-License-Identifier: GPL-2.0
/* Addition and removal of GPUs, and the arguments that the module must reject. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "capsets.h"
#include "programs.h"
#include "session.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static struct mvgpu_render_add add;
static struct mvgpu_render_capset *sets;

static int say_error(const char *what)
{
	fprintf(stderr, "render-fake: %s: %s\n", what, strerror(errno));
	return 1;
}

/**
 * admin_add() - make a GPU and print the name of the mdev parent
 * @argc: number of @argv
 * @argv: file with the capability set VIRGL2; or "--pci" and the address of a PCI device; or
 *	"--window" and the MiB of a host-visible region; or nothing
 *
 * Return: exit status.
 */
int admin_add(int argc, char **argv)
{
	bool pci = argc == 2 && !strcmp(argv[0], "--pci");
	bool window = argc == 2 && !strcmp(argv[0], "--window");
	int fd = node_open();

	capsets_make(&add, argc == 1 ? argv[0] : NULL);
	if (window) {
		add.flags = MVGPU_RENDER_ADD_BLOBS;
		add.window = strtoull(argv[1], NULL, 10) << 20;
	}
	if (pci)
		snprintf(add.device, sizeof(add.device), "%s", argv[1]);
	if (ioctl(fd, MVGPU_RENDER_ADD, &add))
		return say_error("the module does not add a GPU");
	puts(add.name);
	return 0;
}

/**
 * admin_remove() - remove a GPU
 * @argc: number of @argv
 * @argv: name of the mdev parent
 *
 * Return: exit status.
 */
int admin_remove(int argc, char **argv)
{
	struct mvgpu_render_remove arg = { };
	int fd = node_open();

	if (argc != 1)
		return 2;
	snprintf(arg.name, sizeof(arg.name), "%s", argv[0]);
	return ioctl(fd, MVGPU_RENDER_REMOVE, &arg) ? say_error(argv[0]) : 0;
}

static void other_abi(void)
{
	add.abi++;
}

static void no_capset(void)
{
	add.num_capsets = 0;
}

static void many_capsets(void)
{
	add.num_capsets = MVGPU_RENDER_MAX_CAPSETS + 1;
}

static void capsets_nowhere(void)
{
	add.capsets = 8;
}

static void capset_nowhere(void)
{
	sets[1].data = 8;
}

static void empty_capset(void)
{
	sets[1].size = 0;
}

static void large_capset(void)
{
	sets[1].size = MVGPU_RENDER_MAX_CAPSET_SIZE + 1;
}

static void same_capset(void)
{
	sets[1].id = sets[0].id;
}

static void unknown_capset(void)
{
	sets[1].id = 77;
}

static void padded_capset(void)
{
	sets[1].pad = 1;
}

static void no_width(void)
{
	add.max_width = 0;
}

static void large_width(void)
{
	add.max_width = 16385;
}

static void no_height(void)
{
	add.max_height = 0;
}

static void large_height(void)
{
	add.max_height = 16385;
}

static void long_device(void)
{
	memset(add.device, 'x', sizeof(add.device));
}

static void unknown_device(void)
{
	snprintf(add.device, sizeof(add.device), "ffff:ff:1f.7");
}

static void long_node(void)
{
	memset(add.node, 'x', sizeof(add.node));
}

static void path_as_node(void)
{
	snprintf(add.node, sizeof(add.node), "../sda");
}

static void unknown_flag(void)
{
	add.flags = 0x80;
}

static void padded(void)
{
	add.pad = 1;
}

static void window_without_blobs(void)
{
	add.window = 1 << 20;
}

static void window_in_pieces(void)
{
	add.flags = MVGPU_RENDER_ADD_BLOBS;
	add.window = (1 << 20) + 4096;
}

static void large_window(void)
{
	add.flags = MVGPU_RENDER_ADD_BLOBS;
	add.window = MVGPU_RENDER_MAX_WINDOW + (1 << 20);
}

static const struct {
	const char *name;
	void (*spoil)(void);
	int want;
} refusals[] = {
	{ "another version of the interface", other_abi, EPROTO },
	{ "no capability set", no_capset, EINVAL },
	{ "too many capability sets", many_capsets, EINVAL },
	{ "capability sets at an address without memory", capsets_nowhere, EFAULT },
	{ "contents of a capability set at an address without memory", capset_nowhere,
	  EFAULT },
	{ "an empty capability set", empty_capset, EINVAL },
	{ "a capability set that is too large", large_capset, EINVAL },
	{ "a capability set twice", same_capset, EINVAL },
	{ "an unknown capability set", unknown_capset, EINVAL },
	{ "a capability set with something in its padding", padded_capset, EINVAL },
	{ "a width of 0", no_width, EINVAL },
	{ "a width that is too large", large_width, EINVAL },
	{ "a height of 0", no_height, EINVAL },
	{ "a height that is too large", large_height, EINVAL },
	{ "a device without an end", long_device, EINVAL },
	{ "a device that does not exist", unknown_device, ENODEV },
	{ "a render node without an end", long_node, EINVAL },
	{ "a path as render node", path_as_node, EINVAL },
	{ "an unknown flag", unknown_flag, EINVAL },
	{ "something in its padding", padded, EINVAL },
	{ "a host-visible region but no blobs", window_without_blobs, EINVAL },
	{ "a host-visible region of a part of a MiB", window_in_pieces, EINVAL },
	{ "a host-visible region that is too large", large_window, EINVAL },
};

static int refuse(int fd, size_t i)
{
	int got;

	capsets_make(&add, NULL);
	sets = (void *)(uintptr_t)add.capsets;
	sets[0].id = 1;
	sets[1].id = 2;
	sets[1].pad = 0;
	sets[1].size = 1480;
	refusals[i].spoil();
	got = ioctl(fd, MVGPU_RENDER_ADD, &add) ? errno : 0;
	printf("%s %s\n", got == refusals[i].want ? "good" : "bad", refusals[i].name);
	if (got != refusals[i].want)
		fprintf(stderr, "render-fake: %s: got %s\n", refusals[i].name, strerror(got));
	return got != refusals[i].want;
}

/**
 * admin_refusals() - add GPUs with wrong arguments; prints "good NAME" or "bad NAME"
 * @argc: number of @argv
 * @argv: nothing
 *
 * Return: exit status, 0 when all were rejected as they must be.
 */
int admin_refusals(int argc, char **argv)
{
	int fd = node_open(), bad = 0;

	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++)
		bad |= refuse(fd, i);
	close(fd);
	return bad;
}
