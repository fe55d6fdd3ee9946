/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of opaque contexts share. */
#ifndef OPAQUE_H
#define OPAQUE_H

#include "lib/gpu3d.h"
#include "lib/line.h"
#include "test.h"

/* Capability sets of Vulkan and of native contexts; Linux 6.1 names neither. */
#define VENUS 4
#define DRM 6

/* The contexts of a test: two that are opaque, and one of virgl. */
#define VULKAN_CTX 1
#define NATIVE_CTX 2
#define VIRGL_CTX 3

#define NO_RING 0xff

#define BLOB 5
#define BLOB_BYTES 16384
#define MAPPABLE VIRTIO_GPU_BLOB_FLAG_USE_MAPPABLE
#define PLACE 0x10000

#define BAD_PARAM ERR(INVALID_PARAMETER)

#define OPAQUE .need = NEED_RENDER | NEED_WINDOW

void opaque_start(struct dev *dev);
volatile u32 *opaque_region(struct dev *dev);
volatile u32 *opaque_mapped(struct dev *dev);
u32 opaque_submit(struct dev *dev, u32 ctx);
struct sent opaque_send(struct dev *dev, u32 ctx, u32 ring, u64 fence);

#endif /* OPAQUE_H */
