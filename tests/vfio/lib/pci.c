// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "pci.h"

/**
 * cfg_read() - read a register of the configuration space
 * @dev: the device
 * @offset: of it
 * @len: 1, 2 or 4 bytes
 *
 * Return: its value.
 */
u32 cfg_read(struct dev *dev, u32 offset, size_t len)
{
	u32 value = 0;

	is(region_read(dev, VFIO_PCI_CONFIG_REGION_INDEX, offset, &value, len),
	   0);
	return value;
}

/**
 * cfg_write() - write a register of the configuration space
 * @dev: the device
 * @offset: of it
 * @value: what
 * @len: 1, 2 or 4 bytes
 */
void cfg_write(struct dev *dev, u32 offset, u32 value, size_t len)
{
	is(region_write(dev, VFIO_PCI_CONFIG_REGION_INDEX, offset, &value, len),
	   0);
}

/**
 * cfg_command() - change the command register
 * @dev: the device
 * @clear: bits to clear
 * @set: bits to set
 */
void cfg_command(struct dev *dev, u16 clear, u16 set)
{
	u16 command = cfg_read(dev, PCI_COMMAND, 2);

	cfg_write(dev, PCI_COMMAND, (command & ~clear) | set, 2);
}

/**
 * cfg_find_cap() - look for a capability
 * @dev: the device
 * @id: PCI_CAP_ID_*
 *
 * Return: the offset of the first one, 0 when there is none.
 */
u32 cfg_find_cap(struct dev *dev, u8 id)
{
	u32 at = cfg_read(dev, PCI_CAPABILITY_LIST, 1);

	for (unsigned int i = 0; at && i < 48; i++) {
		if (cfg_read(dev, at, 1) == id)
			return at;
		at = cfg_read(dev, at + 1, 1);
	}
	return 0;
}

/**
 * bar_read() - read inside a BAR
 * @dev: the device
 * @bar: its number
 * @offset: in it
 * @len: 1, 2, 4 or 8 bytes
 *
 * Return: the value.
 */
u64 bar_read(struct dev *dev, u32 bar, u64 offset, size_t len)
{
	u64 value = 0;
	int err = region_read(dev, bar, offset, &value, len);

	if (!dev->rough)
		is(err, 0);
	return value;
}

/**
 * bar_write() - write inside a BAR
 * @dev: the device
 * @bar: its number
 * @offset: in it
 * @value: what
 * @len: 1, 2, 4 or 8 bytes
 */
void bar_write(struct dev *dev, u32 bar, u64 offset, u64 value, size_t len)
{
	int err = region_write(dev, bar, offset, &value, len);

	if (!dev->rough)
		is(err, 0);
}

static u32 bar_mask(struct dev *dev, u32 bar)
{
	u32 at = PCI_BASE_ADDRESS_0 + 4 * bar, old = cfg_read(dev, at, 4), mask;

	cfg_write(dev, at, ~0U, 4);
	mask = cfg_read(dev, at, 4);
	cfg_write(dev, at, old, 4);
	return mask;
}

/**
 * bar_size() - determine the size of a BAR as a guest does
 * @dev: the device
 * @bar: its number
 *
 * Return: bytes, 0 when there is no such BAR.
 */
u64 bar_size(struct dev *dev, u32 bar)
{
	u32 low = bar_mask(dev, bar);
	u64 mask = low & ~0xfU;

	if (!low)
		return 0;
	if (low & PCI_BASE_ADDRESS_MEM_TYPE_64)
		mask |= (u64)bar_mask(dev, bar + 1) << 32;
	else
		mask |= 0xffffffff00000000ULL;
	return -mask;
}

/**
 * bar_is_host_visible() - find out whether a region is the host-visible region
 * @dev: the device
 * @index: number of the region
 *
 * The contents of the region are tested by window_test.c.
 *
 * Return: whether the region is the BAR of the host-visible region.
 */
bool bar_is_host_visible(struct dev *dev, u64 index)
{
	return index == 4 && bar_size(dev, 4);
}
