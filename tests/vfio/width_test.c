// SPDX-License-Identifier: GPL-2.0
/* Accesses of each width to registers. */
#include "test.h"

/* The registers of the common configuration, by their sizes in bytes. */
static const struct { u32 at, size; } common[] = {
	{ REG_DEVICE_FEATURE_SELECT, 4 }, { REG_DEVICE_FEATURE, 4 },
	{ REG_DRIVER_FEATURE_SELECT, 4 }, { REG_DRIVER_FEATURE, 4 },
	{ REG_CONFIG_VECTOR, 2 }, { REG_NUM_QUEUES, 2 }, { REG_STATUS, 1 },
	{ REG_GENERATION, 1 }, { REG_QUEUE_SELECT, 2 },
	{ REG_QUEUE_SIZE, 2 }, { REG_QUEUE_VECTOR, 2 }, { REG_QUEUE_ENABLE, 2 },
	{ REG_QUEUE_NOTIFY_OFF, 2 }, { REG_QUEUE_DESC, 4 },
	{ REG_QUEUE_DESC + 4, 4 }, { REG_QUEUE_DRIVER, 4 },
	{ REG_QUEUE_DRIVER + 4, 4 }, { REG_QUEUE_DEVICE, 4 },
	{ REG_QUEUE_DEVICE + 4, 4 }, { REG_QUEUE_NOTIFY_DATA, 2 },
	{ REG_QUEUE_RESET, 2 },
};

/* Each register gets a value other than 0 where that is possible. */
static void fill_common(struct dev *dev)
{
	virtio_begin(dev, F_ALL);
	reg_write(dev, REG_CONFIG_VECTOR, 2, 2);
	reg_write(dev, REG_QUEUE_SELECT, 1, 2);
	for (u32 reg = REG_QUEUE_DESC; reg <= REG_QUEUE_DEVICE; reg += 8) {
		reg_write(dev, reg, 0x13572000 + reg * 0x1010000, 4);
		reg_write(dev, reg + 4, 0x98765432 + reg, 4);
	}
}

/*
 * Returns the register that begins at @at, or else the one around it; @size is 0 for
 * none.
 */
static u32 register_at(struct dev *dev, u32 at, u32 *size, u64 *value)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(common); i++) {
		u32 skip = at - common[i].at;

		if (skip >= common[i].size)
			continue;
		*size = common[i].size;
		*value = reg_read(dev, common[i].at, *size) >> 8 * skip;
		return skip;
	}
	*size = 0;
	*value = 0;
	return 0;
}

static u64 cut(u64 value, u32 len)
{
	return len < 8 ? value & ((1ULL << 8 * len) - 1) : value;
}

/*
 * Virtio 1.2, 4.1.3.1, requires the driver to use accesses of a field's width, so no
 * driver may rely on this. QEMU handles an access of 8 bytes as two of 4, and each
 * returns the register that begins there, truncated or padded with zeroes: a driver
 * with wrong widths was tested with that.
 */
static void any_width(struct dev *dev)
{
	unsigned int reads = 0;

	fill_common(dev);
	for (u32 len = 1; len <= 8; len *= 2)
		for (u32 at = 0; at + len <= 0x3c; at += len) {
			u64 low, high = 0;
			u32 size;

			if (register_at(dev, at, &size, &low) || !size)
				continue;
			if (len == 8)
				register_at(dev, at + 4, &size, &high);
			if (cut(low | high << 32, len) != reg_read(dev, at, len))
				fail("%u bytes at 0x%x: 0x%llx, not 0x%llx", len, at,
				     (unsigned long long)reg_read(dev, at, len),
				     (unsigned long long)cut(low | high << 32, len));
			reads++;
		}
	diag("%u reads", reads);
}

static void parts(struct dev *dev)
{
	fill_common(dev);
	for (u32 len = 1; len <= 2; len *= 2)
		for (u32 at = 0; at + len <= 0x3c; at += len) {
			u64 value;
			u32 size;

			if (!register_at(dev, at, &size, &value))
				continue;
			if (cut(value, len) != reg_read(dev, at, len))
				fail("%u bytes at 0x%x: 0x%llx, not 0x%llx", len, at,
				     (unsigned long long)reg_read(dev, at, len),
				     (unsigned long long)cut(value, len));
		}
}

/* The two halves of a ring's address, and two registers of which one can be written. */
static void wide_writes(struct dev *dev)
{
	reg_write(dev, REG_QUEUE_SELECT, 1, 2);
	reg_write(dev, REG_QUEUE_DRIVER, 0x8877665544332000ULL, 8);
	is(reg_read(dev, REG_QUEUE_DRIVER, 4), 0x44332000);
	is(reg_read(dev, REG_QUEUE_DRIVER + 4, 4), 0x88776655);
	reg_write(dev, REG_DRIVER_FEATURE_SELECT, 0x1234567800000001ULL, 8);
	is(reg_read(dev, REG_DRIVER_FEATURE_SELECT, 4), 1);
	is(reg_read(dev, REG_DRIVER_FEATURE, 4), 0x12345678);
}

/* Writes a part of a register, and a register with the one behind it. */
static void odd_writes(struct dev *dev)
{
	reg_write(dev, REG_QUEUE_SELECT, 1, 1);
	is(reg_read(dev, REG_QUEUE_SELECT, 2), 0);
	reg_write(dev, REG_CONFIG_VECTOR, 2, 4);
	is(reg_read(dev, REG_CONFIG_VECTOR, 2), NO_VECTOR);
	reg_write(dev, REG_STATUS, STATUS_ACKNOWLEDGE, 2);
	is(virtio_status(dev), 0);
}

const struct test width_tests[] = {
	{ "widths: a read returns the register where it begins, truncated or padded with zeroes",
	  any_width, FOUND },
	{ "widths: a read inside a register returns that part of it",
	  parts, FOUND },
	{ "widths: a write of 8 bytes is two writes of 4", wide_writes, FOUND },
	{ "widths: any other write of less or more than one register is dropped",
	  odd_writes, FOUND },
	{ }
};
