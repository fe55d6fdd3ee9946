// SPDX-License-Identifier: GPL-2.0
/*
 * The scanner of virgl command streams. Tables describe the commands: numbers,
 * lengths and positions of ids are those of virgl_protocol.h, which did not
 * change between virglrenderer 0.10 and 1.3.
 */
#include "gvt/virgl/scan.h"

#define HDR_COMMAND(h)	((h) & 0xff)
#define HDR_OBJECT(h)	((h) >> 8 & 0xff)
#define HDR_LEN(h)	((h) >> 16)

#define OBJECT_CREATION	1

/* Commands without ids. */
#define PLAIN(number, n, min_len, ...)					\
	[number] = { .name = #n, .min = (min_len), ##__VA_ARGS__ }
/* A command with @num ids at @at, @at + @step, ... */
#define IDS(number, n, min_len, at, step, num, ...)			\
	[number] = { .name = #n, .min = (min_len), .first = (at),	\
		     .stride = (step), .count = (num), ##__VA_ARGS__ }
#define ID(number, n, min_len, at, ...)					\
	IDS(number, n, min_len, at, 1, 1, ##__VA_ARGS__)
#define DROP	.drop = true
#define WATCH	.watch = true

#define MANY	MVGPU_VIRGL_MANY

static const struct mvgpu_virgl_row rows[MVGPU_VIRGL_COMMANDS] = {
	PLAIN(0, NOP, 0),
	PLAIN(OBJECT_CREATION, CREATE_OBJECT, 1),	/* see objects[] */
	PLAIN(2, BIND_OBJECT, 1),
	PLAIN(3, DESTROY_OBJECT, 1),
	PLAIN(4, SET_VIEWPORT_STATE, 1),
	PLAIN(5, SET_FRAMEBUFFER_STATE, 2),
	IDS(6, SET_VERTEX_BUFFERS, 0, 3, 3, MANY),
	PLAIN(7, CLEAR, 8),
	/* Only the longest form has ids: indirect buffer and draw count. */
	IDS(8, DRAW_VBO, 12, 15, 5, 2),
	ID(9, RESOURCE_INLINE_WRITE, 12, 1),
	PLAIN(10, SET_SAMPLER_VIEWS, 2),
	ID(11, SET_INDEX_BUFFER, 1, 1),
	PLAIN(12, SET_CONSTANT_BUFFER, 2),
	PLAIN(13, SET_STENCIL_REF, 1),
	PLAIN(14, SET_BLEND_COLOR, 4),
	PLAIN(15, SET_SCISSOR_STATE, 1),
	IDS(16, BLIT, 21, 4, 9, 2),
	IDS(17, RESOURCE_COPY_REGION, 13, 1, 5, 2),
	PLAIN(18, BIND_SAMPLER_STATES, 2),
	PLAIN(19, BEGIN_QUERY, 1),
	PLAIN(20, END_QUERY, 1),
	PLAIN(21, GET_QUERY_RESULT, 2),
	PLAIN(22, SET_POLYGON_STIPPLE, 32),
	PLAIN(23, SET_CLIP_STATE, 32),
	PLAIN(24, SET_SAMPLE_MASK, 1),
	PLAIN(25, SET_STREAMOUT_TARGETS, 1),
	PLAIN(26, SET_RENDER_CONDITION, 3),
	ID(27, SET_UNIFORM_BUFFER, 5, 5),
	PLAIN(28, SET_SUB_CTX, 1),
	PLAIN(MVGPU_VIRGL_CREATE_SUB_CTX, CREATE_SUB_CTX, 1, WATCH),
	PLAIN(MVGPU_VIRGL_DESTROY_SUB_CTX, DESTROY_SUB_CTX, 1, WATCH),
	PLAIN(31, BIND_SHADER, 2),
	PLAIN(32, SET_TESS_STATE, 6),
	PLAIN(33, SET_MIN_SAMPLES, 1),
	IDS(34, SET_SHADER_BUFFERS, 2, 5, 3, MANY),
	IDS(35, SET_SHADER_IMAGES, 2, 7, 5, MANY),
	PLAIN(36, MEMORY_BARRIER, 1),
	ID(37, LAUNCH_GRID, 8, 7),
	PLAIN(38, SET_FRAMEBUFFER_STATE_NO_ATTACH, 2),
	PLAIN(39, TEXTURE_BARRIER, 1),
	IDS(40, SET_ATOMIC_BUFFERS, 2, 4, 3, MANY),
	/* On some hosts it makes the renderer log or write streams to files. */
	PLAIN(MVGPU_VIRGL_SET_DEBUG_FLAGS, SET_DEBUG_FLAGS, 2, DROP),
	ID(42, GET_QUERY_RESULT_QBO, 6, 2),
	ID(43, TRANSFER3D, 13, 1),
	PLAIN(44, END_TRANSFERS, 0),
	IDS(45, COPY_TRANSFER3D, 14, 1, 11, 2),
	PLAIN(46, SET_TWEAKS, 2),
	ID(47, CLEAR_TEXTURE, 12, 1),
	/*
	 * It takes memory of the GPU that is not accounted. Blobs are
	 * created by another command.
	 */
	PLAIN(MVGPU_VIRGL_PIPE_RESOURCE_CREATE, PIPE_RESOURCE_CREATE, 11, DROP,
	      WATCH),
	ID(49, PIPE_RESOURCE_SET_TYPE, 8, 1),
	/*
	 * It reports the memory that all users of the GPU take. Up to
	 * virglrenderer 1.0 it crashes the host when the resource has no
	 * backing.
	 */
	ID(MVGPU_VIRGL_GET_MEMORY_INFO, GET_MEMORY_INFO, 1, 1, DROP),
	PLAIN(51, SEND_STRING_MARKER, 2),
	PLAIN(52, LINK_SHADER, 6),
	PLAIN(53, CREATE_VIDEO_CODEC, 7),
	PLAIN(54, DESTROY_VIDEO_CODEC, 1),
	IDS(55, CREATE_VIDEO_BUFFER, 5, 5, 1, MANY),
	PLAIN(56, DESTROY_VIDEO_BUFFER, 1),
	PLAIN(57, BEGIN_FRAME, 2),
	PLAIN(58, DECODE_MACROBLOCK, 0),
	IDS(59, DECODE_BITSTREAM, 5, 3, 1, 2),
	IDS(60, ENCODE_BITSTREAM, 5, 3, 1, 3),
	PLAIN(61, END_FRAME, 2),
	PLAIN(62, CLEAR_SURFACE, 10),
	/*
	 * It crashes virglrenderer 1.3 if the first resource is an image
	 * without backing.
	 */
	IDS(MVGPU_VIRGL_GET_PIPE_RESOURCE_LAYOUT, GET_PIPE_RESOURCE_LAYOUT,
	    2, 1, 1, 2, DROP),
};

/* CREATE_OBJECT by object type; there is no type 0. */
static const struct mvgpu_virgl_row objects[] = {
	PLAIN(1, CREATE_OBJECT BLEND, 11),
	PLAIN(2, CREATE_OBJECT RASTERIZER, 9),
	PLAIN(3, CREATE_OBJECT DSA, 5),
	PLAIN(4, CREATE_OBJECT SHADER, 5),
	PLAIN(5, CREATE_OBJECT VERTEX_ELEMENTS, 1),
	ID(6, CREATE_OBJECT SAMPLER_VIEW, 6, 2),
	PLAIN(7, CREATE_OBJECT SAMPLER_STATE, 9),
	ID(8, CREATE_OBJECT SURFACE, 5, 2),
	ID(9, CREATE_OBJECT QUERY, 4, 4),
	ID(10, CREATE_OBJECT STREAMOUT_TARGET, 4, 2),
	ID(11, CREATE_OBJECT MSAA_SURFACE, 6, 2),
};

/**
 * mvgpu_virgl_row() - Get the description of a command
 * @header: first dword of the command, as the guest gave it
 *
 * Context: Any context.
 *
 * Return: Row of the command, or NULL for an unknown command or object type.
 */
const struct mvgpu_virgl_row *mvgpu_virgl_row(u32 header)
{
	u32 command = HDR_COMMAND(header);
	u32 object = HDR_OBJECT(header);

	if (command >= ARRAY_SIZE(rows))
		return NULL;
	if (command != OBJECT_CREATION)
		return &rows[array_index_nospec(command, ARRAY_SIZE(rows))];
	if (!object || object >= ARRAY_SIZE(objects))
		return NULL;
	return &objects[array_index_nospec(object, ARRAY_SIZE(objects))];
}

/**
 * mvgpu_virgl_name() - Get the name of a command
 * @command: number of the command, any value
 *
 * Context: Any context.
 *
 * Return: Name as in the protocol, "?" for an unknown command.
 */
const char *mvgpu_virgl_name(u32 command)
{
	return command < ARRAY_SIZE(rows) ? rows[command].name : "?";
}

static void scan_patch(struct mvgpu_virgl_scan *scan, __le32 *where)
{
	u32 id = le32_to_cpu(*where);

	if (!id)
		return;
	scan->ids++;
	id = scan->resource(scan->priv, id);
	if (!id) {
		scan->unknown++;
		id = MVGPU_VIRGL_NO_RESOURCE;
	}
	*where = cpu_to_le32(id);
}

static void scan_patch_ids(struct mvgpu_virgl_scan *scan,
			   const struct mvgpu_virgl_row *row, __le32 *cmd,
			   u32 len)
{
	u32 left = row->count == MANY ? U32_MAX : row->count;
	u32 at;

	for (at = row->first; at <= len && left; at += row->stride, left--)
		scan_patch(scan, cmd + at);
}

static int scan_watch(struct mvgpu_virgl_scan *scan, const __le32 *cmd,
		      int *err)
{
	*err = scan->watch ? scan->watch(scan->priv, cmd) : 0;
	if (*err)
		scan->bad = le32_to_cpu(*cmd);
	return *err;
}

/* Scan the command at @cmd; @room dwords of the stream follow its header. */
static int scan_command(struct mvgpu_virgl_scan *scan, __le32 *cmd, size_t room)
{
	u32 header = le32_to_cpu(*cmd);
	u32 len = HDR_LEN(header);
	const struct mvgpu_virgl_row *row = mvgpu_virgl_row(header);
	int err;

	if (unlikely(!row || len > room || len < row->min)) {
		scan->bad = header;
		return -EINVAL;
	}
	scan->commands++;
	scan->seen |= BIT_ULL(HDR_COMMAND(header));
	if (unlikely(row->watch) && scan_watch(scan, cmd, &err))
		return err;
	if (unlikely(row->drop) && !(scan->allow & BIT_ULL(HDR_COMMAND(header))))
		*cmd = cpu_to_le32(header & ~0xffU);
	else if (row->first)
		scan_patch_ids(scan, row, cmd, len);
	return 0;
}

/**
 * mvgpu_virgl_scan() - Replace the guest ids in a command stream by host ids
 * @scan: callbacks and counters; used by one scan at a time
 * @stream: private copy of the stream, aligned to 4, modified in place. Its
 *	contents are undefined if the stream is rejected.
 * @bytes: size of @stream, any value; an incomplete dword at the end is
 *	ignored, as virglrenderer does
 *
 * Guest ids without a resource become MVGPU_VIRGL_NO_RESOURCE, so that the GPU
 * puts the context in its error state.
 *
 * A stream is rejected if it has an unknown command or object type (it may
 * carry ids), a command that is longer than the rest of the stream, or a
 * command that is shorter than every decoder expects, because the decoder would
 * read into the next command. Commands that are longer than expected pass. A
 * command that guests do not get becomes a NOP of the same length, unless @scan
 * allows it. The time is linear in @bytes.
 *
 * Context: Any context. Sleeps only if the callbacks of @scan sleep.
 *
 * Return: 0, -EINVAL or the error of @scan->watch(); on errors @scan->bad is
 * set.
 */
int mvgpu_virgl_scan(struct mvgpu_virgl_scan *scan, void *stream, size_t bytes)
{
	__le32 *cmd = stream;
	size_t left = bytes / sizeof(*cmd);

	while (left) {
		size_t size = 1 + (size_t)HDR_LEN(le32_to_cpu(*cmd));
		int ret = scan_command(scan, cmd, left - 1);

		if (ret)
			return ret;
		cmd += size;
		left -= size;
	}
	return 0;
}
