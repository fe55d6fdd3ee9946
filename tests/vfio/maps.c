// SPDX-License-Identifier: GPL-2.0
/*
 * How long a guest waits until a blob of the GPU's memory is in its host-visible region, until
 * it has written to each page, and until the blob is out again; one vGPU after the other in
 * rounds, so that what else the machine does concerns all of them.
 */
#include <stdio.h>
#include <sys/mman.h>
#include "lib/clock.h"
#include "lib/gpu3d.h"
#include "maps.h"
#include "test.h"

#define BAR 4
#define BYTES (1 << 20)
#define PAGE 4096
#define BLOB 1
#define CTX 1

/* The guest's view of the region: the first @BYTES, where the blob is mapped. */
static volatile u32 *prepare(struct dev *dev)
{
	struct vfio_region_info info;
	void *mem;

	dev_open(dev);
	gpu_start(dev, F_ALL | F_3D);
	is(gpu_ctx_create(dev, CTX, 0), OK);
	is(gpu_describe_buffer(dev, CTX, BLOB, BYTES), OK);
	is(gpu_host_blob(dev, CTX, BLOB, BLOB, VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE, BYTES), OK);
	is(region_info(dev, BAR, &info), 0);
	mem = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, dev->fd, info.offset);
	holds(mem != MAP_FAILED, "the host-visible region cannot be mapped");
	return mem;
}

static void touch(volatile u32 *mem)
{
	for (u32 i = 0; i < BYTES; i += PAGE)
		mem[i / sizeof(*mem)] = i;
}

static void measure(struct dev *dev, volatile u32 *mem, unsigned int number)
{
	double begin = clock_seconds(), mapped, touched, end;

	is(gpu_map_blob(dev, BLOB, 0), VIRTIO_GPU_RESP_OK_MAP_INFO);
	mapped = clock_seconds();
	touch(mem);
	touched = clock_seconds();
	is(gpu_unmap_blob(dev, BLOB), OK);
	end = clock_seconds();
	printf("%u %.1f %.1f %.1f\n", number, 1e6 * (mapped - begin), 1e6 * (touched - mapped),
	       1e6 * (end - touched));
}

/**
 * maps() - print how long two vGPUs need to map, use and unmap a blob of 1 MiB
 * @dev: the first one, closed; the second one is --other
 * @arg: the number of rounds
 *
 * A line for each vGPU in each round: its number, and the microseconds of each of the three.
 *
 * Return: exit status.
 */
int maps(struct dev *dev, const char *arg)
{
	struct dev *devs[] = { dev, &(struct dev) { .sysfs = other_sysfs } };
	volatile u32 *mem[ARRAY_SIZE(devs)];
	unsigned int rounds;

	if (sscanf(arg, "%u", &rounds) != 1 || !other_sysfs)
		return 2;
	for (unsigned int i = 0; i < ARRAY_SIZE(devs); i++)
		mem[i] = prepare(devs[i]);
	while (rounds--)
		for (unsigned int i = 0; i < ARRAY_SIZE(devs); i++)
			measure(devs[i], mem[i], i);
	return 0;
}
