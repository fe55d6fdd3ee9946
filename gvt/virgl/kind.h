/* SPDX-License-Identifier: GPL-2.0 */
/* What the streams of a context are, by its capability set. Free-standing. */
#ifndef MVGPU_GVT_VIRGL_KIND_H
#define MVGPU_GVT_VIRGL_KIND_H

#include "shim.h"

/* Linux 6.1 does not name all of these (virtio 1.3, 5.7.6.8). */
#define MVGPU_CAPSET_VIRGL	1
#define MVGPU_CAPSET_VIRGL2	2
#define MVGPU_CAPSET_VENUS	4
#define MVGPU_CAPSET_DRM	6

/**
 * enum mvgpu_kind - Kinds of contexts
 * @MVGPU_KIND_UNKNOWN: not offered to guests
 * @MVGPU_KIND_VIRGL: streams are scanned, and a blob is made of what a stream described
 * @MVGPU_KIND_OPAQUE: only the renderer knows the protocol. Streams name resources by the
 *	guest's numbers, and are forwarded as they are; a blob is made of what the renderer
 *	has under its blob id; fences have a timeline for each ring.
 */
enum mvgpu_kind { MVGPU_KIND_UNKNOWN, MVGPU_KIND_VIRGL, MVGPU_KIND_OPAQUE };

enum mvgpu_kind mvgpu_capset_kind(u32 capset);

#endif /* MVGPU_GVT_VIRGL_KIND_H */
