// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "iommufd.h"

/* Headers older than 6.6 do not know the file of a device that is bound to iommufd. */
#ifdef VFIO_DEVICE_BIND_IOMMUFD
#include <linux/iommufd.h>

static int result(long ret)
{
	return ret < 0 ? -errno : (int)ret;
}

/* The name of the device in /dev/vfio/devices, from the directory vfio-dev of @sysfs. */
static int device_name(const char *sysfs, char *name, size_t size)
{
	char path[PATH_MAX];
	struct dirent *entry;
	int err = -ENODEV;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/vfio-dev", sysfs);
	dir = opendir(path);
	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		if (strncmp(entry->d_name, "vfio", 4))
			continue;
		snprintf(name, size, "%s", entry->d_name);
		err = 0;
	}
	closedir(dir);
	return err;
}

static int open_file(struct dev *dev)
{
	char name[NAME_MAX + 1], path[PATH_MAX];
	int err = device_name(dev->sysfs, name, sizeof(name));

	if (err)
		return err;
	snprintf(path, sizeof(path), "/dev/vfio/devices/%s", name);
	dev->fd = result(open(path, O_RDWR | O_CLOEXEC));
	return dev->fd < 0 ? dev->fd : 0;
}

static int bind_device(struct dev *dev)
{
	struct vfio_device_bind_iommufd bind = {
		.argsz = sizeof(bind), .iommufd = dev->container,
	};

	return dev_ioctl(dev, VFIO_DEVICE_BIND_IOMMUFD, &bind);
}

/**
 * iommufd_new_ioas() - make an address space without memory, for the next attach
 * @dev: the device
 *
 * Return: 0 or -errno.
 */
int iommufd_new_ioas(struct dev *dev)
{
	struct iommu_ioas_alloc alloc = { .size = sizeof(alloc) };
	int err = result(ioctl(dev->container, IOMMU_IOAS_ALLOC, &alloc));

	dev->ioas = err ? 0 : alloc.out_ioas_id;
	return err;
}

/**
 * iommufd_attach() - attach the device to its address space
 * @dev: the device
 *
 * Return: 0 or -errno.
 */
int iommufd_attach(struct dev *dev)
{
	struct vfio_device_attach_iommufd_pt attach = {
		.argsz = sizeof(attach), .pt_id = dev->ioas,
	};

	return dev_ioctl(dev, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach);
}

/**
 * iommufd_detach() - detach the device from its address space
 * @dev: the device
 *
 * Return: 0 or -errno.
 */
int iommufd_detach(struct dev *dev)
{
	struct vfio_device_detach_iommufd_pt detach = { .argsz = sizeof(detach) };

	return dev_ioctl(dev, VFIO_DEVICE_DETACH_IOMMUFD_PT, &detach);
}

static int open_bound(struct dev *dev)
{
	int err = open_file(dev);

	return err ?: bind_device(dev);
}

/**
 * iommufd_open() - the device, iommufd and an address space, no memory
 * @dev: its @sysfs says which
 *
 * Return: 0 or -errno.
 */
int iommufd_open(struct dev *dev)
{
	int err;

	dev->container = result(open("/dev/iommu", O_RDWR | O_CLOEXEC));
	if (dev->container < 0)
		return dev->container;
	err = open_bound(dev);
	err = err ?: iommufd_new_ioas(dev);
	return err ?: iommufd_attach(dev);
}

/**
 * iommufd_join() - open a device in the address space of another one
 * @dev: its @sysfs says which; its @container is that of @first
 * @first: the other one, open
 *
 * Return: 0 or -errno.
 */
int iommufd_join(struct dev *dev, const struct dev *first)
{
	int err = open_bound(dev);

	dev->ioas = first->ioas;
	return err ?: iommufd_attach(dev);
}

/**
 * iommufd_map() - map memory for the devices of the address space
 * @dev: a device
 * @iova: at this address
 * @mem: the memory
 * @size: bytes of it
 * @flags: VFIO_DMA_MAP_FLAG_*
 *
 * Return: 0 or -errno.
 */
int iommufd_map(struct dev *dev, u64 iova, void *mem, size_t size, u32 flags)
{
	struct iommu_ioas_map map = {
		.size = sizeof(map), .flags = IOMMU_IOAS_MAP_FIXED_IOVA,
		.ioas_id = dev->ioas, .user_va = (uintptr_t)mem,
		.length = size, .iova = iova,
	};

	if (flags & VFIO_DMA_MAP_FLAG_READ)
		map.flags |= IOMMU_IOAS_MAP_READABLE;
	if (flags & VFIO_DMA_MAP_FLAG_WRITE)
		map.flags |= IOMMU_IOAS_MAP_WRITEABLE;
	return result(ioctl(dev->container, IOMMU_IOAS_MAP, &map));
}

/**
 * iommufd_unmap() - unmap memory
 * @dev: a device of the address space
 * @iova: address
 * @size: bytes
 *
 * Return: 0 or -errno; 0 as well where nothing is mapped, as a container does.
 */
int iommufd_unmap(struct dev *dev, u64 iova, size_t size)
{
	struct iommu_ioas_unmap unmap = {
		.size = sizeof(unmap), .ioas_id = dev->ioas,
		.iova = iova, .length = size,
	};
	int err = result(ioctl(dev->container, IOMMU_IOAS_UNMAP, &unmap));

	return err == -ENOENT ? 0 : err;
}

#else

int iommufd_open(struct dev *dev)
{
	return -EOPNOTSUPP;
}

int iommufd_join(struct dev *dev, const struct dev *first)
{
	return -EOPNOTSUPP;
}

int iommufd_new_ioas(struct dev *dev)
{
	return -EOPNOTSUPP;
}

int iommufd_attach(struct dev *dev)
{
	return -EOPNOTSUPP;
}

int iommufd_detach(struct dev *dev)
{
	return -EOPNOTSUPP;
}

int iommufd_map(struct dev *dev, u64 iova, void *mem, size_t size, u32 flags)
{
	return -EOPNOTSUPP;
}

int iommufd_unmap(struct dev *dev, u64 iova, size_t size)
{
	return -EOPNOTSUPP;
}

#endif
