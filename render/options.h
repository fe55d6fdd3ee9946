/* SPDX-License-Identifier: GPL-2.0 */
/* Command line. */
#ifndef MVGPU_RENDER_OPTIONS_H
#define MVGPU_RENDER_OPTIONS_H

#include "shim.h"

#define RD_WINDOW_DEFAULT (U32_MAX - 1)

/**
 * struct rd_options - Command line
 * @node: path of the render node, or NULL
 * @device: path of the device file, or "-"
 * @pci: address of the PCI device, or empty
 * @window: MiB of the host-visible region; RD_WINDOW_DEFAULT: nothing was said
 * @name: what the command is about: a UUID or a name; NULL without one
 * @help: print the help
 */
struct rd_options {
	const char *node;
	const char *device;
	const char *pci;
	u32 window;
	const char *name;
	bool help;
};

int rd_options_read(struct rd_options *options, int argc, char **argv,
		    const char *allowed);

#endif /* MVGPU_RENDER_OPTIONS_H */
