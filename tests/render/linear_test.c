// SPDX-License-Identifier: GPL-2.0
/* Lines of bytes that are copied out of blobs. */
#include <sys/mman.h>
#include <unistd.h>
#include "render/linear.h"
#include "tests/render/guest.h"

#define BLOB_BYTES (2 * PAGE)
#define OUT_BYTES 4096
#define FILL 0x5a

struct bed {
	u8 *blob;
	int fd;
	u8 out[OUT_BYTES];
};

/* Three lines of 8 bytes: from byte 4 of lines 2, 3 and 4, which are 100 bytes apart. */
static const struct mvgpu_render_transfer three = {
	.x = 4, .y = 2, .z = 16, .width = 8, .height = 3, .depth = 1,
	.layer_stride = 100, .stride = 10, .offset = 5,
};

static int set_up(void **state)
{
	struct bed *bed = test_calloc(1, sizeof(*bed));
	u32 i;

	bed->fd = memfd_create("blob", MFD_CLOEXEC);
	assert_int_equal(ftruncate(bed->fd, BLOB_BYTES), 0);
	bed->blob = mmap(NULL, BLOB_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, bed->fd, 0);
	assert_true(bed->blob != MAP_FAILED);
	for (i = 0; i < BLOB_BYTES; i++)
		bed->blob[i] = i % 251;
	memset(bed->out, FILL, OUT_BYTES);
	*state = bed;
	return 0;
}

static int tear_down(void **state)
{
	struct bed *bed = *state;

	munmap(bed->blob, BLOB_BYTES);
	close(bed->fd);
	test_free(bed);
	return 0;
}

static int copy(struct bed *bed, struct mvgpu_render_transfer t, u64 out_bytes)
{
	const struct iovec iov = { bed->out, out_bytes };

	return rd_linear_copy(&t, bed->blob, BLOB_BYTES, &iov, out_bytes);
}

static u32 written(const struct bed *bed)
{
	u32 i, n = 0;

	for (i = 0; i < OUT_BYTES; i++)
		n += bed->out[i] != FILL;
	return n;
}

static void assert_three(const struct bed *bed, const u8 *first)
{
	u32 line;

	for (line = 0; line < 3; line++)
		assert_memory_equal(first + line * 10,
				    bed->blob + 16 + (2 + line) * 100 + 4, 8);
	assert_int_equal(written(bed), 24);
}

static void lines_are_copied(void **state)
{
	struct bed *bed = *state;

	assert_int_equal(copy(bed, three, 5 + 2 * 10 + 8), 0);
	assert_three(bed, bed->out + 5);
}

/* A line may begin in one piece and end in another one; a piece may be a single byte. */
static void pieces_are_filled(void **state)
{
	struct bed *bed = *state;
	struct iovec iov[33];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(iov); i++)
		iov[i] = (struct iovec) { bed->out + i, 1 };
	iov[3] = (struct iovec) { bed->out + 3, 10 };
	for (i = 4; i < 24; i++)
		iov[i] = (struct iovec) { bed->out + i + 9, 1 };
	assert_int_equal(rd_linear_copy(&three, bed->blob, BLOB_BYTES, iov, 33), 0);
	assert_three(bed, bed->out + 5);
}

static void impossible_lines_are_rejected(void **state)
{
	struct mvgpu_render_transfer bad[9];
	struct bed *bed = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		bad[i] = three;
	bad[0].z = BLOB_BYTES - 411;
	bad[1].z = U32_MAX;
	bad[2].x = U32_MAX;
	bad[3].y = U32_MAX;
	bad[3].layer_stride = U32_MAX;
	bad[4].height = U32_MAX;
	bad[4].layer_stride = U32_MAX;
	bad[5].width = U32_MAX;
	bad[6].offset = U64_MAX;
	bad[7].offset = OUT_BYTES - 27;
	bad[8].stride = U32_MAX;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(copy(bed, bad[i], OUT_BYTES), -EINVAL);
	assert_int_equal(written(bed), 0);
	bad[0].z--;
	assert_int_equal(copy(bed, bad[0], OUT_BYTES), 0);
}

/* Whoever made the blob has truncated its memory since. */
static void memory_that_is_gone_is_an_error(void **state)
{
	struct mvgpu_render_transfer behind = three;
	struct bed *bed = *state;
	u32 i;

	behind.z = PAGE;
	assert_int_equal(ftruncate(bed->fd, PAGE), 0);
	for (i = 0; i < 3; i++)
		assert_int_equal(copy(bed, behind, OUT_BYTES), -EINVAL);
	assert_int_equal(copy(bed, three, OUT_BYTES), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lines_are_copied, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pieces_are_filled, set_up, tear_down),
		cmocka_unit_test_setup_teardown(impossible_lines_are_rejected, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(memory_that_is_gone_is_an_error, set_up,
						tear_down),
	};

	return cmocka_run_group_tests_name("linear", tests, NULL, NULL);
}
