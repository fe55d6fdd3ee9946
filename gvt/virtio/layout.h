/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Layout of the vGPU's BARs and its PCI identity. The model of the PCI
 * configuration space announces it and the transport implements it.
 * Free-standing.
 */
#ifndef MVGPU_GVT_VIRTIO_LAYOUT_H
#define MVGPU_GVT_VIRTIO_LAYOUT_H

/* Virtio 1.2, 5.7.2. */
enum mvgpu_queue { MVGPU_CTRLQ, MVGPU_CURSORQ, MVGPU_NR_QUEUES };

/*
 * Virtio 1.4, 5.7.3 and 5.7.4: sizes of blobs, and their offsets in the host-visible region, are
 * multiples of blob_alignment. The headers of Linux have both from 7.2 on.
 */
#define MVGPU_F_BLOB_ALIGNMENT	5
#define MVGPU_REG_BLOB_ALIGNMENT (MVGPU_REG_DEVICE + 0x10)

/* BAR 0, 64-bit: one page per virtio structure. */
#define MVGPU_REG_BAR		0
#define MVGPU_REG_BAR_SIZE	0x4000
#define MVGPU_REG_COMMON	0x0000
#define MVGPU_REG_COMMON_LEN	0x3c	/* up to and including queue_reset */
#define MVGPU_REG_ISR		0x1000
#define MVGPU_REG_ISR_LEN	0x1
#define MVGPU_REG_DEVICE	0x2000
#define MVGPU_REG_DEVICE_LEN	0x14
#define MVGPU_REG_NOTIFY	0x3000
#define MVGPU_REG_NOTIFY_LEN	0x1000
#define MVGPU_NOTIFY_MULTIPLIER	4

/* BAR 2, 32-bit: MSI-X table and pending bits. */
#define MVGPU_MSIX_BAR		2
#define MVGPU_MSIX_BAR_SIZE	0x1000
#define MVGPU_MSIX_TABLE	0x0
#define MVGPU_MSIX_PBA		0x800
/* Configuration changes, control queue, cursor queue. */
#define MVGPU_MSIX_VECTORS	3

/* BAR 4, 64-bit: the host-visible region, if the slice has one. */
#define MVGPU_HOST_VISIBLE_BAR	4

#define MVGPU_PCI_VENDOR	0x1af4
#define MVGPU_PCI_DEVICE	0x1050
#define MVGPU_PCI_REVISION	1
#define MVGPU_PCI_CLASS		0x038000
#define MVGPU_PCI_SUBSYS_VENDOR	0x1af4
#define MVGPU_PCI_SUBSYS	0x1100

#endif /* MVGPU_GVT_VIRTIO_LAYOUT_H */
