// SPDX-License-Identifier: GPL-2.0
/* The VMM of a round: guest memory that is mapped and unmapped, and interrupts. */
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "fuzz.h"

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

#define BOTH_WAYS (VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE)
/*
 * Addresses that no command of a guest refers to, so that nothing is ever pinned there.
 */
#define BYSTANDER DMA_IOVA_NONE

/* The eventfds are created before the processes of a round, so that these share them. */
static int common[FUZZ_COMMON];

static u8 *secret_memory(void)
{
	size_t size = FUZZ_CHUNKS * FUZZ_CHUNK;
	int fd = syscall(SYS_memfd_secret, 0);
	void *mem = MAP_FAILED;

	if (fd < 0)
		return NULL;
	if (!ftruncate(fd, size))
		mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			   0);
	close(fd);
	return mem == MAP_FAILED ? NULL : mem;
}

static u64 piece_iova(u32 piece)
{
	return DMA_IOVA + piece * FUZZ_PIECE;
}

static void map_piece(struct fuzz *f, u32 piece)
{
	int err = dma_map(f->dev, piece_iova(piece),
			  f->dev->mem + piece * FUZZ_PIECE, FUZZ_PIECE,
			  BOTH_WAYS);

	f->mapped[piece] = true;
	fuzz_did(OP_MAP, !err);
}

/*
 * Only one thread at a time unmaps memory in which pages may be pinned: otherwise VFIO
 * itself takes two of its locks in either order, which is a deadlock
 * (Documentation/locking.rst). FUZZ_TOGETHER in the environment permits it, to show
 * that.
 */
static void unmap(struct fuzz *f, u64 iova, u64 size)
{
	bool alone = !getenv("FUZZ_TOGETHER");
	int err;

	if (alone)
		pthread_mutex_lock(&f->unmap_lock);
	err = dma_unmap(f->dev, iova, size);
	if (alone)
		pthread_mutex_unlock(&f->unmap_lock);
	fuzz_did(OP_UNMAP, err >= 0);
}

static void unmap_piece(struct fuzz *f, u32 piece)
{
	f->mapped[piece] = false;
	unmap(f, piece_iova(piece), FUZZ_PIECE);
}

/**
 * fuzz_memory_all() - Map all of the first DMA window
 * @f: the round
 */
void fuzz_memory_all(struct fuzz *f)
{
	for (u32 i = 0; i < FUZZ_PIECES; i++)
		if (!f->mapped[i])
			map_piece(f, i);
}

/**
 * fuzz_memory_begin() - Map the first DMA window in pieces, after dev_open()
 * @f: the round
 */
void fuzz_memory_begin(struct fuzz *f)
{
	if (!f->secret)
		f->secret = secret_memory();
	dma_unmap(f->dev, DMA_IOVA, DMA_SIZE);
	for (u32 i = 0; i < FUZZ_PIECES; i++)
		map_piece(f, i);
}

/* Maps or unmaps a piece, no matter whether it is mapped. */
static void change_piece(struct fuzz *f, u32 piece, bool there)
{
	if (there)
		map_piece(f, piece);
	else
		unmap_piece(f, piece);
}

/* Maps ordinary memory, or memory that the kernel cannot access. */
static void change_chunk(struct fuzz *f, struct rng *rng, u32 chunk, bool there)
{
	u8 *mem = f->secret && rng_one_in(rng, 3) ? f->secret : f->dev->mem;
	u64 at = chunk * FUZZ_CHUNK;
	int err;

	if (!there) {
		unmap(f, DMA_IOVA_2 + at, FUZZ_CHUNK);
		return;
	}
	err = dma_map(f->dev, DMA_IOVA_2 + at, mem + at, FUZZ_CHUNK,
		      rng_one_in(rng, 4) ? VFIO_DMA_MAP_FLAG_READ : BOTH_WAYS);
	fuzz_did(OP_MAP, !err);
}

/* Several threads may run this at a time. */
static void change_bystander(struct fuzz *f, struct rng *rng, bool there)
{
	u64 at = rng_below(rng, FUZZ_CHUNKS) * FUZZ_CHUNK;

	if (there)
		fuzz_did(OP_MAP, !dma_map(f->dev, BYSTANDER + at,
					  f->dev->mem + at, FUZZ_CHUNK,
					  BOTH_WAYS));
	else
		fuzz_did(OP_UNMAP, dma_unmap(f->dev, BYSTANDER + at,
					     FUZZ_CHUNK) >= 0);
}

/**
 * fuzz_memory_secret() - Map secret memory in a chunk of the second DMA window
 * @f: the round, with secret memory and @unmap_lock held
 * @chunk: number of the chunk
 */
void fuzz_memory_secret(struct fuzz *f, u32 chunk)
{
	u64 at = chunk * FUZZ_CHUNK;

	fuzz_did(OP_UNMAP, dma_unmap(f->dev, DMA_IOVA_2 + at, FUZZ_CHUNK) >= 0);
	fuzz_did(OP_MAP, !dma_map(f->dev, DMA_IOVA_2 + at, f->secret + at,
				  FUZZ_CHUNK, BOTH_WAYS));
}

/**
 * fuzz_memory() - Unmap memory that the device uses, or map it again
 * @f: the round
 * @rng: the generator of the thread
 *
 * The memory that all commands need stays mapped in a calm round, and during set-up.
 */
void fuzz_memory(struct fuzz *f, struct rng *rng)
{
	u32 piece = rng_below(rng, FUZZ_PIECES);
	bool there = rng_one_in(rng, 2);

	if (rng_one_in(rng, 4)) {
		change_bystander(f, rng, there);
	} else if (rng_one_in(rng, 2)) {
		change_chunk(f, rng, rng_below(rng, FUZZ_CHUNKS), there);
	} else if (piece) {
		change_piece(f, piece, there);
	} else if (!f->calm && !pthread_mutex_trylock(&f->lock)) {
		change_piece(f, 0, rng_one_in(rng, 2));
		pthread_mutex_unlock(&f->lock);
		f->suspect = true;
	}
}

/**
 * fuzz_mapper() - Change the guest's memory; the function of a thread
 * @racer: struct fuzz_racer
 *
 * Return: NULL.
 */
void *fuzz_mapper(void *racer)
{
	struct fuzz_racer *r = racer;
	struct fuzz *f = r->f;

	while (!f->over) {
		pthread_rwlock_rdlock(&f->open_lock);
		for (u32 n = rng_below(&r->rng, 4); n; n--)
			fuzz_memory(f, &r->rng);
		pthread_rwlock_unlock(&f->open_lock);
		usleep(rng_below(&r->rng, 40000));
	}
	return NULL;
}

/**
 * fuzz_irq_common() - Create eventfds that later processes share
 */
void fuzz_irq_common(void)
{
	for (int i = 0; i < FUZZ_COMMON; i++)
		common[i] = new_eventfd();
}

/**
 * fuzz_irq_off() - Remove the eventfds of all interrupts
 * @dev: the device
 */
void fuzz_irq_off(struct dev *dev)
{
	u32 flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER;

	irq_set(dev, VFIO_PCI_INTX_IRQ_INDEX, 0, 0, flags, NULL, 0);
	irq_set(dev, VFIO_PCI_MSIX_IRQ_INDEX, 0, 0, flags, NULL, 0);
}

static int set_one(struct dev *dev, u32 index, u32 action, int fd)
{
	return irq_set(dev, index, 0, 1, VFIO_IRQ_SET_DATA_EVENTFD | action,
		       &fd, sizeof(fd));
}

/**
 * fuzz_irq_cross() - Set up INTx with eventfds that another device uses as well
 * @dev: the device
 * @trigger: number of the shared eventfd that INTx signals
 * @unmask: number of the shared eventfd that unmasks INTx
 */
void fuzz_irq_cross(struct dev *dev, unsigned int trigger, unsigned int unmask)
{
	int err;

	fuzz_irq_off(dev);
	err = set_one(dev, VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER,
		      common[trigger]);
	fuzz_did(OP_CROSS, !err);
	err = set_one(dev, VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_UNMASK,
		      common[unmask]);
	fuzz_did(OP_CROSS, !err);
}

static int any_eventfd(struct fuzz *f)
{
	if (rng_one_in(&f->rng, 8))
		return -1;
	if (rng_one_in(&f->rng, 3))
		return f->dev->irq[rng_below(&f->rng, NR_VECTORS)];
	return common[rng_below(&f->rng, FUZZ_COMMON)];
}

/* Sets up either kind of interrupt, with any of the eventfds. */
static void cross_any(struct fuzz *f)
{
	static const struct { u32 index, action; } uses[] = {
		{ VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER },
		{ VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_UNMASK },
		{ VFIO_PCI_INTX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_MASK },
		{ VFIO_PCI_MSIX_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER },
		{ VFIO_PCI_REQ_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER },
	};
	u32 i = rng_below(&f->rng, ARRAY_SIZE(uses));

	fuzz_did(OP_CROSS, !set_one(f->dev, uses[i].index, uses[i].action,
				    any_eventfd(f)));
}

/**
 * fuzz_cross() - Set up interrupts that share eventfds with the neighbour or unmask themselves
 * @f: the round
 */
void fuzz_cross(struct fuzz *f)
{
	u64 one = 1;

	if (rng_one_in(&f->rng, 4))
		fuzz_irq_cross(f->dev, rng_below(&f->rng, FUZZ_COMMON),
			       rng_below(&f->rng, FUZZ_COMMON));
	for (u32 n = rng_below(&f->rng, 4); n; n--)
		cross_any(f);
	fuzz_did(OP_SIGNAL, write(common[rng_below(&f->rng, FUZZ_COMMON)], &one,
				  sizeof(one)) == sizeof(one));
	if (rng_one_in(&f->rng, 2))
		fuzz_irq_off(f->dev);
}

/**
 * fuzz_interrupts() - Call VFIO_DEVICE_SET_IRQS with random arguments
 * @f: the round
 */
void fuzz_interrupts(struct fuzz *f)
{
	u32 flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER;
	u32 index = VFIO_PCI_MSIX_IRQ_INDEX;
	u32 count = rng_below(&f->rng, 5), start = rng_below(&f->rng, 2);
	int fds[4], err;

	for (int i = 0; i < 4; i++)
		fds[i] = any_eventfd(f);
	if (rng_one_in(&f->rng, 3))
		flags = 1 << rng_below(&f->rng, 3) |
			8 << rng_below(&f->rng, 3);
	if (rng_one_in(&f->rng, 6))
		start = rng_below(&f->rng, 1000);
	if (rng_one_in(&f->rng, 3))
		index = rng_below(&f->rng, 6);
	err = irq_set(f->dev, index, start, count, flags, fds, sizeof(fds));
	fuzz_did(OP_IRQ, !err);
}
