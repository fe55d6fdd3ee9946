// SPDX-License-Identifier: GPL-2.0
/* Errors of the layers below as responses of the protocol. */
#include <linux/errno.h>
#include <linux/virtio_gpu.h>
#include "gvt/cmd/resp.h"

/**
 * mvgpu_resp_from_errno() - Translate an error into a response
 * @err: 0 or -errno
 *
 * Virtio 1.2, 5.7.6.7.
 *
 * Context: any.
 *
 * Return: VIRTIO_GPU_RESP_*.
 */
u32 mvgpu_resp_from_errno(int err)
{
	switch (err) {
	case 0:
		return VIRTIO_GPU_RESP_OK_NODATA;
	case -EEXIST:
		return VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID;
	case -ENOMEM:
	case -ENOSPC:
		return VIRTIO_GPU_RESP_ERR_OUT_OF_MEMORY;
	case -EINVAL:
	case -EFAULT:
	case -EPERM:
	case -EOVERFLOW:
		return VIRTIO_GPU_RESP_ERR_INVALID_PARAMETER;
	default:
		return VIRTIO_GPU_RESP_ERR_UNSPEC;
	}
}
