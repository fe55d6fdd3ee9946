// SPDX-License-Identifier: GPL-2.0
/* A Vulkan device with a queue for computations and a buffer. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "device.h"

#define MAX_DEVICES 8
#define MAX_FAMILIES 16

void vulkan_check(VkResult result, const char *what)
{
	if (result == VK_SUCCESS)
		return;
	fprintf(stderr, "compute: %s failed: %d\n", what, result);
	exit(1);
}

static void choose(struct device *d, const char *name)
{
	VkPhysicalDevice all[MAX_DEVICES];
	uint32_t count = MAX_DEVICES, i;
	VkResult result = vkEnumeratePhysicalDevices(d->instance, &count, all);

	if (result != VK_INCOMPLETE)
		vulkan_check(result, "the list of devices");
	for (i = 0; i < count; i++) {
		vkGetPhysicalDeviceProperties(all[i], &d->properties);
		d->physical = all[i];
		if (strstr(d->properties.deviceName, name))
			return;
		fprintf(stderr, "compute: not on %s\n", d->properties.deviceName);
	}
	fprintf(stderr, "compute: no device is named *%s*\n", name);
	exit(1);
}

static uint32_t find_family(const struct device *d)
{
	VkQueueFamilyProperties families[MAX_FAMILIES];
	uint32_t count = MAX_FAMILIES, i;

	vkGetPhysicalDeviceQueueFamilyProperties(d->physical, &count, families);
	for (i = 0; i < count; i++)
		if (families[i].queueFlags & VK_QUEUE_COMPUTE_BIT)
			return i;
	fprintf(stderr, "compute: the device has no queue for computations\n");
	exit(1);
}

static void open_queue(struct device *d)
{
	const float priority = 1;
	const VkDeviceQueueCreateInfo queue = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO,
		.queueFamilyIndex = d->family, .queueCount = 1,
		.pQueuePriorities = &priority,
	};
	const VkDeviceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO,
		.queueCreateInfoCount = 1, .pQueueCreateInfos = &queue,
	};
	const VkCommandPoolCreateInfo pool = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
		.queueFamilyIndex = d->family,
	};

	vulkan_check(vkCreateDevice(d->physical, &info, NULL, &d->device), "the device");
	vkGetDeviceQueue(d->device, d->family, 0, &d->queue);
	vulkan_check(vkCreateCommandPool(d->device, &pool, NULL, &d->pool),
		     "the command pool");
}

/* Opens the first device whose name has @name in it. */
void device_open(struct device *d, const char *name)
{
	const VkApplicationInfo app = {
		.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
		.pApplicationName = "compute", .apiVersion = VK_API_VERSION_1_1,
	};
	const VkInstanceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, .pApplicationInfo = &app,
	};

	memset(d, 0, sizeof(*d));
	vulkan_check(vkCreateInstance(&info, NULL, &d->instance), "the instance");
	choose(d, name);
	d->family = find_family(d);
	open_queue(d);
}

static uint32_t find_memory(const struct device *d, uint32_t allowed)
{
	const VkMemoryPropertyFlags wanted = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
		VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
	VkPhysicalDeviceMemoryProperties memory;
	uint32_t i;

	vkGetPhysicalDeviceMemoryProperties(d->physical, &memory);
	for (i = 0; i < memory.memoryTypeCount; i++)
		if (allowed & 1u << i &&
		    (memory.memoryTypes[i].propertyFlags & wanted) == wanted)
			return i;
	fprintf(stderr, "compute: the device has no memory that programs can access\n");
	exit(1);
}

/* Adds the buffer, and maps it. */
void device_add_buffer(struct device *d, VkDeviceSize bytes)
{
	const VkBufferCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, .size = bytes,
		.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
	};
	VkMemoryAllocateInfo memory = { .sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO };
	VkMemoryRequirements needs;

	vulkan_check(vkCreateBuffer(d->device, &info, NULL, &d->buffer), "the buffer");
	vkGetBufferMemoryRequirements(d->device, d->buffer, &needs);
	memory.allocationSize = needs.size;
	memory.memoryTypeIndex = find_memory(d, needs.memoryTypeBits);
	vulkan_check(vkAllocateMemory(d->device, &memory, NULL, &d->memory), "memory");
	vulkan_check(vkBindBufferMemory(d->device, d->buffer, d->memory, 0),
		     "the memory of the buffer");
	vulkan_check(vkMapMemory(d->device, d->memory, 0, bytes, 0, &d->mapped),
		     "the mapping");
}

void device_close(struct device *d)
{
	vkDestroyBuffer(d->device, d->buffer, NULL);
	vkFreeMemory(d->device, d->memory, NULL);
	vkDestroyCommandPool(d->device, d->pool, NULL);
	vkDestroyDevice(d->device, NULL);
	vkDestroyInstance(d->instance, NULL);
}
