// SPDX-License-Identifier: GPL-2.0
/*
 * Computes random numbers by Vulkan, and checks all of them:
 *
 *	compute NAME [DISPATCHES [ROUNDS]]
 *
 * on the first device that has NAME in its name. Each dispatch advances each number by
 * ROUNDS. Prints the name of the device and dispatches per second.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "device.h"
#include "xorshift.h"

#define GROUP 64
#define NUMBERS (GROUP * 256)

struct program {
	struct device *d;
	VkShaderModule shader;
	VkDescriptorSetLayout set_layout;
	VkPipelineLayout layout;
	VkPipeline pipeline;
	VkDescriptorPool pool;
	VkDescriptorSet set;
	VkCommandBuffer commands;
	VkFence fence;
};

static void make_layout(struct program *p)
{
	const VkDescriptorSetLayoutBinding binding = {
		.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, .descriptorCount = 1,
		.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT,
	};
	const VkDescriptorSetLayoutCreateInfo set = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
		.bindingCount = 1, .pBindings = &binding,
	};
	const VkPushConstantRange push = {
		.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT, .size = sizeof(uint32_t),
	};
	VkPipelineLayoutCreateInfo layout = {
		.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO,
		.setLayoutCount = 1, .pSetLayouts = &p->set_layout,
		.pushConstantRangeCount = 1, .pPushConstantRanges = &push,
	};

	vulkan_check(vkCreateDescriptorSetLayout(p->d->device, &set, NULL, &p->set_layout),
		     "the layout of the set");
	vulkan_check(vkCreatePipelineLayout(p->d->device, &layout, NULL, &p->layout),
		     "the layout");
}

static void make_pipeline(struct program *p)
{
	const VkShaderModuleCreateInfo shader = {
		.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
		.codeSize = sizeof(xorshift_words), .pCode = xorshift_words,
	};
	VkComputePipelineCreateInfo pipeline = {
		.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
		.stage = {
			.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO,
			.stage = VK_SHADER_STAGE_COMPUTE_BIT, .pName = "main",
		},
		.layout = p->layout,
	};

	vulkan_check(vkCreateShaderModule(p->d->device, &shader, NULL, &p->shader),
		     "the shader");
	pipeline.stage.module = p->shader;
	vulkan_check(vkCreateComputePipelines(p->d->device, VK_NULL_HANDLE, 1, &pipeline, NULL,
					      &p->pipeline), "the pipeline");
}

static void make_set(struct program *p)
{
	const VkDescriptorPoolSize size = { VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1 };
	const VkDescriptorPoolCreateInfo pool = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO,
		.maxSets = 1, .poolSizeCount = 1, .pPoolSizes = &size,
	};
	VkDescriptorSetAllocateInfo set = {
		.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO,
		.descriptorSetCount = 1, .pSetLayouts = &p->set_layout,
	};
	const VkDescriptorBufferInfo buffer = { p->d->buffer, 0, VK_WHOLE_SIZE };
	VkWriteDescriptorSet write = {
		.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET, .descriptorCount = 1,
		.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, .pBufferInfo = &buffer,
	};

	vulkan_check(vkCreateDescriptorPool(p->d->device, &pool, NULL, &p->pool), "the pool");
	set.descriptorPool = p->pool;
	vulkan_check(vkAllocateDescriptorSets(p->d->device, &set, &p->set), "the set");
	write.dstSet = p->set;
	vkUpdateDescriptorSets(p->d->device, 1, &write, 0, NULL);
}

static void record(struct program *p, uint32_t rounds)
{
	const VkCommandBufferAllocateInfo info = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO,
		.commandPool = p->d->pool, .commandBufferCount = 1,
	};
	const VkCommandBufferBeginInfo begin = {
		.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO,
	};

	vulkan_check(vkAllocateCommandBuffers(p->d->device, &info, &p->commands), "commands");
	vulkan_check(vkBeginCommandBuffer(p->commands, &begin), "the begin of the commands");
	vkCmdBindPipeline(p->commands, VK_PIPELINE_BIND_POINT_COMPUTE, p->pipeline);
	vkCmdBindDescriptorSets(p->commands, VK_PIPELINE_BIND_POINT_COMPUTE, p->layout, 0, 1,
				&p->set, 0, NULL);
	vkCmdPushConstants(p->commands, p->layout, VK_SHADER_STAGE_COMPUTE_BIT, 0,
			   sizeof(rounds), &rounds);
	vkCmdDispatch(p->commands, NUMBERS / GROUP, 1, 1);
	vulkan_check(vkEndCommandBuffer(p->commands), "the end of the commands");
}

static void make_fence(struct program *p)
{
	const VkFenceCreateInfo info = { .sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO };

	vulkan_check(vkCreateFence(p->d->device, &info, NULL, &p->fence), "the fence");
}

static void dispatch(struct program *p)
{
	const VkSubmitInfo submit = {
		.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO,
		.commandBufferCount = 1, .pCommandBuffers = &p->commands,
	};

	vulkan_check(vkQueueSubmit(p->d->queue, 1, &submit, p->fence), "the submission");
	vulkan_check(vkWaitForFences(p->d->device, 1, &p->fence, VK_TRUE, UINT64_MAX),
		     "the wait");
	vulkan_check(vkResetFences(p->d->device, 1, &p->fence), "the reset of the fence");
}

static uint32_t advance(uint32_t x, uint64_t rounds)
{
	while (rounds--) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
	}
	return x;
}

static uint32_t count_wrong(const struct device *d, uint64_t rounds)
{
	const volatile uint32_t *numbers = d->mapped;
	uint32_t i, wrong = 0;

	for (i = 0; i < NUMBERS; i++)
		wrong += numbers[i] != advance(i + 1, rounds);
	return wrong;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	uint32_t dispatches = argc > 2 ? atoi(argv[2]) : 1;
	uint32_t rounds = argc > 3 ? atoi(argv[3]) : 100;
	struct program p = {};
	struct device d;
	uint32_t i, wrong;
	double start;

	if (argc < 2) {
		fprintf(stderr, "usage: compute NAME [DISPATCHES [ROUNDS]]\n");
		return 2;
	}
	device_open(&d, argv[1]);
	device_add_buffer(&d, NUMBERS * sizeof(uint32_t));
	for (i = 0; i < NUMBERS; i++)
		((uint32_t *)d.mapped)[i] = i + 1;
	p.d = &d;
	make_layout(&p);
	make_pipeline(&p);
	make_set(&p);
	record(&p, rounds);
	make_fence(&p);
	start = now();
	for (i = 0; i < dispatches; i++)
		dispatch(&p);
	printf("rate: %.2f dispatches/s\n", dispatches / (now() - start));
	wrong = count_wrong(&d, (uint64_t)dispatches * rounds);
	printf("device: %s\nnumbers: %d, wrong: %u\n", d.properties.deviceName, NUMBERS, wrong);
	vkDestroyFence(d.device, p.fence, NULL);
	vkDestroyDescriptorPool(d.device, p.pool, NULL);
	vkDestroyPipeline(d.device, p.pipeline, NULL);
	vkDestroyShaderModule(d.device, p.shader, NULL);
	vkDestroyPipelineLayout(d.device, p.layout, NULL);
	vkDestroyDescriptorSetLayout(d.device, p.set_layout, NULL);
	device_close(&d);
	return wrong ? 1 : 0;
}
