// SPDX-License-Identifier: GPL-2.0
/*
 * blob: uses memory of the GPU that the CPU can access, by the ioctls of
 * virtio_gpu. Each buffer is a blob, which is written through the host-visible
 * region without a trap, copied by the GPU to a buffer in the guest's memory, and
 * read there.
 *
 *	blob ROUNDS
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <drm.h>
#include <virtgpu_drm.h>

#define NODE "/dev/dri/renderD128"

/* Since Linux 5.14; libdrm before 2.4.125 does not have these. */
#ifndef DRM_IOCTL_VIRTGPU_RESOURCE_CREATE_BLOB
#define VIRTGPU_PARAM_RESOURCE_BLOB		3
#define VIRTGPU_PARAM_HOST_VISIBLE		4
#define VIRTGPU_BLOB_MEM_HOST3D			2
#define VIRTGPU_BLOB_FLAG_USE_MAPPABLE		1

struct drm_virtgpu_resource_create_blob {
	uint32_t blob_mem;
	uint32_t blob_flags;
	uint32_t bo_handle;
	uint32_t res_handle;
	uint64_t size;
	uint32_t pad;
	uint32_t cmd_size;
	uint64_t cmd;
	uint64_t blob_id;
};

#define DRM_IOCTL_VIRTGPU_RESOURCE_CREATE_BLOB				\
	DRM_IOWR(DRM_COMMAND_BASE + 10,					\
		 struct drm_virtgpu_resource_create_blob)
#endif

/* Commands of virgl that create and copy buffers of bytes. */
#define CMD(number, len)	((uint32_t)(number) | (uint32_t)(len) << 16)
#define RESOURCE_COPY_REGION	17
#define PIPE_RESOURCE_CREATE	48
#define TARGET_BUFFER		0
#define FORMAT_R8		64
#define BIND_VERTEX_BUFFER	16
#define FLAG_PERSISTENT		2
#define FLAG_COHERENT		4

struct buffer {
	uint32_t handle;
	uint32_t resource;
	uint32_t size;
	uint32_t *mem;
};

static int fd;

static void die(const char *what)
{
	fprintf(stderr, "blob: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void call(unsigned long request, void *arg, const char *what)
{
	if (ioctl(fd, request, arg))
		die(what);
}

static int param(uint64_t which)
{
	int value = 0;
	struct drm_virtgpu_getparam get = {
		.param = which, .value = (uintptr_t)&value,
	};

	return ioctl(fd, DRM_IOCTL_VIRTGPU_GETPARAM, &get) ? 0 : value;
}

static void buffer_map(struct buffer *b)
{
	struct drm_virtgpu_map map = { .handle = b->handle };

	call(DRM_IOCTL_VIRTGPU_MAP, &map, "VIRTGPU_MAP");
	b->mem = mmap(NULL, b->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		      map.offset);
	if (b->mem == MAP_FAILED)
		die("mmap");
}

/* Memory of the GPU. */
static struct buffer blob_new(uint32_t id, uint32_t size)
{
	const uint32_t stream[] = {
		CMD(PIPE_RESOURCE_CREATE, 11), TARGET_BUFFER, FORMAT_R8,
		BIND_VERTEX_BUFFER, size, 1, 1, 1, 0, 0,
		FLAG_PERSISTENT | FLAG_COHERENT, id,
	};
	struct drm_virtgpu_resource_create_blob create = {
		.blob_mem = VIRTGPU_BLOB_MEM_HOST3D,
		.blob_flags = VIRTGPU_BLOB_FLAG_USE_MAPPABLE,
		.size = size, .blob_id = id,
		.cmd_size = sizeof(stream), .cmd = (uintptr_t)stream,
	};
	struct buffer b = { .size = size };

	call(DRM_IOCTL_VIRTGPU_RESOURCE_CREATE_BLOB, &create,
	     "RESOURCE_CREATE_BLOB");
	b.handle = create.bo_handle;
	b.resource = create.res_handle;
	buffer_map(&b);
	return b;
}

/* Memory of the guest behind a buffer of the GPU. */
static struct buffer classic_new(uint32_t size)
{
	struct drm_virtgpu_resource_create create = {
		.target = TARGET_BUFFER, .format = FORMAT_R8,
		.bind = BIND_VERTEX_BUFFER, .width = size, .height = 1,
		.depth = 1, .array_size = 1, .size = size,
	};
	struct buffer b = { .size = size };

	call(DRM_IOCTL_VIRTGPU_RESOURCE_CREATE, &create, "RESOURCE_CREATE");
	b.handle = create.bo_handle;
	b.resource = create.res_handle;
	buffer_map(&b);
	return b;
}

static void buffer_free(struct buffer *b)
{
	struct drm_gem_close end = { .handle = b->handle };

	munmap(b->mem, b->size);
	call(DRM_IOCTL_GEM_CLOSE, &end, "GEM_CLOSE");
}

static void copy(const struct buffer *to, const struct buffer *from)
{
	const uint32_t stream[] = {
		CMD(RESOURCE_COPY_REGION, 13), to->resource, 0, 0, 0, 0,
		from->resource, 0, 0, 0, 0, from->size, 1, 1,
	};
	uint32_t handles[] = { to->handle, from->handle };
	struct drm_virtgpu_execbuffer exec = {
		.size = sizeof(stream), .command = (uintptr_t)stream,
		.bo_handles = (uintptr_t)handles, .num_bo_handles = 2,
	};

	call(DRM_IOCTL_VIRTGPU_EXECBUFFER, &exec, "EXECBUFFER");
}

static void fetch(const struct buffer *b)
{
	struct drm_virtgpu_3d_transfer_from_host get = {
		.bo_handle = b->handle,
		.box = { .w = b->size, .h = 1, .d = 1 },
	};
	struct drm_virtgpu_3d_wait wait = { .handle = b->handle };

	call(DRM_IOCTL_VIRTGPU_TRANSFER_FROM_HOST, &get, "TRANSFER_FROM_HOST");
	call(DRM_IOCTL_VIRTGPU_WAIT, &wait, "WAIT");
}

static uint32_t word(uint32_t seed, uint32_t i)
{
	return (seed + 1) * 0x9e3779b9 ^ i * 0x85ebca6b;
}

static int check(const struct buffer *b, uint32_t seed)
{
	uint32_t i;

	for (i = 0; i < b->size / 4; i++)
		if (b->mem[i] != word(seed, i))
			return 0;
	return 1;
}

static int is_zero(const struct buffer *b)
{
	uint32_t i;

	for (i = 0; i < b->size / 4; i++)
		if (b->mem[i])
			return 0;
	return 1;
}

static void one_round(uint32_t n)
{
	struct buffer blob = blob_new(n + 1, 4096U << n % 8);
	struct buffer back = classic_new(blob.size);
	uint32_t i;

	errno = EIO;
	if (!is_zero(&blob))
		die("a new blob is not empty");
	for (i = 0; i < blob.size / 4; i++)
		blob.mem[i] = word(n, i);
	copy(&back, &blob);
	fetch(&back);
	errno = EIO;
	if (!check(&back, n))
		die("the GPU read other data than the CPU wrote");
	if (!check(&blob, n))
		die("the host-visible region has other data than the CPU wrote");
	buffer_free(&back);
	buffer_free(&blob);
}

int main(int argc, char **argv)
{
	uint32_t rounds = argc == 2 ? strtoul(argv[1], NULL, 10) : 0, n;

	if (!rounds) {
		fprintf(stderr, "usage: blob ROUNDS\n");
		return 2;
	}
	fd = open(NODE, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		die(NODE);
	errno = ENOTSUP;
	if (!param(VIRTGPU_PARAM_3D_FEATURES) ||
	    !param(VIRTGPU_PARAM_RESOURCE_BLOB) ||
	    !param(VIRTGPU_PARAM_HOST_VISIBLE))
		die("the GPU has no host-visible region");
	for (n = 0; n < rounds; n++)
		one_round(n);
	printf("%u blobs seen by both\n", rounds);
	return 0;
}
