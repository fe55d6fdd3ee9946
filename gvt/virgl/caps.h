/* SPDX-License-Identifier: GPL-2.0 */
/* Capability sets of virgl, as guests see them. Free-standing. */
#ifndef MVGPU_GVT_VIRGL_CAPS_H
#define MVGPU_GVT_VIRGL_CAPS_H

#include "shim.h"

void mvgpu_virgl_caps_filter(void *set, size_t bytes);
void mvgpu_virgl_caps_slice(void *set, size_t bytes, u64 vram);
bool mvgpu_virgl_caps_clear_texture(const void *set, size_t bytes);

#endif /* MVGPU_GVT_VIRGL_CAPS_H */
