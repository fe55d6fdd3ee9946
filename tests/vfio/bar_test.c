// SPDX-License-Identifier: GPL-2.0
/* Accesses of BARs, and the MSI-X table in one of them. */
#include <errno.h>
#include "test.h"

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

const struct test bar_tests[] = {
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
