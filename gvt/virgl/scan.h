/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The virgl command stream: find the resource ids in it and replace them.
 * Free-standing.
 *
 * A stream is a sequence of commands of little-endian dwords. The header has
 * the command in bits 0-7, an object type in bits 8-15 and in bits 16-31 how
 * many dwords follow it. Resource ids are the only numbers in a stream that
 * mean something outside the context it is for.
 */
#ifndef MVGPU_GVT_VIRGL_SCAN_H
#define MVGPU_GVT_VIRGL_SCAN_H

#include "shim.h"

/* Commands are numbered 0..63: as many as virglrenderer 1.3 has. */
#define MVGPU_VIRGL_COMMANDS 64

/*
 * Commands that somebody has to count, that guests do not get unless allowed
 * (virgl_scan.c says why), or that we give ourselves.
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

/* No GPU has a resource of this id: see MVGPU_HOST_ID_MAX. */
#define MVGPU_VIRGL_NO_RESOURCE 0x7fffffff

/**
 * struct mvgpu_virgl_scan - how to scan streams, and what was met
 * @resource: the host id of the guest's resource @guest_id (never 0), or 0
 *	when there is none. Called for every id that is not 0, in the order of
 *	the stream, with @priv, in the context of mvgpu_virgl_scan().
 * @priv: for @resource
 * @allow: bits (BIT_ULL(MVGPU_VIRGL_*)) of commands to let pass that would be
 *	dropped
 * @watch: told of each command that the mediator itself has to know of (rows
 *	with @watch), dropped or not: the @cmd with its header, of the row's
 *	shortest length at least; an error refuses the stream. NULL: nobody is.
 * @seen: a bit per command met; like all below added to, never cleared
 * @commands: how many commands
 * @ids: how many ids other than 0
 * @unknown: how many of @ids had no resource
 * @bad: when a stream was refused: the header of the command at fault
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
 * struct mvgpu_virgl_row - what is known of a command
 * @name: as in the protocol, without the prefix ``VIRGL_CCMD_``
 * @min: dwords after the header that every decoder wants at least
 * @first: dword of the first resource id, the header being 0; 0: no ids
 * @stride: dwords from id to id
 * @count: how many ids, as far as the command's length reaches;
 *	MVGPU_VIRGL_MANY: all that fit
 * @drop: guests do not get it unless allowed: it becomes a NOP
 * @watch: scan->watch() is told
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

/**
 * mvgpu_virgl_name() - what a command is called
 * @command: any number
 *
 * Return: its name as in the protocol, "?" if there is none. Needs no lock.
 */
const char *mvgpu_virgl_name(u32 command);

#endif /* MVGPU_GVT_VIRGL_SCAN_H */
