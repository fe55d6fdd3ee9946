// SPDX-License-Identifier: GPL-2.0
/*
 * Page frames of another process, a renderer, which chooses the addresses.
 *
 * No reference is kept on what is found: the answer is valid until a notifier of the address
 * space says otherwise. Memory is looked up as the process would write to it, so that copies
 * on write are made first, and only what it can write to is found.
 *
 * Nothing may be found that lets the process hold up this thread, or lets a fault end in
 * itself: no file but regular ones of tmpfs and hugetlbfs, and no mapping of this module,
 * which may be the BAR of a vGPU.
 */
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/module.h>
#include "compat.h"
#include "gvt/gpu/render/look.h"

/* One to map a page, and one to make it writable. */
#define FAULTS 2

static bool look_is_own(const struct vm_area_struct *vma)
{
	return (vma->vm_ops && within_module((unsigned long)vma->vm_ops, THIS_MODULE)) ||
	       (vma->vm_file &&
		within_module((unsigned long)vma->vm_file->f_op, THIS_MODULE));
}

static bool look_is_frames(const struct vm_area_struct *vma)
{
	return vma->vm_flags & (VM_IO | VM_PFNMAP);
}

static bool look_is_memory(const struct vm_area_struct *vma)
{
	struct inode *inode;
	unsigned long magic;

	if (look_is_frames(vma))
		return false;
	if (!vma->vm_file)
		return true;
	inode = file_inode(vma->vm_file);
	if (!S_ISREG(inode->i_mode) || vma->vm_file->f_mapping != inode->i_mapping)
		return false;
	magic = inode->i_sb->s_magic;
	return magic == TMPFS_MAGIC || magic == HUGETLBFS_MAGIC;
}

/* The mapping at an address, if it may be shown. */
static struct vm_area_struct *look_find(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma;

	mmap_assert_locked(mm);
	vma = find_vma(mm, addr);
	if (!vma || vma->vm_start > addr || look_is_own(vma) ||
	    !(look_is_frames(vma) || look_is_memory(vma)))
		return NULL;
	return vma;
}

static int look_errno(long err)
{
	return err == -ENOMEM || err == -EINTR || err == -EAGAIN ? -EAGAIN : -EFAULT;
}

static int look_memory(struct vm_area_struct *vma, unsigned long addr, unsigned int nr,
		       struct mvgpu_gpu_frame *frames)
{
	pgprot_t prot = vm_get_page_prot(VM_READ | VM_WRITE | VM_SHARED);
	struct page *pages[MVGPU_RD_LOOK_PAGES];
	long i, got;

	got = mvgpu_get_user_pages_remote(vma->vm_mm, addr, nr, FOLL_WRITE, pages);
	if (got <= 0)
		return look_errno(got);
	for (i = 0; i < got; i++) {
		frames[i] = (struct mvgpu_gpu_frame) { page_to_pfn(pages[i]), prot };
		put_page(pages[i]);
	}
	return got;
}

/* 0; -EFAULT: it cannot be written to; -EAGAIN: the driver has not mapped it. */
static int look_frame(struct vm_area_struct *vma, unsigned long addr,
		      struct mvgpu_gpu_frame *frame)
{
	bool writable;

	if (mvgpu_follow_frame(vma, addr, &frame->pfn, &frame->prot, &writable))
		return -EAGAIN;
	return writable ? 0 : -EFAULT;
}

/*
 * Drivers fill in their mappings fault by fault. Some map a page for reading whatever the first
 * fault was for (GEM objects of shmem in Linux 7.2), and for writing at the next one. A
 * fault that maps nothing, and is no error, is to be repeated: the buffer is busy.
 */
static int look_faulted(struct vm_area_struct *vma, unsigned long addr,
			struct mvgpu_gpu_frame *frame)
{
	const unsigned int how = FAULT_FLAG_WRITE | FAULT_FLAG_REMOTE;
	int err = look_frame(vma, addr, frame);
	unsigned int i;

	for (i = 0; err && i < FAULTS; i++) {
		err = fixup_user_fault(vma->vm_mm, addr, how, NULL);
		if (err)
			return look_errno(err);
		err = look_frame(vma, addr, frame);
	}
	return err;
}

/* Pages after the first are taken as they are. */
static int look_frames(struct vm_area_struct *vma, unsigned long addr, unsigned int nr,
		       struct mvgpu_gpu_frame *frames)
{
	int err = look_faulted(vma, addr, &frames[0]);
	unsigned int i = 1;

	if (err)
		return err;
	while (i < nr && !look_frame(vma, addr + i * PAGE_SIZE, &frames[i]))
		i++;
	return i;
}

static int look_locked(struct mm_struct *mm, unsigned long addr, unsigned int nr,
		       struct mvgpu_gpu_frame *frames)
{
	struct vm_area_struct *vma = look_find(mm, addr);

	if (!vma)
		return -EFAULT;
	nr = min_t(unsigned long, nr, (vma->vm_end - addr) >> PAGE_SHIFT);
	return look_is_frames(vma) ? look_frames(vma, addr, nr, frames) :
				     look_memory(vma, addr, nr, frames);
}

/**
 * mvgpu_rd_look() - Look up the page frames at an address
 * @mm: address space, which the caller keeps from being torn down
 * @addr: first address, page aligned
 * @nr: pages, 1..MVGPU_RD_LOOK_PAGES
 * @frames: what was found
 *
 * Context: process context, sleeps. Takes the mmap_lock of @mm.
 *
 * Return: number of frames found, 1..; -EFAULT when there is nothing at @addr that can be
 * shown; -EAGAIN when it could not be found out.
 */
int mvgpu_rd_look(struct mm_struct *mm, unsigned long addr, unsigned int nr,
		  struct mvgpu_gpu_frame *frames)
{
	int ret;

	if (mmap_read_lock_killable(mm))
		return -EAGAIN;
	ret = look_locked(mm, addr, min_t(u32, nr, MVGPU_RD_LOOK_PAGES), frames);
	mmap_read_unlock(mm);
	return ret;
}

static void look_copy_page(struct page *page, unsigned long addr, void *buf, unsigned int len,
			   bool write)
{
	void *at = kmap_local_page(page) + offset_in_page(addr);

	if (write)
		memcpy(at, buf, len);
	else
		memcpy(buf, at, len);
	kunmap_local(at);
	if (write)
		set_page_dirty_lock(page);
}

/**
 * mvgpu_rd_look_copy() - Copy bytes from or to ordinary memory of another process
 * @mm: address space, which the caller keeps from being torn down
 * @addr: first address
 * @buf: where to or from
 * @len: bytes, which are in one page
 * @write: copy to the process
 *
 * Context: process context, sleeps. Takes the mmap_lock of @mm.
 *
 * Return: 0; -EFAULT, also for mappings of drivers; -EAGAIN.
 */
int mvgpu_rd_look_copy(struct mm_struct *mm, unsigned long addr, void *buf, unsigned int len,
		       bool write)
{
	struct vm_area_struct *vma;
	struct page *page;
	long got = -EFAULT;

	if (mmap_read_lock_killable(mm))
		return -EAGAIN;
	vma = look_find(mm, addr);
	if (vma && look_is_memory(vma))
		got = mvgpu_get_user_pages_remote(mm, addr & PAGE_MASK, 1, FOLL_WRITE, &page);
	mmap_read_unlock(mm);
	if (got != 1)
		return look_errno(got);
	look_copy_page(page, addr, buf, len, write);
	put_page(page);
	return 0;
}
