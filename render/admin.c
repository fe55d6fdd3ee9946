// SPDX-License-Identifier: GPL-2.0
/* Adds GPUs to the module, removes them, and shows what their renderers can do. */
#include <sys/ioctl.h>
#include <unistd.h>
#include "render/admin.h"
#include "render/blob.h"
#include "render/capset.h"
#include "render/device.h"
#include "render/export.h"
#include "render/extra.h"
#include "render/files.h"
#include "render/gl.h"
#include "render/say.h"
#include "render/session.h"

/* Four quarters that hold what games have mapped at a time. */
#define ADMIN_WINDOW_MIB 1024

static struct rd_session admin_session;

/* Limited as a renderer is, so that the drivers find this GPU only. */
static int admin_read_capsets(const struct rd_options *options,
			      struct rd_capsets *sets)
{
	int err;

	admin_session.node = options->node;
	admin_session.capsets = rd_extra_mask();
	err = rd_files_confine(options->node);
	if (!err)
		err = rd_gl_open(&admin_session);
	return err ? err : rd_capset_read(sets);
}

/* MiB of the host-visible region. It was not tried with the memory of a physical GPU. */
static u32 admin_window(const struct rd_options *options)
{
	if (options->window != RD_WINDOW_DEFAULT)
		return options->window;
	return options->node ? 0 : ADMIN_WINDOW_MIB;
}

/* Without buffers that can be mapped, guests do without a host-visible region. */
static void admin_add_window(const struct rd_options *options, struct mvgpu_render_add *add)
{
	u32 window = admin_window(options);

	if (!window)
		return;
	if (!rd_blob_probe(&admin_session)) {
		rd_say("guests cannot map this renderer's buffers: no host-visible region");
		return;
	}
	add->flags = MVGPU_RENDER_ADD_BLOBS;
	add->window = (u64)window << 20;
}

static int admin_add_extra(const struct rd_extra *extra, struct rd_capsets *sets)
{
	char name[RD_EXTRA_NAME_BYTES];

	if (!rd_extra_probe(&admin_session, extra, name)) {
		if (extra->hint)
			rd_say("guests will not have %s; that needs %s", extra->name,
			       extra->hint);
		return 0;
	}
	rd_say("guests will have %s%s%s", extra->name, *name ? " by " : "", name);
	return rd_capset_add(sets, extra->capset);
}

/* Without a host-visible region their contexts are of no use. */
static int admin_add_extras(const struct mvgpu_render_add *add, struct rd_capsets *sets)
{
	u32 i;
	int err;

	for (i = 0; i < RD_EXTRAS && add->window; i++) {
		err = admin_add_extra(&rd_extras[i], sets);
		if (err)
			return err;
	}
	return 0;
}

/* Mesa takes its software renderer for a node that it has no driver for. */
static void admin_say_renderer(const struct rd_options *options,
			       const struct rd_capsets *sets)
{
	char name[RD_RENDERER_BYTES];

	rd_capset_renderer(sets, name);
	rd_say("%s%sthe renderer is %s", options->node ? options->node : "",
	       options->node ? ": " : "", *name ? name : "unknown");
}

static int admin_copy(char *to, size_t bytes, const char *from, const char *what)
{
	if (strlen(from) >= bytes) {
		rd_say("the %s '%s' is too long; it has at most %zu characters",
		       what, from, bytes - 1);
		return -EINVAL;
	}
	memcpy(to, from, strlen(from) + 1);
	return 0;
}

static const char *admin_node_name(const char *node)
{
	const char *slash = node ? strrchr(node, '/') : NULL;

	return slash ? slash + 1 : node ? node : "";
}

static const char *admin_hint(int err)
{
	switch (err) {
	case EPERM:
		return "run as root";
	case EPROTO:
		return RD_OTHER_ABI;
	case ENOENT:
	case ENODEV:
		return "there is no such device";
	case EEXIST:
		return "it was added already";
	case EBUSY:
		return "it is in use";
	default:
		return strerror(err);
	}
}

static int admin_request(int fd, unsigned long request, void *arg, const char *what)
{
	int err;

	if (!ioctl(fd, request, arg))
		return 0;
	err = -errno;
	rd_say("cannot %s: %s", what, admin_hint(-err));
	return err;
}

static int admin_add(int fd, const struct rd_options *options, struct mvgpu_render_add *add)
{
	struct rd_capsets sets;
	int err = admin_read_capsets(options, &sets);

	if (err)
		return err;
	admin_say_renderer(options, &sets);
	admin_add_window(options, add);
	err = admin_add_extras(add, &sets);
	if (err)
		return err;
	add->num_capsets = sets.count;
	add->capsets = (uintptr_t)sets.set;
	add->max_width = rd_capset_max_pixels(&sets);
	add->max_height = add->max_width;
	return admin_request(fd, MVGPU_RENDER_ADD, add, "add the GPU");
}

/**
 * rd_admin_add() - Add a GPU, and print the name of its mdev parent
 * @options: command line
 *
 * Return: 0 or -errno, with a message.
 */
int rd_admin_add(const struct rd_options *options)
{
	struct mvgpu_render_add add = { .abi = MVGPU_RENDER_ABI };
	int fd, err;

	if (admin_copy(add.device, sizeof(add.device), options->pci, "PCI address") ||
	    admin_copy(add.node, sizeof(add.node), admin_node_name(options->node),
		       "render node"))
		return -EINVAL;
	fd = rd_device_open(options->device);
	if (fd < 0)
		return -ENODEV;
	err = admin_add(fd, options, &add);
	if (!err)
		printf("%.*s\n", (int)sizeof(add.name), add.name);
	close(fd);
	return err;
}

/**
 * rd_admin_remove() - Remove a GPU
 * @options: command line
 *
 * Return: 0 or -errno, with a message.
 */
int rd_admin_remove(const struct rd_options *options)
{
	struct mvgpu_render_remove remove = {};
	int fd, err;

	if (admin_copy(remove.name, sizeof(remove.name), options->name, "name"))
		return -EINVAL;
	fd = rd_device_open(options->device);
	if (fd < 0)
		return -ENODEV;
	err = admin_request(fd, MVGPU_RENDER_REMOVE, &remove, "remove the GPU");
	close(fd);
	return err;
}

static void admin_print_extra(const struct rd_extra *extra)
{
	char name[RD_EXTRA_NAME_BYTES];
	bool good = rd_extra_probe(&admin_session, extra, name);

	printf("%s: %s\n", extra->name, !good ? "no" : *name ? name : "yes");
}

/**
 * rd_admin_probe() - Print what the renderer of a GPU can do
 * @options: command line
 *
 * Return: 0 or -errno, with a message.
 */
int rd_admin_probe(const struct rd_options *options)
{
	char name[RD_RENDERER_BYTES];
	struct rd_capsets sets;
	u32 i;
	int err = admin_read_capsets(options, &sets);

	if (err)
		return err;
	rd_capset_renderer(&sets, name);
	printf("renderer: %s\n", *name ? name : "unknown");
	printf("largest image: %u pixels\n", rd_capset_max_pixels(&sets));
	printf("buffers that guests map: %s\n", rd_blob_probe(&admin_session) ? "yes" : "no");
	printf("screens as dma-bufs: %s\n", rd_export_probe(&admin_session) ? "yes" : "no");
	for (i = 0; i < RD_EXTRAS; i++)
		admin_print_extra(&rd_extras[i]);
	for (i = 0; i < sets.count; i++)
		printf("capset %u: version %u, %u bytes\n", sets.set[i].id,
		       sets.set[i].max_version, sets.set[i].size);
	return 0;
}
