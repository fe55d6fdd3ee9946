/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All tests of the kernel's version and configuration, for Linux 6.1 to 7.2. No other file
 * of the tree may use LINUX_VERSION_CODE.
 */
#ifndef MVGPU_INCLUDE_COMPAT_H
#define MVGPU_INCLUDE_COMPAT_H

#include <linux/eventfd.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/pgtable.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <linux/vfio.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>

/* Selected by few drivers of the kernel, see Documentation/design/mdev.rst. */
#if !IS_ENABLED(CONFIG_VFIO_MDEV)
#error "this kernel has no mediated devices: mvgpu needs one with CONFIG_VFIO_MDEV"
#endif
#if !IS_ENABLED(CONFIG_MMU_NOTIFIER)
#error "this kernel has no CONFIG_MMU_NOTIFIER, which KVM selects"
#endif

/* 6.13: the namespace became a string. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define MVGPU_IMPORT_NS_DMA_BUF() MODULE_IMPORT_NS(DMA_BUF)
#else
#define MVGPU_IMPORT_NS_DMA_BUF() MODULE_IMPORT_NS("DMA_BUF")
#endif

/* 6.8: eventfd_signal() lost its count. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
#define mvgpu_eventfd_signal(ctx) ((void)eventfd_signal(ctx, 1))
#else
#define mvgpu_eventfd_signal(ctx) eventfd_signal(ctx)
#endif

/* 6.3: vm_flags became read-only. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static inline void mvgpu_vm_flags_set(struct vm_area_struct *vma,
				      unsigned long flags)
{
	vma->vm_flags |= flags;
}

static inline void mvgpu_vm_flags_clear(struct vm_area_struct *vma,
					unsigned long flags)
{
	vma->vm_flags &= ~flags;
}
#else
#define mvgpu_vm_flags_set(vma, flags) vm_flags_set(vma, flags)
#define mvgpu_vm_flags_clear(vma, flags) vm_flags_clear(vma, flags)
#endif

/*
 * 6.2: the VFIO core frees the device itself, and requires the iommufd callbacks of
 * emulated devices.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define mvgpu_vfio_free_device(vdev) vfio_free_device(vdev)
#define MVGPU_VFIO_IOMMUFD_OPS
#else
#define mvgpu_vfio_free_device(vdev) do { } while (0)
#define MVGPU_VFIO_IOMMUFD_OPS						\
	.bind_iommufd = vfio_iommufd_emulated_bind,			\
	.unbind_iommufd = vfio_iommufd_emulated_unbind,			\
	.attach_ioas = vfio_iommufd_emulated_attach_ioas,		\
	.detach_ioas = vfio_iommufd_emulated_detach_ioas,
#endif

/*
 * 6.19: VFIO_DEVICE_GET_REGION_INFO is an operation of its own. On older kernels the ioctl
 * handler calls mvgpu_region_info_ioctl(), which calls the same operation in the way that
 * the newer core does.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#define MVGPU_VFIO_REGION_INFO_OP(fn)

typedef int (*mvgpu_region_info_fn)(struct vfio_device *,
				    struct vfio_region_info *,
				    struct vfio_info_cap *);

/* Copy the capabilities behind the structure if user space has room for them. */
static inline int mvgpu_region_caps_out(struct vfio_region_info *info,
					struct vfio_info_cap *caps,
					void __user *arg)
{
	if (!caps->size)
		return 0;
	info->flags |= VFIO_REGION_INFO_FLAG_CAPS;
	if (info->argsz < sizeof(*info) + caps->size) {
		info->argsz = sizeof(*info) + caps->size;
		info->cap_offset = 0;
		return 0;
	}
	vfio_info_cap_shift(caps, sizeof(*info));
	info->cap_offset = sizeof(*info);
	if (copy_to_user(arg + sizeof(*info), caps->buf, caps->size))
		return -EFAULT;
	return 0;
}

static inline long mvgpu_region_info_ioctl(struct vfio_device *vdev,
					   mvgpu_region_info_fn fn,
					   void __user *arg)
{
	const size_t minsz = offsetofend(struct vfio_region_info, offset);
	struct vfio_info_cap caps = {};
	struct vfio_region_info info = {};
	int ret;

	if (copy_from_user(&info, arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	info.flags = 0;
	info.cap_offset = 0;
	ret = fn(vdev, &info, &caps);
	if (!ret)
		ret = mvgpu_region_caps_out(&info, &caps, arg);
	kfree(caps.buf);
	if (!ret && copy_to_user(arg, &info, minsz))
		ret = -EFAULT;
	return ret;
}
#else
#define MVGPU_VFIO_REGION_INFO_OP(fn) .get_region_info_caps = fn,
/* The core does not pass this ioctl on, so the result is never used. */
#define mvgpu_region_info_ioctl(vdev, fn, arg) (-EINVAL)
#endif

/* 6.13: a timer is set up in one call. */
static inline void mvgpu_hrtimer_setup(struct hrtimer *timer,
				       enum hrtimer_restart (*fn)(struct hrtimer *),
				       clockid_t clock, enum hrtimer_mode mode)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
	hrtimer_init(timer, clock, mode);
	timer->function = fn;
#else
	hrtimer_setup(timer, fn, clock, mode);
#endif
}

/* 6.14: creating a worker no longer starts it. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
#define mvgpu_run_worker(flags, fmt, ...) \
	kthread_create_worker(flags, fmt, ##__VA_ARGS__)
#else
#define mvgpu_run_worker(flags, fmt, ...) \
	kthread_run_worker(flags, fmt, ##__VA_ARGS__)
#endif

/* 6.11: the properties of virtqueues became an array of structures. */
static inline int mvgpu_find_vqs(struct virtio_device *vdev, unsigned int nr,
				 struct virtqueue *vqs[],
				 vq_callback_t *callbacks[],
				 const char *const names[])
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
	return virtio_find_vqs(vdev, nr, vqs, callbacks, names, NULL);
#else
	struct virtqueue_info info[2] = {};
	unsigned int i;

	if (nr > ARRAY_SIZE(info))
		return -EINVAL;
	for (i = 0; i < nr; i++) {
		info[i].name = names[i];
		info[i].callback = callbacks[i];
	}
	return virtio_find_vqs(vdev, nr, vqs, info, NULL);
#endif
}

/* 6.10: __assign_str() lost its source. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
#define mvgpu_assign_str(dst, src) __assign_str(dst, src)
#else
#define mvgpu_assign_str(dst, src) __assign_str(dst)
#endif

/* 7.1: renamed. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 1, 0)
#define mvgpu_zap_ptes(vma, addr, size) zap_vma_ptes(vma, addr, size)
#else
#define mvgpu_zap_ptes(vma, addr, size) zap_special_vma_range(vma, addr, size)
#endif

/* 6.6: a fault holds the lock of the address space or that of its mapping. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 6, 0)
#define mvgpu_release_fault_lock(vmf) mmap_read_unlock((vmf)->vma->vm_mm)
#else
#define mvgpu_release_fault_lock(vmf) release_fault_lock(vmf)
#endif

/* 6.5: get_user_pages_remote() lost its mappings. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
#define mvgpu_get_user_pages_remote(mm, start, nr, flags, pages) \
	get_user_pages_remote(mm, start, nr, flags, pages, NULL, NULL)
#else
#define mvgpu_get_user_pages_remote(mm, start, nr, flags, pages) \
	get_user_pages_remote(mm, start, nr, flags, pages, NULL)
#endif

/*
 * The frame of a page in a mapping of frames, its protection bits, and whether it can be
 * written to. 0 or -EINVAL. The mmap_lock is held; the answer is valid until the next
 * invalidation of the address.
 *
 * 6.12: follow_pte() became follow_pfnmap_start(), which knows large pages; 6.10: it got the
 * mapping for the address space.
 */
static inline int mvgpu_follow_frame(struct vm_area_struct *vma, unsigned long addr,
				     unsigned long *pfn, pgprot_t *prot, bool *writable)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	spinlock_t *lock;
	pte_t *pte;

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
	if (follow_pte(vma->vm_mm, addr, &pte, &lock))
		return -EINVAL;
#else
	if (follow_pte(vma, addr, &pte, &lock))
		return -EINVAL;
#endif
	*pfn = pte_pfn(*pte);
	*prot = pte_pgprot(*pte);
	*writable = pte_write(*pte);
	pte_unmap_unlock(pte, lock);
#else
	struct follow_pfnmap_args args = { .vma = vma, .address = addr };

	if (follow_pfnmap_start(&args))
		return -EINVAL;
	*pfn = args.pfn;
	*prot = args.pgprot;
	*writable = args.writable;
	follow_pfnmap_end(&args);
#endif
	return 0;
}

/*
 * 6.13: KVM takes no reference on a page any more. Until then it rejected the pages of larger
 * allocations that have none of their own, and that ends the VMM: those that the pools of TTM
 * hand out, and all but the first of a folio, so most of a transparent huge page.
 */
static inline bool mvgpu_kvm_takes_frame(unsigned long pfn)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
	struct page *page;

	if (!pfn_valid(pfn))
		return true;
	page = pfn_to_page(pfn);
	return page_ref_count(page) || (PageReserved(page) && !is_zone_device_page(page));
#else
	return true;
#endif
}

#endif /* MVGPU_INCLUDE_COMPAT_H */
