/* SPDX-License-Identifier: GPL-2.0 */
/* Inside the VFIO room: the device and what its parts offer each other. */
#ifndef MVGPU_VFIO_VDEV_H
#define MVGPU_VFIO_VDEV_H

#include <linux/dma-direction.h>
#include <linux/eventfd.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/vfio.h>
#include "compat.h"
#include "gvt/vgpu/vgpu.h"
#include "vfio/config.h"
#include "vfio/device.h"

/* Regions beyond those of PCI; their numbers are told by the ioctls. */
#define MVGPU_REGION_EDID	VFIO_PCI_NUM_REGIONS
#define MVGPU_REGION_PRIMARY	(VFIO_PCI_NUM_REGIONS + 1)
#define MVGPU_REGION_CURSOR	(VFIO_PCI_NUM_REGIONS + 2)
#define MVGPU_NR_REGIONS	(VFIO_PCI_NUM_REGIONS + 3)

/* A region's index is the upper part of a file offset. */
#define MVGPU_REGION_SHIFT	40

#define MVGPU_IRQ_NONE		VFIO_PCI_NUM_IRQS

/**
 * struct mvgpu_irq_listener - an eventfd by which user space masks or unmasks
 * @virqfd: the wake-up on it, NULL when there is none
 * @ctx: the eventfd, to refuse one that also is a trigger
 */
struct mvgpu_irq_listener {
	struct virqfd *virqfd;
	struct eventfd_ctx *ctx;
};

/**
 * struct mvgpu_irq - interrupts
 * @lock: protects all but the listeners (those: mvgpu_vdev.lock)
 * @index: index in use, VFIO_PCI_INTX/MSIX_IRQ_INDEX, or MVGPU_IRQ_NONE
 * @level: the device asserts INTx
 * @masked: user space, or the last signal, masked INTx
 * @disabled: the guest set the interrupt-disable bit
 * @intx: trigger of INTx, or NULL
 * @msix: triggers of the vectors, or NULL
 * @req: told that the device shall be given back, or NULL
 * @mask: masks INTx
 * @unmask: unmasks INTx
 */
struct mvgpu_irq {
	spinlock_t lock; /* of all but the listeners */
	u32 index;
	bool level;
	bool masked;
	bool disabled;
	struct eventfd_ctx *intx;
	struct eventfd_ctx *msix[MVGPU_MSIX_VECTORS];
	struct eventfd_ctx *req;
	struct mvgpu_irq_listener mask;
	struct mvgpu_irq_listener unmask;
};

/**
 * struct mvgpu_edid_region - what the VMM plugs in; under mvgpu_vdev.lock
 * @head: the head it is about
 * @size: bytes of @blob that count
 * @blob: EDID; what the guest has is the one of the last link up
 */
struct mvgpu_edid_region {
	u32 head;
	u32 size;
	u8 blob[MVGPU_EDID_MAX];
};

struct dma_buf;
struct dma_buf_attachment;
struct dma_buf_ops;
struct mvgpu_gfx_region;
struct mvgpu_hostvis_bar;
struct sg_table;

/**
 * struct mvgpu_gfx - how the picture leaves; fixed while the device is open
 * @method: what the administrator chose
 * @region: display regions, primary and cursor; NULL in other modes
 */
struct mvgpu_gfx {
	enum mvgpu_display_method method;
	struct mvgpu_gfx_region *region[2];
};

/**
 * struct mvgpu_vdev - the VFIO face of a vGPU
 * @vdev: the VFIO core's part; must be first
 * @vgpu: the mediator's part
 * @lock: protects @config, @msix_table, @edid and the listeners of @irq
 * @config: configuration space
 * @msix_table: the MSI-X table, which VMMs emulate: plain storage
 * @irq: interrupts
 * @edid: EDID region
 * @gfx: display
 * @hostvis: BAR 4 while the device is open, NULL without a window
 */
struct mvgpu_vdev {
	struct vfio_device vdev;
	struct mvgpu_vgpu *vgpu;
	struct mutex lock; /* see above */
	struct mvgpu_config config;
	u8 msix_table[MVGPU_MSIX_VECTORS * 16];
	struct mvgpu_irq irq;
	struct mvgpu_edid_region edid;
	struct mvgpu_gfx gfx;
	struct mvgpu_hostvis_bar *hostvis;
};

static inline struct mvgpu_vdev *to_mvgpu_vdev(struct vfio_device *vdev)
{
	return container_of(vdev, struct mvgpu_vdev, vdev);
}

/* regions.c */
int mvgpu_region_info(struct vfio_device *core, struct vfio_region_info *info,
		      struct vfio_info_cap *caps);
ssize_t mvgpu_region_read(struct vfio_device *core, char __user *buf,
			  size_t count, loff_t *ppos);
ssize_t mvgpu_region_write(struct vfio_device *core, const char __user *buf,
			   size_t count, loff_t *ppos);
int mvgpu_region_mmap(struct vfio_device *core, struct vm_area_struct *vma);
void mvgpu_region_reset_pci(struct mvgpu_vdev *vdev);

/* irq.c */
void mvgpu_irq_init(struct mvgpu_irq *irq);
void mvgpu_irq_shutdown(struct mvgpu_vdev *vdev);
int mvgpu_irq_info(struct vfio_irq_info *info);
int mvgpu_irq_set(struct mvgpu_vdev *vdev, const struct vfio_irq_set *set,
		  const void *data);
unsigned int mvgpu_irq_count(u32 index);
void mvgpu_irq_raise(struct mvgpu_vdev *vdev, u16 vector);
void mvgpu_irq_lower(struct mvgpu_vdev *vdev);
void mvgpu_irq_disable_intx(struct mvgpu_vdev *vdev, bool disabled);
bool mvgpu_irq_intx_level(struct mvgpu_vdev *vdev);
void mvgpu_irq_request(struct vfio_device *core, unsigned int count);

/* guest_mem.c */
extern const struct mvgpu_guest_ops mvgpu_guest_ops;
void mvgpu_guest_dma_unmap(struct vfio_device *core, u64 iova, u64 len);

/* gfx.c */
int mvgpu_gfx_open(struct mvgpu_vdev *vdev);
void mvgpu_gfx_close(struct mvgpu_vdev *vdev);
int mvgpu_gfx_query(struct mvgpu_vdev *vdev,
		    struct vfio_device_gfx_plane_info *info);
int mvgpu_gfx_get_dmabuf(struct mvgpu_vdev *vdev, u32 id);
u64 mvgpu_gfx_region_size(struct mvgpu_vdev *vdev, bool cursor);
ssize_t mvgpu_gfx_region_read(struct mvgpu_vdev *vdev, bool cursor, u64 offset,
			      char __user *buf, size_t count);
int mvgpu_gfx_region_mmap(struct mvgpu_vdev *vdev, bool cursor,
			  struct vm_area_struct *vma, unsigned long pgoff);

/* host_visible.c */
int mvgpu_hostvis_bar_open(struct mvgpu_vdev *vdev);
void mvgpu_hostvis_bar_close(struct mvgpu_vdev *vdev);
void mvgpu_hostvis_bar_changed(struct mvgpu_vdev *vdev, u64 offset, u64 len);
u64 mvgpu_hostvis_bar_size(struct mvgpu_vdev *vdev);
int mvgpu_hostvis_bar_map(struct mvgpu_vdev *vdev, struct vm_area_struct *vma,
			 unsigned long pgoff);
void mvgpu_hostvis_bar_load(struct mvgpu_vdev *vdev, u64 offset, void *val,
			   unsigned int len);
void mvgpu_hostvis_bar_store(struct mvgpu_vdev *vdev, u64 offset,
			    const void *val, unsigned int len);

/* dmabuf.c */
struct dma_buf *mvgpu_dmabuf_make(const struct dma_buf_ops *ops, u64 size,
				  void *priv);
struct sg_table *mvgpu_dmabuf_refuse_dma(struct dma_buf_attachment *attachment,
					 enum dma_data_direction dir);
void mvgpu_dmabuf_end_dma(struct dma_buf_attachment *attachment,
			  struct sg_table *sgt, enum dma_data_direction dir);
int mvgpu_pfn_mmap(struct vm_area_struct *vma,
		   const struct vm_operations_struct *ops, void *priv);
int mvgpu_dmabuf_export(struct mvgpu_surface *surface);
struct mvgpu_gfx_region *mvgpu_gfx_region_create(u64 size);
void mvgpu_gfx_region_destroy(struct mvgpu_gfx_region *region);
u64 mvgpu_gfx_region_bytes(const struct mvgpu_gfx_region *region);
void mvgpu_gfx_region_show(struct mvgpu_gfx_region *region,
			   struct mvgpu_surface *surface);
struct mvgpu_surface *
mvgpu_gfx_region_shown(struct mvgpu_gfx_region *region);
int mvgpu_gfx_region_map(struct mvgpu_gfx_region *region,
			 struct vm_area_struct *vma, unsigned long pgoff);

/* edid_region.c */
#define MVGPU_EDID_REGION_SIZE	(2 * MVGPU_EDID_MAX)
void mvgpu_edid_region_open(struct mvgpu_vdev *vdev);
ssize_t mvgpu_edid_region_read(struct mvgpu_vdev *vdev, u64 offset,
			       char __user *buf, size_t count);
ssize_t mvgpu_edid_region_write(struct mvgpu_vdev *vdev, u64 offset,
				const char __user *buf, size_t count);

#endif /* MVGPU_VFIO_VDEV_H */
