/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random work. A round is a process that opens a vGPU and performs operations that are
 * generated from its seed, with further threads beside it.
 *
 * fuzz.c     rounds, what must hold after each, the end
 * loss.c     GPUs that are lost
 * round.c    a round: set-up, threads, end
 * sums.c     counts of what was done, and how often it succeeded
 * command.c  commands made of random numbers
 * guest.c    the guest's queues, and what it sends by them
 * device.c   registers, power, display, attributes
 * vmm.c      guest memory, interrupts
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include "lib/gpu3d.h"
#include "lib/rng.h"

/* A resource that most work is done with: pixels each way, bytes. */
#define FUZZ_SIDE 64
#define FUZZ_BYTES (FUZZ_SIDE * FUZZ_SIDE * 4)

/* Size of the largest random command in bytes. */
#define FUZZ_CMD_MAX 8192

/* Size in bytes of the memory for commands and responses, which the device can access. */
#define FUZZ_ARENA (256UL << 10)

/*
 * The first DMA window is mapped in pieces of this size. It has the rings, the commands
 * and the arena, without which nothing works.
 */
#define FUZZ_PIECE (1UL << 20)
#define FUZZ_PIECES (DMA_SIZE / FUZZ_PIECE)

/* The chunks that may be mapped at DMA_IOVA_2, each by itself. */
#define FUZZ_CHUNK 65536UL
#define FUZZ_CHUNKS 16

/* Number of eventfds that a vGPU and its neighbour share. */
#define FUZZ_COMMON 4

#define FUZZ_FDS 8
#define FUZZ_MOST 256

/* The work that is counted beside commands; the names are in sums.c. */
enum fuzz_op {
	OP_BROKEN_RING, OP_REGISTER, OP_REGION, OP_CONFIG, OP_RESET, OP_RECOVER,
	OP_REOPEN,
	OP_MASTER, OP_POWER, OP_IRQ, OP_CROSS, OP_SIGNAL, OP_MAP, OP_UNMAP,
	OP_SECRET, OP_QUERY, OP_DMABUF, OP_INFO, OP_ATTR, OP_WINDOW,
	NR_OPS,
};

/**
 * struct fuzz_sent - A command that was not answered yet
 * @waits: the entry is in use
 * @type: type of the command
 * @resp: address of the response
 */
struct fuzz_sent {
	bool waits;
	u32 type;
	const struct virtio_gpu_ctrl_hdr *resp;
};

/**
 * struct fuzz - A round
 * @dev: the device
 * @rng: generator of the main thread
 * @arena: FUZZ_ARENA bytes that the device can access
 * @pm: offset of the power management capability
 * @slot: part of @arena for the next command
 * @sent: commands in flight, by queue and head
 * @under_way: number of commands in @sent, by queue
 * @lock: held while the device is set up, so that this works
 * @unmap_lock: inside @lock; held for an unmap of what may be pinned
 * @open_lock: taken for reading to use the file descriptors, for writing to change them; innermost
 * @calm: no thread stops the device on purpose, so that much is done
 * @over: the other threads must end
 * @mapped: the mapped pieces of the first DMA window
 * @fds: dma-bufs, -1 for none
 * @window: the host-visible region, NULL for none
 * @window_size: its size in bytes
 * @secret: FUZZ_CHUNKS chunks of secret memory, NULL for none
 * @suspect: the device did not execute a command
 */
struct fuzz {
	struct dev *dev;
	struct rng rng;
	u8 *arena;
	u32 pm;
	u32 slot;
	struct fuzz_sent sent[NR_QUEUES][FUZZ_MOST];
	unsigned int under_way[NR_QUEUES];
	pthread_mutex_t lock;
	pthread_mutex_t unmap_lock;
	pthread_rwlock_t open_lock;
	bool calm;
	atomic_bool over;
	atomic_bool mapped[FUZZ_PIECES];
	int fds[FUZZ_FDS];
	volatile u32 *window;
	u64 window_size;
	u8 *secret;
	bool suspect;
};

/**
 * struct fuzz_racer - A thread of a round
 * @f: the round
 * @rng: its own numbers
 */
struct fuzz_racer {
	struct fuzz *f;
	struct rng rng;
};

/**
 * struct fuzz_wish - A command that is to succeed
 * @type: VIRTIO_GPU_CMD_*
 * @values: pairs of a field's letter (of command.c) and a digit, where it is not
 *          the usual one; "e1": its memory is in the first window for certain
 * @id: id of the resource
 * @ctx: id of the context
 * @flags: VIRTIO_GPU_FLAG_*
 */
struct fuzz_wish {
	u32 type;
	const char *values;
	u32 id;
	u32 ctx;
	u32 flags;
};

/* command.c */
u32 rng_edge(struct rng *rng);
u32 fuzz_command(struct rng *rng, void *cmd, unsigned int *queue);
u32 fuzz_wished(struct rng *rng, void *cmd, const struct fuzz_wish *wish,
		unsigned int *queue);
size_t fuzz_command_index(u32 type);
size_t fuzz_command_kinds(void);
u32 fuzz_command_type(size_t index);

/* sums.c */
bool fuzz_sums_begin(void);
void fuzz_did(enum fuzz_op op, bool good);
void fuzz_was_sent(u32 type);
void fuzz_was_answered(u32 type, u32 answer);
void fuzz_round_begun(void);
void fuzz_round_killed(void);
void fuzz_gpu_lost(void);
void fuzz_neighbour_reset(void);
void fuzz_spent(size_t kind, u64 ns);
u64 fuzz_now(void);
void fuzz_report(const char *const *kinds);
bool fuzz_did_all(void);

/* guest.c */
void fuzz_forget_sent(struct fuzz *f);
bool fuzz_collect(struct fuzz *f, struct queue *q, unsigned int most, int ms);
void fuzz_one_command(struct fuzz *f);
void fuzz_many_commands(struct fuzz *f);
void fuzz_life(struct fuzz *f);
void fuzz_broken_ring(struct fuzz *f);
void fuzz_secret_command(struct fuzz *f);

/* device.c */
void fuzz_registers(struct fuzz *f);
void fuzz_regions(struct fuzz *f);
void fuzz_config(struct fuzz *f);
void fuzz_master(struct fuzz *f);
void fuzz_power(struct fuzz *f);
void fuzz_look(struct fuzz *f, struct rng *rng, int *fd);
void fuzz_ask(struct fuzz *f, struct rng *rng);
void fuzz_attrs(struct fuzz *f);
void fuzz_window(struct fuzz *f);
void fuzz_window_map(struct fuzz *f);
void fuzz_window_unmap(struct fuzz *f);

/* vmm.c */
void fuzz_memory_begin(struct fuzz *f);
void fuzz_memory_all(struct fuzz *f);
void fuzz_memory_secret(struct fuzz *f, u32 chunk);
void fuzz_memory(struct fuzz *f, struct rng *rng);
void *fuzz_mapper(void *racer);
void fuzz_irq_common(void);
void fuzz_irq_off(struct dev *dev);
void fuzz_irq_cross(struct dev *dev, unsigned int trigger, unsigned int unmask);
void fuzz_interrupts(struct fuzz *f);
void fuzz_cross(struct fuzz *f);

/* round.c */
void fuzz_round(struct dev *dev, u64 seed, const char *without);
const char *const *fuzz_round_kinds(void);
u32 fuzz_try(struct dev *dev, struct rng *rng, const struct fuzz_wish *wish);
bool fuzz_works(struct dev *dev, struct rng *rng);
bool fuzz_works_again(struct dev *dev, struct rng *rng);

/* loss.c */
void fuzz_loss_plan(struct rng *rng, struct dev *dev, struct dev *neighbour);
bool fuzz_loss_end(struct dev *dev, struct dev *neighbour);
void fuzz_beside(void);
bool fuzz_may_lose(void);
bool fuzz_gpu_goes(void);
void fuzz_open(struct dev *dev);
bool fuzz_gone(const struct dev *dev);

/* fuzz.c */
int fuzz(struct dev *dev, const char *arg);

#endif /* FUZZ_H */
