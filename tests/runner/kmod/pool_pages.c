// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/pool-pages: each mapping has pages of its own, of the kind that graphics drivers take
 * from pools: parts of larger allocations, without references except on the first of four.
 */

#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#define ORDER 2
#define MOST_BLOCKS 64

struct area {
	unsigned long blocks;
	struct page *block[MOST_BLOCKS];
};

static int area_alloc(struct area *area, unsigned long pages)
{
	unsigned long blocks = DIV_ROUND_UP(pages, 1 << ORDER);

	if (area->blocks || blocks > MOST_BLOCKS)
		return -EINVAL;
	while (area->blocks < blocks) {
		area->block[area->blocks] = alloc_pages(GFP_KERNEL | __GFP_ZERO, ORDER);
		if (!area->block[area->blocks])
			return -ENOMEM;
		area->blocks++;
	}
	return 0;
}

static unsigned long area_pfn(const struct area *area, unsigned long page)
{
	return page_to_pfn(area->block[page >> ORDER]) + page % (1 << ORDER);
}

static int area_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct area *area = file->private_data;
	int err = area_alloc(area, vma_pages(vma));
	unsigned long i;

	if (err || vma->vm_pgoff || !(vma->vm_flags & VM_SHARED))
		return err ?: -EINVAL;
	for (i = 0; i < vma_pages(vma) && !err; i++)
		err = remap_pfn_range(vma, vma->vm_start + i * PAGE_SIZE, area_pfn(area, i),
				      PAGE_SIZE, vma->vm_page_prot);
	return err;
}

static int area_open(struct inode *inode, struct file *file)
{
	struct area *area = kzalloc(sizeof(*area), GFP_KERNEL);

	file->private_data = area;
	return area ? 0 : -ENOMEM;
}

static int area_release(struct inode *inode, struct file *file)
{
	struct area *area = file->private_data;

	while (area->blocks)
		__free_pages(area->block[--area->blocks], ORDER);
	kfree(area);
	return 0;
}

static const struct file_operations area_fops = {
	.owner = THIS_MODULE,
	.open = area_open,
	.release = area_release,
	.mmap = area_mmap,
};

static struct miscdevice area_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "pool-pages",
	.fops = &area_fops,
};

module_misc_device(area_device);
MODULE_DESCRIPTION("memory as graphics drivers take it from pools");
MODULE_LICENSE("GPL");
