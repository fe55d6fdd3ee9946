// SPDX-License-Identifier: GPL-2.0
/*
 * Vulkan by Venus. virglrenderer hands each context to a process of its own, which a server
 * starts; those load the Vulkan drivers of the host, and the guest sees all devices that they
 * find. They can open one render node, see files.c. A kernel without Landlock leaves that to
 * the unit of a renderer, which may also be started by hand: so a GPU is offered with Vulkan
 * when they find it and nothing else here.
 */
#include <dlfcn.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
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
 * @properties: vkGetPhysicalDeviceProperties2()
 */
struct vulkan_loader {
	PFN_vkCreateInstance create;
	PFN_vkEnumeratePhysicalDevices devices;
	PFN_vkGetPhysicalDeviceProperties2 properties;
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
	loader->properties = (PFN_vkGetPhysicalDeviceProperties2)
		dlsym(library, "vkGetPhysicalDeviceProperties2");
	return loader->create && loader->devices && loader->properties;
}

/* Returns the number of devices that are found, at most VULKAN_MAX_DEVICES. */
static u32 vulkan_devices(const struct vulkan_loader *loader,
			  VkPhysicalDevice devices[VULKAN_MAX_DEVICES])
{
	const VkApplicationInfo app = {
		.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO,
		.apiVersion = VK_API_VERSION_1_1,
	};
	const VkInstanceCreateInfo info = {
		.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, .pApplicationInfo = &app,
	};
	u32 count = VULKAN_MAX_DEVICES;
	VkInstance instance;

	if (loader->create(&info, NULL, &instance) ||
	    loader->devices(instance, &count, devices) < 0)
		return 0;
	return count;
}

static bool vulkan_is_of_node(const VkPhysicalDeviceDrmPropertiesEXT *drm, const char *node)
{
	struct stat st;

	return !stat(node, &st) && drm->hasRender &&
	       drm->renderMajor == major(st.st_rdev) && drm->renderMinor == minor(st.st_rdev);
}

/**
 * rd_vulkan_device() - Find the device of Vulkan that guests would have
 * @node: path of the render node, or NULL for the software driver
 * @name: set to its name
 *
 * Guests see all devices that the drivers find. So there has to be one, and it is that of the
 * node. Its driver stays in the process.
 *
 * Return: true when that is so.
 */
bool rd_vulkan_device(const char *node, char name[RD_EXTRA_NAME_BYTES])
{
	VkPhysicalDeviceDrmPropertiesEXT drm = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRM_PROPERTIES_EXT,
	};
	VkPhysicalDeviceProperties2 all = {
		.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, .pNext = &drm,
	};
	VkPhysicalDevice devices[VULKAN_MAX_DEVICES];
	struct vulkan_loader loader;

	if (!vulkan_load(&loader) || vulkan_devices(&loader, devices) != 1)
		return false;
	loader.properties(devices[0], &all);
	if (node && !vulkan_is_of_node(&drm, node))
		return false;
	snprintf(name, RD_EXTRA_NAME_BYTES, "%s", all.properties.deviceName);
	return true;
}
