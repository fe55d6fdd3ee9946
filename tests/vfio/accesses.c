// SPDX-License-Identifier: GPL-2.0
/*
 * What a VMM waits for when a guest accesses a register of a vGPU, beside a system call that
 * does next to nothing.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include "lib/clock.h"
#include "accesses.h"
#include "test.h"

#define TIMES 2000

static int zero = -1;

static void read_zero(struct dev *dev)
{
	u32 value;

	is(read(zero, &value, sizeof(value)), sizeof(value));
}

static void read_vendor(struct dev *dev)
{
	u32 value;

	is(region_read(dev, VFIO_PCI_CONFIG_REGION_INDEX, 0, &value, sizeof(value)), 0);
}

static void read_status(struct dev *dev)
{
	virtio_status(dev);
}

static void read_event(struct dev *dev)
{
	devcfg_read(dev, 0);
}

static void write_vector(struct dev *dev)
{
	reg_write(dev, REG_CONFIG_VECTOR, NO_VECTOR, sizeof(u16));
}

/* The queue is empty. */
static void ring(struct dev *dev)
{
	queue_kick(dev, &dev->queue[0]);
}

static const struct {
	const char *name;
	void (*access)(struct dev *dev);
} kinds[] = {
	{ "read-/dev/zero", read_zero },
	{ "read-PCI-configuration", read_vendor },
	{ "read-device-status", read_status },
	{ "read-device-configuration", read_event },
	{ "write-vector", write_vector },
	{ "doorbell", ring },
};

/**
 * accesses() - print what accesses of registers cost
 * @dev: a vGPU, closed
 * @arg: number of rounds
 *
 * A line for each kind of access in each round: its name, and nanoseconds of one.
 *
 * Return: exit status.
 */
int accesses(struct dev *dev, const char *arg)
{
	unsigned int rounds;
	double begin;

	if (sscanf(arg, "%u", &rounds) != 1)
		return 2;
	zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	holds(zero >= 0, "/dev/zero: %m");
	dev_open(dev);
	gpu_start(dev, F_ALL);
	while (rounds--)
		for (size_t kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
			begin = clock_seconds();
			for (int i = 0; i < TIMES; i++)
				kinds[kind].access(dev);
			printf("%s %.1f\n", kinds[kind].name,
			       1e9 * (clock_seconds() - begin) / TIMES);
		}
	return 0;
}
