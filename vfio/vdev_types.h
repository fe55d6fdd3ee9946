/* SPDX-License-Identifier: GPL-2.0 */
/* The VFIO device of a vGPU. */
#ifndef MVGPU_VFIO_VDEV_TYPES_H
#define MVGPU_VFIO_VDEV_TYPES_H

#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/vfio.h>
#include "gvt/vgpu/vgpu_types.h"
#include "vfio/config.h"

/* Regions in addition to those of PCI. User space learns their numbers by ioctls. */
#define MVGPU_REGION_EDID	VFIO_PCI_NUM_REGIONS
#define MVGPU_REGION_PRIMARY	(VFIO_PCI_NUM_REGIONS + 1)
#define MVGPU_REGION_CURSOR	(VFIO_PCI_NUM_REGIONS + 2)
#define MVGPU_NR_REGIONS	(VFIO_PCI_NUM_REGIONS + 3)

/* No interrupt index. */
#define MVGPU_IRQ_NONE		VFIO_PCI_NUM_IRQS

struct eventfd_ctx;
struct mvgpu_display_region;
struct mvgpu_hostvis_bar;
struct virqfd;

/**
 * struct mvgpu_irq_listener - Eventfd by which user space masks or unmasks INTx
 * @virqfd: wake-up on the eventfd, NULL if there is none
 * @ctx: the eventfd; an eventfd cannot be a trigger as well
 */
struct mvgpu_irq_listener {
	struct virqfd *virqfd;
	struct eventfd_ctx *ctx;
};

/**
 * struct mvgpu_irq - Interrupts
 * @lock: protects all members but the listeners, which mvgpu_vdev.lock protects
 * @index: index in use, VFIO_PCI_INTX_IRQ_INDEX, VFIO_PCI_MSIX_IRQ_INDEX or
 *	MVGPU_IRQ_NONE. Written under both locks.
 * @level: the device asserts INTx
 * @masked: user space, or the last signal, masked INTx
 * @disabled: the guest set the interrupt-disable bit
 * @intx: trigger of INTx, or NULL
 * @msix: triggers of the vectors, or NULL
 * @req: trigger that requests the device from user space, or NULL
 * @mask: masks INTx
 * @unmask: unmasks INTx
 */
struct mvgpu_irq {
	spinlock_t lock; /* see above */
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
 * struct mvgpu_edid_region - Contents of the EDID region; under mvgpu_vdev.lock
 * @head: head that the region describes
 * @size: valid bytes in @blob
 * @blob: EDID that the VMM wrote, MVGPU_EDID_MAX bytes; the guest has the one of the last
 *	link up. NULL while the device is not open
 */
struct mvgpu_edid_region {
	u32 head;
	u32 size;
	u8 *blob;
};

/**
 * struct mvgpu_gfx - Export of framebuffers; fixed while the device is open
 * @method: method that the administrator chose
 * @region: display regions, primary and cursor; NULL with other methods
 */
struct mvgpu_gfx {
	enum mvgpu_display_method method;
	struct mvgpu_display_region *region[2];
};

/**
 * struct mvgpu_vdev - VFIO device of a vGPU
 * @vdev: part of the VFIO core; must be the first member
 * @vgpu: the vGPU
 * @lock: protects @config, @msix_table, @edid and the listeners of @irq
 * @config: configuration space
 * @msix_table: MSI-X table. VMMs emulate it, so it is only storage.
 * @irq: interrupts
 * @edid: EDID region
 * @gfx: display
 * @hostvis: BAR of the host-visible region while the device is open; NULL without one
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

#endif /* MVGPU_VFIO_VDEV_TYPES_H */
