// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that the device reads and writes in place: guest pages behind a resource, or the
 * pages of a surface. The device has a limit for the number of entries, so neighbouring
 * pieces are merged.
 */
#include <linux/bvec.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/virtio_gpu.h>
#include "gvt/mem/backing.h"
#include "gvt/mem/surface.h"
#include "gvt/gpu/virtio/map.h"
#include "gvt/gpu/virtio/map_types.h"
#include "gvt/gpu/virtio/vg_types.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/* The length of an entry has 32 bits. */
#define VG_MAX_ENTRY SZ_1G

/* Bytes of the zeroed memory, which a map of a large new resource names repeatedly. */
#define VG_ZERO_SIZE SZ_256K

/**
 * struct vg_map_source - Memory to be mapped
 * @vec: pieces of pages, or NULL
 * @pages: whole pages, without @vec
 * @nr: number of elements
 */
struct vg_map_source {
	const struct bio_vec *vec;
	struct page *const *pages;
	u32 nr;
};

/**
 * struct vg_map_run - Neighbouring pieces
 * @page: first page
 * @offset: offset of the first byte in @page
 * @len: bytes
 */
struct vg_map_run {
	struct page *page;
	u32 offset;
	u32 len;
};

static struct vg_map_run vg_map_piece(const struct vg_map_source *p, u32 i)
{
	const struct bio_vec *v;

	if (!p->vec)
		return (struct vg_map_run) { p->pages[i], 0, PAGE_SIZE };
	v = &p->vec[i];
	return (struct vg_map_run) { v->bv_page, v->bv_offset, v->bv_len };
}

static phys_addr_t vg_map_run_start(const struct vg_map_run *run)
{
	return page_to_phys(run->page) + run->offset;
}

/* Returns the run that begins with piece *@i; *@i becomes the piece after it. */
static struct vg_map_run vg_map_next_run(const struct vg_map_source *p, u32 *i)
{
	struct vg_map_run run = vg_map_piece(p, (*i)++);
	struct vg_map_run more;

	for (; *i < p->nr; (*i)++) {
		more = vg_map_piece(p, *i);
		if (vg_map_run_start(&more) != vg_map_run_start(&run) + run.len ||
		    more.len > VG_MAX_ENTRY - run.len)
			break;
		run.len += more.len;
	}
	return run;
}

static u32 vg_map_count_runs(const struct vg_map_source *p)
{
	u32 i = 0, nr = 0;

	while (i < p->nr) {
		vg_map_next_run(p, &i);
		nr++;
		cond_resched();
	}
	return nr;
}

static void vg_map_set_entry(struct virtio_gpu_mem_entry *e, u64 addr, u32 len)
{
	e->addr = cpu_to_le64(addr);
	e->length = cpu_to_le32(len);
	e->padding = 0;
}

static int vg_map_alloc_entries(struct mvgpu_vg_map *map, u32 nr)
{
	if (!nr || nr > MVGPU_BACKING_MAX_ENTRIES)
		return -ENOMEM;
	map->entries = kvmalloc_array(nr, sizeof(*map->entries), VG_GFP);
	map->nr = nr;
	return map->entries ? 0 : -ENOMEM;
}

/* The device uses physical addresses. */
static int vg_map_fill_physical(struct mvgpu_vg_map *map,
				const struct vg_map_source *p, u32 runs)
{
	struct vg_map_run run;
	u32 i = 0, n;
	int err;

	err = vg_map_alloc_entries(map, runs);
	if (err)
		return err;
	for (n = 0; n < runs; n++) {
		run = vg_map_next_run(p, &i);
		vg_map_set_entry(&map->entries[n], vg_map_run_start(&run), run.len);
	}
	return 0;
}

static int vg_map_fill_sgt(struct mvgpu_vg_map *map,
			   const struct vg_map_source *p, u32 runs)
{
	struct scatterlist *sg;
	struct vg_map_run run;
	u32 i = 0;
	int n, err;

	err = sg_alloc_table(&map->sgt, runs, VG_GFP);
	if (err)
		return err;
	for_each_sgtable_sg(&map->sgt, sg, n) {
		run = vg_map_next_run(p, &i);
		sg_set_page(sg, run.page, run.len, run.offset);
	}
	err = dma_map_sgtable(map->vg->gpu.dev, &map->sgt, DMA_BIDIRECTIONAL,
			      0);
	if (err)
		sg_free_table(&map->sgt);
	return err ? -ENOMEM : 0;
}

/* The device uses addresses that its IOMMU translates. */
static int vg_map_fill_dma(struct mvgpu_vg_map *map,
			   const struct vg_map_source *p, u32 runs)
{
	struct scatterlist *sg;
	int n, err;

	err = vg_map_fill_sgt(map, p, runs);
	if (err)
		return err;
	err = vg_map_alloc_entries(map, map->sgt.nents);
	if (err)
		return err;
	for_each_sgtable_dma_sg(&map->sgt, sg, n)
		vg_map_set_entry(&map->entries[n], sg_dma_address(sg),
				 sg_dma_len(sg));
	return 0;
}

static void vg_map_init(struct mvgpu_vg_map *map, struct mvgpu_vg *vg)
{
	refcount_set(&map->ref, 1);
	map->vg = vg;
	atomic64_inc(&vg->stats.maps);
}

static struct mvgpu_vg_map *vg_map_alloc(struct mvgpu_vg *vg,
					 const struct vg_map_source *p)
{
	struct mvgpu_vg_map *map = kzalloc(sizeof(*map), VG_GFP);
	u32 runs = vg_map_count_runs(p);
	int err;

	if (!map)
		return ERR_PTR(-ENOMEM);
	vg_map_init(map, vg);
	err = vg->dma ? vg_map_fill_dma(map, p, runs) : vg_map_fill_physical(map, p, runs);
	if (err) {
		mvgpu_vg_map_put(map);
		return ERR_PTR(err);
	}
	atomic64_add(p->nr, &vg->stats.pieces);
	atomic64_add(map->nr, &vg->stats.entries);
	return map;
}

/**
 * mvgpu_vg_map_backing() - Map a backing for the device
 * @vg: GPU
 * @backing: guest pages, pinned until the device does not use the map any more
 *
 * Context: process context, may sleep.
 *
 * Return: map with a reference for the caller; ERR_PTR(-ENOMEM) without memory or when
 * the backing has too many pieces.
 */
struct mvgpu_vg_map *mvgpu_vg_map_backing(struct mvgpu_vg *vg,
					  const struct mvgpu_backing *backing)
{
	struct vg_map_source p = { .vec = backing->vec, .nr = backing->nr_vec };

	return vg_map_alloc(vg, &p);
}

/**
 * mvgpu_vg_map_surface() - Map a surface for the device
 * @vg: GPU
 * @surface: surface, which must exist until the device does not use the map any more
 *
 * Context: process context, may sleep.
 *
 * Return: as mvgpu_vg_map_backing().
 */
struct mvgpu_vg_map *mvgpu_vg_map_surface(struct mvgpu_vg *vg,
					  const struct mvgpu_surface *surface)
{
	struct vg_map_source p = { .pages = surface->pages,
			       .nr = surface->nr_pages };

	return vg_map_alloc(vg, &p);
}

/**
 * mvgpu_vg_map_zero() - Map memory that reads as zeros
 * @vg: GPU
 * @size: bytes, at least 1
 *
 * The map names the same few pages repeatedly, so it must only be read.
 *
 * Context: process context, may sleep.
 *
 * Return: map with a reference for the caller; ERR_PTR(-ENOMEM) without memory or when
 * @size is too large.
 */
struct mvgpu_vg_map *mvgpu_vg_map_zero(struct mvgpu_vg *vg, u64 size)
{
	struct mvgpu_vg_map *map = kzalloc(sizeof(*map), VG_GFP);
	u64 nr = DIV_ROUND_UP_ULL(size, vg->zero_size);
	u32 i;

	if (!map)
		return ERR_PTR(-ENOMEM);
	vg_map_init(map, vg);
	if (vg_map_alloc_entries(map, min_t(u64, nr, U32_MAX))) {
		mvgpu_vg_map_put(map);
		return ERR_PTR(-ENOMEM);
	}
	for (i = 0; i < map->nr; i++)
		vg_map_set_entry(&map->entries[i], vg->zero_addr, vg->zero_size);
	return map;
}

/**
 * mvgpu_vg_zero_init() - Allocate the memory that reads as zeros
 * @vg: GPU, whose vg->dma is set
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int mvgpu_vg_zero_init(struct mvgpu_vg *vg)
{
	size_t size = VG_ZERO_SIZE;

	do {
		vg->zero = alloc_pages_exact(size, GFP_KERNEL | __GFP_ZERO |
					     __GFP_NOWARN | __GFP_NORETRY);
		vg->zero_size = size;
		size /= 2;
	} while (!vg->zero && size >= PAGE_SIZE);
	if (!vg->zero)
		return -ENOMEM;
	vg->zero_addr = virt_to_phys(vg->zero);
	if (!vg->dma)
		return 0;
	vg->zero_addr = dma_map_single(vg->gpu.dev, vg->zero, vg->zero_size,
				       DMA_TO_DEVICE);
	if (!dma_mapping_error(vg->gpu.dev, vg->zero_addr))
		return 0;
	free_pages_exact(vg->zero, vg->zero_size);
	vg->zero = NULL;
	return -ENOMEM;
}

/**
 * mvgpu_vg_zero_exit() - Undo mvgpu_vg_zero_init()
 * @vg: GPU, stopped. Nothing happens when the memory was not allocated.
 *
 * Context: process context, may sleep.
 */
void mvgpu_vg_zero_exit(struct mvgpu_vg *vg)
{
	if (!vg->zero)
		return;
	if (vg->dma)
		dma_unmap_single(vg->gpu.dev, vg->zero_addr, vg->zero_size,
				 DMA_TO_DEVICE);
	free_pages_exact(vg->zero, vg->zero_size);
}

/**
 * mvgpu_vg_map_put() - Drop a reference on a map
 * @map: map, or NULL. When the last reference is dropped, the device must not use the
 *	memory any more.
 *
 * Context: process context, may sleep; any context when addresses are physical.
 */
void mvgpu_vg_map_put(struct mvgpu_vg_map *map)
{
	if (!map || !refcount_dec_and_test(&map->ref))
		return;
	if (map->sgt.sgl) {
		dma_unmap_sgtable(map->vg->gpu.dev, &map->sgt,
				  DMA_BIDIRECTIONAL, 0);
		sg_free_table(&map->sgt);
	}
	atomic64_dec(&map->vg->stats.maps);
	kvfree(map->entries);
	kfree(map);
}
