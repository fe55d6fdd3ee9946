// SPDX-License-Identifier: GPL-2.0
/* Addition and removal of GPUs, and the arguments that the module must reject. */
#include <errno.h>
#include <getopt.h>
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

/* Fills in what an option says; getopt_long() has printed what is wrong. */
static void parse_option(int option)
{
	switch (option) {
	case 'p':
		snprintf(add.device, sizeof(add.device), "%s", optarg);
		return;
	case 'w':
		add.flags = MVGPU_RENDER_ADD_BLOBS;
		add.window = strtoull(optarg, NULL, 10) << 20;
		return;
	case 'v':
		capsets_add_opaque(&add, CAPSET_VENUS);
		return;
	case 'n':
		capsets_add_opaque(&add, CAPSET_DRM);
		return;
	default:
		exit(2);
	}
}

/**
 * admin_add() - make a GPU and print the name of the mdev parent
 * @argc: number of @argv
 * @argv: name of the sub-command, options, and perhaps a file with the capability set VIRGL2
 *
 * Return: exit status.
 */
int admin_add(int argc, char **argv)
{
	static const struct option options[] = {
		{ "pci", required_argument, NULL, 'p' },
		{ "window", required_argument, NULL, 'w' },
		{ "vulkan", no_argument, NULL, 'v' },
		{ "native", no_argument, NULL, 'n' },
		{ }
	};
	int option, fd = node_open();

	capsets_make(&add);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		parse_option(option);
	if (optind < argc)
		capsets_load(argv[optind]);
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

static void capset_0(void)
{
	sets[1].id = 0;
}

static void capset_3(void)
{
	sets[1].id = 3;
}

static void capset_5(void)
{
	sets[1].id = 5;
}

/* Beyond the bits of OPEN, where it would be one that is known. */
static void capset_36(void)
{
	sets[1].id = 32 + CAPSET_VENUS;
}

static void same_opaque_capset(void)
{
	sets[0].id = CAPSET_VENUS;
	sets[1].id = CAPSET_VENUS;
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
	{ "a capability set of Vulkan twice", same_opaque_capset, EINVAL },
	{ "an unknown capability set", unknown_capset, EINVAL },
	{ "a capability set without a number", capset_0, EINVAL },
	{ "the capability set of gfxstream", capset_3, EINVAL },
	{ "the capability set of contexts across domains", capset_5, EINVAL },
	{ "a capability set beyond the mask of sets", capset_36, EINVAL },
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

	capsets_make(&add);
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
