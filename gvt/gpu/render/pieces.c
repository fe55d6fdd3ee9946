// SPDX-License-Identifier: GPL-2.0
/* Where the bytes of lent memory are in its slot. */
#include <linux/bvec.h>
#include <linux/mm.h>
#include "gvt/gpu/render/pieces.h"
#include "gvt/mem/backing.h"
#include "uapi/mvgpu_render.h"

/* True when piece @i begins where the piece before it ends, in the slot as in the backing. */
static bool pieces_continue(const struct mvgpu_backing *backing, u32 i)
{
	const struct bio_vec *last = &backing->vec[i - 1];

	return !backing->vec[i].bv_offset && last->bv_offset + last->bv_len == PAGE_SIZE;
}

/**
 * mvgpu_rd_pieces() - Describe the bytes of a backing in its slot
 * @backing: backing; piece N of it is in page N of the slot
 * @iov: the pieces in the order of the backing's bytes, those that touch as one; or NULL to
 *	count only. At most one for each entry that the guest sent.
 *
 * Context: any.
 *
 * Return: number of pieces in @iov.
 */
u32 mvgpu_rd_pieces(const struct mvgpu_backing *backing, struct mvgpu_render_iov *iov)
{
	u32 i, nr = 0;

	for (i = 0; i < backing->nr_vec; i++) {
		if (!i || !pieces_continue(backing, i)) {
			if (iov)
				iov[nr].offset = (i << PAGE_SHIFT) + backing->vec[i].bv_offset;
			if (iov)
				iov[nr].len = 0;
			nr++;
		}
		if (iov)
			iov[nr - 1].len += backing->vec[i].bv_len;
	}
	return nr;
}
