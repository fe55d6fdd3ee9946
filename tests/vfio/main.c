// SPDX-License-Identifier: GPL-2.0
/*
 * vfio-client: acts as a guest driver of a virtio-gpu opened through VFIO, and
 * prints TAP. Each test runs in its own process, so that the client survives a test
 * that dies or hangs. After each test, the vGPU must have no surface and no pinned
 * page of it.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "cmd_fixture.h"
#include "modes.h"
#include "test.h"

#define LIMIT 20

const char *other_sysfs;
const char *more_sysfs[MOST_MORE];
unsigned int nr_more;
static struct dev device;
static u64 offered, window;
static char **wanted;
/* Only tests whose promise contains these words run. */
static const char *words;
static int nr_wanted, count, failed;
/* Percent of mvgpu's allocations, of commands to the GPU that fail in a test. */
static const char *faults, *refusals;

static const struct {
	const char *name;
	const struct test *tests;
} groups[] = {
	{ "config", info_tests }, { "config", config_tests },
	{ "config", bar_tests }, { "irq", msix_tests },
	{ "irq", intx_level_tests }, { "irq", irq_tests },
	{ "irq", intx_tests },
	{ "transport", transport_tests }, { "transport", width_tests },
	{ "ring", ring_tests }, { "ring", queue_size_tests },
	{ "hostile", hostile_tests }, { "cmd", cmd_response_tests },
	{ "cmd", cmd_uuid_tests }, { "cmd", cmd_limit_tests },
	{ "display", display_tests }, { "display", display_cursor_tests },
	{ "display", display_query_tests }, { "display", display_flip_tests },
	{ "display", display_region_tests }, { "display", display_blob_tests },
	{ "display", display_dmabuf_tests }, { "display", monitor_tests },
	{ "cursor", cursor_tests }, { "dma", dma_tests },
	{ "lifetime", lifetime_tests }, { "3d", three_context_tests },
	{ "3d", three_transfer_tests }, { "3d", three_stream_tests },
	{ "3d", three_isolation_tests }, { "3d", three_time_tests },
	{ "3d", three_release_tests }, { "3d", three_display_tests },
	{ "flat", flat_tests },
	{ "window", window_tests }, { "mirror", mirror_tests },
	{ "export", export_tests }, { "opaque", opaque_tests },
	{ "opaque", opaque_blob_tests }, { "opaque", opaque_show_tests }, { "kept", kept_tests },
	{ "hang", hang_tests }, { "fence", fence_tests },
	{ "quiet", quiet_tests }, { "look", look_tests },
	{ "late", late_tests },
	{ "unmap", unmap_tests }, { "render", render_tests },
	{ "behave", render_loss_tests }, { "iommufd", iommufd_tests },
};

/* They run last, in the group cmd. */
static const struct cmd_row *const row_groups[] = {
	cmd_type_rows, cmd_edid_rows, cmd_resource_rows, cmd_backing_rows,
	cmd_transfer_rows, cmd_scanout_rows, cmd_capset_rows, cmd_uuid_rows,
	cmd_blob_rows, cmd_cursor_rows,
};

/* By group or by the beginning of a name; no selection means everything. */
static bool selected(const char *group, const char *name)
{
	if (words && !strstr(name, words))
		return false;
	for (int i = 0; i < nr_wanted; i++)
		if (!strcmp(wanted[i], group) ||
		    (strchr(wanted[i], ':') &&
		     !strncmp(name, wanted[i], strlen(wanted[i]))))
			return true;
	return !nr_wanted;
}

static const struct difference *difference_of(const char *name)
{
	const struct difference *d;

	for (d = differences; device.reference && d->test; d++)
		if (!strncmp(name, d->test, strlen(d->test)))
			return d;
	return NULL;
}

static const char *lacking(const struct test *test)
{
	if ((test->need & NEED_OURS) && device.reference)
		return "not a promise of the reference";
	if ((test->need & NEED_FEATURES) && device.reference)
		return "the reference does not offer the feature";
	if ((test->need & NEED_BLOB) && !(offered & F_GPU(RESOURCE_BLOB)))
		return "the GPU's vGPUs have no blobs";
	if ((test->need & NEED_3D) && !(offered & F_GPU(VIRGL)))
		return "the GPU has no 3D";
	if ((test->need & NEED_WINDOW) && !window)
		return "the GPU has no host-visible window";
	if ((test->need & NEED_NO_WINDOW) && window)
		return "the GPU has a host-visible window";
	if ((test->need & NEED_STUCK) && !gpu_can_be_stuck())
		return "needs stuck_gpu.ko";
	if ((test->need & NEED_SLOW) && !slow_can_go())
		return "needs slow.ko";
	if ((test->need & NEED_MORE) && !nr_more)
		return "needs more vGPUs (--more)";
	if ((test->need & NEED_2D) && (offered & F_GPU(VIRGL)))
		return "the GPU has 3D";
	if (test->behave && !renderer_can_misbehave())
		return "needs a renderer that misbehaves on request";
	if ((test->need & NEED_RENDER) && (device.reference || !gpu_has_renderers(&device)))
		return "the GPU has no renderers";
	if ((test->need & NEED_OTHER) && !other_sysfs)
		return "needs a second vGPU (--other)";
	if ((test->need & NEED_IOMMUFD) && !dev_by_iommufd())
		return "needs devices opened by iommufd";
	return NULL;
}

static void set_up(const struct test *test)
{
	if (test->stage == CLOSED)
		return;
	dev_open(&device);
	if (test->stage == STARTED)
		gpu_start(&device, F_ALL);
	if (test->stage != FOUND)
		return;
	virtio_find(&device);
	virtio_reset(&device);
}

/* Seconds that a test may take here. */
static unsigned int limit_of(const struct test *test)
{
	return (test->limit ?: LIMIT) * tap_stretch();
}

/*
 * SIGALRM's default action ends a test that hangs. One that is there to differ fails
 * on a slow machine as well, so that it waits no longer there.
 */
static void run_child(const struct test *test)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(limit_of(test));
	if (difference_of(test->name))
		wait_ms = 400;
	set_up(test);
	test->fn(&device);
	_exit(TEST_PASSED);
}

static int run_in_child(const struct test *test)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		run_child(test);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return TEST_FAILED;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	if (WTERMSIG(status) == SIGALRM)
		diag("hung: no end after %u s", limit_of(test));
	else
		diag("killed by signal %d", WTERMSIG(status));
	return TEST_FAILED;
}

static bool nothing_left(long long surfaces)
{
	return !attr_read(&device, "stats/pinned") && surfaces_alive() <= surfaces;
}

/*
 * Everything the test had is closed by its exit, but the GPU may still work with it,
 * and a worker that was just about to let go may not have had a CPU.
 */
static int check_leaks(long long surfaces)
{
	if (device.reference || until(nothing_left(surfaces)))
		return TEST_PASSED;
	diag("left behind, %d ms later: %lld pages pinned, %lld surfaces (%lld before)",
	     WAIT_MS, attr_read(&device, "stats/pinned"), surfaces_alive(), surfaces);
	return TEST_FAILED;
}

/* The attributes that tests change, whatever the one before left. */
static int set_attrs(const struct test *test)
{
	const struct { const char *name, *value; } attrs[] = {
		{ "console", "0" }, { "monitors", "all" },
		{ "job_timeout_ms", "10000" },
		{ "display", test->display },
	};
	int err = 0;

	for (size_t i = 0; i < ARRAY_SIZE(attrs) && !device.reference; i++) {
		if (attrs[i].value)
			err = attr_write(&device, attrs[i].name, attrs[i].value);
		if (!err)
			continue;
		diag("%s=%s: %s", attrs[i].name, attrs[i].value, strerror(-err));
		return err;
	}
	return 0;
}

static void set_faults(const char *allocations, const char *commands)
{
	if (faults)
		fail_allocations(allocations);
	if (refusals)
		fail_commands(commands);
}

static int run_test(const struct test *test)
{
	long long surfaces = surfaces_alive();
	int status, leaks;

	if (set_attrs(test))
		return TEST_FAILED;
	renderer_behaves(test->behave ?: "");
	set_faults(faults, refusals);
	status = run_in_child(test);
	set_faults("0", "0");
	renderer_behaves("");
	leaks = check_leaks(surfaces);
	return faults || refusals ? leaks : leaks ?: status;
}

static void report(bool good, const char *name, const char *note,
		   const char *why)
{
	count++;
	failed += !good;
	printf("%s %d - %s%s%s\n", good ? "ok" : "not ok", count, name, note,
	       why);
	fflush(stdout);
}

/* Where it always differs, passing means that the table is out of date. */
static void report_difference(const char *name, const struct difference *d,
			      int status)
{
	if (status == TEST_PASSED)
		diag("the reference does not differ here");
	diag("difference: %s", d->why);
	report(d->kind == VERSION || status == TEST_FAILED, name, "", "");
}

static void run(const struct test *test)
{
	const struct difference *d = difference_of(test->name);
	const char *lack = lacking(test);
	int status;

	if (!lack && d && d->kind == ABSENT)
		lack = d->why;
	if (lack) {
		report(true, test->name, " # SKIP ", lack);
		return;
	}
	status = run_test(test);
	if (status == TEST_SKIPPED)
		report(true, test->name, " # SKIP ", "see above");
	else if (d)
		report_difference(test->name, d, status);
	else
		report(status == TEST_PASSED, test->name, "", "");
}

static const struct cmd_row *row;

static void run_row(struct dev *dev)
{
	u32 got;

	cmd_fixture(dev);
	got = row->fn(dev);
	is(got, row->want);
}

/* Calls @fn for each selected row of a list. */
static int for_rows(const struct cmd_row *rows, void (*fn)(const struct test *))
{
	int n = 0;

	for (row = rows; row->name; row++) {
		struct test t = { .name = row->name, .fn = run_row,
				  .stage = STARTED, .need = row->need };

		if (selected("cmd", t.name) && ++n)
			fn(&t);
	}
	return n;
}

/* Calls @fn for each selected test. */
static int for_each(void (*fn)(const struct test *test))
{
	int n = 0;

	for (size_t g = 0; g < ARRAY_SIZE(groups); g++)
		for (const struct test *t = groups[g].tests; t->name; t++)
			if (selected(groups[g].name, t->name) && ++n)
				fn(t);
	for (size_t g = 0; g < ARRAY_SIZE(row_groups); g++)
		n += for_rows(row_groups[g], fn);
	return n;
}

static void list(const struct test *test)
{
	puts(test->name);
}

static const char *const kind_names[] = {
	[ABSENT] = "not run there",
	[ALWAYS] = "always",
	[VERSION] = "by QEMU's version",
};

/* Documentation/reference-differences.rst, between its head and its end. */
static int list_differences(void)
{
	for (const struct difference *d = differences; d->test; d++)
		printf("\n\"%s\" (%s)\n    %s\n", d->test,
		       kind_names[d->kind], d->why);
	return 0;
}

static const struct option options[] = {
	{ "differences", no_argument, NULL, 'D' },
	{ "device", required_argument, NULL, 'd' },
	{ "faults", required_argument, NULL, 'f' },
	{ "refusals", required_argument, NULL, 'F' },
	{ "other", required_argument, NULL, 'o' },
	{ "reference", no_argument, NULL, 'r' },
	{ "list", no_argument, NULL, 'l' },
	{ "mode", required_argument, NULL, 'm' },
	{ "more", required_argument, NULL, 'M' },
	{ "help", no_argument, NULL, 'h' },
	{ }
};

static const char usage[] =
	"usage: vfio-client --device SYSFS [--other SYSFS] [--more SYSFS]... [--reference]\n"
	"                   [--faults N] [--refusals N] [TEST...]\n"
	"       vfio-client --list [TEST...]\n"
	"       vfio-client --differences\n"
	"       vfio-client --device SYSFS --mode hold|busy|edid|lost|open\n"
	"       vfio-client --device SYSFS --mode replay FILE\n"
	"       vfio-client --device SYSFS --mode accesses ROUNDS\n"
	"       vfio-client --device SYSFS|NODE --mode play|play-native SECONDS:DEPTH:FILE\n"
	"       vfio-client --device SYSFS [--other SYSFS] --mode fuzz SECONDS:SEED\n"
	"       vfio-client --device SYSFS --other SYSFS --mode greedy SECONDS\n"
	"       vfio-client --device SYSFS [--other SYSFS] [--more SYSFS]...\n"
	"                   --mode rate ROUNDS:SECONDS[:DEPTH[:BYTES]]\n"
	"       vfio-client --device /dev/dri/renderD128 --mode native ROUNDS:SECONDS[:...]\n"
	"       vfio-client --device SYSFS --other SYSFS --mode maps ROUNDS\n"
	"       vfio-client --device SYSFS [--other SYSFS] [--more SYSFS]...\n"
	"                   --mode shares SECONDS,DEPTH:SIDE,...\n"
	"                   --mode lookups ROUNDS,SECONDS:RESOURCES:...\n"
	"       vfio-client --device SYSFS --mode opens N\n"
	"       vfio-client --device SYSFS --other SYSFS --mode kills TIMES:SEED\n"
	"Acts as a guest driver of a virtio-gpu through VFIO and prints TAP.\n"
	"  --device     directory of an mdev or of a PCI function bound to vfio-pci\n"
	"  --other      a second vGPU, which must not be disturbed\n"
	"  --more       one that a test may open beside; 14 at most\n"
	"  --reference  the device is QEMU's: known differences are no failures\n"
	"  --faults N   so many percent of allocations fail (failslab): no matter what a\n"
	"               test says, it passes when it leaves nothing behind\n"
	"  --refusals N  likewise, the GPU refuses so many percent of the commands\n"
	"  --list       print the names of the tests\n"
	"  --differences  print where the reference differs, and who is right\n"
	"  --mode hold  show a picture, export it, close the device, say \"held\",\n"
	"               and look at the picture again when standard input ends\n"
	"  --mode open  open it once, and say \"open\" or \"errno N\"\n"
	"  --mode busy  use everything until killed\n"
	"  --mode lost  say \"ready\", \"told\" of the loss of the GPU, \"gone\" when that\n"
	"               lasts, and \"works\" when it is back; ends when killed\n"
	"  --mode replay  play a recording of tests/streams\n"
	"  --mode play  how often a second that is played, with DEPTH streams in flight;\n"
	"               play-native by the kernel's own virtio_gpu driver\n"
	"  --mode fuzz  random work, in rounds whose seeds count up from SEED; not what\n"
	"               FUZZ_WITHOUT names; FUZZ_GOES=1: the GPU is taken away meanwhile;\n"
	"               FUZZ_RENDERER=1: the renderer of --device does anything\n"
	"  --mode greedy  what guests that want everything leave to another one\n"
	"  --mode rate  the rate of empty streams on each vGPU, in rounds\n"
	"  --mode native  that rate by the kernel's own virtio_gpu driver\n"
	"  --mode maps  what a blob in the host-visible region costs two vGPUs\n"
	"  --mode shares  how vGPUs share the GPU, each with DEPTH commands in flight that\n"
	"               clear a texture of SIDE x SIDE pixels\n"
	"  --mode lookups  the commands a second of vGPUs with so many resources\n"
	"  --mode opens N  how long N vGPUs take to open, whose directories are read from\n"
	"               standard input, and to close when this ends\n"
	"  --mode kills  renderers are killed so many times, at moments that are derived\n"
	"               from SEED, while the guest of --device works\n"
	"  --mode edid  write the EDID of head 0\n"
	"A TEST is config, irq, transport, ring, hostile, cmd, display, cursor, dma, lifetime, 3d,\n"
	"flat, window, opaque, kept, hang, fence, quiet, look, unmap, iommufd, render, behave,\n"
	"or the beginning of a test's name up to its colon at least. MVGPU_TEST in the environment limits the\n"
	"selection to tests whose promise contains these words. MVGPU_BEHAVE names the file in\n"
	"which the renderer of --device looks up how to behave. MVGPU_IOMMUFD=1: by iommufd.\n";

static void learn_features(void)
{
	struct dev dev = device;

	dev_open(&dev);
	virtio_find(&dev);
	offered = virtio_offered(&dev);
	if (!device.reference)
		window = bar_size(&dev, 4);
	dev_close(&dev);
}

static int run_tests(void)
{
	int n;

	if (!device.sysfs) {
		fputs(usage, stderr);
		return 2;
	}
	if (tap_stretch() > 1)
		diag("things may take %u times longer here", tap_stretch());
	learn_features();
	n = for_each(run);
	if (!n)
		fprintf(stderr, "vfio-client: no such test%s%s\n",
			words ? " with the words: " : "", words ?: "");
	printf("1..%d\n", n);
	return failed || !n;
}

int main(int argc, char **argv)
{
	const char *mode = NULL;
	bool listing = false;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'd':
			device.sysfs = optarg;
			break;
		case 'o':
			other_sysfs = optarg;
			break;
		case 'F':
			refusals = optarg;
			break;
		case 'f':
			faults = optarg;
			break;
		case 'r':
			device.reference = true;
			break;
		case 'l':
			listing = true;
			break;
		case 'D':
			return list_differences();
		case 'M':
			if (nr_more < MOST_MORE)
				more_sysfs[nr_more++] = optarg;
			break;
		case 'm':
			mode = optarg;
			break;
		default:
			fputs(usage, c == 'h' ? stdout : stderr);
			return c == 'h' ? 0 : 2;
		}
	}
	wait_ms *= tap_stretch();
	words = getenv("MVGPU_TEST");
	wanted = argv + optind;
	nr_wanted = argc - optind;
	if (listing)
		return !for_each(list);
	return mode && device.sysfs ? mode_run(&device, mode, *wanted) : run_tests();
}
