// SPDX-License-Identifier: GPL-2.0
/* Resources: their contents, and copies between them and lent memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "memory.h"
#include "store.h"

#define FORMAT_R8 64
#define TARGET_2D 2

bool store_exports;
static struct store *stores;

/**
 * store_find() - find a resource
 * @id: of the guest
 *
 * Return: the resource or NULL.
 */
struct store *store_find(u32 id)
{
	struct store *store = stores;

	while (store && store->id != id)
		store = store->next;
	return store;
}

static u32 layers(const struct mvgpu_render_resource *shape)
{
	u32 most = shape->depth > shape->array_size ? shape->depth : shape->array_size;

	return most ?: 1;
}

/**
 * store_size() - compute the size of the contents
 * @store: resource
 *
 * Return: bytes of level 0.
 */
size_t store_size(const struct store *store)
{
	return (size_t)store->shape.width * store->shape.height * layers(&store->shape) *
	       store->pixel;
}

static struct store *new_store(u32 id, const struct mvgpu_render_resource *shape)
{
	struct store *store = store_find(id) ? NULL : calloc(1, sizeof(*store));

	if (!store)
		return NULL;
	store->id = id;
	store->shape = *shape;
	store->dmabuf = -1;
	store->pixel = !shape->target || shape->format == FORMAT_R8 ? 1 : 4;
	return store;
}

static int add_store(struct store *store)
{
	if (!store->bytes) {
		free(store);
		return -ENOMEM;
	}
	store->next = stores;
	stores = store;
	return 0;
}

static size_t whole_pages(size_t bytes)
{
	return (bytes + 4095) / 4096 * 4096;
}

static void alloc_exported(struct store *store, size_t bytes)
{
	store->memory_bytes = whole_pages(bytes);
	store->bytes = memory_new_dmabuf(store->memory_bytes, &store->dmabuf);
}

/**
 * store_create() - create a resource of zeros
 * @id: of the guest
 * @shape: of the command
 *
 * Return: 0 or -errno.
 */
int store_create(u32 id, const struct mvgpu_render_resource *shape)
{
	struct store *store = new_store(id, shape);

	if (!store)
		return -EINVAL;
	if (store_exports && shape->target == TARGET_2D && store->pixel == 4)
		alloc_exported(store, store_size(store));
	else
		store->bytes = calloc(1, store_size(store) ?: 1);
	return add_store(store);
}

/**
 * store_create_blob() - create a blob of zeros
 * @id: of the guest
 * @blob: of the command; without an object it has no contents
 *
 * Return: 0 or -errno.
 */
int store_create_blob(u32 id, const struct mvgpu_render_blob *blob)
{
	struct store *store = new_store(id, &blob->object);

	if (!store)
		return -EINVAL;
	store->memory_bytes = whole_pages(store_size(store) ?: 1);
	store->bytes = memory_new(store->memory_bytes);
	return add_store(store);
}

/**
 * store_create_memory() - create a blob of zeros that has no shape
 * @id: of the guest
 * @bytes: of the blob
 *
 * Return: 0 or -errno.
 */
int store_create_memory(u32 id, u64 bytes)
{
	const struct mvgpu_render_resource none = { };
	struct store *store = new_store(id, &none);

	if (!store)
		return -EINVAL;
	store->blob_bytes = bytes;
	store->memory_bytes = whole_pages(bytes);
	if (store_exports)
		alloc_exported(store, bytes);
	else
		store->bytes = memory_new(store->memory_bytes);
	return add_store(store);
}

/**
 * store_each_mapped() - visit all blobs that the guest may access
 * @visit: is called for each
 */
void store_each_mapped(void (*visit)(struct store *store))
{
	for (struct store *store = stores; store; store = store->next)
		if (store->mapped)
			visit(store);
}

/**
 * store_write_mapped() - write into all blobs that the guest may access
 * @at: bytes from the begin of each, no more than a page
 * @data: what
 * @bytes: of @data; what is beyond the end of a blob is left out
 */
void store_write_mapped(size_t at, const void *data, size_t bytes)
{
	for (struct store *store = stores; store; store = store->next) {
		size_t room = store->memory_bytes - at;

		if (store->mapped)
			memcpy(store->bytes + at, data, bytes < room ? bytes : room);
	}
}

/**
 * store_forget_backing() - end the use of the backing
 * @store: resource
 */
void store_forget_backing(struct store *store)
{
	if (store->map)
		munmap(store->map, store->map_bytes);
	free(store->iov);
	store->map = NULL;
	store->iov = NULL;
	store->nr_iov = 0;
}

/**
 * store_destroy() - destroy a resource
 * @id: of the guest
 *
 * Return: 0 or -errno.
 */
int store_destroy(u32 id)
{
	struct store **at = &stores, *store;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	store = *at;
	if (!store)
		return -ENOENT;
	*at = store->next;
	store_forget_backing(store);
	if (store->memory_bytes)
		munmap(store->bytes, store->memory_bytes);
	else
		free(store->bytes);
	if (store->dmabuf >= 0)
		close(store->dmabuf);
	free(store);
	return 0;
}

/**
 * store_set_iov() - set the pieces of the backing
 * @store: resource
 * @iov: array of struct mvgpu_render_iov, copied
 * @bytes: its size
 *
 * Return: 0 or -errno.
 */
int store_set_iov(struct store *store, const void *iov, size_t bytes)
{
	if (!bytes || bytes % sizeof(*store->iov))
		return -EINVAL;
	free(store->iov);
	store->iov = malloc(bytes);
	if (!store->iov)
		return -ENOMEM;
	memcpy(store->iov, iov, bytes);
	store->nr_iov = bytes / sizeof(*store->iov);
	return 0;
}

/* The byte of the backing at @at along the pieces, NULL when it is outside. */
static u8 *backing_at(const struct store *store, u64 at)
{
	const struct mvgpu_render_iov *iov = store->iov;

	for (u32 i = 0; i < store->nr_iov; at -= iov[i++].len)
		if (at < iov[i].len)
			return iov[i].offset + at < store->map_bytes ?
			       store->map + iov[i].offset + at : NULL;
	return NULL;
}

static bool inside(const struct store *store, const struct mvgpu_render_transfer *t)
{
	return (u64)t->x + t->width <= store->shape.width &&
	       (u64)t->y + t->height <= store->shape.height &&
	       (u64)t->z + t->depth <= layers(&store->shape);
}

/* Byte by byte: a line may be in several pieces. */
static int copy_line(u8 *bytes, u32 len, const struct store *store,
		     u64 at, bool to)
{
	for (u32 i = 0; i < len; i++) {
		u8 *mem = backing_at(store, at + i);

		if (!mem)
			return -EINVAL;
		if (to)
			bytes[i] = *mem;
		else
			*mem = bytes[i];
	}
	return 0;
}

/* Lines of bytes, which begin where the module says. */
static int copy_bytes(const struct store *store, const struct mvgpu_render_transfer *t)
{
	u64 first = t->z + (u64)t->y * t->layer_stride + t->x;
	int err = 0;

	if (!t->width || !t->height || t->depth != 1 || t->level ||
	    first + (t->height - 1ULL) * t->layer_stride + t->width > store->blob_bytes)
		return -EINVAL;
	for (u32 y = 0; y < t->height && !err; y++)
		err = copy_line(store->bytes + first + (u64)y * t->layer_stride, t->width,
				store, t->offset + (u64)y * t->stride, false);
	return err;
}

static u8 *pixel_at(const struct store *store, const struct mvgpu_render_transfer *t,
		    u32 line, u32 layer)
{
	size_t row = (size_t)(t->z + layer) * store->shape.height + t->y + line;

	return store->bytes + (row * store->shape.width + t->x) * store->pixel;
}

/* Bytes from line to line in memory; the module fills in the stride of a whole line. */
static u32 stride_of(const struct store *store, const struct mvgpu_render_transfer *t)
{
	return t->stride ?: (t->level ? t->width : store->shape.width) * store->pixel;
}

/**
 * store_transfer() - copy a box between a resource and its backing
 * @store: resource
 * @t: box; only level 0 has contents, and other levels are zeros
 * @to: into the resource
 *
 * Return: 0 or -errno.
 */
int store_transfer(struct store *store, const struct mvgpu_render_transfer *t, bool to)
{
	u32 stride = stride_of(store, t);
	u64 layer = t->layer_stride ?: (u64)stride * store->shape.height;
	int err = 0;

	if (!store->map)
		return -EINVAL;
	if (!store->shape.width && !to)
		return copy_bytes(store, t);
	if (t->level)
		return 0;
	if (!inside(store, t))
		return -EINVAL;
	for (u32 z = 0; z < t->depth && !err; z++)
		for (u32 y = 0; y < t->height && !err; y++)
			err = copy_line(pixel_at(store, t, y, z), t->width * store->pixel,
					store, t->offset + z * layer + (u64)y * stride,
					to);
	return err;
}
