/* SPDX-License-Identifier: GPL-2.0 */
/* The PCI functions to bind: module parameter "gpus". */
#ifndef MVGPU_GVT_GPU_VIRTIO_GPUS_H
#define MVGPU_GVT_GPU_VIRTIO_GPUS_H

#include <linux/types.h>

struct pci_dev;

int mvgpu_vg_gpus_index(const struct pci_dev *pdev);

#endif /* MVGPU_GVT_GPU_VIRTIO_GPUS_H */
