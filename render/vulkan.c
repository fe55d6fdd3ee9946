// SPDX-License-Identifier: GPL-2.0
/*
 * Vulkan by Venus. virglrenderer hands each context to a process of its own, which a server
 * starts; those load the Vulkan drivers of the host, and the guest sees all devices that they
 * find. The environment limits these to the GPU of the session: it is set before the server
 * is started.
 */
#include <dlfcn.h>
#include <vulkan/vulkan_core.h>
#include "render/vulkan.h"

/* Mesa's software driver, by the name of its manifest. */
#define VULKAN_SOFTWARE "*lvp*"
#define VULKAN_MAX_DEVICES 8

/**
 * rd_vulkan_select() - Limit the Vulkan devices of this process and of its children
 * @node: path of the render node, or NULL for the software driver
 *
 * The software driver would otherwise take the place of a GPU without a Vulkan driver.
 */
void rd_vulkan_select(const char *node)
{
	setenv(node ? "VK_LOADER_DRIVERS_DISABLE" : "VK_LOADER_DRIVERS_SELECT",
	       VULKAN_SOFTWARE, 1);
}

/**
 * struct vulkan_loader - Functions of the Vulkan loader
 * @create: vkCreateInstance()
 * @devices: vkEnumeratePhysicalDevices()
 * @properties: vkGetPhysicalDeviceProperties()
 */
struct vulkan_loader {
	PFN_vkCreateInstance create;
	PFN_vkEnumeratePhysicalDevices devices;
	PFN_vkGetPhysicalDeviceProperties properties;
};

/* The loader is not needed for anything else, so that the program does not depend on it. */
static bool vulkan_load(struct vulkan_loader *loader)
{
	void *library = dlopen("libvulkan.so.1", RTLD_NOW | RTLD_LOCAL);

	if (!library)
		return false;
	loader->create = (PFN_vkCreateInstance)dlsym(library, "vkCreateInstance");
	loader->devices = (PFN_vkEnumeratePhysicalDevices)
		dlsym(library, "vkEnumeratePhysicalDevices");
	loader->properties = (PFN_vkGetPhysicalDeviceProperties)
		dlsym(library, "vkGetPhysicalDeviceProperties");
	return loader->create && loader->devices && loader->properties;
}

/**
 * rd_vulkan_device() - Find a device of Vulkan
 * @name: set to its name
 *
 * Its driver stays in the process.
 *
 * Return: true when there is one.
 */
bool rd_vulkan_device(char name[RD_EXTRA_NAME_BYTES])
{
	const VkInstanceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO,
	};
	VkPhysicalDevice devices[VULKAN_MAX_DEVICES];
	VkPhysicalDeviceProperties properties;
	u32 count = ARRAY_SIZE(devices);
	struct vulkan_loader loader;
	VkInstance instance;

	if (!vulkan_load(&loader) || loader.create(&info, NULL, &instance))
		return false;
	if (loader.devices(instance, &count, devices) < 0 || !count)
		return false;
	loader.properties(devices[0], &properties);
	snprintf(name, RD_EXTRA_NAME_BYTES, "%s", properties.deviceName);
	return true;
}
