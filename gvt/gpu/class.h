/* SPDX-License-Identifier: GPL-2.0 */
/* The class of GPUs that are no device of a bus. */
#ifndef MVGPU_GVT_GPU_CLASS_H
#define MVGPU_GVT_GPU_CLASS_H

struct class;

extern struct class mvgpu_gpu_class;

int mvgpu_gpu_class_init(void);
void mvgpu_gpu_class_exit(void);

#endif /* MVGPU_GVT_GPU_CLASS_H */
