// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that the device reads and writes in place: guest pages behind a
 * resource, or the pages of a surface. The device has a ceiling for the number
 * of entries, so neighbours are put together.
 */
#include <linux/bvec.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "gvt/mem/backing.h"
#include "gvt/gpu/virtio/device.h"
#include "gvt/mem/surface.h"

#define VG_GFP (GFP_KERNEL_ACCOUNT | __GFP_NOWARN)

/* An entry's length has 32 bits. */
#define VG_MAX_ENTRY SZ_1G

/* Large new resources are filled from this, over and over. */
#define VG_ZERO_SIZE SZ_256K

/**
 * struct vg_pieces - memory as it came
 * @vec: pieces of pages, or NULL
 * @pages: else whole pages
 * @nr: how many
 */
struct vg_pieces {
	const struct bio_vec *vec;
	struct page *const *pages;
	u32 nr;
};

/**
 * struct vg_run - pieces that are neighbours
 * @page: the first page
 * @offset: of the first byte there
 * @len: bytes
 */
struct vg_run {
	struct page *page;
	u32 offset;
	u32 len;
};

static struct vg_run piece(const struct vg_pieces *p, u32 i)
{
	const struct bio_vec *v;

	if (!p->vec)
		return (struct vg_run) { p->pages[i], 0, PAGE_SIZE };
	v = &p->vec[i];
	return (struct vg_run) { v->bv_page, v->bv_offset, v->bv_len };
}

static phys_addr_t run_start(const struct vg_run *run)
{
	return page_to_phys(run->page) + run->offset;
}

/* The run that begins with piece *@i; *@i becomes the piece after it. */
static struct vg_run next_run(const struct vg_pieces *p, u32 *i)
{
	struct vg_run run = piece(p, (*i)++);
	struct vg_run more;

	for (; *i < p->nr; (*i)++) {
		more = piece(p, *i);
		if (run_start(&more) != run_start(&run) + run.len ||
		    more.len > VG_MAX_ENTRY - run.len)
			break;
		run.len += more.len;
	}
	return run;
}

static u32 count_runs(const struct vg_pieces *p)
{
	u32 i = 0, nr = 0;

	while (i < p->nr) {
		next_run(p, &i);
		nr++;
		cond_resched();
	}
	return nr;
}

static void set_entry(struct virtio_gpu_mem_entry *e, u64 addr, u32 len)
{
	e->addr = cpu_to_le64(addr);
	e->length = cpu_to_le32(len);
	e->padding = 0;
}

static int new_entries(struct mvgpu_vg_map *map, u32 nr)
{
	if (!nr || nr > MVGPU_BACKING_MAX_ENTRIES)
		return -ENOMEM;
	map->entries = kvmalloc_array(nr, sizeof(*map->entries), VG_GFP);
	map->nr = nr;
	return map->entries ? 0 : -ENOMEM;
}

/* The device takes physical addresses. */
static int fill_physical(struct mvgpu_vg_map *map, const struct vg_pieces *p,
			 u32 runs)
{
	struct vg_run run;
	u32 i = 0, n;
	int err;

	err = new_entries(map, runs);
	if (err)
		return err;
	for (n = 0; n < runs; n++) {
		run = next_run(p, &i);
		set_entry(&map->entries[n], run_start(&run), run.len);
	}
	return 0;
}

static int fill_sgt(struct mvgpu_vg_map *map, const struct vg_pieces *p,
		    u32 runs)
{
	struct scatterlist *sg;
	struct vg_run run;
	u32 i = 0;
	int n, err;

	err = sg_alloc_table(&map->sgt, runs, VG_GFP);
	if (err)
		return err;
	for_each_sgtable_sg(&map->sgt, sg, n) {
		run = next_run(p, &i);
		sg_set_page(sg, run.page, run.len, run.offset);
	}
	err = dma_map_sgtable(map->vg->gpu.dev, &map->sgt, DMA_BIDIRECTIONAL,
			      0);
	if (err)
		sg_free_table(&map->sgt);
	return err ? -ENOMEM : 0;
}

/* The device takes what its IOMMU translates. */
static int fill_dma(struct mvgpu_vg_map *map, const struct vg_pieces *p,
		    u32 runs)
{
	struct scatterlist *sg;
	int n, err;

	err = fill_sgt(map, p, runs);
	if (err)
		return err;
	err = new_entries(map, map->sgt.nents);
	if (err)
		return err;
	for_each_sgtable_dma_sg(&map->sgt, sg, n)
		set_entry(&map->entries[n], sg_dma_address(sg),
			  sg_dma_len(sg));
	return 0;
}

static void map_init(struct mvgpu_vg_map *map, struct mvgpu_vg *vg)
{
	refcount_set(&map->ref, 1);
	map->vg = vg;
	atomic64_inc(&vg->stats.maps);
}

static struct mvgpu_vg_map *map_pieces(struct mvgpu_vg *vg,
				       const struct vg_pieces *p)
{
	struct mvgpu_vg_map *map = kzalloc(sizeof(*map), VG_GFP);
	u32 runs = count_runs(p);
	int err;

	if (!map)
		return ERR_PTR(-ENOMEM);
	map_init(map, vg);
	err = vg->dma ? fill_dma(map, p, runs) : fill_physical(map, p, runs);
	if (err) {
		mvgpu_vg_map_put(map);
		return ERR_PTR(err);
	}
	atomic64_add(p->nr, &vg->stats.pieces);
	atomic64_add(map->nr, &vg->stats.entries);
	return map;
}

/**
 * mvgpu_vg_map_backing() - addresses by which the device reaches a backing
 * @vg: the GPU
 * @backing: guest pages, pinned until the device has let go
 *
 * May sleep.
 *
 * Return: the map or ERR_PTR(-ENOMEM): no memory, or too scattered.
 */
struct mvgpu_vg_map *mvgpu_vg_map_backing(struct mvgpu_vg *vg,
					  const struct mvgpu_backing *backing)
{
	struct vg_pieces p = { .vec = backing->vec, .nr = backing->nr_vec };

	return map_pieces(vg, &p);
}

/**
 * mvgpu_vg_map_surface() - addresses by which the device reaches a surface
 * @vg: the GPU
 * @surface: the surface, which stays until then, too
 *
 * May sleep.
 *
 * Return: as mvgpu_vg_map_backing().
 */
struct mvgpu_vg_map *mvgpu_vg_map_surface(struct mvgpu_vg *vg,
					  const struct mvgpu_surface *surface)
{
	struct vg_pieces p = { .pages = surface->pages,
			       .nr = surface->nr_pages };

	return map_pieces(vg, &p);
}

/**
 * mvgpu_vg_map_zero() - memory that reads as zeros, as much as wanted
 * @vg: the GPU
 * @size: bytes, 1..
 *
 * The same few pages again and again; only to be read. May sleep.
 *
 * Return: the map or ERR_PTR(-ENOMEM): no memory, or too large.
 */
struct mvgpu_vg_map *mvgpu_vg_map_zero(struct mvgpu_vg *vg, u64 size)
{
	struct mvgpu_vg_map *map = kzalloc(sizeof(*map), VG_GFP);
	u64 nr = DIV_ROUND_UP_ULL(size, vg->zero_size);
	u32 i;

	if (!map)
		return ERR_PTR(-ENOMEM);
	map_init(map, vg);
	if (new_entries(map, min_t(u64, nr, U32_MAX))) {
		mvgpu_vg_map_put(map);
		return ERR_PTR(-ENOMEM);
	}
	for (i = 0; i < map->nr; i++)
		set_entry(&map->entries[i], vg->zero_addr, vg->zero_size);
	return map;
}

/**
 * mvgpu_vg_zero_init() - make the memory that reads as zeros
 * @vg: the GPU; vg->dma is known
 *
 * May sleep.
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
 * mvgpu_vg_zero_exit() - undo mvgpu_vg_zero_init()
 * @vg: the GPU, stopped; harmless when there is nothing to undo
 *
 * May sleep.
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
 * mvgpu_vg_map_put() - give a reference to a map back
 * @map: the map, or NULL; the last reference undoes it: the device has let go
 *	of the memory, or never had it
 *
 * May sleep when addresses are not physical, else any context.
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

/**
 * mvgpu_vg_map_get() - the memory behind a resource
 * @vg: the GPU; takes vg->lock
 * @res: the resource
 *
 * Return: the map with a reference for the caller, or NULL.
 */
struct mvgpu_vg_map *mvgpu_vg_map_get(struct mvgpu_vg *vg,
				      struct mvgpu_vg_res *res)
{
	struct mvgpu_vg_map *map;

	spin_lock_irq(&vg->lock);
	map = res->map;
	if (map)
		refcount_inc(&map->ref);
	spin_unlock_irq(&vg->lock);
	return map;
}

/**
 * mvgpu_vg_map_swap() - change the memory behind a resource
 * @vg: the GPU; takes vg->lock
 * @res: the resource
 * @map: the new memory (the reference becomes the resource's), or NULL
 *
 * Return: the old memory, its reference the caller's, or NULL.
 */
struct mvgpu_vg_map *mvgpu_vg_map_swap(struct mvgpu_vg *vg,
				       struct mvgpu_vg_res *res,
				       struct mvgpu_vg_map *map)
{
	struct mvgpu_vg_map *old;

	spin_lock_irq(&vg->lock);
	old = res->map;
	res->map = map;
	spin_unlock_irq(&vg->lock);
	return old;
}

/**
 * mvgpu_vg_attach_cmd() - the request that gives the device a backing
 * @vg: the GPU
 * @host_id: the resource
 * @map: the memory
 *
 * The command has a reference of its own on @map. May sleep.
 *
 * Return: the command, not sent, or NULL without memory.
 */
struct mvgpu_vg_cmd *mvgpu_vg_attach_cmd(struct mvgpu_vg *vg, u32 host_id,
					 struct mvgpu_vg_map *map)
{
	struct mvgpu_vg_cmd *cmd;

	cmd = mvgpu_vg_cmd_new(VIRTIO_GPU_CMD_RESOURCE_ATTACH_BACKING,
			       sizeof(cmd->body.attach));
	if (!cmd)
		return NULL;
	cmd->body.attach.resource_id = cpu_to_le32(host_id);
	cmd->body.attach.nr_entries = cpu_to_le32(map->nr);
	if (mvgpu_vg_cmd_payload(vg, cmd, map->entries,
				 map->nr * sizeof(*map->entries))) {
		mvgpu_vg_cmd_free(cmd);
		return NULL;
	}
	refcount_inc(&map->ref);
	cmd->map = map;
	cmd->late = vg->dma;
	return cmd;
}
