/* SPDX-License-Identifier: GPL-2.0 */
/* Display regions: a file range that shows one surface after another. */
#ifndef MVGPU_VFIO_DISPLAY_REGION_H
#define MVGPU_VFIO_DISPLAY_REGION_H

#include <linux/types.h>

struct mvgpu_display_region;
struct mvgpu_surface;
struct vm_area_struct;

struct mvgpu_display_region *mvgpu_display_region_create(u64 size);
void mvgpu_display_region_destroy(struct mvgpu_display_region *region);
u64 mvgpu_display_region_size(const struct mvgpu_display_region *region);
void mvgpu_display_region_show(struct mvgpu_display_region *region,
			       struct mvgpu_surface *surface);
struct mvgpu_surface *
mvgpu_display_region_shown(struct mvgpu_display_region *region);
int mvgpu_display_region_map(struct mvgpu_display_region *region,
			     struct vm_area_struct *vma, unsigned long pgoff);

#endif /* MVGPU_VFIO_DISPLAY_REGION_H */
