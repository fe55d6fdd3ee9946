// SPDX-License-Identifier: GPL-2.0
#include "gvt/virgl/scan.h"
#include "translate.h"

/**
 * translate() - translate the resource ids in a virgl stream
 * @stream: little-endian dwords; the ids are replaced
 * @bytes: of it
 * @resource: returns the id that replaces another one, 0 for none
 * @arg: first argument of @resource
 *
 * Commands that mvgpu drops are dropped.
 *
 * Return: 0; -ENOENT for an id without a resource; another negative errno for a stream that the
 * scanner rejects.
 */
int translate(void *stream, size_t bytes, uint32_t (*resource)(void *arg, uint32_t id),
	      void *arg)
{
	struct mvgpu_virgl_scan scan = {
		.resource = resource, .priv = arg,
	};
	int err = mvgpu_virgl_scan(&scan, stream, bytes);

	return err ? err : scan.unknown ? -ENOENT : 0;
}
