// SPDX-License-Identifier: GPL-2.0
/*
 * The device node /dev/mvgpu-render: include/uapi/mvgpu_render.h. A file becomes a session
 * by MVGPU_RENDER_ATTACH, and is used by the process that attached alone.
 */
#include <linux/capability.h>
#include <linux/cleanup.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include "gvt/gpu/render/clients.h"
#include "gvt/gpu/render/map.h"
#include "gvt/gpu/render/node.h"
#include "gvt/gpu/render/queue.h"
#include "gvt/gpu/render/registry.h"
#include "gvt/gpu/render/session.h"
#include "uapi/mvgpu_render.h"

/* Serialises the attachment of files; outside of the lock of the clients. */
static DEFINE_MUTEX(node_attach_lock);

/* The session of a file, ERR_PTR() for a file that is none or for another process. */
static struct mvgpu_rd_session *node_session(struct file *file)
{
	/* Pairs with the release of node_attach_file(): what the session consists of. */
	struct mvgpu_rd_session *session = smp_load_acquire(&file->private_data);

	if (!session)
		return ERR_PTR(-ENOTCONN);
	return session->mm == current->mm ? session : ERR_PTR(-EPERM);
}

static long node_add(struct file *file, void __user *arg)
{
	struct mvgpu_render_add add;
	int err;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (copy_from_user(&add, arg, sizeof(add)))
		return -EFAULT;
	memset(add.name, 0, sizeof(add.name));
	err = mvgpu_rd_registry_add(&add);
	if (!err && copy_to_user(arg, &add, sizeof(add)))
		err = -EFAULT;
	return err;
}

static long node_remove(struct file *file, void __user *arg)
{
	struct mvgpu_render_remove remove;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (copy_from_user(&remove, arg, sizeof(remove)))
		return -EFAULT;
	if (strnlen(remove.name, sizeof(remove.name)) == sizeof(remove.name))
		return -EINVAL;
	return mvgpu_rd_registry_remove(remove.name);
}

static int node_attach_file(struct file *file, const char *uuid)
{
	struct mvgpu_rd_session *session;

	guard(mutex)(&node_attach_lock);
	if (file->private_data)
		return -EBUSY;
	session = mvgpu_rd_attach(uuid, file);
	if (IS_ERR(session))
		return PTR_ERR(session);
	/* Pairs with the acquire of node_session(). */
	smp_store_release(&file->private_data, session);
	return 0;
}

static long node_attach(struct file *file, void __user *arg)
{
	struct mvgpu_render_attach attach;
	int err;

	if (copy_from_user(&attach, arg, sizeof(attach)))
		return -EFAULT;
	if (attach.abi != MVGPU_RENDER_ABI)
		return -EPROTO;
	if (strnlen(attach.uuid, sizeof(attach.uuid)) == sizeof(attach.uuid))
		return -EINVAL;
	err = node_attach_file(file, attach.uuid);
	attach.sq_entries = MVGPU_RD_SQ_ENTRIES;
	attach.cq_entries = MVGPU_RD_CQ_ENTRIES;
	attach.data_bytes = MVGPU_RD_DATA_BYTES;
	attach.slots = MVGPU_RD_SLOTS;
	attach.pad = 0;
	if (!err && copy_to_user(arg, &attach, sizeof(attach)))
		err = -EFAULT;
	return err;
}

static long node_kick(struct file *file, void __user *arg)
{
	struct mvgpu_rd_session *session = node_session(file);

	if (IS_ERR(session))
		return PTR_ERR(session);
	return mvgpu_rd_queue_collect(session);
}

/**
 * struct node_command - Command of the node
 * @code: number of the ioctl
 * @handler: executes it; 0 or -errno
 */
struct node_command {
	unsigned int code;
	long (*handler)(struct file *file, void __user *arg);
};

static const struct node_command node_commands[] = {
	{ MVGPU_RENDER_KICK, node_kick },
	{ MVGPU_RENDER_ATTACH, node_attach },
	{ MVGPU_RENDER_ADD, node_add },
	{ MVGPU_RENDER_REMOVE, node_remove },
};

static long node_ioctl(struct file *file, unsigned int code, unsigned long arg)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(node_commands); i++)
		if (node_commands[i].code == code)
			return node_commands[i].handler(file, (void __user *)arg);
	return -ENOTTY;
}

static __poll_t node_poll(struct file *file, poll_table *wait)
{
	struct mvgpu_rd_session *session = node_session(file);
	bool work;

	if (IS_ERR(session))
		return EPOLLERR;
	poll_wait(file, &session->wait, wait);
	if (mvgpu_rd_queue_look(session, &work))
		return EPOLLHUP;
	return work ? EPOLLIN | EPOLLRDNORM : 0;
}

static int node_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct mvgpu_rd_session *session = node_session(file);

	if (IS_ERR(session))
		return PTR_ERR(session);
	return mvgpu_rd_map(session, vma);
}

static int node_open(struct inode *inode, struct file *file)
{
	/* The misc device has left itself here. */
	file->private_data = NULL;
	return nonseekable_open(inode, file);
}

static int node_release(struct inode *inode, struct file *file)
{
	struct mvgpu_rd_session *session = file->private_data;

	if (!session)
		return 0;
	mvgpu_rd_queue_end(session, -ENODEV, "it closed its file or died");
	mvgpu_rd_session_put(session);
	return 0;
}

static const struct file_operations node_fops = {
	.owner = THIS_MODULE,
	.open = node_open,
	.release = node_release,
	.unlocked_ioctl = node_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.poll = node_poll,
	.mmap = node_mmap,
};

static struct miscdevice node_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "mvgpu-render",
	.fops = &node_fops,
	.mode = 0600,
};

/**
 * mvgpu_rd_node_init() - Make the device node
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or -errno.
 */
int mvgpu_rd_node_init(void)
{
	return misc_register(&node_device);
}

/**
 * mvgpu_rd_node_exit() - Remove the device node
 *
 * No file of it is open, as each holds the module.
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_node_exit(void)
{
	misc_deregister(&node_device);
}
