/* SPDX-License-Identifier: GPL-2.0 */
/* The resources of a renderer that copies but does not draw. */
#ifndef FAKE_STORE_H
#define FAKE_STORE_H

#include <stddef.h>
#include "session.h"

/**
 * struct store - a resource
 * @next: list of all
 * @id: of the guest
 * @shape: of RES_CREATE; zeros for a blob of an opaque context, which has bytes
 * @blob_bytes: of a blob of an opaque context
 * @pixel: bytes of a pixel
 * @bytes: contents of level 0, all layers
 * @memory_bytes: size of the memory that holds them, for a blob or a texture that is
 *	exported; 0 for other resources
 * @dmabuf: that memory as a dma-buf, or -1
 * @mapped: a blob that the guest may access
 * @map: mapping of the slot with its backing, or NULL
 * @map_bytes: its size
 * @iov: pieces of the backing
 * @nr_iov: number of @iov
 */
struct store {
	struct store *next;
	u32 id;
	struct mvgpu_render_resource shape;
	u64 blob_bytes;
	u32 pixel;
	u8 *bytes;
	size_t memory_bytes;
	int dmabuf;
	bool mapped;
	u8 *map;
	size_t map_bytes;
	struct mvgpu_render_iov *iov;
	u32 nr_iov;
};

/* Textures are exported. */
extern bool store_exports;

struct store *store_find(u32 id);
size_t store_size(const struct store *store);
int store_create(u32 id, const struct mvgpu_render_resource *shape);
int store_create_blob(u32 id, const struct mvgpu_render_blob *blob);
int store_create_memory(u32 id, u64 bytes);
int store_destroy(u32 id);
void store_each_mapped(void (*visit)(struct store *store));
void store_write_mapped(size_t at, const void *data, size_t bytes);
int store_set_iov(struct store *store, const void *iov, size_t bytes);
void store_forget_backing(struct store *store);
int store_transfer(struct store *store, const struct mvgpu_render_transfer *t, bool to);

#endif /* FAKE_STORE_H */
