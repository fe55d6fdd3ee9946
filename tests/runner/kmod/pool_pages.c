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
#include <linux/version.h>

#define ORDER 2
#define MOST_BLOCKS 64

struct area {
	unsigned long blocks;
	struct page *block[MOST_BLOCKS];
};

static vm_fault_t area_fault(struct vm_fault *vmf)
{
	struct area *area = vmf->vma->vm_private_data;
	unsigned long page = vmf->pgoff;

	if (page >> ORDER >= area->blocks)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vmf->vma, vmf->address & PAGE_MASK,
			      page_to_pfn(area->block[page >> ORDER]) +
			      page % (1 << ORDER));
}

static const struct vm_operations_struct area_vm_ops = {
	.fault = area_fault,
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

static int area_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct area *area = file->private_data;
	int err = area_alloc(area, vma_pages(vma));

	if (err || vma->vm_pgoff || !(vma->vm_flags & VM_SHARED))
		return err ?: -EINVAL;
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
	vma->vm_flags |= VM_PFNMAP | VM_IO | VM_DONTEXPAND;
#else
	vm_flags_set(vma, VM_PFNMAP | VM_IO | VM_DONTEXPAND);
#endif
	vma->vm_private_data = area;
	vma->vm_ops = &area_vm_ops;
	return 0;
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
