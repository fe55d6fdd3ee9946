// SPDX-License-Identifier: GPL-2.0
/* References on the resources that a renderer has. */
#include <linux/slab.h>
#include "gvt/gpu/render/mirror.h"
#include "gvt/gpu/render/res.h"
#include "gvt/gpu/render/session.h"
#include "gvt/gpu/render/slot.h"

/**
 * mvgpu_rd_res_get() - Take a reference
 * @res: resource on which there is one
 *
 * Context: any.
 */
void mvgpu_rd_res_get(struct mvgpu_rd_res *res)
{
	refcount_inc(&res->ref);
}

/**
 * mvgpu_rd_res_put() - Drop a reference
 * @res: resource, or NULL. With the last reference, the memory that is lent to the renderer
 *	for it is taken back, and what the guest has mapped of it is not shown any more.
 *
 * Context: process context, may sleep.
 */
void mvgpu_rd_res_put(struct mvgpu_rd_res *res)
{
	if (!res || !refcount_dec_and_test(&res->ref))
		return;
	mvgpu_rd_mirror_close(res->mirror);
	mvgpu_rd_slot_free(res->slot);
	mvgpu_rd_session_put(res->session);
	kfree(res);
}
