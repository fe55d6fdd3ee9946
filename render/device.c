// SPDX-License-Identifier: GPL-2.0
/* Opens the device file of the module, and attaches to vGPUs. */
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include "render/device.h"
#include "render/say.h"

static int device_kick(struct rd_link *link)
{
	int result;

	do {
		result = ioctl(link->fd, MVGPU_RENDER_KICK);
	} while (result < 0 && errno == EINTR);
	return result < 0 ? -errno : 0;
}

static void *device_map(struct rd_link *link, u64 offset, size_t bytes, int prot)
{
	return mmap(NULL, bytes, prot, MAP_SHARED, link->fd, offset);
}

static const struct rd_link_ops device_ops = {
	.kick = device_kick,
	.map = device_map,
};

/**
 * rd_device_open() - Open the device file
 * @device: its path; "-" when it is open as the standard input
 *
 * A process that cannot open the file, but gets it, can be the renderer of one vGPU only.
 *
 * Return: a file descriptor, or -1, with a message.
 */
int rd_device_open(const char *device)
{
	int fd;

	if (!strcmp(device, "-"))
		return STDIN_FILENO;
	fd = open(device, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		rd_say("cannot open %s: %s%s", device, strerror(errno),
		       errno == ENOENT ? "; load the module mvgpu" :
		       errno == EACCES ? "; run as a user who may write it" : "");
	return fd;
}

/*
 * Programs that the library starts would keep the session alive, if they got its file as
 * their standard input or output. Returns the file descriptor to use.
 */
static int device_hide(int fd)
{
	int null, hidden, i;

	if (fd != STDIN_FILENO)
		return fd;
	hidden = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (i = STDIN_FILENO; hidden >= 0 && null >= 0 && i <= STDOUT_FILENO; i++)
		dup2(null, i);
	if (hidden < 0 || null < 0)
		rd_say("cannot keep the device file to this process: %s", strerror(errno));
	if (null >= 0)
		close(null);
	return null < 0 ? -1 : hidden;
}

static const char *device_attach_hint(int err)
{
	switch (err) {
	case ENOENT:
		return "there is no such vGPU on a GPU of \"mvgpu-render add\"; create it first";
	case EBUSY:
		return "it has a renderer already";
	case EPROTO:
		return RD_OTHER_ABI;
	case EINVAL:
		return "this is no UUID";
	case ENOTTY:
		return "the file is not " RD_DEVICE;
	default:
		return strerror(err);
	}
}

static int device_request(struct rd_link *link, const char *uuid)
{
	int err;

	link->shape = (struct mvgpu_render_attach) { .abi = MVGPU_RENDER_ABI };
	if (strlen(uuid) >= sizeof(link->shape.uuid)) {
		rd_say("'%s' is no UUID", uuid);
		return -EINVAL;
	}
	memcpy(link->shape.uuid, uuid, strlen(uuid) + 1);
	if (!ioctl(link->fd, MVGPU_RENDER_ATTACH, &link->shape))
		return 0;
	err = errno;
	rd_say("cannot attach to vGPU %s: %s", uuid, device_attach_hint(err));
	return -err;
}

/**
 * rd_device_attach() - Become the renderer of a vGPU
 * @link: set up
 * @device: path of the device file
 * @uuid: UUID of the vGPU
 *
 * Return: 0 or -errno, with a message.
 */
int rd_device_attach(struct rd_link *link, const char *device, const char *uuid)
{
	int err;

	*link = (struct rd_link) { .ops = &device_ops };
	link->fd = device_hide(rd_device_open(device));
	if (link->fd < 0)
		return -ENODEV;
	err = device_request(link, uuid);
	return err ? err : rd_link_map(link);
}
