// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the EDIDs: an EDID that is built is valid at any size and has the
 * requested mode, and no EDID of a VMM makes the parser read past its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>
#include "gvt/display/edid.h"
#include "gvt/display/edid_parse.h"

#define TMP_NAME "/tmp/mvgpu-edid-XXXXXX"

struct size {
	u32 width;
	u32 height;
};

/* Common and odd sizes, and the limits of a detailed timing. */
static const struct size sizes[] = {
	{ 640, 480 }, { 641, 481 }, { 800, 600 }, { 1001, 777 },
	{ 1024, 768 }, { 1280, 800 }, { 1366, 768 }, { 1920, 1080 },
	{ 1080, 1920 }, { 2560, 1440 }, { 2560, 1600 }, { 3440, 1440 },
	{ 3840, 2160 }, { 4000, 4000 }, { 4095, 4095 }, { 4095, 2160 },
	{ 4096, 2160 }, { 2160, 4096 }, { 5120, 1440 }, { 5120, 2880 },
	{ 7680, 4320 }, { 8192, 8192 }, { 16384, 16384 },
};

/*
 * Widths and heights that combine to sizes of all shapes, from the smallest size of
 * a slice on: odd ones, 21:9 and 32:9, 4K and 5K, and the limits of the codes.
 */
static const u32 wide[] = {
	640, 641, 799, 1023, 1366, 1920, 1921, 2559, 2560, 3440, 3441, 3839,
	3840, 4093, 4094, 4095, 4096, 4097, 5119, 5120, 5121, 7680, 8191, 8192,
	10240, 16383, 16384,
};

static const u32 high[] = {
	480, 481, 600, 767, 800, 1080, 1081, 1200, 1440, 1441, 2160, 2304,
	2880, 4094, 4095, 4096, 4097, 4320, 8191, 16384,
};

/* Initial preferred modes of a monitor, see gvt/display/monitor.c. */
static const struct size preferred[] = {
	{ 1280, 800 }, { 1024, 768 }, { 800, 600 }, { 640, 480 },
};

static struct mvgpu_edid_params monitor(u32 width, u32 height)
{
	return (struct mvgpu_edid_params) {
		.width = width, .height = height,
		.max_width = width, .max_height = height,
		.serial = 7, .name = "mvgpu",
	};
}

static void write_all(int fd, const u8 *buf, size_t len)
{
	assert_int_equal(write(fd, buf, len), len);
	close(fd);
}

/*
 * Accepted warnings of edid-decode: the vendor id is not in its list, and the height
 * of a screen with a ratio like 16:1 is small.
 */
#define WARNINGS "^$|^Block|^EDID|Unknown OUI|Dubious maximum image size"

/* Check an EDID with edid-decode; its output is shown on failure. */
static int decode(const u8 *edid, size_t len)
{
	char name[] = TMP_NAME, cmd[400];
	int status;

	write_all(mkstemp(name), edid, len);
	snprintf(cmd, sizeof(cmd),
		 "edid-decode --check %s >%s.out 2>&1 && "
		 "! sed '1,/^Warnings/d' %s.out | grep -vE '" WARNINGS "' || "
		 "{ cat %s.out >&2; false; }", name, name, name, name);
	status = system(cmd);
	unlink(name);
	snprintf(cmd, sizeof(cmd), "%s.out", name);
	unlink(cmd);
	return status;
}

static bool have_edid_decode(void)
{
	return !system("command -v edid-decode >/dev/null");
}

static void an_edid_of_every_size_is_valid_and_has_the_size(void **state)
{
	u8 edid[MVGPU_EDID_MAX];
	u32 width, height;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct mvgpu_edid_params p = monitor(sizes[i].width,
						     sizes[i].height);
		int len = mvgpu_edid_build(&p, edid, sizeof(edid));

		assert_true(len >= 2 * MVGPU_EDID_BLOCK);
		assert_int_equal(mvgpu_edid_valid(edid, len), 0);
		assert_int_equal(mvgpu_edid_preferred(edid, len, &width,
						      &height), 0);
		assert_int_equal(width, sizes[i].width);
		assert_int_equal(height, sizes[i].height);
	}
}

static void every_size_reads_back(void **state)
{
	struct mvgpu_edid_params p;
	u8 edid[MVGPU_EDID_MAX];
	u32 w, h, width, height;
	int len;

	for (w = 640; w <= 16384; w += 53) {
		for (h = 480; h <= 16384; h += 97) {
			p = monitor(w, h);
			len = mvgpu_edid_build(&p, edid, sizeof(edid));
			assert_int_equal(mvgpu_edid_valid(edid, len), 0);
			mvgpu_edid_preferred(edid, len, &width, &height);
			assert_int_equal(width, w);
			assert_int_equal(height, h);
		}
	}
}

static void find_no_fault(u32 width, u32 height, u32 max_width, u32 max_height)
{
	struct mvgpu_edid_params p = monitor(width, height);
	u8 edid[MVGPU_EDID_MAX];
	int len;

	p.max_width = max_width;
	p.max_height = max_height;
	len = mvgpu_edid_build(&p, edid, sizeof(edid));
	assert_int_equal(decode(edid, len), 0);
}

static void edid_decode_finds_no_fault_in_any_shape(void **state)
{
	size_t i, j;

	if (!have_edid_decode())
		skip();
	for (i = 0; i < ARRAY_SIZE(wide); i++)
		for (j = 0; j < ARRAY_SIZE(high); j++)
			find_no_fault(wide[i], high[j], wide[i], high[j]);
}

/* The first preferred mode that fits the largest mode of a slice. */
static const struct size *preferred_of(u32 max_width, u32 max_height)
{
	const struct size *s = preferred;

	while (s->width > max_width || s->height > max_height)
		s++;
	return s;
}

static void edid_decode_finds_no_fault_in_any_slice(void **state)
{
	const struct size *s;
	size_t i, j;

	if (!have_edid_decode())
		skip();
	/* No mode is added beyond 4K. */
	for (i = 0; i < ARRAY_SIZE(wide) && wide[i] < 4096; i++) {
		for (j = 0; j < ARRAY_SIZE(high) && high[j] < 4096; j++) {
			s = preferred_of(wide[i], high[j]);
			find_no_fault(s->width, s->height, wide[i], high[j]);
		}
	}
}

static void edid_decode_finds_no_fault(void **state)
{
	u8 edid[MVGPU_EDID_MAX];
	size_t i;

	if (!have_edid_decode())
		skip();
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct mvgpu_edid_params p = monitor(sizes[i].width,
						     sizes[i].height);
		int len;

		p.max_width = max(p.width, 3840U);
		p.max_height = max(p.height, 2160U);
		len = mvgpu_edid_build(&p, edid, sizeof(edid));
		assert_int_equal(decode(edid, len), 0);
		edid[len - 2] ^= 1;
		assert_int_not_equal(mvgpu_edid_valid(edid, len), 0);
	}
}

/* The refresh rate of a detailed timing in mHz. */
static u32 dtd_refresh(const u8 *d)
{
	u32 clock = d[0] | d[1] << 8;
	u32 w = (d[2] | (d[4] & 0xf0) << 4) + (d[3] | (d[4] & 0xf) << 8);
	u32 h = (d[5] | (d[7] & 0xf0) << 4) + (d[6] | (d[7] & 0xf) << 8);

	return (u64)clock * 10000 * 1000 / ((u64)w * h);
}

static void timings_run_at_60_hz_where_they_can(void **state)
{
	u8 edid[MVGPU_EDID_MAX];
	struct mvgpu_edid_params p = monitor(1920, 1080);

	mvgpu_edid_build(&p, edid, sizeof(edid));
	/* CVT-RB 1920x1080: 138.50 MHz */
	assert_int_equal(edid[54] | edid[55] << 8, 13850);
	assert_in_range(dtd_refresh(edid + 54), 59500, 60000);
	p = monitor(4000, 4000);
	mvgpu_edid_build(&p, edid, sizeof(edid));
	assert_in_range(dtd_refresh(edid + 54), 29500, 30000);
}

/* E-EDID 1.4, 3.6.1, and DisplayID 1.3, 4.10.1, have different codes. */
static void a_large_mode_has_the_same_interface(void **state)
{
	struct mvgpu_edid_params p = monitor(7680, 4320);
	u8 edid[MVGPU_EDID_MAX];

	assert_int_equal(mvgpu_edid_build(&p, edid, sizeof(edid)), 384);
	assert_int_equal(edid[20] & 0x8f, 0x85);
	/* product, parameters, then the interface: type and lanes */
	assert_int_equal(edid[256 + 5 + 15 + 15], 0x0f);
	assert_int_equal(edid[256 + 5 + 15 + 15 + 3], 0xa4);
}

static void no_mode_is_larger_than_the_maximum(void **state)
{
	struct mvgpu_edid_params p = monitor(1024, 768);
	u8 edid[MVGPU_EDID_MAX];
	int i;

	p.max_width = 1280;
	mvgpu_edid_build(&p, edid, sizeof(edid));
	for (i = 0; i < 8; i++)
		if (edid[38 + 2 * i] != 0x01)
			assert_true((edid[38 + 2 * i] + 31) * 8 <= 1280);
	/* none of the standard timings is 768 lines or less and that narrow
	 * but 1280x720
	 */
	assert_int_equal(edid[38], 1280 / 8 - 31);
	assert_int_equal(edid[39], 3 << 6);
	assert_int_equal(edid[40], 0x01);
	/* no further detailed timing in the CTA block */
	assert_int_equal(edid[MVGPU_EDID_BLOCK + 7], 0);
	assert_int_equal(edid[MVGPU_EDID_BLOCK + 8], 0);
}

static void monitors_differ_in_serial_and_name(void **state)
{
	struct mvgpu_edid_params p = monitor(1024, 768);
	u8 a[MVGPU_EDID_MAX], b[MVGPU_EDID_MAX];

	p.name = "a name longer than thirteen";
	mvgpu_edid_build(&p, a, sizeof(a));
	p.serial = 0x89abcdef;
	mvgpu_edid_build(&p, b, sizeof(b));
	assert_memory_equal(b + 90 + 5, "a name longer", 13);
	assert_memory_equal(a + 108 + 5, "00000007\n    ", 13);
	assert_memory_equal(b + 108 + 5, "89ABCDEF\n    ", 13);
}

static void bad_parameters_are_rejected(void **state)
{
	struct mvgpu_edid_params p = monitor(0, 480);
	u8 edid[MVGPU_EDID_MAX];

	assert_int_equal(mvgpu_edid_build(&p, edid, sizeof(edid)), -EINVAL);
	p = monitor(640, 0);
	assert_int_equal(mvgpu_edid_build(&p, edid, sizeof(edid)), -EINVAL);
	p = monitor(640, 480);
	p.max_width = 639;
	assert_int_equal(mvgpu_edid_build(&p, edid, sizeof(edid)), -EINVAL);
	p = monitor(65536, 480);
	assert_int_equal(mvgpu_edid_build(&p, edid, sizeof(edid)), -EINVAL);
	p = monitor(640, 480);
	assert_int_equal(mvgpu_edid_build(&p, edid, 255), -ENOSPC);
	p = monitor(7680, 4320);
	assert_int_equal(mvgpu_edid_build(&p, edid, 383), -ENOSPC);
	assert_int_equal(mvgpu_edid_build(&p, edid, 384), 384);
}

static void every_changed_byte_and_wrong_size_is_rejected(void **state)
{
	struct mvgpu_edid_params p = monitor(1280, 800);
	u8 edid[MVGPU_EDID_MAX] = {};
	int len = mvgpu_edid_build(&p, edid, sizeof(edid));
	int i;

	for (i = 0; i < len; i++) {
		edid[i] ^= 0x10;
		assert_int_equal(mvgpu_edid_valid(edid, len), -EINVAL);
		edid[i] ^= 0x10;
	}
	for (i = 0; i <= MVGPU_EDID_MAX; i++)
		assert_int_equal(mvgpu_edid_valid(edid, i),
				 i == len ? 0 : -EINVAL);
}

static void fix_sum(u8 *block)
{
	u8 sum = 0;
	int i;

	for (i = 0; i < MVGPU_EDID_BLOCK - 1; i++)
		sum += block[i];
	/* cppcheck-suppress ctuArrayIndex */
	block[MVGPU_EDID_BLOCK - 1] = -sum;
}

static void a_monitor_without_a_timing_has_no_preferred_mode(void **state)
{
	struct mvgpu_edid_params p = monitor(1280, 800);
	u8 edid[MVGPU_EDID_MAX];
	u32 w, h;

	mvgpu_edid_build(&p, edid, sizeof(edid));
	edid[126] = 0;
	memset(edid + 54, 0, 18);
	fix_sum(edid);
	assert_int_equal(mvgpu_edid_valid(edid, MVGPU_EDID_BLOCK), 0);
	assert_int_equal(mvgpu_edid_preferred(edid, MVGPU_EDID_BLOCK, &w, &h),
			 -EINVAL);
	/* a timing in a later descriptor counts */
	edid[72] = 1;
	edid[74] = 0x20;
	edid[76] = 0x30;
	edid[77] = 0x58;
	edid[79] = 0x20;
	edid[89] = 0;
	assert_int_equal(mvgpu_edid_preferred(edid, MVGPU_EDID_BLOCK, &w, &h),
			 0);
	assert_int_equal(w, 800);
	assert_int_equal(h, 600);
	/* interlaced: the number of lines is that of a field */
	edid[89] = 0x80;
	mvgpu_edid_preferred(edid, MVGPU_EDID_BLOCK, &w, &h);
	assert_int_equal(h, 1200);
	/* no lines, no mode */
	edid[77] = 0;
	edid[79] = 0;
	assert_int_equal(mvgpu_edid_preferred(edid, MVGPU_EDID_BLOCK, &w, &h),
			 -EINVAL);
}

/*
 * The EDID of QEMU for modes that a detailed timing cannot express, like 5K at any
 * rate and 4K at its preferred 75 Hz: the base block has no timing, and a DisplayID
 * extension, which comes last, has one timing as its first data block.
 */
static void a_mode_may_be_in_a_displayid_block_only(void **state)
{
	struct mvgpu_edid_params p = monitor(5120, 2880);
	u8 edid[MVGPU_EDID_MAX], timing[20];
	u8 *did = edid + 2 * MVGPU_EDID_BLOCK;
	u32 w, h;

	assert_int_equal(mvgpu_edid_build(&p, edid, sizeof(edid)), 384);
	memcpy(timing, did + 5 + 15 + 15 + 13 + 3, sizeof(timing));
	memset(did + 2, 0, MVGPU_EDID_BLOCK - 2);
	did[2] = 23;
	did[3] = 0x03;
	did[5] = 0x03;
	did[7] = sizeof(timing);
	memcpy(did + 8, timing, sizeof(timing));
	fix_sum(did);
	memset(edid + 54, 0, 18);
	edid[54 + 3] = 0x10;
	fix_sum(edid);
	assert_int_equal(mvgpu_edid_valid(edid, 384), 0);
	assert_int_equal(mvgpu_edid_preferred(edid, 384, &w, &h), 0);
	assert_int_equal(w, 5120);
	assert_int_equal(h, 2880);
}

/* The EDID fills its allocation, so that the sanitizer finds an overrun. */
static void wrong_displayid_lengths_are_harmless(void **state)
{
	struct mvgpu_edid_params p = monitor(7680, 4320);
	u8 good[MVGPU_EDID_MAX];
	int len = mvgpu_edid_build(&p, good, sizeof(good));
	u8 *edid = malloc(len);
	u32 w, h;
	int at, v;

	for (at = 2 * MVGPU_EDID_BLOCK; at < len; at++) {
		for (v = 0; v < 256; v++) {
			memcpy(edid, good, len);
			edid[at] = v;
			fix_sum(edid + 2 * MVGPU_EDID_BLOCK);
			assert_int_equal(mvgpu_edid_preferred(edid, len, &w,
							      &h), 0);
		}
	}
	memcpy(edid, good, len);
	/* a section shorter than its blocks: the base block counts */
	edid[2 * MVGPU_EDID_BLOCK + 2] = 4;
	assert_int_equal(mvgpu_edid_preferred(edid, len, &w, &h), 0);
	assert_int_equal(w, 3840);
	assert_int_equal(h, 2160);
	free(edid);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_edid_of_every_size_is_valid_and_has_the_size),
		cmocka_unit_test(every_size_reads_back),
		cmocka_unit_test(edid_decode_finds_no_fault),
		cmocka_unit_test(edid_decode_finds_no_fault_in_any_shape),
		cmocka_unit_test(edid_decode_finds_no_fault_in_any_slice),
		cmocka_unit_test(a_large_mode_has_the_same_interface),
		cmocka_unit_test(timings_run_at_60_hz_where_they_can),
		cmocka_unit_test(no_mode_is_larger_than_the_maximum),
		cmocka_unit_test(monitors_differ_in_serial_and_name),
		cmocka_unit_test(bad_parameters_are_rejected),
		cmocka_unit_test(every_changed_byte_and_wrong_size_is_rejected),
		cmocka_unit_test(a_monitor_without_a_timing_has_no_preferred_mode),
		cmocka_unit_test(a_mode_may_be_in_a_displayid_block_only),
		cmocka_unit_test(wrong_displayid_lengths_are_harmless),
	};

	return cmocka_run_group_tests_name("edid", tests, NULL, NULL);
}
