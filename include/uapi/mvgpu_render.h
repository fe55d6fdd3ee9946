/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Interface between the module and a renderer: a process that executes the commands of one
 * vGPU on any GPU, from the moment in which a VMM opens the vGPU until it closes it.
 *
 * All of it is done with /dev/mvgpu-render. A file on which MVGPU_RENDER_ATTACH succeeded is
 * the session of a vGPU. The session belongs to the process that attached: other processes
 * can neither use nor map the file, and a child of fork() does not inherit its mappings.
 * A session ends when the VMM closes the vGPU, when the vGPU is removed, when the file is
 * closed, or when the process breaks a rule of this header. It cannot be revived: a new
 * process attaches.
 *
 * The module writes commands to the submission queue, and the renderer executes them in
 * their order. The renderer writes completions, in any order, to the completion queue, and
 * calls MVGPU_RENDER_KICK. It sleeps in poll(): POLLIN says that there is a command,
 * POLLHUP that the session has ended.
 */
#ifndef _UAPI_MVGPU_RENDER_H
#define _UAPI_MVGPU_RENDER_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define MVGPU_RENDER_ABI 1

/* ---- GPUs ---- */

#define MVGPU_RENDER_MAX_CAPSETS 8
#define MVGPU_RENDER_MAX_CAPSET_SIZE 65536

/**
 * struct mvgpu_render_capset - Capability set of a renderer
 * @id: VIRTIO_GPU_CAPSET_*
 * @max_version: newest version
 * @size: bytes, 1..MVGPU_RENDER_MAX_CAPSET_SIZE
 * @pad: 0
 * @data: address of the set of the newest version
 */
struct mvgpu_render_capset {
	__u32 id;
	__u32 max_version;
	__u32 size;
	__u32 pad;
	__u64 data;
};

/* Renderers of the GPU execute RES_CREATE_BLOB. */
#define MVGPU_RENDER_ADD_BLOBS (1U << 0)

#define MVGPU_RENDER_MAX_WINDOW (1ULL << 36)

/**
 * struct mvgpu_render_add - Argument of MVGPU_RENDER_ADD
 * @abi: MVGPU_RENDER_ABI, otherwise -EPROTO
 * @num_capsets: number of @capsets, 1..MVGPU_RENDER_MAX_CAPSETS
 * @capsets: address of an array of struct mvgpu_render_capset
 * @max_width: largest width of a 2D resource, pixels, 1..16384
 * @max_height: largest height of a 2D resource, pixels, 1..16384
 * @flags: MVGPU_RENDER_ADD_*
 * @pad: 0
 * @window: bytes of the host-visible region, of which each vGPU gets a part; whole MiB, at most
 *	MVGPU_RENDER_MAX_WINDOW, 0 for none. It is no memory, only room in which blobs are
 *	mapped. Needs MVGPU_RENDER_ADD_BLOBS.
 * @device: address of the GPU's PCI device as sysfs writes it ("0000:00:02.0"), which becomes
 *	the mdev parent and keeps its driver; or empty, and the parent is a device of its own,
 *	renderN. Terminated by 0.
 * @node: name of the render node that renderers open ("renderD128"), or empty for a
 *	renderer that needs none. Terminated by 0.
 * @name: out: name of the mdev parent, terminated by 0
 */
struct mvgpu_render_add {
	__u32 abi;
	__u32 num_capsets;
	__u64 capsets;
	__u32 max_width;
	__u32 max_height;
	__u32 flags;
	__u32 pad;
	__u64 window;
	char device[32];
	char node[32];
	char name[32];
};

/**
 * struct mvgpu_render_remove - Argument of MVGPU_RENDER_REMOVE
 * @name: name of the mdev parent, terminated by 0
 */
struct mvgpu_render_remove {
	char name[32];
};

/* Both need CAP_SYS_ADMIN. REMOVE waits until no VMM has a vGPU of the GPU open. */
#define MVGPU_RENDER_ADD	_IOWR('G', 0x60, struct mvgpu_render_add)
#define MVGPU_RENDER_REMOVE	_IOW('G', 0x61, struct mvgpu_render_remove)

/* ---- session ---- */

/**
 * struct mvgpu_render_attach - Argument of MVGPU_RENDER_ATTACH
 * @abi: MVGPU_RENDER_ABI, otherwise -EPROTO
 * @sq_entries: out: entries of the submission queue, a power of 2
 * @cq_entries: out: entries of the completion queue, a power of 2, more than can be in flight
 * @data_bytes: out: bytes of the data area
 * @slots: out: number of slots for memory that is lent
 * @pad: 0
 * @uuid: UUID of the vGPU as text, terminated by 0
 *
 * -ENOENT: no GPU of MVGPU_RENDER_ADD has this vGPU; -EBUSY: it has a session already, or
 * the file is one.
 */
struct mvgpu_render_attach {
	__u32 abi;
	__u32 sq_entries;
	__u32 cq_entries;
	__u32 data_bytes;
	__u32 slots;
	__u32 pad;
	char uuid[40];
};

#define MVGPU_RENDER_ATTACH	_IOWR('G', 0x62, struct mvgpu_render_attach)

/*
 * The module looks at the completion queue and at sq_consumed. 0; -ESHUTDOWN: the VMM has
 * closed the vGPU, or the vGPU was removed; -ENODEV: the session was ended, for a rule that
 * was broken or a command that took too long.
 */
#define MVGPU_RENDER_KICK	_IO('G', 0x63)

/* ---- mappings of a session, all MAP_SHARED ---- */

/* PROT_READ: a page with struct mvgpu_render_sq, then sq_entries commands. */
#define MVGPU_RENDER_MAP_SQ	0ULL
/* PROT_READ | PROT_WRITE: a page with struct mvgpu_render_cq, then cq_entries completions. */
#define MVGPU_RENDER_MAP_CQ	(1ULL << 32)
/* PROT_READ: the data area, data_bytes. */
#define MVGPU_RENDER_MAP_DATA	(2ULL << 32)
/* The queues begin after the page that holds their indexes. */
#define MVGPU_RENDER_QUEUE_OFFSET 4096
/*
 * Memory that the module lends in a slot: PROT_READ, or PROT_READ | PROT_WRITE. Where nothing
 * is lent (any more), reads return what the process wrote there, initially zeros, and writes
 * have no effect on anything else.
 */
#define MVGPU_RENDER_SLOT_BYTES	(1ULL << 30)
#define MVGPU_RENDER_MAP_SLOT(slot) \
	((1ULL << 42) + (__u64)(slot) * MVGPU_RENDER_SLOT_BYTES)
#define MVGPU_RENDER_NO_SLOT	0xffffffffU

/*
 * Indexes count without end and are used modulo the number of entries. Each has one writer,
 * who publishes what belongs to it first (release); the reader reads it first (acquire).
 */

/**
 * struct mvgpu_render_sq - Indexes that the module writes
 * @sq_produced: commands handed over
 * @pad: unused
 * @cq_consumed: completions seen
 */
struct mvgpu_render_sq {
	__u32 sq_produced;
	__u32 pad[15];
	__u32 cq_consumed;
};

/**
 * struct mvgpu_render_cq - Indexes that the renderer writes
 * @sq_consumed: commands taken. Their entries and their data may be overwritten.
 * @pad: unused
 * @cq_produced: completions written
 */
struct mvgpu_render_cq {
	__u32 sq_consumed;
	__u32 pad[15];
	__u32 cq_produced;
};

/* ---- commands ---- */

/**
 * enum mvgpu_render_op - Operations
 * @MVGPU_RENDER_OP_OPEN: a VMM has opened the vGPU: initialise the GPU. Always the first. Bit
 *	N of @arg: guests may use capability set N.
 * @MVGPU_RENDER_OP_NOP: nothing, useful with MVGPU_RENDER_F_FENCED
 * @MVGPU_RENDER_OP_CTX_CREATE: create context @ctx for capability set @arg (0: none was
 *	named); data: its name, not terminated
 * @MVGPU_RENDER_OP_CTX_DESTROY: destroy context @ctx
 * @MVGPU_RENDER_OP_CTX_ATTACH: let context @ctx use resource @res
 * @MVGPU_RENDER_OP_CTX_DETACH: undo CTX_ATTACH
 * @MVGPU_RENDER_OP_SUBMIT: execute a stream in context @ctx; data: the stream, a multiple
 *	of 4 bytes. In an opaque context, that of a capability set other than VIRGL and
 *	VIRGL2, it is as the guest wrote it.
 * @MVGPU_RENDER_OP_RES_CREATE: create resource @res; data: struct mvgpu_render_resource.
 *	With a @slot, the storage is filled from it, lines without gaps, level 0; without
 *	one, every byte that a guest can read is 0.
 * @MVGPU_RENDER_OP_RES_DESTROY: destroy resource @res, and end the use of its backing
 * @MVGPU_RENDER_OP_ATTACH: the memory in @slot is the backing of resource @res; data: struct
 *	mvgpu_render_iov, one or more
 * @MVGPU_RENDER_OP_DETACH: resource @res has no backing any more; its slot is not used when
 *	this completes
 * @MVGPU_RENDER_OP_TRANSFER_TO: copy into resource @res from its backing, or from @slot;
 *	data: struct mvgpu_render_transfer, with a slot followed by struct mvgpu_render_iov.
 *	@ctx is the context, or 0.
 * @MVGPU_RENDER_OP_TRANSFER_FROM: the same from the resource to memory. Of a blob of an opaque
 *	context, which has no shape, lines of bytes are copied to @slot; see struct
 *	mvgpu_render_transfer.
 * @MVGPU_RENDER_OP_RES_CREATE_BLOB: create blob @res; data: struct mvgpu_render_blob, with a
 *	slot followed by struct mvgpu_render_iov. Memory of the host is that of an object that
 *	context @ctx creates for it, and every byte that a guest can read is 0; in an opaque
 *	context it is what the context has already. The memory in
 *	@slot is the backing of the blob, as after ATTACH. An error leaves neither behind.
 * @MVGPU_RENDER_OP_MAP: map blob @res in the process for reading and writing, and say where
 *	in the completion. The mapping stays until UNMAP or RES_DESTROY. A guest accesses
 *	what is at these addresses; see below. A blob that is mapped can be mapped again,
 *	here or elsewhere.
 * @MVGPU_RENDER_OP_UNMAP: undo MAP. The guest has no access any more.
 * @MVGPU_RENDER_OP_EXPORT: export texture @res, two-dimensional with one sample and four
 *	bytes a pixel, as a dma-buf for displays, and describe it in the completion: level 0
 *	in one plane that begins at byte 0, with its first line on top. Or export blob @res of
 *	an opaque context, whose byte 0 is that of the dma-buf; only the file descriptor is
 *	looked at then, and the module describes it as linear, in the layout of the guest.
 *	With an error the module reads the pixels instead.
 *
 * Identifiers are those of the guest: any number but 0.
 */
enum mvgpu_render_op {
	MVGPU_RENDER_OP_OPEN = 1,
	MVGPU_RENDER_OP_NOP,
	MVGPU_RENDER_OP_CTX_CREATE,
	MVGPU_RENDER_OP_CTX_DESTROY,
	MVGPU_RENDER_OP_CTX_ATTACH,
	MVGPU_RENDER_OP_CTX_DETACH,
	MVGPU_RENDER_OP_SUBMIT,
	MVGPU_RENDER_OP_RES_CREATE,
	MVGPU_RENDER_OP_RES_DESTROY,
	MVGPU_RENDER_OP_ATTACH,
	MVGPU_RENDER_OP_DETACH,
	MVGPU_RENDER_OP_TRANSFER_TO,
	MVGPU_RENDER_OP_TRANSFER_FROM,
	MVGPU_RENDER_OP_RES_CREATE_BLOB,
	MVGPU_RENDER_OP_MAP,
	MVGPU_RENDER_OP_UNMAP,
	MVGPU_RENDER_OP_EXPORT,
};

/* Completes when the GPU has finished this and all earlier work; else when it took effect. */
#define MVGPU_RENDER_F_FENCED	(1U << 0)
/*
 * SUBMIT with F_FENCED, in an opaque context: the work is that of ring @arg of the context,
 * 0..MVGPU_RENDER_MAX_RINGS - 1. Rings complete independently of each other.
 */
#define MVGPU_RENDER_F_RING	(1U << 1)
#define MVGPU_RENDER_MAX_RINGS	64

/**
 * struct mvgpu_render_cmd - Command, 64 bytes
 * @cookie: number that names the command in its completion
 * @op: enum mvgpu_render_op; an unknown one completes with -EOPNOTSUPP
 * @flags: MVGPU_RENDER_F_*
 * @ctx: context, or 0
 * @res: resource, or 0
 * @slot: slot, or MVGPU_RENDER_NO_SLOT
 * @arg: see the operation
 * @slot_bytes: bytes in @slot, whole pages
 * @data: offset in the data area, a multiple of 8
 * @data_len: bytes there; they do not wrap around
 * @pad: 0
 */
struct mvgpu_render_cmd {
	__u64 cookie;
	__u32 op;
	__u32 flags;
	__u32 ctx;
	__u32 res;
	__u32 slot;
	__u32 arg;
	__u64 slot_bytes;
	__u32 data;
	__u32 data_len;
	__u64 pad[2];
};

/**
 * struct mvgpu_render_done - Completion, 32 bytes
 * @cookie: that of the command
 * @err: 0 or -errno. -ENOENT, -EINVAL, -ENOMEM, -EPERM and -EOPNOTSUPP mean what they say;
 *	any other is taken for -EIO. More than 0 breaks a rule.
 * @map_info: MAP without an error: VIRTIO_GPU_MAP_CACHE_*, 1..3: how the guest maps it
 * @addr: MAP without an error: address of the mapping, a multiple of the size of a page
 * @size: MAP without an error: bytes there, whole pages, at least those of the blob
 * @stride: EXPORT without an error: bytes from line to line
 * @modifier: EXPORT without an error: DRM_FORMAT_MOD_*, how the lines lie in memory
 * @fourcc: EXPORT without an error: DRM_FORMAT_*, four bytes a pixel
 * @fd: EXPORT without an error: file descriptor of the dma-buf, of which the module takes a
 *	reference while it handles the completion; the process closes it after its next
 *	MVGPU_RENDER_KICK. It has at least stride times the height bytes, and little more, and
 *	is that of one texture only. That of a blob is compared with the layout of the guest.
 *
 * Other values than these break a rule of MAP, and are an error of EXPORT. After other
 * commands, or with an error, they are not looked at.
 */
struct mvgpu_render_done {
	__u64 cookie;
	__s32 err;
	union {
		__u32 map_info;
		__u32 stride;
	};
	union {
		__u64 addr;
		__u64 modifier;
	};
	union {
		__u64 size;
		struct {
			__u32 fourcc;
			__u32 fd;
		};
	};
};

/*
 * What a guest sees of a mapped blob are the pages at these addresses, as long as they are
 * mapped there for writing: when the process, its driver or the kernel unmaps, moves or
 * protects a page, the guest loses it at once, and gets what is there at its next access.
 * Where nothing is that can be written, the guest finds a blank page until the next MAP.
 * Anonymous memory, memory of tmpfs (memfd) and hugetlbfs, and mappings of drivers can be
 * shown; other files, and mappings of this module, are blank. A process that forks loses
 * private memory to the copies, so it does not fork.
 */

/**
 * struct mvgpu_render_iov - Piece of the memory in a slot; they follow each other
 * @offset: bytes from the begin of the slot
 * @len: bytes, 1..
 */
struct mvgpu_render_iov {
	__u32 offset;
	__u32 len;
};

/**
 * struct mvgpu_render_resource - Shape of a resource, values as in RESOURCE_CREATE_3D
 * @target: PIPE_TEXTURE_*, PIPE_BUFFER
 * @format: VIRGL_FORMAT_*
 * @bind: VIRGL_BIND_*
 * @width: pixels, bytes of a buffer
 * @height: pixels
 * @depth: layers of a volume
 * @array_size: layers of an array
 * @last_level: mip levels - 1
 * @nr_samples: samples per pixel
 * @flags: VIRGL_RESOURCE_*
 */
struct mvgpu_render_resource {
	__u32 target;
	__u32 format;
	__u32 bind;
	__u32 width;
	__u32 height;
	__u32 depth;
	__u32 array_size;
	__u32 last_level;
	__u32 nr_samples;
	__u32 flags;
};

/**
 * struct mvgpu_render_blob - Blob, values as in RESOURCE_CREATE_BLOB
 * @mem: VIRTIO_GPU_BLOB_MEM_GUEST, HOST3D or HOST3D_GUEST
 * @flags: VIRTIO_GPU_BLOB_FLAG_*. With USE_MAPPABLE the object is a buffer of whole pages,
 *	which are the blob's.
 * @blob_id: number for the object, which no other object of the context has or had; 0
 *	without memory of the host. In an opaque context the guest's number, any value.
 * @size: bytes of the blob, 1..
 * @object: memory of the host: the object; zeros without it and in an opaque context
 */
struct mvgpu_render_blob {
	__u32 mem;
	__u32 flags;
	__u64 blob_id;
	__u64 size;
	struct mvgpu_render_resource object;
};

/**
 * struct mvgpu_render_transfer - Box of a transfer
 * @x: pixels, bytes of a buffer
 * @y: pixels
 * @z: layer
 * @width: pixels, bytes of a buffer
 * @height: pixels
 * @depth: layers
 * @level: mip level
 * @stride: bytes from line to line in memory, 0 for lines without gaps
 * @layer_stride: bytes from layer to layer, likewise
 * @pad: 0
 * @offset: bytes before the first pixel, counted along the pieces
 *
 * From a blob of an opaque context, @height lines of @width bytes are copied, 1.. each. Line N
 * of the blob begins at byte @z + N * @layer_stride. The first line that is copied is line @y,
 * from its byte @x on. In memory, the lines are @stride bytes apart. @depth is 1, @level is 0.
 */
struct mvgpu_render_transfer {
	__u32 x;
	__u32 y;
	__u32 z;
	__u32 width;
	__u32 height;
	__u32 depth;
	__u32 level;
	__u32 stride;
	__u32 layer_stride;
	__u32 pad;
	__u64 offset;
};

#endif /* _UAPI_MVGPU_RENDER_H */
