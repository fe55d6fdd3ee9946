// SPDX-License-Identifier: GPL-2.0
/* Reads the options of a command. */
#include <getopt.h>
#include "render/device.h"
#include "render/options.h"
#include "render/say.h"

static const struct option options_long[] = {
	{ "node", required_argument, NULL, 'n' },
	{ "device", required_argument, NULL, 'd' },
	{ "pci", required_argument, NULL, 'p' },
	{ "window", required_argument, NULL, 'w' },
	{ "help", no_argument, NULL, 'h' },
	{}
};

/* A word that is no number is taken for one that the module rejects. */
static u32 options_number(const char *word)
{
	char *end;
	unsigned long number = strtoul(word, &end, 10);

	return !*word || *end || number > U32_MAX ? U32_MAX : number;
}

static void options_set(struct rd_options *options, int option)
{
	switch (option) {
	case 'n':
		options->node = optarg;
		break;
	case 'd':
		options->device = optarg;
		break;
	case 'p':
		options->pci = optarg;
		break;
	case 'w':
		options->window = options_number(optarg);
		break;
	default:
		options->help = true;
	}
}

static int options_read_name(struct rd_options *options, int argc, char **argv,
			     bool needed)
{
	if (options->help)
		return 0;
	if (argc - optind != needed) {
		rd_say("'%s' takes %s; see --help", argv[0],
		       needed ? "one name" : "options only");
		return -EINVAL;
	}
	if (needed)
		options->name = argv[optind];
	return 0;
}

/**
 * rd_options_read() - Read the options of a command
 * @options: set to them
 * @argc: number of words from the command on
 * @argv: words
 * @allowed: letters of the options that the command has, and 'N' for a name
 *
 * Return: 0; -EINVAL, with a message.
 */
int rd_options_read(struct rd_options *options, int argc, char **argv,
		    const char *allowed)
{
	int option;

	*options = (struct rd_options) {
		.device = RD_DEVICE, .pci = "", .window = RD_WINDOW_DEFAULT,
	};
	while ((option = getopt_long(argc, argv, "h", options_long, NULL)) != -1) {
		if (option == '?') {
			rd_say("see --help");
			return -EINVAL;
		}
		if (option != 'h' && !strchr(allowed, option)) {
			rd_say("'%s' does not have this option; see --help", argv[0]);
			return -EINVAL;
		}
		options_set(options, option);
	}
	return options_read_name(options, argc, argv, strchr(allowed, 'N'));
}
