// SPDX-License-Identifier: GPL-2.0
/* Mappings of a session: its queues, its data, and the memory that is lent. */
#include <linux/mm.h>
#include <linux/vmalloc.h>
#include "compat.h"
#include "gvt/gpu/render/map.h"
#include "gvt/gpu/render/session_types.h"
#include "gvt/gpu/render/slot.h"
#include "uapi/mvgpu_render.h"

static int map_pages(struct vm_area_struct *vma, void *pages, bool writable)
{
	if (!writable && (vma->vm_flags & VM_WRITE))
		return -EPERM;
	if (!writable)
		mvgpu_vm_flags_clear(vma, VM_MAYWRITE);
	/* VM_IO keeps madvise() from undoing VM_DONTCOPY. */
	mvgpu_vm_flags_set(vma, VM_IO | VM_DONTCOPY);
	return remap_vmalloc_range(vma, pages, 0);
}

/**
 * mvgpu_rd_map() - Map a part of a session
 * @session: session of the calling process
 * @vma: mapping of the session's file
 *
 * Context: mmap handler.
 *
 * Return: 0; -EINVAL for a mapping that is not shared, or of something that is not there;
 * -EPERM when it may not be written to; -ENOMEM.
 */
int mvgpu_rd_map(struct mvgpu_rd_session *session, struct vm_area_struct *vma)
{
	u64 offset = (u64)vma->vm_pgoff << PAGE_SHIFT;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	switch (offset) {
	case MVGPU_RENDER_MAP_SQ:
		return map_pages(vma, session->sq_pages, false);
	case MVGPU_RENDER_MAP_CQ:
		return map_pages(vma, session->cq_pages, true);
	case MVGPU_RENDER_MAP_DATA:
		return map_pages(vma, session->ring.data, false);
	default:
		return mvgpu_rd_slots_mmap(&session->slots, vma);
	}
}
