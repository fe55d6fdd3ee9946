// SPDX-License-Identifier: GPL-2.0
/* Device, region and interrupt info. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include "test.h"

static void device_info(struct dev *dev)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };

	is(dev_ioctl(dev, VFIO_DEVICE_GET_INFO, &info), 0);
	is(info.flags & (VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET),
	   VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET);
	holds(info.num_regions >= VFIO_PCI_NUM_REGIONS, "%u regions",
	      info.num_regions);
	is(info.num_irqs, VFIO_PCI_NUM_IRQS);
}

static void info_argsz(struct dev *dev)
{
	struct vfio_device_info device = { .argsz = 15 };
	struct vfio_region_info region = { .argsz = 31 };
	struct vfio_irq_info irq = { .argsz = 15 };

	is(dev_ioctl(dev, VFIO_DEVICE_GET_INFO, &device), -EINVAL);
	is(dev_ioctl(dev, VFIO_DEVICE_GET_REGION_INFO, &region), -EINVAL);
	is(dev_ioctl(dev, VFIO_DEVICE_GET_IRQ_INFO, &irq), -EINVAL);
	device.argsz = 16;
	is(dev_ioctl(dev, VFIO_DEVICE_GET_INFO, &device), 0);
}

static void info_writes_no_more(struct dev *dev)
{
	struct { struct vfio_device_info info; u32 guard; } d;

	memset(&d, 0xa5, sizeof(d));
	d.info.argsz = 16;
	is(dev_ioctl(dev, VFIO_DEVICE_GET_INFO, &d.info), 0);
	is(d.guard, 0xa5a5a5a5);
	is(((u32 *)&d.info)[4], 0xa5a5a5a5);
}

static void info_faults(struct dev *dev)
{
	is(dev_ioctl(dev, VFIO_DEVICE_GET_INFO, (void *)8), -EFAULT);
	is(dev_ioctl(dev, VFIO_DEVICE_GET_REGION_INFO, (void *)8), -EFAULT);
	is(dev_ioctl(dev, VFIO_DEVICE_GET_IRQ_INFO, (void *)8), -EFAULT);
	is(dev_ioctl(dev, VFIO_DEVICE_SET_IRQS, (void *)8), -EFAULT);
}

static void index_range(struct dev *dev)
{
	static const u32 bad[] = { 64, 0x7fffffff, 0x80000000, 0xffffffff };
	struct vfio_region_info region;
	struct vfio_irq_info irq;

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		is(region_info(dev, bad[i], &region), -EINVAL);
		is(irq_info(dev, bad[i], &irq), -EINVAL);
		is(irq_set(dev, bad[i], 0, 0, VFIO_IRQ_SET_DATA_NONE |
			   VFIO_IRQ_SET_ACTION_TRIGGER, NULL, 0), -EINVAL);
	}
	is(irq_info(dev, VFIO_PCI_NUM_IRQS, &irq), -EINVAL);
}

static void unknown_ioctls(struct dev *dev)
{
	is(dev_ioctl(dev, _IO(VFIO_TYPE, VFIO_BASE + 99), NULL), -ENOTTY);
	is(dev_ioctl(dev, _IO('?', 1), NULL), -ENOTTY);
}

static bool is_64bit(struct dev *dev, u32 bar)
{
	return (cfg_read(dev, PCI_BASE_ADDRESS_0 + 4 * bar, 4) &
		PCI_BASE_ADDRESS_MEM_TYPE_MASK) == PCI_BASE_ADDRESS_MEM_TYPE_64;
}

static void region_sizes(struct dev *dev)
{
	struct vfio_region_info info;

	for (u32 bar = 0; bar < 6; bar++) {
		is(region_info(dev, bar, &info), 0);
		is(info.size, bar_size(dev, bar));
		if (is_64bit(dev, bar))
			bar++;
	}
}

static void region_flags(struct dev *dev)
{
	u32 rw = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;
	struct vfio_region_info info;

	is(region_info(dev, CONFIG, &info), 0);
	is(info.flags & rw, rw);
	holds(info.size >= 256, "configuration space of %llu bytes",
	      (unsigned long long)info.size);
	for (u32 bar = 0; bar < 6; bar++) {
		is(region_info(dev, bar, &info), 0);
		is(info.offset, (u64)bar << 40);
		if (info.size)
			is(info.flags & rw, rw);
	}
}

static void layout(struct dev *dev)
{
	static const u32 size[6] = { 0x4000, 0, 0x1000, 0, 0, 0 };
	struct vfio_region_info info;

	for (u32 bar = 0; bar < 6; bar++) {
		if (bar_is_host_visible(dev, bar))
			continue;
		is(region_info(dev, bar, &info), 0);
		is(info.size, size[bar]);
		is(info.flags & VFIO_REGION_INFO_FLAG_MMAP, 0);
	}
	is(region_info(dev, VFIO_PCI_ROM_REGION_INDEX, &info), 0);
	is(info.size, 0);
	is(region_info(dev, CONFIG, &info), 0);
	is(info.size, 256);
}

static void no_mmap(struct dev *dev)
{
	for (u64 index = 0; index < 9; index++) {
		if (bar_is_host_visible(dev, index))
			continue;

		void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED,
			       dev->fd, index << 40);

		holds(p == MAP_FAILED, "region %u can be mapped",
		      (unsigned int)index);
		is(errno, EINVAL);
	}
}

static void irq_kinds(struct dev *dev)
{
	u32 intx = VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
		   VFIO_IRQ_INFO_AUTOMASKED;
	struct vfio_irq_info info;

	is(irq_info(dev, VFIO_PCI_INTX_IRQ_INDEX, &info), 0);
	is(info.count, 1);
	is(info.flags, intx);
	is(irq_info(dev, VFIO_PCI_MSI_IRQ_INDEX, &info), 0);
	is(info.count, 0);
	is(irq_info(dev, VFIO_PCI_MSIX_IRQ_INDEX, &info), 0);
	is(info.count, NR_VECTORS);
	holds(info.flags & VFIO_IRQ_INFO_EVENTFD, "MSI-X without eventfds");
	is(irq_info(dev, VFIO_PCI_REQ_IRQ_INDEX, &info), 0);
	is(info.count, 1);
}

const struct test info_tests[] = {
	{ "info: the device is a PCI device that can be reset, with all regions and interrupts",
	  device_info, OPEN },
	{ "info: an argsz below the minimum is rejected", info_argsz, OPEN },
	{ "info: nothing is written beyond argsz", info_writes_no_more, OPEN },
	{ "info: a bad pointer gives EFAULT", info_faults, OPEN },
	{ "info: a region or interrupt index out of range is rejected",
	  index_range,
	  OPEN },
	{ "info: an unknown ioctl gives ENOTTY", unknown_ioctls, OPEN },
	{ "regions: the reported sizes are those that BAR sizing finds",
	  region_sizes,
	  OPEN },
	{ "regions: offsets and flags are those of a PCI device", region_flags,
	  OPEN },
	{ "regions: the layout of the BARs is the documented one", layout, OPEN,
	  NEED_OURS },
	{ "regions: no BAR with registers can be mapped",
	  no_mmap, OPEN, NEED_OURS },
	{ "irqs: the device has INTx, three MSI-X vectors and the request interrupt",
	  irq_kinds, OPEN },
	{ }
};
