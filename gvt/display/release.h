/* SPDX-License-Identifier: GPL-2.0 */
/* The end of a resource: heads stop showing it, then what it took is released. */
#ifndef MVGPU_GVT_DISPLAY_RELEASE_H
#define MVGPU_GVT_DISPLAY_RELEASE_H

struct mvgpu_resource;
struct mvgpu_vgpu;

void mvgpu_release_backing(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res);
void mvgpu_release_unlink(struct mvgpu_vgpu *vgpu, struct mvgpu_resource *res);
void mvgpu_release_resource(struct mvgpu_vgpu *vgpu,
			    struct mvgpu_resource *res);
void mvgpu_release_all(struct mvgpu_vgpu *vgpu);

#endif /* MVGPU_GVT_DISPLAY_RELEASE_H */
