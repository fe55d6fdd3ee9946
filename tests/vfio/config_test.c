// SPDX-License-Identifier: GPL-2.0
/* Device, region and interrupt info; configuration space; BAR accesses. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include "test.h"

#define CONFIG VFIO_PCI_CONFIG_REGION_INDEX

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

/* The contents of the region are tested by window_test.c. */
static bool is_window(struct dev *dev, u64 index)
{
	return index == 4 && bar_size(dev, 4);
}

static void layout(struct dev *dev)
{
	static const u32 size[6] = { 0x4000, 0, 0x1000, 0, 0, 0 };
	struct vfio_region_info info;

	for (u32 bar = 0; bar < 6; bar++) {
		if (is_window(dev, bar))
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
		if (is_window(dev, index))
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

static void ids(struct dev *dev)
{
	is(cfg_read(dev, PCI_VENDOR_ID, 2), 0x1af4);
	is(cfg_read(dev, PCI_DEVICE_ID, 2), 0x1050);
	is(cfg_read(dev, PCI_REVISION_ID, 1), 1);
	is(cfg_read(dev, PCI_CLASS_REVISION, 4) >> 8, 0x038000);
	is(cfg_read(dev, PCI_HEADER_TYPE, 1), 0);
	is(cfg_read(dev, PCI_SUBSYSTEM_VENDOR_ID, 2), 0x1af4);
	is(cfg_read(dev, PCI_SUBSYSTEM_ID, 2), 0x1100);
}

static void bar_sizing(struct dev *dev)
{
	is(cfg_read(dev, PCI_BASE_ADDRESS_0, 4) & 0xf,
	   PCI_BASE_ADDRESS_MEM_TYPE_64);
	cfg_write(dev, PCI_BASE_ADDRESS_0, ~0U, 4);
	cfg_write(dev, PCI_BASE_ADDRESS_1, ~0U, 4);
	is(cfg_read(dev, PCI_BASE_ADDRESS_0, 4), 0xffffc004);
	is(cfg_read(dev, PCI_BASE_ADDRESS_1, 4), 0xffffffff);
	cfg_write(dev, PCI_BASE_ADDRESS_2, ~0U, 4);
	is(cfg_read(dev, PCI_BASE_ADDRESS_2, 4), 0xfffff000);
	for (u32 at = PCI_BASE_ADDRESS_3; at <= PCI_BASE_ADDRESS_5; at += 4) {
		if (is_window(dev, 4) && at >= PCI_BASE_ADDRESS_4)
			break;
		cfg_write(dev, at, ~0U, 4);
		is(cfg_read(dev, at, 4), 0);
	}
	cfg_write(dev, PCI_ROM_ADDRESS, ~0U, 4);
	is(cfg_read(dev, PCI_ROM_ADDRESS, 4), 0);
}

static void bar_keeps_address(struct dev *dev)
{
	u32 mask = ~(u32)(bar_size(dev, 2) - 1);

	cfg_write(dev, PCI_BASE_ADDRESS_2, 0xfebd1234, 4);
	is(cfg_read(dev, PCI_BASE_ADDRESS_2, 4) & ~0xf, 0xfebd1234 & mask);
}

static void command_register(struct dev *dev)
{
	u16 on = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER |
		 PCI_COMMAND_INTX_DISABLE;

	cfg_write(dev, PCI_COMMAND, on, 2);
	is(cfg_read(dev, PCI_COMMAND, 2) & on, on);
	cfg_write(dev, PCI_COMMAND, 0, 2);
	is(cfg_read(dev, PCI_COMMAND, 2), 0);
	cfg_write(dev, PCI_COMMAND, 0xffff, 2);
	is(cfg_read(dev, PCI_COMMAND, 2) & on, on);
	is(cfg_read(dev, PCI_COMMAND, 2) & PCI_COMMAND_IO, 0);
}

static void decode_off(struct dev *dev)
{
	u32 msix = cfg_read(dev, cfg_find_cap(dev, PCI_CAP_ID_MSIX) +
			    PCI_MSIX_TABLE, 4) & PCI_MSIX_TABLE_BIR;
	struct structure *s = &dev->structure[VIRTIO_COMMON];
	u32 value = 0;

	is(reg_read(dev, REG_NUM_QUEUES, 2), NR_QUEUES);
	cfg_command(dev, PCI_COMMAND_MEMORY, 0);
	is(region_read(dev, s->bar, s->offset, &value, 4), -EIO);
	is(region_write(dev, s->bar, s->offset, &value, 4), -EIO);
	is(region_read(dev, msix, 0xff8, &value, 4), -EIO);
	cfg_command(dev, 0, PCI_COMMAND_MEMORY);
	is(reg_read(dev, REG_NUM_QUEUES, 2), NR_QUEUES);
}

static void power_state(struct dev *dev, u32 state)
{
	u32 ctrl = cfg_find_cap(dev, PCI_CAP_ID_PM) + PCI_PM_CTRL;

	cfg_write(dev, ctrl, state, 2);
	is(cfg_read(dev, ctrl, 2) & PCI_PM_CTRL_STATE_MASK, state);
}

/* A guest puts the device to sleep; afterwards the state of the device is the same. */
static void sleeps(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_COMMON];
	u32 value;

	is(gpu_create_2d(dev, 1, 1, 64, 64), OK);
	power_state(dev, 3);
	is(region_read(dev, s->bar, s->offset, &value, 4), -EIO);
	power_state(dev, 0);
	is(gpu_create_2d(dev, 1, 1, 64, 64), ERR(INVALID_RESOURCE_ID));
	is(gpu_unref(dev, 1), OK);
	power_state(dev, 3);
	is(dev_reset(dev), 0);
	is(cfg_read(dev, cfg_find_cap(dev, PCI_CAP_ID_PM) + PCI_PM_CTRL, 2),
	   PCI_PM_CTRL_NO_SOFT_RESET);
}

static void cap_list(struct dev *dev)
{
	u32 at = cfg_read(dev, PCI_CAPABILITY_LIST, 1), seen = 0;

	is(cfg_read(dev, PCI_STATUS, 2) & PCI_STATUS_CAP_LIST,
	   PCI_STATUS_CAP_LIST);
	for (; at; at = cfg_read(dev, at + 1, 1)) {
		holds(at >= 0x40 && !(at & 3), "capability at 0x%x", at);
		holds(++seen < 48, "the capability list does not end");
	}
	holds(cfg_find_cap(dev, PCI_CAP_ID_MSIX), "no MSI-X capability");
}

static void structures(struct dev *dev)
{
	struct vfio_region_info info;

	for (u32 i = VIRTIO_COMMON; i < VIRTIO_PCI; i++) {
		struct structure *s = &dev->structure[i];

		is(region_info(dev, s->bar, &info), 0);
		holds(s->len && (u64)s->offset + s->len <= info.size,
		      "structure %u lies outside BAR %u", i, s->bar);
	}
	holds(dev->structure[VIRTIO_COMMON].len >= 0x38, "common is short");
	holds(dev->structure[VIRTIO_DEVICE].len >= 0x10, "device is short");
	holds(cfg_read(dev, dev->structure[VIRTIO_NOTIFY].cap + 2, 1) >= 20,
	      "the notify capability has no multiplier");
}

static void msix_cap(struct dev *dev)
{
	u32 at = cfg_find_cap(dev, PCI_CAP_ID_MSIX), table, pba;
	struct vfio_region_info info;

	is((cfg_read(dev, at + PCI_MSIX_FLAGS, 2) & PCI_MSIX_FLAGS_QSIZE) + 1,
	   NR_VECTORS);
	table = cfg_read(dev, at + PCI_MSIX_TABLE, 4);
	pba = cfg_read(dev, at + PCI_MSIX_PBA, 4);
	is(region_info(dev, table & PCI_MSIX_TABLE_BIR, &info), 0);
	holds((table & ~7U) + NR_VECTORS * 16 <= info.size, "table outside");
	is(region_info(dev, pba & PCI_MSIX_PBA_BIR, &info), 0);
	holds((pba & ~7U) + 8 <= info.size, "pending bits outside");
}

static void read_only(struct dev *dev)
{
	static const u32 reg[] = { 0x00, 0x08, 0x2c, 0x34, 0x38 };

	for (unsigned int i = 0; i < ARRAY_SIZE(reg); i++) {
		u32 before = cfg_read(dev, reg[i], 4);

		cfg_write(dev, reg[i], ~before, 4);
		is(cfg_read(dev, reg[i], 4), before);
	}
	is(cfg_read(dev, PCI_INTERRUPT_PIN, 1), 1);
	cfg_write(dev, PCI_INTERRUPT_PIN, 0, 1);
	is(cfg_read(dev, PCI_INTERRUPT_PIN, 1), 1);
}

static void line_register(struct dev *dev)
{
	cfg_write(dev, PCI_INTERRUPT_LINE, 0x5a, 1);
	is(cfg_read(dev, PCI_INTERRUPT_LINE, 1), 0x5a);
}

static void cfg_sizes(struct dev *dev)
{
	u8 all[64], one;
	u16 two;

	is(region_read(dev, CONFIG, 0, all, sizeof(all)), 0);
	for (u32 i = 0; i < sizeof(all); i++) {
		is(region_read(dev, CONFIG, i, &one, 1), 0);
		is(one, all[i]);
		if (i + 2 > sizeof(all))
			continue;
		is(region_read(dev, CONFIG, i, &two, 2), 0);
		is(two, all[i] | all[i + 1] << 8);
	}
}

static void cfg_beyond(struct dev *dev)
{
	struct vfio_region_info info;
	u32 value = 0;

	is(region_info(dev, CONFIG, &info), 0);
	holds(region_read(dev, CONFIG, info.size, &value, 4),
	      "a read past the end returns data");
	holds(region_write(dev, CONFIG, info.size, &value, 4),
	      "a write past the end is accepted");
	holds(region_read(dev, CONFIG, info.size - 2, &value, 4),
	      "a read across the end is accepted as a whole");
	holds(region_read(dev, CONFIG, 0xfffffff0, &value, 4),
	      "a read far past the end returns data");
}

static void bar_odd_access(struct dev *dev)
{
	static const struct { u32 at, len; } bad[] = {
		{ 1, 2 }, { 1, 4 }, { 2, 4 }, { 4, 8 }, { 0, 3 }, { 0, 5 },
		{ 0, 16 }, { 0, 64 },
	};
	u32 bar = dev->structure[VIRTIO_COMMON].bar;
	u8 buf[64] = { 0 };

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		is(region_read(dev, bar, bad[i].at, buf, bad[i].len), -EINVAL);
		is(region_write(dev, bar, bad[i].at, buf, bad[i].len),
		   -EINVAL);
	}
}

static void bar_beyond(struct dev *dev)
{
	struct vfio_region_info info;
	u64 value = 0;
	u32 bar = dev->structure[VIRTIO_COMMON].bar;

	is(region_info(dev, bar, &info), 0);
	is(region_read(dev, bar, info.size, &value, 4), -EINVAL);
	is(region_write(dev, bar, info.size, &value, 4), -EINVAL);
	is(region_read(dev, bar, info.size + 4096, &value, 4), -EINVAL);
	is(region_read(dev, bar, 0xfffffffff8ULL, &value, 8), -EINVAL);
}

static void no_region(struct dev *dev)
{
	static const u32 bad[] = { 64, 255, 0x7fffff };
	u32 value = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		is(region_read(dev, bad[i], 0, &value, 4), -EINVAL);
		is(region_write(dev, bad[i], 0, &value, 4), -EINVAL);
	}
	for (u32 bar = 3; bar < 6; bar += 2)
		is(region_read(dev, bar, 0, &value, 4), -EINVAL);
}

static void faulting_buffers(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_COMMON];

	is(region_read(dev, s->bar, s->offset, (void *)8, 4), -EFAULT);
	is(region_write(dev, s->bar, s->offset, (void *)8, 4), -EFAULT);
	is(region_read(dev, CONFIG, 0, (void *)8, 4), -EFAULT);
	is(region_write(dev, CONFIG, 0x3c, (void *)8, 1), -EFAULT);
}

/* QEMU's own PCI_CFG capability gives access to the same registers. */
static void pci_cfg_set(struct dev *dev, u32 bar, u32 offset, u32 len)
{
	u32 cap = dev->structure[VIRTIO_PCI].cap;

	cfg_write(dev, cap + 4, bar, 1);
	cfg_write(dev, cap + 8, offset, 4);
	cfg_write(dev, cap + 12, len, 4);
}

static void pci_cfg_window(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_COMMON];
	u32 data = dev->structure[VIRTIO_PCI].cap + 16;

	pci_cfg_set(dev, s->bar, s->offset + REG_NUM_QUEUES, 2);
	is(cfg_read(dev, data, 2), NR_QUEUES);
	pci_cfg_set(dev, s->bar, s->offset + REG_QUEUE_SELECT, 2);
	cfg_write(dev, data, 1, 2);
	is(reg_read(dev, REG_QUEUE_SELECT, 2), 1);
	pci_cfg_set(dev, s->bar, s->offset + REG_DEVICE_FEATURE_SELECT, 4);
	cfg_write(dev, data, 1, 4);
	pci_cfg_set(dev, s->bar, s->offset + REG_DEVICE_FEATURE, 4);
	is(cfg_read(dev, data, 4) & 1, 1);
}

static void pci_cfg_hostile(struct dev *dev)
{
	static const struct { u32 bar, offset, len; } bad[] = {
		{ 0, 0x14, 3 }, { 0, 0x14, 0 }, { 0, 0x15, 4 }, { 0, 0x15, 2 },
		{ 0, 0x4000, 4 }, { 0, 0xfffffffe, 4 }, { 0, 0xfffffffc, 4 },
		{ 0, 0x14, 8 }, { 0, 0x14, 0x80000001 }, { 1, 0, 4 },
		{ 3, 0, 4 }, { 5, 0, 4 }, { 6, 0, 4 }, { 255, 0, 4 },
	};
	u32 data = dev->structure[VIRTIO_PCI].cap + 16;

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		pci_cfg_set(dev, bad[i].bar, bad[i].offset, bad[i].len);
		cfg_write(dev, data, 0xffffffff, 4);
		cfg_read(dev, data, 4);
	}
	is(virtio_status(dev), 0);
	is(reg_read(dev, REG_NUM_QUEUES, 2), NR_QUEUES);
}

static void pci_cfg_decode_off(struct dev *dev)
{
	struct structure *s = &dev->structure[VIRTIO_COMMON];
	u32 data = dev->structure[VIRTIO_PCI].cap + 16;

	pci_cfg_set(dev, s->bar, s->offset + REG_QUEUE_SELECT, 2);
	cfg_command(dev, PCI_COMMAND_MEMORY, 0);
	cfg_write(dev, data, 1, 2);
	cfg_command(dev, 0, PCI_COMMAND_MEMORY);
	is(reg_read(dev, REG_QUEUE_SELECT, 2), 0);
}

static void msix_table(struct dev *dev)
{
	u32 at = cfg_find_cap(dev, PCI_CAP_ID_MSIX);
	u32 table = cfg_read(dev, at + PCI_MSIX_TABLE, 4);
	u32 pba = cfg_read(dev, at + PCI_MSIX_PBA, 4);

	for (u32 i = 0; i < NR_VECTORS; i++)
		is(bar_read(dev, table & 7, (table & ~7U) + i * 16 + 12, 4), 1);
	bar_write(dev, table & 7, (table & ~7U), 0xfee01000, 4);
	is(bar_read(dev, table & 7, (table & ~7U), 4), 0xfee01000);
	bar_write(dev, pba & 7, pba & ~7U, 0xffffffff, 4);
	is(bar_read(dev, pba & 7, pba & ~7U, 4), 0);
	is(dev_reset(dev), 0);
	cfg_command(dev, 0, PCI_COMMAND_MEMORY);
	is(bar_read(dev, table & 7, (table & ~7U), 4), 0);
}

static void reset_config(struct dev *dev)
{
	u8 before[256], after[256];
	u32 msix;

	is(dev_reset(dev), 0);
	is(region_read(dev, CONFIG, 0, before, 256), 0);
	msix = cfg_find_cap(dev, PCI_CAP_ID_MSIX) + PCI_MSIX_FLAGS;
	cfg_write(dev, PCI_COMMAND, 0x406, 2);
	cfg_write(dev, PCI_BASE_ADDRESS_0, 0xe0000000, 4);
	cfg_write(dev, PCI_BASE_ADDRESS_1, 0x12, 4);
	cfg_write(dev, PCI_BASE_ADDRESS_2, 0xe1000000, 4);
	cfg_write(dev, PCI_INTERRUPT_LINE, 0x77, 1);
	cfg_write(dev, msix, PCI_MSIX_FLAGS_ENABLE | PCI_MSIX_FLAGS_MASKALL, 2);
	holds(region_read(dev, CONFIG, 0, after, 256) == 0 &&
	      memcmp(before, after, 256), "nothing changed");
	is(dev_reset(dev), 0);
	is(region_read(dev, CONFIG, 0, after, 256), 0);
	for (unsigned int i = 0; i < 256; i++)
		holds(before[i] == after[i], "byte 0x%x: 0x%x, was 0x%x", i,
		      after[i], before[i]);
}

static void fuzz_config(struct dev *dev)
{
	u32 seed = 12345;
	u8 buf[4];

	for (unsigned int i = 0; i < 4000; i++) {
		seed = seed * 1664525 + 1013904223;
		memcpy(buf, &seed, 4);
		region_write(dev, CONFIG, seed >> 24, buf, 1 << (seed >> 8 & 1));
		region_read(dev, CONFIG, seed >> 16 & 0xff, buf, 4);
	}
	is(dev_reset(dev), 0);
	ids(dev);
	gpu_start(dev, F_ALL);
	is(gpu_display_info(dev), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

const struct test config_tests[] = {
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
	{ "config: the PCI ids are those of a virtio-gpu", ids, OPEN },
	{ "config: a BAR reads back its size after all ones are written",
	  bar_sizing, OPEN,
	  NEED_OURS },
	{ "config: a BAR keeps the address that is written, aligned to its size",
	  bar_keeps_address, OPEN },
	{ "config: the command register keeps memory, master and INTx bits only",
	  command_register, OPEN },
	{ "config: with decode off a BAR access is an I/O error", decode_off,
	  FOUND },
	{ "config: the capability list is well-formed and ends",
	  cap_list, OPEN },
	{ "config: in D3hot the device stops, and its state is preserved",
	  sleeps,
	  STARTED, NEED_OURS },
	{ "config: the virtio structures lie inside their BARs", structures,
	  FOUND },
	{ "config: MSI-X has three vectors, table and pending bits inside a BAR",
	  msix_cap, OPEN },
	{ "config: ids, class, pointers and the pin are read-only", read_only,
	  OPEN },
	{ "config: the interrupt line keeps what is written", line_register,
	  OPEN },
	{ "config: reads of any size and alignment agree", cfg_sizes, OPEN },
	{ "config: an access past the end is rejected", cfg_beyond, OPEN },
	{ "config: PCI_CFG access reaches the registers", pci_cfg_window,
	  FOUND },
	{ "config: an invalid PCI_CFG access does nothing", pci_cfg_hostile,
	  FOUND, NEED_OURS },
	{ "config: with decode off PCI_CFG access does nothing",
	  pci_cfg_decode_off, FOUND },
	{ "config: reset restores every byte", reset_config, OPEN },
	{ "config: after random writes a reset restores the device",
	  fuzz_config, OPEN, NEED_OURS },
	{ "bar: an unaligned or oversized access is rejected", bar_odd_access,
	  FOUND },
	{ "bar: an access past the end is rejected", bar_beyond, FOUND },
	{ "bar: an access to a region that does not exist is rejected",
	  no_region,
	  FOUND },
	{ "bar: a bad buffer gives EFAULT", faulting_buffers, FOUND },
	{ "bar: a reset masks the MSI-X vectors and clears their table",
	  msix_table, FOUND, NEED_OURS },
	{ }
};
