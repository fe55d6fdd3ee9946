/* SPDX-License-Identifier: GPL-2.0 */
/* A Vulkan device with what a computation needs. Errors end the program. */
#ifndef MVGPU_TESTS_GUEST_DEVICE_H
#define MVGPU_TESTS_GUEST_DEVICE_H

#include <stdint.h>
#include <vulkan/vulkan.h>

/* Device, and one buffer of memory that the program and the shader share. */
struct device {
	VkInstance instance;
	VkPhysicalDevice physical;
	VkPhysicalDeviceProperties properties;
	VkDevice device;
	uint32_t family;
	VkQueue queue;
	VkCommandPool pool;
	VkDeviceMemory memory;
	VkBuffer buffer;
	void *mapped;
};

void vulkan_check(VkResult result, const char *what);
void device_open(struct device *d, const char *name);
void device_add_buffer(struct device *d, VkDeviceSize bytes);
void device_close(struct device *d);

#endif /* MVGPU_TESTS_GUEST_DEVICE_H */
