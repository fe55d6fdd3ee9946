/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The commands of the device, a row each. A new command needs only a row here and a
 * handler. The file is included several times, each time with other definitions of
 *
 *	CTRL(NAME, handler, request, response, ...)
 *	CURSOR(NAME, handler, request)
 *
 * @NAME is that of VIRTIO_GPU_CMD_NAME, the handler is mvgpu_cmd_handler(),
 * request and response are the structures of <linux/virtio_gpu.h> that bound
 * their sizes (virtio 1.2, 5.7.6). Commands of the cursor queue have no response.
 * What follows are members of struct mvgpu_cmd_row that are not 0: ENTRIES(request)
 * for memory entries that follow the request, NEEDS(FEATURE) for a device feature
 * that must have been negotiated. No include guard.
 */
	CTRL(GET_DISPLAY_INFO, get_display_info, virtio_gpu_ctrl_hdr,
	     virtio_gpu_resp_display_info)
	CTRL(GET_EDID, get_edid, virtio_gpu_cmd_get_edid,
	     virtio_gpu_resp_edid, NEEDS(EDID))
	CTRL(RESOURCE_CREATE_2D, resource_create_2d, virtio_gpu_resource_create_2d,
	     virtio_gpu_ctrl_hdr)
	CTRL(RESOURCE_UNREF, resource_unref, virtio_gpu_resource_unref,
	     virtio_gpu_ctrl_hdr)
	CTRL(RESOURCE_ATTACH_BACKING, resource_attach_backing, virtio_gpu_resource_attach_backing,
	     virtio_gpu_ctrl_hdr, ENTRIES(virtio_gpu_resource_attach_backing))
	CTRL(RESOURCE_DETACH_BACKING, resource_detach_backing, virtio_gpu_resource_detach_backing,
	     virtio_gpu_ctrl_hdr)
	CTRL(RESOURCE_ASSIGN_UUID, resource_assign_uuid, virtio_gpu_resource_assign_uuid,
	     virtio_gpu_resp_resource_uuid, NEEDS(RESOURCE_UUID))
	CTRL(RESOURCE_CREATE_BLOB, resource_create_blob, virtio_gpu_resource_create_blob,
	     virtio_gpu_ctrl_hdr, ENTRIES(virtio_gpu_resource_create_blob),
	     NEEDS(RESOURCE_BLOB))
	CTRL(TRANSFER_TO_HOST_2D, transfer_to_host_2d, virtio_gpu_transfer_to_host_2d,
	     virtio_gpu_ctrl_hdr)
	CTRL(SET_SCANOUT, set_scanout, virtio_gpu_set_scanout,
	     virtio_gpu_ctrl_hdr)
	CTRL(SET_SCANOUT_BLOB, set_scanout_blob, virtio_gpu_set_scanout_blob,
	     virtio_gpu_ctrl_hdr, NEEDS(RESOURCE_BLOB))
	CTRL(RESOURCE_FLUSH, resource_flush, virtio_gpu_resource_flush,
	     virtio_gpu_ctrl_hdr)
	CTRL(RESOURCE_CREATE_3D, resource_create_3d, virtio_gpu_resource_create_3d,
	     virtio_gpu_ctrl_hdr, NEEDS(VIRGL))
	CTRL(TRANSFER_TO_HOST_3D, transfer_to_host_3d, virtio_gpu_transfer_host_3d,
	     virtio_gpu_ctrl_hdr, NEEDS(VIRGL))
	CTRL(TRANSFER_FROM_HOST_3D, transfer_from_host_3d, virtio_gpu_transfer_host_3d,
	     virtio_gpu_ctrl_hdr, NEEDS(VIRGL))
	CTRL(SUBMIT_3D, submit_3d, virtio_gpu_cmd_submit,
	     virtio_gpu_ctrl_hdr, NEEDS(VIRGL))
	CTRL(CTX_CREATE, ctx_create, virtio_gpu_ctx_create,
	     virtio_gpu_ctrl_hdr, NEEDS(VIRGL))
	CTRL(CTX_DESTROY, ctx_destroy, virtio_gpu_ctx_destroy,
	     virtio_gpu_ctrl_hdr, NEEDS(VIRGL))
	CTRL(CTX_ATTACH_RESOURCE, ctx_attach_resource, virtio_gpu_ctx_resource,
	     virtio_gpu_ctrl_hdr, NEEDS(VIRGL))
	CTRL(CTX_DETACH_RESOURCE, ctx_detach_resource, virtio_gpu_ctx_resource,
	     virtio_gpu_ctrl_hdr, NEEDS(VIRGL))
	CTRL(RESOURCE_MAP_BLOB, resource_map_blob, virtio_gpu_resource_map_blob,
	     virtio_gpu_resp_map_info, NEEDS(RESOURCE_BLOB))
	CTRL(RESOURCE_UNMAP_BLOB, resource_unmap_blob, virtio_gpu_resource_unmap_blob,
	     virtio_gpu_ctrl_hdr, NEEDS(RESOURCE_BLOB))
	CTRL(GET_CAPSET_INFO, get_capset_info, virtio_gpu_get_capset_info,
	     virtio_gpu_resp_capset_info)
	CTRL(GET_CAPSET, get_capset, virtio_gpu_get_capset,
	     virtio_gpu_resp_capset)
	CURSOR(UPDATE_CURSOR, update_cursor, virtio_gpu_update_cursor)
	CURSOR(MOVE_CURSOR, move_cursor, virtio_gpu_update_cursor)
