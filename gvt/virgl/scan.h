/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Scanner of virgl command streams: it finds the resource ids in a stream and
 * replaces them. Free-standing.
 *
 * A stream is a sequence of commands of little-endian dwords. The header of a
 * command has its number in bits 0-7, an object type in bits 8-15 and the count
 * of dwords that follow in bits 16-31. Resource ids are the only numbers in a
 * stream with a meaning outside its context.
 */
#ifndef MVGPU_GVT_VIRGL_SCAN_H
#define MVGPU_GVT_VIRGL_SCAN_H

#include "shim.h"

/* Commands are numbered 0..63: as many as virglrenderer 1.3 has. */
#define MVGPU_VIRGL_COMMANDS 64

/*
 * Commands that the mediator accounts, that guests do not get unless allowed
 * (the table in scan.c gives the reasons), or that the mediator issues itself.
 */
enum mvgpu_virgl_command {
	MVGPU_VIRGL_CREATE_SUB_CTX = 29,
	MVGPU_VIRGL_DESTROY_SUB_CTX = 30,
	MVGPU_VIRGL_SET_DEBUG_FLAGS = 41,
	MVGPU_VIRGL_CLEAR_TEXTURE = 47,
	MVGPU_VIRGL_PIPE_RESOURCE_CREATE = 48,
	MVGPU_VIRGL_GET_MEMORY_INFO = 50,
	MVGPU_VIRGL_GET_PIPE_RESOURCE_LAYOUT = 63,
};

/* An id without a resource on any GPU, see MVGPU_HOST_ID_MAX. */
#define MVGPU_VIRGL_NO_RESOURCE 0x7fffffff

/**
 * struct mvgpu_virgl_scan - callbacks and counters of scans
 * @resource: returns the host id of the guest's resource @guest_id (never 0),
 *	or 0 when there is none. It is called with @priv for every id other than
 *	0, in the order of the stream, in the context of mvgpu_virgl_scan().
 * @priv: first argument of @resource and @watch
 * @allow: bits (BIT_ULL(MVGPU_VIRGL_*)) of commands that pass although their
 *	row has @drop
 * @watch: called for each command whose row has @watch, dropped or not, with
 *	the @cmd including its header and at least the row's shortest length. An
 *	error rejects the stream. May be NULL.
 * @seen: bits of the commands in the streams; this and the members below
 *	accumulate over scans
 * @commands: number of commands
 * @ids: number of ids other than 0
 * @unknown: number of @ids without a resource
 * @bad: header of the offending command, if a stream was rejected
 */
struct mvgpu_virgl_scan {
	u32 (*resource)(void *priv, u32 guest_id);
	void *priv;
	u64 allow;
	int (*watch)(void *priv, const __le32 *cmd);
	u64 seen;
	u32 commands;
	u32 ids;
	u32 unknown;
	u32 bad;
};

/**
 * struct mvgpu_virgl_row - description of a command
 * @name: name in the protocol, without the prefix ``VIRGL_CCMD_``
 * @min: least number of dwords after the header that every decoder expects
 * @first: dword of the first resource id, the header being dword 0; 0 if the
 *	command has no ids
 * @stride: dwords from id to id
 * @count: number of ids, as far as the length of the command reaches;
 *	MVGPU_VIRGL_MANY for all that fit
 * @drop: the command becomes a NOP unless the scan allows it
 * @watch: scan->watch() is called for the command
 */
struct mvgpu_virgl_row {
	const char *name;
	u8 min;
	u8 first;
	u8 stride;
	u8 count;
	bool drop;
	bool watch;
};

#define MVGPU_VIRGL_MANY 0xff

int mvgpu_virgl_scan(struct mvgpu_virgl_scan *scan, void *stream, size_t bytes);
const struct mvgpu_virgl_row *mvgpu_virgl_row(u32 header);
const char *mvgpu_virgl_name(u32 command);

#endif /* MVGPU_GVT_VIRGL_SCAN_H */
