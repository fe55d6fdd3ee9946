// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of opaque contexts, and which contexts get it. A library without drivers of Vulkan has
 * no such contexts: those of the test are played here.
 */
#include <unistd.h>
#include <virgl/virglrenderer.h>
#include "tests/render/guest.h"

#define CAPSET_VENUS 4
#define MEMORY 9
#define OTHER (CTX + 1)

/* What the library says memory can be exported as, and how often it was told to attach some. */
static u32 export_type;
static u32 attached;

int __wrap_virgl_renderer_context_create_with_flags(u32 ctx, u32 flags, u32 len,
						    const char *name);
int __wrap_virgl_renderer_context_create_with_flags(u32 ctx, u32 flags, u32 len,
						    const char *name)
{
	assert_int_equal(flags, CAPSET_VENUS);
	return 0;
}

void __wrap_virgl_renderer_context_destroy(u32 ctx);
void __wrap_virgl_renderer_context_destroy(u32 ctx)
{
}

int __wrap_virgl_renderer_resource_create_blob(
	const struct virgl_renderer_resource_create_blob_args *args);
int __wrap_virgl_renderer_resource_create_blob(
	const struct virgl_renderer_resource_create_blob_args *args)
{
	assert_int_equal(args->res_handle, MEMORY);
	return 0;
}

int __wrap_virgl_renderer_resource_export_blob(u32 res, u32 *type, int *fd);
int __wrap_virgl_renderer_resource_export_blob(u32 res, u32 *type, int *fd)
{
	*type = export_type;
	*fd = dup(STDERR_FILENO);
	return 0;
}

void __wrap_virgl_renderer_ctx_attach_resource(int ctx, int res);
void __wrap_virgl_renderer_ctx_attach_resource(int ctx, int res)
{
	attached++;
}

static void opaque_context(struct module *m, u32 ctx)
{
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_CTX_CREATE, .ctx = ctx, .arg = CAPSET_VENUS,
	}, NULL, 0), 0);
}

/* A context with memory that is a file of another kind than a dma-buf. */
static struct module *opaque_start(void)
{
	const struct mvgpu_render_blob blob = { .mem = 2, .flags = 1, .blob_id = 1, .size = PAGE };
	struct module *m = module_open();

	export_type = VIRGL_RENDERER_BLOB_FD_TYPE_SHM;
	attached = 0;
	opaque_context(m, CTX);
	assert_int_equal(module_run(m, (struct mvgpu_render_cmd) {
		.op = MVGPU_RENDER_OP_RES_CREATE_BLOB, .ctx = CTX, .res = MEMORY,
		.slot = MVGPU_RENDER_NO_SLOT,
	}, &blob, sizeof(blob)), 0);
	return m;
}

static void test_own(void **state)
{
	struct module *m = opaque_start();

	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, MEMORY), 0);
	assert_int_equal(attached, 1);
	module_end(m);
}

static void test_other(void **state)
{
	struct module *m = opaque_start();

	opaque_context(m, OTHER);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, OTHER, MEMORY), -EINVAL);
	assert_int_equal(attached, 0);
	export_type = VIRGL_RENDERER_BLOB_FD_TYPE_DMABUF;
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, OTHER, MEMORY), 0);
	assert_int_equal(attached, 1);
	module_end(m);
}

static void test_successor(void **state)
{
	struct module *m = opaque_start();

	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_DESTROY, CTX, 0), 0);
	opaque_context(m, CTX);
	assert_int_equal(guest_ctx(m, MVGPU_RENDER_OP_CTX_ATTACH, CTX, MEMORY), -EINVAL);
	assert_int_equal(attached, 0);
	module_end(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "an opaque context gets its own memory", test_own },
		{ "another one gets it only as a dma-buf", test_other },
		{ "a context with the number of one that is gone is another one", test_successor },
	};

	return cmocka_run_group_tests_name("render: opaque contexts", tests, NULL, NULL);
}
