// SPDX-License-Identifier: GPL-2.0
/* Promises of the command table: every row true, every check in its order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "gvt/cmd/check.h"

#define ALL_FEATURES	U64_MAX

/* What virtio 1.2, 5.7.6 says, written down a second time. */
static const struct expected {
	u32 type;
	enum mvgpu_queue queue;
	size_t size;
	size_t resp_size;
	int feature;
	size_t entries_at;
	const char *name;
} expected[] = {
	{ 0x100, MVGPU_CTRLQ, 24, 408, -1, 0, "GET_DISPLAY_INFO" },
	{ 0x101, MVGPU_CTRLQ, 40, 24, -1, 0, "RESOURCE_CREATE_2D" },
	{ 0x102, MVGPU_CTRLQ, 32, 24, -1, 0, "RESOURCE_UNREF" },
	{ 0x103, MVGPU_CTRLQ, 48, 24, -1, 0, "SET_SCANOUT" },
	{ 0x104, MVGPU_CTRLQ, 48, 24, -1, 0, "RESOURCE_FLUSH" },
	{ 0x105, MVGPU_CTRLQ, 56, 24, -1, 0, "TRANSFER_TO_HOST_2D" },
	{ 0x106, MVGPU_CTRLQ, 32, 24, -1, 28, "RESOURCE_ATTACH_BACKING" },
	{ 0x107, MVGPU_CTRLQ, 32, 24, -1, 0, "RESOURCE_DETACH_BACKING" },
	{ 0x108, MVGPU_CTRLQ, 32, 40, -1, 0, "GET_CAPSET_INFO" },
	{ 0x109, MVGPU_CTRLQ, 32, 24, -1, 0, "GET_CAPSET" },
	{ 0x10a, MVGPU_CTRLQ, 32, 1056, VIRTIO_GPU_F_EDID, 0, "GET_EDID" },
	{ 0x10b, MVGPU_CTRLQ, 32, 40, VIRTIO_GPU_F_RESOURCE_UUID, 0,
	  "RESOURCE_ASSIGN_UUID" },
	{ 0x10c, MVGPU_CTRLQ, 56, 24, VIRTIO_GPU_F_RESOURCE_BLOB, 36,
	  "RESOURCE_CREATE_BLOB" },
	{ 0x10d, MVGPU_CTRLQ, 96, 24, VIRTIO_GPU_F_RESOURCE_BLOB, 0,
	  "SET_SCANOUT_BLOB" },
	{ 0x200, MVGPU_CTRLQ, 96, 24, VIRTIO_GPU_F_VIRGL, 0, "CTX_CREATE" },
	{ 0x201, MVGPU_CTRLQ, 24, 24, VIRTIO_GPU_F_VIRGL, 0, "CTX_DESTROY" },
	{ 0x202, MVGPU_CTRLQ, 32, 24, VIRTIO_GPU_F_VIRGL, 0,
	  "CTX_ATTACH_RESOURCE" },
	{ 0x203, MVGPU_CTRLQ, 32, 24, VIRTIO_GPU_F_VIRGL, 0,
	  "CTX_DETACH_RESOURCE" },
	{ 0x204, MVGPU_CTRLQ, 72, 24, VIRTIO_GPU_F_VIRGL, 0,
	  "RESOURCE_CREATE_3D" },
	{ 0x205, MVGPU_CTRLQ, 72, 24, VIRTIO_GPU_F_VIRGL, 0,
	  "TRANSFER_TO_HOST_3D" },
	{ 0x206, MVGPU_CTRLQ, 72, 24, VIRTIO_GPU_F_VIRGL, 0,
	  "TRANSFER_FROM_HOST_3D" },
	{ 0x207, MVGPU_CTRLQ, 32, 24, VIRTIO_GPU_F_VIRGL, 0, "SUBMIT_3D" },
	{ 0x208, MVGPU_CTRLQ, 40, 32, VIRTIO_GPU_F_RESOURCE_BLOB, 0,
	  "RESOURCE_MAP_BLOB" },
	{ 0x209, MVGPU_CTRLQ, 32, 24, VIRTIO_GPU_F_RESOURCE_BLOB, 0,
	  "RESOURCE_UNMAP_BLOB" },
	{ 0x300, MVGPU_CURSORQ, 56, 0, -1, 0, "UPDATE_CURSOR" },
	{ 0x301, MVGPU_CURSORQ, 56, 0, -1, 0, "MOVE_CURSOR" },
};

/* A request of exactly @len bytes on the heap, so that ASan sees its end. */
static u8 *request(u32 type, size_t len)
{
	struct virtio_gpu_ctrl_hdr hdr = { .type = cpu_to_le32(type) };
	u8 *req = calloc(1, len ? len : 1);

	assert_non_null(req);
	memcpy(req, &hdr, len < sizeof(hdr) ? len : sizeof(hdr));
	return req;
}

static u32 check(u32 type, size_t len, unsigned int queue, u64 features)
{
	const struct mvgpu_cmd_row *row;
	u8 *req = request(type, len);
	u32 ret = mvgpu_cmd_check(req, len, queue, features, &row);

	free(req);
	if (!ret)
		assert_int_equal(row->type, type);
	return ret;
}

static u32 check_entries(const struct expected *e, size_t len, u32 nr)
{
	const struct mvgpu_cmd_row *row;
	__le32 raw = cpu_to_le32(nr);
	u8 *req = request(e->type, len);
	u32 ret;

	memcpy(req + e->entries_at, &raw, sizeof(raw));
	ret = mvgpu_cmd_check(req, len, e->queue, ALL_FEATURES, &row);
	free(req);
	return ret;
}

#define for_each_expected(e)						\
	for (e = expected; e < expected + ARRAY_SIZE(expected); e++)

static void every_command_has_its_row(void **state)
{
	const struct expected *e;

	assert_int_equal(ARRAY_SIZE(expected), MVGPU_NR_CMDS);
	for_each_expected(e) {
		const struct mvgpu_cmd_row *row = mvgpu_cmd_lookup(e->type);

		assert_non_null(row);
		assert_int_equal(row->queue, e->queue);
		assert_int_equal(row->size, e->size);
		assert_int_equal(row->resp_size, e->resp_size);
		assert_int_equal(row->feature, e->feature + 1);
		assert_int_equal(row->entries_at, e->entries_at);
		assert_int_equal(row->max_entries, e->entries_at ? 16384 : 0);
		assert_string_equal(row->name, e->name);
		assert_ptr_equal(mvgpu_cmd_row(row->id), row);
	}
}

static void rows_end_where_they_end(void **state)
{
	unsigned int i;

	for (i = 0; i < MVGPU_NR_CMDS; i++)
		assert_int_equal(mvgpu_cmd_row(i)->id, i);
	assert_null(mvgpu_cmd_row(MVGPU_NR_CMDS));
	assert_null(mvgpu_cmd_row(UINT_MAX));
}

static void a_whole_command_is_taken(void **state)
{
	const struct expected *e;

	for_each_expected(e) {
		assert_int_equal(check(e->type, e->size, e->queue,
				       ALL_FEATURES), 0);
		assert_int_equal(check(e->type, e->size + 100, e->queue,
				       ALL_FEATURES), 0);
	}
}

static void a_truncated_command_is_an_invalid_parameter(void **state)
{
	const struct expected *e;
	size_t len;

	for_each_expected(e)
		for (len = 0; len < e->size; len++)
			assert_int_equal(check(e->type, len, e->queue,
					       ALL_FEATURES),
				VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);
}

static void an_unknown_command_is_unspec(void **state)
{
	static const u32 types[] = { 0, 0xff, 0x10e, 0x1ff, 0x20a, 0x2ff,
				     0x302, 0x1100, U32_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		assert_null(mvgpu_cmd_lookup(types[i]));
		assert_int_equal(check(types[i], 200, MVGPU_CTRLQ,
				       ALL_FEATURES),
				 VIRTIO_GPU_RESP_ERR_UNSPEC);
	}
}

static void a_command_on_the_wrong_queue_is_unspec(void **state)
{
	const struct expected *e;

	for_each_expected(e) {
		assert_int_equal(check(e->type, e->size, !e->queue,
				       ALL_FEATURES),
				 VIRTIO_GPU_RESP_ERR_UNSPEC);
		assert_int_equal(check(e->type, e->size, 7, ALL_FEATURES),
				 VIRTIO_GPU_RESP_ERR_UNSPEC);
	}
}

static void a_feature_not_negotiated_is_unspec(void **state)
{
	const struct expected *e;

	for_each_expected(e) {
		u64 mine = e->feature < 0 ? 0 : BIT_ULL(e->feature);

		assert_int_equal(check(e->type, e->size, e->queue, mine), 0);
		assert_int_equal(check(e->type, e->size, e->queue, ~mine),
				 mine ? VIRTIO_GPU_RESP_ERR_UNSPEC : 0);
	}
}

static void announced_entries_must_be_there(void **state)
{
	const struct expected *e;

	for_each_expected(e) {
		if (!e->entries_at)
			continue;
		assert_int_equal(check_entries(e, e->size + 48, 3), 0);
		assert_int_equal(check_entries(e, e->size + 47, 3),
				 VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);
		assert_int_equal(check_entries(e, e->size, 1),
				 VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);
	}
}

static void entries_have_a_ceiling(void **state)
{
	const struct expected *e;

	for_each_expected(e) {
		if (!e->entries_at)
			continue;
		assert_int_equal(check_entries(e, e->size + 16 * 16384, 16384),
				 0);
		assert_int_equal(check_entries(e, e->size + 16 * 16385, 16385),
				 VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);
	}
}

/* 0x10000000 entries of 16 bytes are 2^32 bytes: 0 if computed in 32 bits. */
static void the_size_of_entries_is_computed_in_64_bits(void **state)
{
	const struct expected *e;

	for_each_expected(e) {
		if (!e->entries_at)
			continue;
		assert_int_equal(check_entries(e, e->size, 0x10000000),
				 VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);
		assert_int_equal(check_entries(e, e->size, U32_MAX),
				 VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_has_its_row),
		cmocka_unit_test(rows_end_where_they_end),
		cmocka_unit_test(a_whole_command_is_taken),
		cmocka_unit_test(a_truncated_command_is_an_invalid_parameter),
		cmocka_unit_test(an_unknown_command_is_unspec),
		cmocka_unit_test(a_command_on_the_wrong_queue_is_unspec),
		cmocka_unit_test(a_feature_not_negotiated_is_unspec),
		cmocka_unit_test(announced_entries_must_be_there),
		cmocka_unit_test(entries_have_a_ceiling),
		cmocka_unit_test(the_size_of_entries_is_computed_in_64_bits),
	};

	return cmocka_run_group_tests_name("cmd_table", tests, NULL, NULL);
}
