// SPDX-License-Identifier: GPL-2.0
/*
 * mvgpu-render - executes the OpenGL commands of a vGPU, one process for each life of a
 * guest, and adds GPUs to the module.
 */
#include <sys/prctl.h>
#include <unistd.h>
#include "render/admin.h"
#include "render/confine.h"
#include "render/device.h"
#include "render/files.h"
#include "render/kvm.h"
#include "render/node.h"
#include "render/options.h"
#include "render/say.h"
#include "render/serve.h"

static const char main_help[] =
"usage: mvgpu-render serve UUID [--node PATH] [--device PATH]\n"
"       mvgpu-render add [--node PATH] [--pci ADDRESS] [--device PATH]\n"
"       mvgpu-render remove NAME [--device PATH]\n"
"       mvgpu-render probe [--node PATH]\n"
"\n"
"  serve    execute the commands of a vGPU until its VMM closes it\n"
"  add      add a GPU to the module; prints the name of the mdev parent\n"
"  remove   remove the GPU with this mdev parent\n"
"  probe    print what the renderer can do\n"
"\n"
"  --node PATH     render node of the GPU, /dev/dri/renderD128; without one, serve takes\n"
"                  that of the vGPU's GPU, and the others Mesa's software renderer\n"
"  --pci ADDRESS   make the PCI device, 0000:00:02.0, the mdev parent\n"
"  --window MIB    host-visible region that the vGPUs share, 0 for none; without it\n"
"                  1024 for Mesa's software renderer, and none for a node\n"
"  --device PATH   device file of the module, " RD_DEVICE "; \"-\": it is the\n"
"                  standard input\n"
"\n"
"The exit status is 0 when the VMM has closed the vGPU, 2 when serve finds no vGPU with\n"
"this UUID, and 1 after any other error.\n";

/* A unit may be started for a vGPU that is gone by now; its Restart= is no error then. */
#define MAIN_NO_VGPU 2

/* Before it has anything of a vGPU. */
static int main_confine(const char *node)
{
	int err;

	/* What other processes of the user could read here belongs to a guest. */
	prctl(PR_SET_DUMPABLE, 0);
	err = rd_confine_signals();
	return err ? err : rd_files_confine(node);
}

/* Returns 0, -errno or an exit status. */
static int main_serve(const struct rd_options *options)
{
	const char *node = options->node;
	int unknown = node ? 0 : rd_node_find(options->name, &node);
	struct rd_session *s;
	struct rd_link link;
	int err = main_confine(node);

	if (err)
		return err;
	rd_kvm_prepare();
	err = rd_device_attach(&link, options->device, options->name);
	if (err == -ENOENT)
		return MAIN_NO_VGPU;
	if (!err && unknown)
		rd_say("the render node of vGPU %s is unknown; name it by --node",
		       options->name);
	if (err || unknown)
		return err ? err : unknown;
	s = rd_serve_new(&link, node);
	if (!s)
		return -ENOMEM;
	err = rd_serve(s);
	return err == -ESHUTDOWN ? 0 : err;
}

static const struct main_command {
	const char *name;
	int (*run)(const struct rd_options *options);
	const char *allowed;
} main_commands[] = {
	{ "serve", main_serve, "Nnd" },
	{ "add", rd_admin_add, "npdw" },
	{ "remove", rd_admin_remove, "Nd" },
	{ "probe", rd_admin_probe, "n" },
};

static const struct main_command *main_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(main_commands); i++)
		if (!strcmp(main_commands[i].name, name))
			return &main_commands[i];
	return NULL;
}

/* OpenGL drivers have threads that their handlers of exit() may wait for without end. */
static void main_end(int status)
{
	fflush(NULL);
	_exit(status);
}

static int main_status(int result)
{
	return result < 0 ? 1 : result;
}

int main(int argc, char **argv)
{
	const struct main_command *command = argc > 1 ? main_find(argv[1]) : NULL;
	struct rd_options options;

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		fputs(main_help, stdout);
		return 0;
	}
	if (!command) {
		rd_say("the first word is serve, add, remove or probe; see --help");
		return 1;
	}
	if (rd_options_read(&options, argc - 1, argv + 1, command->allowed))
		return 1;
	if (options.help) {
		fputs(main_help, stdout);
		return 0;
	}
	main_end(main_status(command->run(&options)));
}
