/* SPDX-License-Identifier: GPL-2.0 */
/* A guest with memory and a driver, correct or hostile, and the ring that both use. */
#ifndef VRING_GUEST_H
#define VRING_GUEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <linux/virtio_ring.h>
#include "gvt/virtio/vring.h"

#define BASE	0x123450000ULL	/* start of the guest's memory */
#define SIZE	0x20000
#define NUM	8
#define DESC	BASE
#define AVAIL	(BASE + 0x1002)
#define USED	(BASE + 0x2004)
#define TABLE	(BASE + 0x4000)
#define DATA	(BASE + 0x10000)

#define F_NEXT	VRING_DESC_F_NEXT
#define F_WRITE	VRING_DESC_F_WRITE
#define F_INDIRECT	VRING_DESC_F_INDIRECT

/* The guest: its memory, and a record of the accesses. */
struct guest {
	u8 mem[SIZE];
	unsigned int touched[SIZE];	/* reads of each byte */
	unsigned int reads;
	u64 fail_at;			/* an access to this byte fails */
	void (*after_read)(struct guest *g, u64 addr, size_t len);
	void (*after_write)(struct guest *g, u64 addr, size_t len);
};

extern struct guest guest;
extern struct mvgpu_vring vr;
extern struct mvgpu_chain chain;
extern const struct mvgpu_ring_mem mem;

/* Starts a ring in a guest whose memory is zero. */
void start(bool event_idx, bool indirect);

/* The same with all features, before each test. */
int setup(void **state);

#define TEST(t)	cmocka_unit_test_setup(t, setup)

/* The driver: memory, descriptors, and the available ring. */
void put16(u64 addr, u16 value);
u16 get16(u64 addr);
u32 get32(u64 addr);
void desc_at(u64 table, unsigned int i, u64 addr, u32 len, u16 flags, u16 next);
void desc(unsigned int i, u64 addr, u32 len, u16 flags, u16 next);
void set_avail_idx(u16 idx);
void offer(u16 head);

/* Offers a chain of one descriptor, which is a table of @len bytes. */
void offer_indirect(u32 len);

/* The device. */
int pop(void);
int push(u16 head, u32 written);
void assert_fatal(const char *why);

/* A chain of one descriptor is offered and popped. */
void take_one(void);

/* A ring that has been in use for a while: all its indices are @idx. */
void start_at(u16 idx);

#endif
