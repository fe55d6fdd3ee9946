// SPDX-License-Identifier: GPL-2.0
/*
 * render-fake: a renderer without a GPU. It copies the contents of resources, ignores
 * streams, and misbehaves when asked to.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "modes.h"
#include "programs.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const char usage[] =
	"render-fake add [--pci ADDRESS] [--window MIB] [--vulkan] [--native] [FILE]\n"
	"                            make a GPU, with the capability set VIRGL2 of FILE;\n"
	"                            prints the name of the mdev parent\n"
	"                            --pci: a PCI device is the mdev parent\n"
	"                            --window: it has blobs and a host-visible region\n"
	"                            --vulkan, --native: it has the capability sets of\n"
	"                            Vulkan and of native contexts\n"
	"render-fake remove NAME     remove it\n"
	"render-fake refusals        attempt to make GPUs with wrong arguments\n"
	"render-fake serve UUID [--behave MODE|@FILE] [--after N] [--open] [--log FILE]\n"
	"                  [--quiet] [--again FILE]\n"
	"                  [--memory memfd|anonymous|huge|udmabuf|vgem|pool] [--exports]\n"
	"                            serve a vGPU, misbehave after N commands; with --open\n"
	"                            at the first, OPEN. @FILE has the mode when OPEN comes.\n"
	"                            The log has a line for each command, but not with --quiet.\n"
	"                            --again: one renderer after the other, whose statuses are\n"
	"                            appended to FILE\n"
	"                            --exports: textures are exported as dma-bufs\n"
	"render-fake whims           print what --behave random=SEED does, a line for each\n"
	"Modes:\n";

static int use(int argc, char **argv)
{
	return argc == 2 ? foreign_main(atoi(argv[1])) : 2;
}

static int remove_gpu(int argc, char **argv)
{
	return admin_remove(argc - 1, argv + 1);
}

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
} programs[] = {
	{ "add", admin_add }, { "remove", remove_gpu }, { "refusals", admin_refusals },
	{ "serve", serve_main }, { "use", use }, { "whims", random_main },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(programs); i++)
		if (!strcmp(programs[i].name, argv[1]))
			return programs[i].run(argc - 1, argv + 1);
	fputs(usage, stderr);
	mode_list(stderr);
	return 2;
}
