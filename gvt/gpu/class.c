// SPDX-License-Identifier: GPL-2.0
/* The class of GPUs that are no device of a bus. */
#include <linux/device.h>
#include "gvt/gpu/class.h"

/* Names of mdev types begin with the name of the class, as it has no driver. */
struct class mvgpu_gpu_class = {
	.name = "mvgpu",
};

/**
 * mvgpu_gpu_class_init() - Register the class
 *
 * Context: process context, may sleep.
 *
 * Return: 0 or -errno.
 */
int mvgpu_gpu_class_init(void)
{
	return class_register(&mvgpu_gpu_class);
}

/**
 * mvgpu_gpu_class_exit() - Unregister the class
 *
 * All GPUs are destroyed before.
 *
 * Context: process context, may sleep.
 */
void mvgpu_gpu_class_exit(void)
{
	class_unregister(&mvgpu_gpu_class);
}
