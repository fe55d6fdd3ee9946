// SPDX-License-Identifier: GPL-2.0
/* Configuration space, and the access to registers by PCI_CFG. */
#include <errno.h>
#include <string.h>
#include "test.h"

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
		if (bar_is_host_visible(dev, 4) && at >= PCI_BASE_ADDRESS_4)
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
	{ }
};
