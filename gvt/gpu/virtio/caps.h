/* SPDX-License-Identifier: GPL-2.0 */
/* Features and capability sets of the device. */
#ifndef MVGPU_GVT_GPU_VIRTIO_CAPS_H
#define MVGPU_GVT_GPU_VIRTIO_CAPS_H

#include <linux/types.h>

struct mvgpu_vg;

#define MVGPU_VG_NR_FEATURES 3

extern const unsigned int mvgpu_vg_features[MVGPU_VG_NR_FEATURES];

int mvgpu_vg_caps_read(struct mvgpu_vg *vg);
void mvgpu_vg_caps_free(struct mvgpu_vg *vg);

#endif /* MVGPU_GVT_GPU_VIRTIO_CAPS_H */
