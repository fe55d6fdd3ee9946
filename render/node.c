// SPDX-License-Identifier: GPL-2.0
/* Finds the render node of the GPU that a vGPU belongs to. */
#include <ctype.h>
#include "render/node.h"

#define NODE_ATTR "/sys/bus/mdev/devices/%s/../mvgpu/render_node"
#define NODE_FOLDER "/dev/dri/"
#define NODE_PATH_BYTES 128

/* The link of a vGPU has its UUID in small letters; the parent of its target is the GPU. */
static FILE *node_attr_open(const char *uuid)
{
	char path[NODE_PATH_BYTES];
	char *c;

	snprintf(path, sizeof(path), NODE_ATTR, uuid);
	for (c = path; *c; c++)
		*c = tolower(*c);
	return fopen(path, "re");
}

/**
 * rd_node_find() - Find the render node of a vGPU's GPU
 * @uuid: UUID of a vGPU that the module knows
 * @node: set to the path of the node, or to NULL for Mesa's software renderer
 *
 * Return: 0; -ENOENT, also for a vGPU that does not exist.
 */
int rd_node_find(const char *uuid, const char **node)
{
	static char path[NODE_PATH_BYTES] = NODE_FOLDER;
	char *name = path + strlen(NODE_FOLDER);
	FILE *file = node_attr_open(uuid);

	if (!file)
		return -ENOENT;
	if (!fgets(name, path + sizeof(path) - name, file))
		*name = 0;
	fclose(file);
	name[strcspn(name, "\n")] = 0;
	*node = *name ? path : NULL;
	return 0;
}
